//! Errors as DynamoDB words them, so that an SDK raises them as it raises DynamoDB's.

use std::time::Duration;

use axum::{body::Body, response::Response};
use http::{HeaderValue, StatusCode, header};
use serde_json::json;

use super::guard::Refusal;

/// Also what an answer is when the request did not say which kind it wants.
const CONTENT_TYPE: HeaderValue = HeaderValue::from_static("application/x-amz-json-1.0");

/// The request may not be made.
pub(super) fn access_denied(refusal: Refusal) -> Response {
    let message = format!("The embedded DynamoDB refuses this request: {refusal}.");
    error(StatusCode::FORBIDDEN, "com.amazon.coral.service#AccessDeniedException", &message)
}

/// The request is larger than any may be, or broke off.
pub(super) fn too_large(most_bytes: usize) -> Response {
    let message = format!("The request did not come to its end, or is larger than {most_bytes} bytes.");
    error(StatusCode::PAYLOAD_TOO_LARGE, "com.amazon.coral.validate#ValidationException", &message)
}

/// The request did not come to its end in time.
pub(super) fn too_slow(limit: Duration) -> Response {
    let message = format!("The request did not come to its end within {} seconds.", limit.as_secs());
    error(StatusCode::REQUEST_TIMEOUT, "com.amazon.coral.service#RequestTimeoutException", &message)
}

/// The stream has no such shard.
pub(super) fn no_such_shard() -> Response {
    let message = "Requested resource not found: Shard does not exist";
    error(StatusCode::BAD_REQUEST, "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException", message)
}

/// It is not the request's fault: an SDK tries again.
pub(super) fn internal(message: &str) -> Response {
    error(StatusCode::INTERNAL_SERVER_ERROR, "com.amazonaws.dynamodb.v20120810#InternalServerError", message)
}

fn error(status: StatusCode, kind: &str, message: &str) -> Response {
    let body = json!({ "__type": kind, "message": message }).to_string();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, CONTENT_TYPE);
    response
}
