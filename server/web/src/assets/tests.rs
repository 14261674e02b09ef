use std::borrow::Cow;

use super::*;

fn assets(paths: &[&str]) -> Assets {
    let file = |path: &str| EmbeddedFile {
        data: Cow::Owned(path.as_bytes().to_vec()),
        metadata: rust_embed::Metadata::__rust_embed_new([7; 32], None, None),
    };
    Assets::from_files(paths.iter().map(|path| ((*path).to_owned(), file(path))).collect())
}

const HASHED: [&str; 6] = [
    "pkg/afterimage.0a1b2c3d4e5f.css",
    "pkg/afterimage.0a1b2c3d4e5f.js",
    "pkg/afterimage.0a1b2c3d4e5f.wasm",
    "pkg/afterimage.0a1b2c3d4e5f.wasm.br",
    "pkg/afterimage.0a1b2c3d4e5f.wasm.gz",
    "pkg/afterimage.js",
];

fn get_wasm(path: &str, name: header::HeaderName, value: &str) -> Response {
    let request = HeaderMap::from_iter([(name, HeaderValue::from_str(value).expect("a value"))]);
    assets(&HASHED).0.get(path).expect("the file").answer(path, &request)
}

fn header_of(response: &Response, name: header::HeaderName) -> Option<&str> {
    response.headers().get(name).and_then(|value| value.to_str().ok())
}

#[test]
fn the_page_is_found_under_hashed_names_first_and_under_plain_ones_otherwise() {
    let page = assets(&HASHED).page().expect("a page");
    assert_eq!(page.script, "/pkg/afterimage.0a1b2c3d4e5f.js");
    assert_eq!(page.wasm, "/pkg/afterimage.0a1b2c3d4e5f.wasm");
    let plain = assets(&["pkg/afterimage.css", "pkg/afterimage.js", "pkg/afterimage.wasm"]).page().expect("a page");
    assert_eq!(plain.style, "/pkg/afterimage.css");
    let tool = assets(&["pkg/afterimage.css", "pkg/afterimage.js", "pkg/afterimage_bg.0a1b2c3d.wasm"]).page();
    assert_eq!(tool.expect("a page").wasm, "/pkg/afterimage_bg.0a1b2c3d.wasm");
}

#[test]
fn parts_of_the_page_lie_beside_it_in_a_folder_that_is_named_by_its_content() {
    let page = assets(&[
        "pkg/0a1b2c3d4e5f6071/afterimage.css",
        "pkg/0a1b2c3d4e5f6071/afterimage.js",
        "pkg/0a1b2c3d4e5f6071/afterimage.js.br",
        "pkg/0a1b2c3d4e5f6071/afterimage_bg.wasm",
        "pkg/0a1b2c3d4e5f6071/chunk_4.wasm",
        "pkg/0a1b2c3d4e5f6071/split_write.wasm",
        "pkg/0a1b2c3d4e5f6071/split_write.wasm.br",
        "pkg/0a1b2c3d4e5f6071/wasm_split.js",
    ]);
    assert!(has_hash("pkg/0a1b2c3d4e5f6071/chunk_4.wasm"));
    assert!(!has_hash("pkg/__wasm_split.______________________.js"));
    let page = page.page().expect("a page");
    assert_eq!(page.script, "/pkg/0a1b2c3d4e5f6071/afterimage.js");
    assert_eq!(page.wasm, "/pkg/0a1b2c3d4e5f6071/afterimage_bg.wasm");
    assert_eq!(page.parts, ["/pkg/0a1b2c3d4e5f6071/chunk_4.wasm", "/pkg/0a1b2c3d4e5f6071/split_write.wasm"]);
}

#[test]
fn without_a_built_page_there_is_none() {
    assert_eq!(assets(&[]).page(), None);
    assert_eq!(assets(&["pkg/afterimage.css"]).page(), None);
    assert_eq!(assets(&["pkg/snippets/afterimage.js", "pkg/afterimage.css", "pkg/afterimage.wasm"]).page(), None);
}

#[test]
fn the_smallest_form_that_the_client_takes_is_sent() {
    let encodings = [
        ("br, gzip", Some("br")),
        ("gzip", Some("gzip")),
        ("br;q=0, gzip;q=0.5", Some("gzip")),
        ("identity", None),
        ("brotli", None),
    ];
    for (accepted, sent) in encodings {
        let response = get_wasm(HASHED[2], header::ACCEPT_ENCODING, accepted);
        assert_eq!(header_of(&response, header::CONTENT_ENCODING), sent, "{accepted}");
        assert_eq!(header_of(&response, header::CONTENT_TYPE), Some("application/wasm"));
        assert_eq!(header_of(&response, header::VARY), Some("accept-encoding"));
    }
}

#[test]
fn a_hashed_name_is_cached_for_good_and_a_plain_one_is_asked_for_again() {
    let hashed = get_wasm(HASHED[2], header::ACCEPT, "*/*");
    assert_eq!(header_of(&hashed, header::CACHE_CONTROL), Some("public, max-age=31536000, immutable"));
    let plain = get_wasm(HASHED[5], header::ACCEPT, "*/*");
    assert_eq!(header_of(&plain, header::CACHE_CONTROL), Some("no-cache"));
    let etag = header_of(&plain, header::ETAG).expect("an etag").to_owned();
    for known in [etag.clone(), format!("W/{etag}"), format!("\"x\", {etag}"), "*".to_owned()] {
        assert_eq!(get_wasm(HASHED[5], header::IF_NONE_MATCH, &known).status(), StatusCode::NOT_MODIFIED, "{known}");
    }
    assert_eq!(get_wasm(HASHED[5], header::IF_NONE_MATCH, "\"x\"").status(), StatusCode::OK);
}
