//! Deletes a run's tables without losing a change, and without a gap in the archive where nothing is missing.
//!
//! On AWS a deleted table's stream can be read for a day more. The embedded DynamoDB takes it away at once, and then nobody
//! can tell whether everything was read. So the streams are turned off first, and the tables deleted when the engine has
//! read those to their end; that takes some seconds, in which the next run can begin.

use std::{sync::Arc, time::Duration};

use afterimage_model::table::StreamState;
use tokio::time::{interval, timeout};

use super::{DemonstrationParts, failed, names};
use crate::ServiceError;

/// How long a stream may take to come to its end. Its table is deleted then in any case: a gap would be the truth.
const END_LIMIT: Duration = Duration::from_mins(2);

/// How often is looked whether it has.
const LOOK_INTERVAL: Duration = Duration::from_millis(500);

/// Turns the streams off of all tables that runs have left; gives their names.
pub(super) async fn turn_off(parts: &DemonstrationParts) -> Result<Vec<String>, ServiceError> {
    let mut tables = parts.tables.all_names().await.map_err(failed)?;
    tables.retain(|table| names::run_of(table).is_some());
    for table in &tables {
        let described = parts.tables.describe(table).await.map_err(failed)?;
        if matches!(described.stream, Ok(StreamState::Enabled { .. })) {
            parts.tables.disable_stream(table).await.map_err(failed)?;
        }
    }
    parts.statuses.list_tables_again();
    Ok(tables)
}

/// Deletes the tables, each once its stream is read to the end.
pub(super) async fn delete(parts: Arc<DemonstrationParts>, tables: Vec<String>) {
    for table in tables {
        let over = async {
            let mut looks = interval(LOOK_INTERVAL);
            while parts.statuses.has_stream(&table) {
                looks.tick().await;
            }
        };
        if timeout(END_LIMIT, over).await.is_err() {
            tracing::warn!(table, "the stream does not come to its end; its table is deleted all the same");
        }
        if let Err(error) = parts.tables.delete_table(&table).await {
            tracing::warn!(table, %error, "a table of a demonstration could not be deleted; starting over tries again");
        }
    }
    parts.statuses.list_tables_again();
}
