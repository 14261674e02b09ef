//! Which requests come from our own pages, or from no page at all.
//!
//! | request | answered when |
//! |---|---|
//! | changes something, or opens the feed | `Origin` is ours; without `Origin`, only when `Sec-Fetch-Site` does not tell of another site |
//! | reads | `Sec-Fetch-Site` is `same-origin` or `none`, or absent, or it is a navigation of a whole tab |
//!
//! Every browser of today sends `Origin` with each POST, PUT, PATCH, DELETE and websocket handshake (Fetch standard,
//! section 3.2; RFC 6455, section 10.2), and a page cannot remove or forge it. A request with neither header is
//! therefore from no page: curl, an SDK, a script. `same-site` counts as foreign, because another program on another
//! port of localhost is the same site. After OWASP's cheat sheet on cross-site request forgery and
//! <https://web.dev/articles/fetch-metadata>.

use http::{HeaderMap, Method, header, uri::Authority};

/// Why a request is taken to come from elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The page that sent it has another origin.
    #[error("its Origin is not this server's")]
    Origin,
    /// The browser says that another site caused it.
    #[error("its Sec-Fetch-Site says so")]
    Site,
}

/// The path of the live feed, whose handshake is a GET that opens a conversation.
pub const FEED_PATH: &str = "/feed";

/// Whether the request may be answered; `host` is the request's own host, already found to be ours.
///
/// # Errors
/// When it comes from another site's page.
pub fn check(method: &Method, path: &str, headers: &HeaderMap, host: &str) -> Result<(), Refusal> {
    let reads = method.is_safe() && path != FEED_PATH;
    if reads {
        return if is_foreign(headers) && !is_navigation(headers) { Err(Refusal::Site) } else { Ok(()) };
    }
    let origins: Vec<_> = headers.get_all(header::ORIGIN).iter().collect();
    if !origins.iter().all(|origin| origin.to_str().is_ok_and(|origin| is_own(origin, host))) {
        return Err(Refusal::Origin);
    }
    if is_foreign(headers) { Err(Refusal::Site) } else { Ok(()) }
}

/// What this server speaks. A page that came by another scheme came from another program: whoever holds a certificate
/// for `localhost` has no more rights here than anybody else.
const SCHEME: &str = "http";

/// The port of that scheme where none is named.
const DEFAULT_PORT: u16 = 80;

/// Whether an `Origin` is that of a page of this server: its scheme, and exactly the request's host and port. `null`,
/// which stands for a file or for a page in a box, is nobody's own.
fn is_own(origin: &str, host: &str) -> bool {
    let Some((scheme, authority)) = origin.split_once("://") else { return false };
    let own = place(host);
    scheme.eq_ignore_ascii_case(SCHEME) && own.is_some() && place(authority) == own
}

/// A host in small letters, and a port; nothing where the text is not just these.
fn place(authority: &str) -> Option<(String, u16)> {
    let read = authority.parse::<Authority>().ok().filter(|_| !authority.contains('@'))?;
    let host = read.host();
    let port = match authority.strip_prefix(host)?.strip_prefix(':') {
        None | Some("") => DEFAULT_PORT,
        Some(digits) => digits.parse().ok()?,
    };
    Some((host.to_ascii_lowercase(), port))
}

fn is_foreign(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none")
}

/// Whether a person followed a link in a tab of its own: what any site may cause, and no site can look into.
fn is_navigation(headers: &HeaderMap) -> bool {
    let is = |name: &str, value: &str| headers.get(name).is_some_and(|found| found == value);
    is("sec-fetch-mode", "navigate") && is("sec-fetch-dest", "document")
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOST: &str = "127.0.0.1:3000";

    fn verdict(method: &Method, path: &str, headers: &[(&'static str, &str)]) -> Result<(), Refusal> {
        let headers = headers.iter().map(|(name, value)| {
            (http::HeaderName::from_static(name), http::HeaderValue::from_str(value).expect("a value"))
        });
        check(method, path, &headers.collect(), HOST)
    }

    #[test]
    fn a_write_from_our_own_page_or_from_no_page_is_taken() {
        let own = [("origin", "http://127.0.0.1:3000"), ("sec-fetch-site", "same-origin")];
        assert_eq!(verdict(&Method::POST, "/ui/write", &own), Ok(()));
        assert_eq!(verdict(&Method::POST, "/api/v1/items/t", &[]), Ok(()), "curl sends neither header");
    }

    #[test]
    fn a_write_from_elsewhere_is_refused() {
        let foreign = [
            "http://evil.example",
            "http://127.0.0.1:3001",
            "http://127.0.0.1",
            "null",
            "",
            "file://",
            "ftp://127.0.0.1:3000",
            "https://127.0.0.1:3000",
            "127.0.0.1:3000",
            "//127.0.0.1:3000",
            "http://127.0.0.1:3000/",
            "http://127.0.0.1:3000@evil.example",
            "http://me@127.0.0.1:3000",
            "http://127.0.0.1:3000 http://evil.example",
            "http://127.0.0.1:93000",
        ];
        for origin in foreign {
            assert_eq!(verdict(&Method::POST, "/ui/write", &[("origin", origin)]), Err(Refusal::Origin), "{origin}");
        }
        for site in ["cross-site", "same-site", "unheard-of"] {
            assert_eq!(verdict(&Method::DELETE, "/x", &[("sec-fetch-site", site)]), Err(Refusal::Site), "{site}");
        }
    }

    #[test]
    fn an_origin_is_its_scheme_its_host_and_its_port_where_http_has_80_for_none() {
        for (origin, host) in [
            ("http://localhost", "localhost"),
            ("http://localhost", "localhost:80"),
            ("http://localhost:80", "localhost"),
            ("http://LOCALHOST:3000", "localhost:3000"),
            ("http://[::1]:3000", "[::1]:3000"),
            ("http://[::1]", "[::1]:80"),
        ] {
            assert!(is_own(origin, host), "{origin} at {host}");
        }
        for (origin, host) in [
            ("https://localhost", "localhost"),
            ("https://localhost:443", "localhost:443"),
            ("http://localhost", "localhost:443"),
            ("https://localhost", "localhost:443"),
            ("http://localhost", "localhost:3000"),
            ("http://localhost:3000", "localhost"),
            ("http://app.localhost:3000", "localhost:3000"),
            ("http://127.0.0.1:3000", "localhost:3000"),
            ("http://[::1]:3000", "[::1]:3001"),
            ("null", "null"),
            ("http://", ""),
        ] {
            assert!(!is_own(origin, host), "{origin} at {host}");
        }
    }

    #[test]
    fn the_feed_is_a_get_that_only_our_own_pages_open() {
        assert_eq!(verdict(&Method::GET, FEED_PATH, &[("origin", "http://evil.example")]), Err(Refusal::Origin));
        assert_eq!(verdict(&Method::GET, FEED_PATH, &[("origin", "http://127.0.0.1:3000")]), Ok(()));
        assert_eq!(verdict(&Method::GET, FEED_PATH, &[]), Ok(()));
    }

    #[test]
    fn another_site_may_link_to_us_and_neither_fetch_nor_frame_us() {
        let link = [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")];
        assert_eq!(verdict(&Method::GET, "/", &link), Ok(()));
        let frame = [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")];
        assert_eq!(verdict(&Method::GET, "/", &frame), Err(Refusal::Site));
        let fetch = [("sec-fetch-site", "same-site"), ("sec-fetch-mode", "cors"), ("sec-fetch-dest", "empty")];
        assert_eq!(verdict(&Method::GET, "/api/v1/changes", &fetch), Err(Refusal::Site));
    }
}
