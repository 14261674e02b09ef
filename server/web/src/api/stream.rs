//! Changes as JSON lines, as many as there are, in constant memory: an export that goes on from a cursor.

use afterimage_model::Context;
use afterimage_service::export::{Format, Wanted};
use axum::response::Response;
use http::header;

use super::export::{Told, begin, body};
use crate::{AppState, downloads::Download, problem::Problem};

/// One JSON text a line (<https://github.com/ndjson/ndjson-spec>).
pub const MEDIA_TYPE: &str = "application/x-ndjson";

/// What is wanted and was archived before the answer began.
pub async fn lines(context: &Context, state: &AppState, wanted: Wanted, place: Download) -> Result<Response, Problem> {
    let export = begin(context, state, wanted, Format::Api).await?;
    let mut response = Response::new(body(export, Told::nobody(), place));
    response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static(MEDIA_TYPE));
    Ok(response)
}
