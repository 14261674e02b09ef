//! `GET /api/v1/gaps`.

use afterimage_model::table::Gap;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::extract::Json;
use crate::{AppState, context::ForProgram, problem::Problem};

/// All gaps, newest first.
#[derive(Serialize, ToSchema)]
pub struct Gaps {
    gaps: Vec<Gap>,
}

/// What is missing from the archive, and why.
#[utoipa::path(
    get,
    path = "/api/v1/gaps",
    operation_id = "listGaps",
    tag = "tables",
    responses((status = 200, description = "All gaps, newest first", body = Gaps)),
)]
pub async fn list(State(state): State<AppState>, ForProgram(context): ForProgram) -> Result<Json<Gaps>, Problem> {
    Ok(Json(Gaps { gaps: state.backend.gaps(&context).await? }))
}
