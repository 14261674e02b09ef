//! Looking items up for the writer, on a connection of its own that only reads: while the one connection that writes is
//! committing a batch, the next batch is put together.

use std::path::Path;

use afterimage_archive::{ArchiveError, Result};
use sqlx::{ConnectOptions, FromRow, Row, SqliteConnection};

use super::item_state::{ItemName, ItemState};
use crate::database::{Stored, connections::reader_options};

/// How many items are asked for at once.
const NAMES_AT_ONCE: usize = 1_000;

pub(super) const LOAD_ITEMS: &str = "SELECT i.* FROM json_each(?) AS wanted \
    CROSS JOIN items AS i ON i.table_id = ? AND i.item_key = wanted.value";

/// The connection.
pub(crate) struct ItemLookup(SqliteConnection);

impl ItemLookup {
    /// Opens it.
    pub(crate) async fn open(file: &Path) -> sqlx::Result<Self> {
        let options = reader_options(file).thread_name(|_| "archive-lookup".to_owned());
        Ok(Self(options.connect().await?))
    }

    /// Those of a table's items that the archive has, by their keys.
    pub(super) async fn items(&mut self, of_table: &[ItemName<'_>]) -> Result<Vec<(String, ItemState)>> {
        let mut found = Vec::new();
        for names in of_table.chunks(NAMES_AT_ONCE) {
            let keys: Vec<&str> = names.iter().map(|name| name.item_key).collect();
            let keys = serde_json::to_string(&keys).map_err(|error| ArchiveError::Storage(error.into()))?;
            let rows =
                sqlx::query(LOAD_ITEMS).bind(keys).bind(names[0].table_id).fetch_all(&mut self.0).await.stored()?;
            for row in rows {
                found.push((row.try_get("item_key").stored()?, ItemState::from_row(&row).stored()?));
            }
        }
        Ok(found)
    }
}
