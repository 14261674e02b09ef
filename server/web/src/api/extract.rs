//! What handlers take from a request; what does not fit is told as problem+json.

use afterimage_base::work::{Overloaded, Work};
use afterimage_model::ChangeId;
use afterimage_service::ArchiveError;
use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request, rejection::JsonRejection},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, header};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::{AppState, limits, problem::Problem};

/// Parameters after the `?`.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(Problem))]
pub struct Parameters<T>(pub T);

/// Parameters within the path.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Problem))]
pub struct Path<T>(pub T);

/// A JSON body.
pub struct Json<T>(pub T);

/// A body that is longer than this, in bytes, is read away from the threads that answer.
const MAX_READ_HERE_BYTES: usize = 16 * 1024;

impl<T: DeserializeOwned + Send + 'static> FromRequest<AppState> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            let detail = "Expected request with `Content-Type: application/json`";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "content_type", detail));
        }
        let body = Bytes::from_request(request, state).await.map_err(JsonRejection::from)?;
        let is_short = body.len() <= MAX_READ_HERE_BYTES;
        let read = move || axum::Json::from_bytes(&body);
        let axum::Json(read) = if is_short { read() } else { state.history.work().run(read).await? }?;
        Ok(Self(read))
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = media_type.and_then(|value| value.split(';').next()).unwrap_or_default().trim();
    media_type.eq_ignore_ascii_case("application/json")
}

/// An answer in JSON that may be large: it is written away from the threads that answer.
///
/// # Errors
/// When too much waits to be done, or the answer cannot be written.
pub async fn written<T: Serialize + Send + 'static>(work: &Work, answer: T) -> Result<Response, Problem> {
    let written = work.run(move || serde_json::to_vec(&answer)).await?.map_err(|error| {
        tracing::error!(%error, "an answer could not be written");
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "The answer could not be written.")
    })?;
    Ok(([(header::CONTENT_TYPE, "application/json")], written).into_response())
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// An object without fields: what is asked for takes no further words. No body at all says the same.
#[derive(ToSchema)]
#[schema(example = json!({}))]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

impl<S: Send + Sync> FromRequest<S> for Nothing {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let body = Bytes::from_request(request, state).await.map_err(JsonRejection::from)?;
        if body.is_empty() {
            return Ok(Self {});
        }
        let axum::Json(fields) = axum::Json::<Map<String, Value>>::from_bytes(&body)?;
        match fields.keys().next() {
            None => Ok(Self {}),
            Some(name) => {
                let detail = format!("The body is an object without fields, so there is no {name:?} in it.");
                Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "wrong_json", detail))
            }
        }
    }
}

/// A change's id as a parameter: a position in the archive, from 0 on.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub struct Position(pub ChangeId);

impl TryFrom<String> for Position {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let id = text.parse().ok().filter(|id| *id >= ChangeId::START);
        id.map(Self).ok_or_else(|| format!("a change's id is a whole number from 0 to {}, not {text:?}", i64::MAX))
    }
}

/// The page's length that the client asks for, checked; the usual one where it does not ask.
pub fn page_limit(asked: Option<usize>) -> Result<usize, Problem> {
    match asked {
        None => Ok(limits::DEFAULT_PAGE),
        Some(limit @ 1..=limits::MAX_PAGE) => Ok(limit),
        Some(_) => {
            let detail = format!("limit is a number from 1 to {}.", limits::MAX_PAGE);
            Err(Problem::bad_request("bad_limit", detail))
        }
    }
}

impl From<Overloaded> for Problem {
    fn from(error: Overloaded) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "overloaded", format!("{error}."))
    }
}

impl From<ArchiveError> for Problem {
    fn from(error: ArchiveError) -> Self {
        match error {
            ArchiveError::Busy => {
                return Self::unavailable("As many look into the archive as may at once; try again in a moment.");
            }
            ArchiveError::Overloaded(error) => return error.into(),
            _ => {}
        }
        tracing::error!(%error, "the archive could not be read");
        Self::unavailable("The archive could not be read; the server's log has the cause.")
    }
}
