//! The headers that every answer carries, after OWASP's cheat sheet on HTTP headers.

use axum::{extract::Request, middleware::Next, response::Response};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use leptos::nonce::Nonce;

const FIXED: [(&str, &str); 6] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), clipboard-write=(self)",
    ),
];

/// What everything but a page gets: nothing in it is to be run, wherever it ends up.
const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'";

/// Gives the request a nonce (pages find it among the request's extensions), and the answer its headers.
pub async fn set(mut request: Request, next: Next) -> Response {
    let nonce = Nonce::new();
    request.extensions_mut().insert(nonce.clone());
    let mut response = next.run(request).await;
    apply(response.headers_mut(), &nonce);
    response
}

fn apply(headers: &mut HeaderMap, nonce: &Nonce) {
    for (name, value) in FIXED {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    let content_type = headers.get(header::CONTENT_TYPE);
    let is_page =
        content_type.and_then(|value| value.to_str().ok()).is_some_and(|value| value.starts_with("text/html"));
    let policy = if is_page { page_policy(nonce) } else { HeaderValue::from_static(NOTHING) };
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    // Archived data is read anew each time and stays in no cache; the built page's files say otherwise themselves.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}

/// What a page may do: run our own scripts and WebAssembly, and talk to us. Inline scripts (hydration data, the start
/// of the page) need the nonce of their answer. Style sheets come from us alone; `style` attributes are allowed, because
/// the list is rendered here with its height, and an attribute cannot select what another one holds.
fn page_policy(nonce: &Nonce) -> HeaderValue {
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'"
    );
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static(NOTHING))
}
