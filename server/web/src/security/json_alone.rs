//! Whatever changes something is told in JSON.
//!
//! A form of any web site can send a POST, as `text/plain`, `multipart/form-data` or
//! `application/x-www-form-urlencoded`, and a script of it can do so without asking. For `application/json` the browser
//! first asks this server whether it may (Fetch standard, section 3.3), and this server never says so. A DELETE is asked
//! for in any case, so one that carries nothing needs to name no type.

use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use crate::problem::Problem;

/// The one media type of what is sent here.
const JSON: &str = "application/json";

/// Refuses what would change something and is not JSON, before anything else of it is looked at. Stands before routes
/// whose method is known to be taken.
pub async fn guard(request: Request, next: Next) -> Response {
    match check(request.method(), request.headers()) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

/// Whether a request only reads, or says that it is JSON.
///
/// # Errors
/// 415 where it does neither.
pub fn check(method: &Method, headers: &HeaderMap) -> Result<(), Problem> {
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let is_taken = match (types.next(), types.next()) {
        (Some(only), None) => is_json(only),
        (None, _) => *method == Method::DELETE && carries_nothing(headers),
        (Some(_), Some(_)) => false,
    };
    if method.is_safe() || is_taken {
        return Ok(());
    }
    let detail = "What changes something is sent with the header `Content-Type: application/json`, and no other type.";
    Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "content_type", detail))
}

/// `application/json`, whatever its parameters: in JSON they mean nothing (RFC 8259, section 11).
fn is_json(content_type: &HeaderValue) -> bool {
    let media_type = content_type.to_str().ok().and_then(|it| it.split(';').next());
    media_type.is_some_and(|it| it.trim().eq_ignore_ascii_case(JSON))
}

fn carries_nothing(headers: &HeaderMap) -> bool {
    let length = headers.get(header::CONTENT_LENGTH);
    length.is_none_or(|length| length == "0") && !headers.contains_key(header::TRANSFER_ENCODING)
}

#[cfg(test)]
mod tests {
    use http::HeaderName;

    use super::*;

    fn is_taken(method: &Method, headers: &[(HeaderName, &str)]) -> bool {
        let mut all = HeaderMap::new();
        for (name, text) in headers {
            all.append(name, HeaderValue::from_str(text).expect("a value"));
        }
        check(method, &all).is_ok()
    }

    #[test]
    fn json_is_taken_whatever_its_parameters() {
        for content_type in ["application/json", "Application/JSON", "application/json; charset=utf-8"] {
            assert!(is_taken(&Method::POST, &[(header::CONTENT_TYPE, content_type)]), "{content_type}");
        }
    }

    #[test]
    fn nothing_else_is_taken_by_what_changes_something() {
        let others = [
            "text/plain",
            "text/plain; application/json",
            "text/plain, application/json",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=application/json",
            "application/jsonl",
            "application/problem+json",
            "text/json",
            "",
        ];
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            for content_type in others {
                assert!(!is_taken(&method, &[(header::CONTENT_TYPE, content_type)]), "{method} {content_type}");
            }
            let twice = [(header::CONTENT_TYPE, "application/json"), (header::CONTENT_TYPE, "text/plain")];
            assert!(!is_taken(&method, &twice), "{method} with two types");
        }
        for method in [Method::POST, Method::PUT, Method::PATCH] {
            assert!(!is_taken(&method, &[]), "{method} without a type");
        }
    }

    #[test]
    fn a_delete_that_carries_nothing_needs_no_type() {
        assert!(is_taken(&Method::DELETE, &[]));
        assert!(is_taken(&Method::DELETE, &[(header::CONTENT_LENGTH, "0")]));
        assert!(!is_taken(&Method::DELETE, &[(header::CONTENT_LENGTH, "2")]));
        assert!(!is_taken(&Method::DELETE, &[(header::TRANSFER_ENCODING, "chunked")]));
    }

    #[test]
    fn what_only_reads_may_name_any_type() {
        assert!(is_taken(&Method::GET, &[(header::CONTENT_TYPE, "text/plain")]));
    }
}
