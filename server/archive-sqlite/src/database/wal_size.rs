//! The write-ahead log beside the archive: kept short also while there is always somebody who reads.
//!
//! A commit folds the log into the file as far as nobody reads an older state, and begins it anew where nobody reads of it
//! at all. Readers that overlap for ever never leave such a moment. So once the log is longer than a limit, the writer
//! waits for it: a checkpoint that empties the log waits for those who read an older state, and whoever comes meanwhile
//! reads a state that does not hold it up. Looks into the archive are short, so that this takes as long as one of them.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use afterimage_archive::Result;
use afterimage_base::data_folder::log_of;
use sqlx::SqliteConnection;

use super::stored::Stored;

/// How long the log gets, in bytes, before it is emptied whoever reads: and one transaction more. SQLite cuts a log that it
/// begins anew to as much.
pub(crate) const WAL_LIMIT: u64 = 64 * 1024 * 1024;

/// How long the writer waits for readers then. Those of this program are done sooner; a backup that reads one state for
/// minutes is not.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long the writer waits for anybody else, in milliseconds as SQLite takes it: what sqlx sets.
const USUAL_PATIENCE_MS: u64 = 5_000;

/// Looks after the log's length.
#[derive(Debug)]
pub(crate) struct WalSize {
    file: PathBuf,
    /// [`WAL_LIMIT`].
    limit: u64,
    /// The length at which it is emptied.
    emptied_at: u64,
}

impl WalSize {
    /// Of the log beside the archive's file.
    pub(crate) fn beside(archive: &Path, limit: u64) -> Self {
        Self { file: log_of(archive), limit, emptied_at: limit }
    }

    /// Empties the log if it is too long, by the connection that writes.
    ///
    /// Where somebody reads an old state for long, it is tried again when the log has grown by half: each try holds
    /// writing up.
    pub(crate) async fn keep_short(&mut self, connection: &mut SqliteConnection) {
        let length = fs::metadata(&self.file).map_or(0, |log| log.len());
        if length <= self.limit {
            self.emptied_at = self.limit;
        }
        if length <= self.emptied_at {
            return;
        }
        match empty(connection).await {
            Ok(true) => self.emptied_at = self.limit,
            Ok(false) => {
                tracing::warn!(
                    bytes = length,
                    "the log beside the archive grows: somebody reads an old state of it for long"
                );
                self.emptied_at = length + length / 2;
            }
            Err(error) => {
                tracing::warn!(%error, "the log beside the archive could not be emptied");
                self.emptied_at = length + length / 2;
            }
        }
    }
}

/// Whether the log is empty now.
async fn empty(connection: &mut SqliteConnection) -> Result<bool> {
    set_patience(connection, PATIENCE.as_millis()).await?;
    let done = sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut *connection).await;
    set_patience(connection, USUAL_PATIENCE_MS.into()).await?;
    let (is_busy, _pages, _folded): (bool, i64, i64) = done.stored()?;
    Ok(!is_busy)
}

async fn set_patience(connection: &mut SqliteConnection, milliseconds: u128) -> Result<()> {
    let set = format!("PRAGMA busy_timeout = {milliseconds}");
    sqlx::query(sqlx::AssertSqlSafe(set)).execute(connection).await.stored()?;
    Ok(())
}

#[cfg(test)]
#[path = "wal_size_tests.rs"]
mod tests;
