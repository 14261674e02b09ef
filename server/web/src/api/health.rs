//! Whether the program lives and is ready, for people, load balancers and supervisors.

use afterimage_model::health::HealthReport;
use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde_json::json;

use super::shape;
use crate::{AppState, context::ForProgram, problem::Problem};

/// `GET /api/v1/health`: every check; 503 when not ready.
///
/// # Errors
/// When no report can be made at all.
#[utoipa::path(
    get,
    path = "/api/v1/health",
    operation_id = "health",
    tag = "health",
    responses((status = 200, description = "Every check", body = HealthReport), (status = 503, description = "Not ready", content((HealthReport = "application/json"), (Problem = "application/problem+json")))),
)]
pub async fn full(State(state): State<AppState>, ForProgram(context): ForProgram) -> Result<Response, Problem> {
    let report = state.backend.health(&context).await?;
    Ok((status(report.ready), Json(report)).into_response())
}

/// `GET /api/v1/health/live`: the process answers. Asks nothing of any other part, so that a supervisor does not
/// restart a program for what a restart does not cure.
#[utoipa::path(
    get,
    path = "/api/v1/health/live",
    operation_id = "live",
    tag = "health",
    responses((status = 200, description = "The process answers", body = shape::Liveness)),
)]
pub async fn live() -> Response {
    Json(json!({ "live": true })).into_response()
}

/// `GET /api/v1/health/ready`: every data path works; 503 with what does not.
///
/// # Errors
/// When no report can be made at all.
#[utoipa::path(
    get,
    path = "/api/v1/health/ready",
    operation_id = "ready",
    tag = "health",
    responses((status = 200, description = "Every data path works", body = shape::Readiness), (status = 503, description = "Not ready", content((shape::Readiness = "application/json"), (Problem = "application/problem+json")))),
)]
pub async fn ready(State(state): State<AppState>, ForProgram(context): ForProgram) -> Result<Response, Problem> {
    let report = state.backend.health(&context).await?;
    let failing: Vec<_> = report.checks.iter().filter(|check| !check.ok).collect();
    Ok((status(report.ready), Json(json!({ "ready": report.ready, "failing": failing }))).into_response())
}

fn status(ready: bool) -> StatusCode {
    if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }
}
