//! What handlers take from a request; what does not fit is told as problem+json.

use afterimage_app::model::ChangeId;
use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request, rejection::JsonRejection},
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::{
    archive::ArchiveError,
    web::{limits, problem::Problem},
};

/// Parameters after the `?`.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(Problem))]
pub struct Parameters<T>(pub T);

/// Parameters within the path.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Problem))]
pub struct Path<T>(pub T);

/// A JSON body.
#[derive(FromRequest)]
#[from_request(via(axum::Json), rejection(Problem))]
pub struct Json<T>(pub T);

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

impl From<ArchiveError> for Problem {
    fn from(error: ArchiveError) -> Self {
        if matches!(error, ArchiveError::Busy) {
            return Self::unavailable("As many look into the archive as may at once; try again in a moment.");
        }
        tracing::error!(%error, "the archive could not be read");
        Self::unavailable("The archive could not be read; the server's log has the cause.")
    }
}
