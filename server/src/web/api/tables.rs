//! `GET /api/v1/tables`.

use afterimage_app::model::table::TableStatus;
use axum::extract::State;
use serde::Serialize;

use super::extract::Json;
use crate::web::{AppState, problem::Problem};

/// All tables.
#[derive(Serialize)]
pub struct Tables {
    tables: Vec<TableStatus>,
}

/// The followed tables with their streams and shards, and those that only the archive still knows.
pub async fn list(State(state): State<AppState>) -> Result<Json<Tables>, Problem> {
    Ok(Json(Tables { tables: state.backend.tables().await? }))
}
