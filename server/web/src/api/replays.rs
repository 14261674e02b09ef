//! `POST /api/v1/replays`, `GET` and `DELETE /api/v1/replays/{id}`, and `POST /api/v1/models`.

use afterimage_model::{
    data_model::ModelOutcome,
    replay::{ReplayRequest, ReplayStatus},
};
use axum::extract::State;
use http::StatusCode;
use serde_json::value::RawValue;

use super::extract::{Json, Path};
use super::shape;
use crate::{AppState, context::ForProgram, problem::Problem};

/// `POST replays`: a [`ReplayRequest`], `{"query": "table:orders", "to_table": "copy", "rate": 10}`. Begins to send the
/// changes that match and are archived now to the table, where writing is allowed.
#[utoipa::path(
    post,
    path = "/api/v1/replays",
    operation_id = "beginReplay",
    tag = "replays",
    request_body(content = ReplayRequest),
    responses((status = 202, description = "It has begun", body = ReplayStatus), (status = 404, description = "There is no such table", body = Problem, content_type = "application/problem+json"), (status = 409, description = "Another replay is under way", body = Problem, content_type = "application/problem+json")),
)]
pub async fn begin(
    State(state): State<AppState>,
    ForProgram(context): ForProgram,
    Json(request): Json<ReplayRequest>,
) -> Result<(StatusCode, Json<ReplayStatus>), Problem> {
    Ok((StatusCode::ACCEPTED, Json(state.backend.begin_replay(&context, request).await?)))
}

/// `GET replays/{id}`: how it fares.
#[utoipa::path(
    get,
    path = "/api/v1/replays/{id}",
    operation_id = "getReplay",
    tag = "replays",
    params(("id" = u64, Path, description = "The replay's number", example = 1)),
    responses((status = 200, description = "How it fares", body = ReplayStatus)),
)]
pub async fn one(
    State(state): State<AppState>,
    ForProgram(context): ForProgram,
    Path(id): Path<u64>,
) -> Result<Json<ReplayStatus>, Problem> {
    let status = state.backend.replay(&context, Some(id)).await?;
    status.map(Json).ok_or_else(|| unknown(id))
}

fn unknown(id: u64) -> Problem {
    Problem::not_found(format!("No replay {id} is remembered."))
}

/// `DELETE replays/{id}`: ends it; what was written stays.
#[utoipa::path(
    delete,
    path = "/api/v1/replays/{id}",
    operation_id = "cancelReplay",
    tag = "replays",
    params(("id" = u64, Path, description = "The replay's number", example = 1)),
    responses((status = 204, description = "It is ended, or had ended before")),
)]
pub async fn cancel(
    State(state): State<AppState>,
    ForProgram(context): ForProgram,
    Path(id): Path<u64>,
) -> Result<StatusCode, Problem> {
    if state.backend.replay(&context, Some(id)).await?.is_none() {
        return Err(unknown(id));
    }
    state.backend.cancel_replay(&context, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST models`: a data model of `NoSQL` Workbench, as its file has it. Creates its tables with their streams on and their
/// sample data; tables that are there already are left alone.
#[utoipa::path(
    post,
    path = "/api/v1/models",
    operation_id = "applyModel",
    tag = "tables",
    request_body(content = shape::DataModel),
    responses((status = 200, description = "What became of each table", body = ModelOutcome)),
)]
pub async fn apply_model(
    State(state): State<AppState>,
    ForProgram(context): ForProgram,
    Json(model): Json<Box<RawValue>>,
) -> Result<Json<ModelOutcome>, Problem> {
    Ok(Json(state.backend.apply_model(&context, model.get()).await?))
}
