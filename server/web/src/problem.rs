//! Errors of the HTTP API, as RFC 9457 has them: `application/problem+json`.

use std::error::Error;

use afterimage_model::{ApiError, query::QueryError, write::WriteError};
use axum::{
    extract::{
        path::ErrorKind,
        rejection::{JsonRejection, PathRejection, QueryRejection},
    },
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;

/// One problem (<https://www.rfc-editor.org/rfc/rfc9457>).
///
/// `type` is left out, which means `about:blank`: the title is the status's own name (section 4.2.1). What went
/// wrong in particular is in `code`, a stable word for programs, and in `detail`, words for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(example = json!({"title": "Not Found", "status": 404, "code": "not_found", "detail": "The archive has no change 42."}))]
pub struct Problem {
    /// The status's own name.
    pub title: &'static str,
    /// The status again, for those who only keep the body.
    #[serde(serialize_with = "as_number")]
    #[schema(value_type = u16)]
    pub status: StatusCode,
    /// A stable word for programs.
    pub code: String,
    /// What is wrong, and what to do.
    pub detail: String,
    /// Where in the query, in characters from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub column: Option<usize>,
    /// The part of a write that is wrong: `table`, `item`, `key`, `request`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub field: Option<afterimage_model::write::WriteField>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature is serde's")]
fn as_number<S: serde::Serializer>(status: &StatusCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(status.as_u16())
}

/// How long a client should wait before it tries again what is unavailable now, in seconds.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("2");

impl Problem {
    /// A problem with a status, a code and a detail.
    pub fn new(status: StatusCode, code: &str, detail: impl Into<String>) -> Self {
        Self {
            title: status.canonical_reason().unwrap_or("Error"),
            status,
            code: code.to_owned(),
            detail: detail.into(),
            column: None,
            field: None,
        }
    }

    /// 404.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", detail)
    }

    /// 400.
    pub fn bad_request(code: &str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, detail)
    }

    /// 503: the cause belongs in the log, not in the answer.
    pub fn unavailable(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail)
    }

    /// 413, with the limit.
    pub fn too_large() -> Self {
        let limit = super::limits::MAX_BODY_BYTES;
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", format!("A request body has at most {limit} bytes."))
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status;
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER);
        }
        response
    }
}

impl From<ApiError> for Problem {
    fn from(error: ApiError) -> Self {
        match error {
            ApiError::NotFound(detail) => Self::not_found(detail),
            ApiError::Invalid { message, column } => {
                let code = if column.is_some() { "bad_query" } else { "invalid" };
                Self { column, ..Self::bad_request(code, message) }
            }
            ApiError::Conflict(detail) => Self::new(StatusCode::CONFLICT, "conflict", detail),
            ApiError::Forbidden(detail) => Self::new(StatusCode::FORBIDDEN, "forbidden", detail),
            ApiError::Unavailable(detail) => Self::unavailable(detail),
        }
    }
}

impl From<QueryError> for Problem {
    fn from(error: QueryError) -> Self {
        Self { column: Some(error.column), ..Self::bad_request("bad_query", error.to_string()) }
    }
}

impl From<WriteError> for Problem {
    fn from(error: WriteError) -> Self {
        let status = match error.code.as_str() {
            "read_only" | "access_denied" => StatusCode::FORBIDDEN,
            "no_such_table" | "no_such_version" => StatusCode::NOT_FOUND,
            "condition_failed" | "item_moved" => StatusCode::CONFLICT,
            "item_too_large" => StatusCode::PAYLOAD_TOO_LARGE,
            "throttled" | "unavailable" => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        Self { field: Some(error.field), ..Self::new(status, &error.code, error.message) }
    }
}

/// Where the whole API is described.
const DOCUMENT: &str = "/api/v1/openapi.json";

/// What stands behind a rejection, in words for people: `limit: not a whole number of 0 or more`.
fn reason(rejection: &impl Error) -> Option<String> {
    let words = rejection.source()?.to_string();
    if let Some(name) = words.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')) {
        return Some(format!("{name} is missing"));
    }
    let said = [
        ("invalid digit found in string", "not a whole number of 0 or more"),
        ("cannot parse integer from empty string", "empty, where a number is asked for"),
        ("number too large to fit in target type", "too large a number"),
        ("number too small to fit in target type", "too small a number"),
    ];
    Some(said.into_iter().fold(words, |words, (of_rust, for_people)| words.replace(of_rust, for_people)))
}

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Self {
        let why = reason(&rejection).unwrap_or_else(|| rejection.body_text());
        let (code, detail) = match &rejection {
            JsonRejection::JsonSyntaxError(_) => ("not_json", format!("The body is not JSON: {why}.")),
            JsonRejection::JsonDataError(_) => {
                ("wrong_json", format!("The body is not what is asked for: {why}. {DOCUMENT} has its form."))
            }
            JsonRejection::MissingJsonContentType(_) => ("content_type", rejection.body_text()),
            _ if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => return Self::too_large(),
            _ => ("unreadable_body", rejection.body_text()),
        };
        Self::new(rejection.status(), code, detail)
    }
}

impl From<QueryRejection> for Problem {
    fn from(rejection: QueryRejection) -> Self {
        let why = reason(&rejection).unwrap_or_else(|| rejection.body_text());
        Self::bad_request("bad_parameter", format!("{why}. {DOCUMENT} tells what each parameter takes."))
    }
}

impl From<PathRejection> for Problem {
    fn from(rejection: PathRejection) -> Self {
        let why = match &rejection {
            PathRejection::FailedToDeserializePathParams(error) => match error.kind() {
                ErrorKind::ParseErrorAtKey { value, .. } | ErrorKind::ParseError { value, .. } => {
                    format!("{value:?} is not a whole number, or too large")
                }
                ErrorKind::DeserializeError { key, message, .. } => format!("{key}: {message}"),
                other => other.to_string(),
            },
            _ => rejection.body_text(),
        };
        Self::bad_request("bad_path", format!("{why}. {DOCUMENT} tells what each address is made of."))
    }
}
