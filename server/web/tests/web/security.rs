//! What keeps other web sites out.

use afterimage_app::api::{PAGE_HEADER, PAGE_HEADER_VALUE};
use reqwest::{Method, StatusCode};
use tokio_tungstenite::tungstenite::{self, client::IntoClientRequest};

use crate::support::Server;

async fn status(server: &Server, method: Method, path: &str, headers: &[(&str, &str)]) -> StatusCode {
    let mut request = server.http.request(method, server.url(path));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.expect("an answer").status()
}

/// What a handshake with this `Origin` is answered.
async fn handshake(server: &Server, origin: &str) -> Result<(), StatusCode> {
    let mut request = format!("ws://{}/feed", server.address).into_client_request().expect("a request");
    request.headers_mut().insert("origin", origin.parse().expect("a value"));
    match tokio_tungstenite::connect_async(request).await {
        Ok(_) => Ok(()),
        Err(tungstenite::Error::Http(response)) => Err(response.status()),
        Err(other) => panic!("{other}"),
    }
}

#[tokio::test]
async fn the_feed_opens_to_our_own_pages_only() {
    let server = Server::start().await;
    assert_eq!(handshake(&server, &format!("http://{}", server.address)).await, Ok(()));
    let other_port = format!("http://127.0.0.1:{}", server.address.port().wrapping_add(1));
    let other_scheme = format!("https://{}", server.address);
    for origin in ["http://evil.example", "null", &other_port, &other_scheme, "http://localhost"] {
        assert_eq!(handshake(&server, origin).await, Err(StatusCode::FORBIDDEN), "{origin}");
    }
}

#[tokio::test]
async fn a_foreign_host_is_not_answered_anywhere() {
    let server = Server::start().await;
    for path in ["/", "/api/v1/changes", "/metrics", "/feed", "/robots.txt", "/nothing"] {
        let status = status(&server, Method::GET, path, &[("host", "evil.example")]).await;
        assert_eq!(status, StatusCode::MISDIRECTED_REQUEST, "{path}");
    }
    assert_eq!(status(&server, Method::GET, "/robots.txt", &[("host", "localhost:9000")]).await, StatusCode::OK);
}

#[tokio::test]
async fn a_write_from_a_foreign_page_is_refused_before_it_is_read() {
    let server = Server::start().await;
    for path in ["/api/v1/items/demo-orders", "/ui/write", "/ui/demo", "/nothing"] {
        let foreign = status(&server, Method::POST, path, &[("origin", "http://evil.example")]).await;
        assert_eq!(foreign, StatusCode::FORBIDDEN, "{path}");
        let cross = status(&server, Method::POST, path, &[("sec-fetch-site", "same-site")]).await;
        assert_eq!(cross, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn nothing_is_changed_by_a_get() {
    let server = Server::start().await;
    for path in ["/ui/write", "/ui/demo", "/ui/begin_replay", "/ui/apply_model", "/api/v1/replays", "/api/v1/models"] {
        let status = status(&server, Method::GET, path, &[(PAGE_HEADER, PAGE_HEADER_VALUE)]).await;
        assert!(status == StatusCode::METHOD_NOT_ALLOWED || status == StatusCode::NOT_FOUND, "{path}: {status}");
    }
}

#[tokio::test]
async fn every_answer_carries_the_headers() {
    let server = Server::start().await;
    for path in ["/", "/api/v1/changes", "/api/v1/nothing", "/metrics", "/robots.txt", "/nothing"] {
        let response = server.get(path).await;
        let headers = response.headers();
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(headers.get(name).and_then(|value| value.to_str().ok()), Some(value), "{path}: {name}");
        }
        let policy = headers["content-security-policy"].to_str().expect("text");
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        let unsafe_parts: Vec<_> = policy.split("; ").filter(|part| part.contains("unsafe-")).collect();
        let of_pages = unsafe_parts.iter().all(|part| {
            *part == "style-src-attr 'unsafe-inline'"
                || (part.starts_with("script-src ") && part.ends_with(" 'wasm-unsafe-eval'"))
        });
        assert!(of_pages, "{path}: {policy}");
    }
}
