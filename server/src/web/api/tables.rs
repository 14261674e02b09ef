//! `GET /api/v1/tables`, `PUT /api/v1/tables/{table}/stream` and `POST /api/v1/tables/{table}/baseline`.

use afterimage_app::model::{ViewType, table::TableStatus};
use axum::extract::State;
use http::StatusCode;
use serde::{Deserialize, Serialize};

use super::extract::{Json, Path};
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

/// What a table's stream shall be.
#[derive(Deserialize)]
pub struct WantedStream {
    /// What its records carry; `null` turns it off, and leaving it out is a mistake.
    #[serde(deserialize_with = "Option::deserialize")]
    view_type: Option<ViewType>,
}

/// `PUT tables/{table}/stream`: turns the stream on or off, where writing is allowed.
pub async fn set_stream(
    State(state): State<AppState>,
    Path(table): Path<String>,
    Json(wanted): Json<WantedStream>,
) -> Result<StatusCode, Problem> {
    state.backend.set_stream(&table, wanted.view_type).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST tables/{table}/baseline`: begins a scan that archives version 0 of the table's items. How it fares is told with
/// the tables.
pub async fn take_baseline(State(state): State<AppState>, Path(table): Path<String>) -> Result<StatusCode, Problem> {
    state.backend.take_baseline(&table).await?;
    Ok(StatusCode::ACCEPTED)
}
