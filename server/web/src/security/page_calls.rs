//! Who may call the server functions, `/ui`: the browser's half of this server's own pages.
//!
//! They are no API. Each call, also one that only reads, carries a header that neither a link nor a form can send, and
//! that a script of another site may only send if this server allows it beforehand, which it never does. What is sent is
//! JSON alone.

use afterimage_app::api::PAGE_HEADER;
use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};

use super::json_alone;
use crate::problem::Problem;

/// Where the server functions are.
const PREFIX: &str = "/ui/";

/// Refuses calls of server functions that no page of ours has made; lets everything else pass.
pub async fn guard(mut request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with(PREFIX) {
        return next.run(request).await;
    }
    if let Err(problem) = check(&request) {
        return problem.into_response();
    }
    // To a caller that accepts HTML the framework answers as to a form: with a redirect to wherever Referer says.
    request.headers_mut().remove(header::REFERER);
    request.headers_mut().insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    next.run(request).await
}

fn check(request: &Request) -> Result<(), Problem> {
    json_alone::check(request.method(), request.headers())?;
    if request.headers().contains_key(PAGE_HEADER) {
        return Ok(());
    }
    let detail = "Only this server's own pages ask here. Programs ask below /api/v1: /api/v1/openapi.json tells what.";
    Err(Problem::new(StatusCode::FORBIDDEN, "not_a_page", detail))
}
