//! The built page's files, carried inside the binary.
//!
//! The build leaves them in `target/site/pkg`, compressed beforehand next to the originals. A path with a hash of the
//! content never means anything else, so it is cached for good; any other is asked for again each time, by its ETag.

use std::{collections::BTreeMap, sync::Arc};

use afterimage_app::shell::PageAssets;
use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    response::{IntoResponse, Response},
    routing::get,
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use rust_embed::{EmbeddedFile, RustEmbed};

use super::problem::Problem;

/// In a debug build the files are read from the folder when the program starts, in a release build they are part of it.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../target/site"]
struct Site;

/// The folder of the page's files, in the site and in URLs.
const FOLDER: &str = "pkg/";

/// The page's own files begin so.
const PAGE: &str = "afterimage";

/// A hash in a path has at least this many characters.
const MIN_HASH: usize = 8;

const FAVICON: &[u8] = include_bytes!("../assets/favicon.svg");
const ROBOTS: &[u8] = include_bytes!("../assets/robots.txt");

/// All files, by their path within the site.
#[derive(Clone, Debug, Default)]
pub struct Assets(Arc<BTreeMap<String, Asset>>);

/// One file in all its encodings.
#[derive(Clone, Debug)]
struct Asset {
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
    etag: HeaderValue,
    immutable: bool,
}

impl Assets {
    /// What this program carries.
    pub fn embedded() -> Self {
        Self::from_files(Site::iter().filter_map(|path| Some((path.to_string(), Site::get(&path)?))).collect())
    }

    fn from_files(files: BTreeMap<String, EmbeddedFile>) -> Self {
        let bytes = |path: &str| files.get(path).map(|file| Bytes::from(file.data.clone().into_owned()));
        let originals = files.iter().filter(|(path, _)| !is_compressed(path));
        let assets = originals.map(|(path, file)| {
            let asset = Asset {
                plain: Bytes::from(file.data.clone().into_owned()),
                brotli: bytes(&format!("{path}.br")),
                gzip: bytes(&format!("{path}.gz")),
                etag: etag(&file.metadata.sha256_hash()),
                immutable: has_hash(path),
            };
            (path.clone(), asset)
        });
        Self(Arc::new(assets.collect()))
    }

    /// The URLs of the page's own files; nothing when the page was not built.
    pub fn page(&self) -> Option<PageAssets> {
        let (script, wasm, style) = (self.page_file("js")?, self.page_file("wasm")?, self.page_file("css")?);
        let folder = &wasm[..wasm.len() - name_of(wasm).len()];
        let is_part = |path: &&String| {
            path.strip_prefix(folder).is_some_and(|name| !name.contains('/') && extension_of(name) == "wasm")
                && *path != wasm
        };
        let url = |path: &String| format!("/{path}");
        let parts = self.0.keys().filter(is_part).map(url).collect();
        Some(PageAssets { script: url(script), wasm: url(wasm), parts, style: url(style) })
    }

    /// `HASH/afterimage.js` or `afterimage.HASH.js`; `afterimage.js` when there is none.
    fn page_file(&self, extension: &str) -> Option<&String> {
        let of_page = |path: &&String| {
            let path = path.strip_prefix(FOLDER).unwrap_or_default();
            let name = path.split_once('/').filter(|(folder, _)| is_hash(folder)).map_or(path, |(_, name)| name);
            name.starts_with(PAGE) && !name.contains('/') && extension_of(name) == extension
        };
        self.0.keys().filter(of_page).max_by_key(|path| has_hash(path))
    }
}

/// The routes of the files.
pub fn routes(assets: Assets) -> Router {
    Router::new()
        .route("/pkg/{*path}", get(serve))
        .route("/favicon.svg", get(|| async { fixed(FAVICON, "image/svg+xml") }))
        .route("/favicon.ico", get(|| async { fixed(FAVICON, "image/svg+xml") }))
        .route("/robots.txt", get(|| async { fixed(ROBOTS, "text/plain; charset=utf-8") }))
        .with_state(assets)
}

fn fixed(bytes: &'static [u8], content_type: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, content_type), (header::CACHE_CONTROL, "public, max-age=86400")], bytes)
}

async fn serve(State(assets): State<Assets>, Path(path): Path<String>, headers: HeaderMap) -> Response {
    let path = format!("{FOLDER}{path}");
    match assets.0.get(&path) {
        Some(asset) => asset.answer(&path, &headers),
        None => Problem::not_found("There is no such file.").into_response(),
    }
}

impl Asset {
    fn answer(&self, path: &str, request: &HeaderMap) -> Response {
        let caching = if self.immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
        let common = [
            (header::ETAG, self.etag.clone()),
            (header::CACHE_CONTROL, HeaderValue::from_static(caching)),
            (header::VARY, HeaderValue::from_static("accept-encoding")),
        ];
        let known = request.get_all(header::IF_NONE_MATCH).iter().any(|known| matches(known, &self.etag));
        if known {
            return (StatusCode::NOT_MODIFIED, common).into_response();
        }
        let (encoding, bytes) = self.negotiate(request);
        let mime = mime_guess::from_path(path).first_or_octet_stream();
        let mut response = (common, [(header::CONTENT_TYPE, mime.essence_str())], bytes).into_response();
        if let Some(encoding) = encoding {
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        response
    }

    /// The smallest form that the client takes.
    fn negotiate(&self, request: &HeaderMap) -> (Option<&'static str>, Bytes) {
        let forms = [("br", &self.brotli), ("gzip", &self.gzip)];
        let taken = forms.into_iter().find_map(|(encoding, bytes)| {
            bytes.as_ref().filter(|_| accepts(request, encoding)).map(|bytes| (Some(encoding), bytes.clone()))
        });
        taken.unwrap_or_else(|| (None, self.plain.clone()))
    }
}

/// Whether `Accept-Encoding` names the encoding with a weight above zero (RFC 9110, section 12.5.3).
fn accepts(request: &HeaderMap, encoding: &str) -> bool {
    let lists = request.get_all(header::ACCEPT_ENCODING).iter().filter_map(|list| list.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|entry| {
        let mut parts = entry.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(Ok(1.0), str::parse::<f32>);
        named && weight.is_ok_and(|weight| weight > 0.0)
    })
}

/// Whether one of the ETags that the client has is this one; the comparison is the weak one (RFC 9110, section 13.1.2).
fn matches(known: &HeaderValue, etag: &HeaderValue) -> bool {
    let (Ok(known), Ok(etag)) = (known.to_str(), etag.to_str()) else { return false };
    known.split(',').map(|known| known.trim().trim_start_matches("W/")).any(|known| known == etag || known == "*")
}

fn etag(hash: &[u8; 32]) -> HeaderValue {
    use std::fmt::Write;
    let mut text = String::from("\"");
    for byte in &hash[..16] {
        let _ = write!(text, "{byte:02x}");
    }
    text.push('"');
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("\"0\""))
}

fn is_compressed(path: &str) -> bool {
    [".br", ".gz"].iter().any(|suffix| path.ends_with(suffix))
}

fn name_of(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

fn extension_of(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// Whether the path says which content it means: `pkg/HASH/name.extension` or `name.HASH.extension`.
fn has_hash(path: &str) -> bool {
    let folder = path.strip_prefix(FOLDER).and_then(|path| path.split_once('/'));
    let mut parts = name_of(path).split('.').skip(1);
    let in_name = parts.next().filter(|_| parts.next().is_some());
    folder.is_some_and(|(folder, _)| is_hash(folder)) || in_name.is_some_and(is_hash)
}

/// Hexadecimal as this project's build writes it, or the URL form of base 64 as cargo-leptos does.
fn is_hash(text: &str) -> bool {
    let in_alphabet = |it: char| it.is_ascii_alphanumeric() || "-_".contains(it);
    text.len() >= MIN_HASH && text.chars().all(in_alphabet) && text.contains(|it: char| it.is_ascii_digit())
}

#[cfg(test)]
mod tests;
