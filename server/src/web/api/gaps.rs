//! `GET /api/v1/gaps`.

use afterimage_app::model::table::Gap;
use axum::extract::State;
use serde::Serialize;

use super::extract::Json;
use crate::web::{AppState, problem::Problem};

/// All gaps, newest first.
#[derive(Serialize)]
pub struct Gaps {
    gaps: Vec<Gap>,
}

/// What is missing from the archive, and why.
pub async fn list(State(state): State<AppState>) -> Result<Json<Gaps>, Problem> {
    Ok(Json(Gaps { gaps: state.backend.gaps().await? }))
}
