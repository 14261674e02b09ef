//! `GET /api/v1/tables`, `PUT /api/v1/tables/{table}/stream` and `POST /api/v1/tables/{table}/baseline`.

use afterimage_model::{ViewType, table::TableStatus};
use axum::extract::State;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::extract::{Json, Nothing, Path};
use super::shape;
use crate::{AppState, context::ForProgram, problem::Problem};

/// All tables.
#[derive(Serialize, ToSchema)]
pub struct Tables {
    tables: Vec<TableStatus>,
}

/// The followed tables with their streams and shards, and those that only the archive still knows.
#[utoipa::path(
    get,
    path = "/api/v1/tables",
    operation_id = "listTables",
    tag = "tables",
    responses((status = 200, description = "All tables", body = Tables)),
)]
pub async fn list(State(state): State<AppState>, ForProgram(context): ForProgram) -> Result<Json<Tables>, Problem> {
    Ok(Json(Tables { tables: state.backend.tables(&context).await? }))
}

/// What a table's stream shall be.
#[derive(Deserialize, ToSchema)]
#[schema(example = json!({"view_type": "NEW_AND_OLD_IMAGES"}))]
pub struct WantedStream {
    /// What its records carry; `null` turns it off, and leaving it out is a mistake.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(required)]
    view_type: Option<ViewType>,
}

/// `PUT tables/{table}/stream`: turns the stream on or off, where writing is allowed.
#[utoipa::path(
    put,
    path = "/api/v1/tables/{table}/stream",
    operation_id = "setStream",
    tag = "tables",
    params(("table" = String, Path, description = "The table's name", example = "demo-carts")),
    request_body(content = WantedStream),
    responses((status = 204, description = "The table was told"), (status = 409, description = "It is so already", body = Problem, content_type = "application/problem+json")),
)]
pub async fn set_stream(
    State(state): State<AppState>,
    ForProgram(context): ForProgram,
    Path(table): Path<String>,
    Json(wanted): Json<WantedStream>,
) -> Result<StatusCode, Problem> {
    state.backend.set_stream(&context, &table, wanted.view_type).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST tables/{table}/baseline`: begins a scan that archives version 0 of the table's items. How it fares is told with
/// the tables.
#[utoipa::path(
    post,
    path = "/api/v1/tables/{table}/baseline",
    operation_id = "takeBaseline",
    tag = "tables",
    params(shape::TableAddress),
    request_body(content = Nothing),
    responses((status = 202, description = "The scan will begin as soon as it can"), (status = 409, description = "One is under way already, or too many wait", body = Problem, content_type = "application/problem+json")),
)]
pub async fn take_baseline(
    State(state): State<AppState>,
    ForProgram(context): ForProgram,
    Path(table): Path<String>,
    _: Nothing,
) -> Result<StatusCode, Problem> {
    state.backend.take_baseline(&context, &table).await?;
    Ok(StatusCode::ACCEPTED)
}
