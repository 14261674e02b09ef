//! Turning streams on and off.

use afterimage_base::words::reader;
use afterimage_capture::tables::endpoint_label;
use afterimage_language::say;
use afterimage_model::{ApiError, ViewType, table::StreamState};

use super::{LiveBackend, failed, not_followed};

/// Turns a table's stream on with a view type, or off, where writing is allowed.
pub(super) async fn set(backend: &LiveBackend, table: &str, view_type: Option<ViewType>) -> Result<(), ApiError> {
    let tables = &backend.parts.tables;
    if !tables.permission().is_allowed() {
        return Err(ApiError::Forbidden(say!(
            reader(),
            "server-stream-read-only",
            endpoint = endpoint_label(tables.endpoint())
        )));
    }
    if !tables.follows(table) {
        return Err(not_followed(table));
    }
    refuse_what_is_so_already(tables.describe(table).await.map_err(failed)?.stream, view_type)?;
    let done = match view_type {
        Some(view_type) => tables.enable_stream(table, view_type).await,
        None => tables.disable_stream(table).await,
    };
    done.map_err(failed)?;
    tracing::info!(table, view_type = view_type.map(ViewType::as_str), "a stream was turned on or off from here");
    backend.forget_descriptions().await;
    backend.parts.statuses.list_tables_again();
    Ok(())
}

/// DynamoDB refuses this, emulators do one thing or another.
fn refuse_what_is_so_already(stream: StreamState, wanted: Option<ViewType>) -> Result<(), ApiError> {
    let message = match (stream, wanted) {
        (StreamState::Enabled { view_type, .. }, Some(_)) => {
            say!(reader(), "server-stream-on-already", view_type = view_type.as_str())
        }
        (StreamState::Off | StreamState::Disabled { .. }, None) => {
            say!(reader(), "server-stream-off-already").to_owned()
        }
        _ => return Ok(()),
    };
    Err(ApiError::Conflict(message))
}
