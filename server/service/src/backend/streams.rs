//! Turning streams on and off.

use afterimage_capture::tables::endpoint_label;
use afterimage_language::{Phrase, phrase};
use afterimage_model::{ViewType, table::StreamState};

use super::{LiveBackend, not_followed};
use crate::ServiceError;

/// Turns a table's stream on with a view type, or off, where writing is allowed.
pub(super) async fn set(backend: &LiveBackend, table: &str, view_type: Option<ViewType>) -> Result<(), ServiceError> {
    let tables = &backend.parts.tables;
    if !tables.permission().is_allowed() {
        return Err(ServiceError::Forbidden(phrase!(
            "server-stream-read-only",
            endpoint = endpoint_label(tables.endpoint())
        )));
    }
    if !tables.follows(table) {
        return Err(not_followed(table));
    }
    refuse_what_is_so_already(tables.describe(table).await?.stream, view_type)?;
    let done = match view_type {
        Some(view_type) => tables.enable_stream(table, view_type).await,
        None => tables.disable_stream(table).await,
    };
    done?;
    tracing::info!(table, view_type = view_type.map(ViewType::as_str), "a stream was turned on or off from here");
    backend.forget_descriptions().await;
    backend.parts.statuses.list_tables_again();
    Ok(())
}

/// DynamoDB refuses this, emulators do one thing or another.
fn refuse_what_is_so_already(
    stream: Result<StreamState, Phrase>,
    wanted: Option<ViewType>,
) -> Result<(), ServiceError> {
    let message = match (stream, wanted) {
        (Ok(StreamState::Enabled { view_type, .. }), Some(_)) => {
            phrase!("server-stream-on-already", view_type = view_type.as_str())
        }
        (Ok(StreamState::Off | StreamState::Disabled { .. }), None) => {
            phrase!("server-stream-off-already")
        }
        _ => return Ok(()),
    };
    Err(ServiceError::Conflict(message))
}
