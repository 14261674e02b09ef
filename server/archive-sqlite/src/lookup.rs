//! Looking items up for the writer, on a connection of its own that only reads: while the one connection that writes is
//! committing a batch, the next batch is put together.

use std::path::Path;

use sqlx::{ConnectOptions, FromRow, Row, SqliteConnection, sqlite::SqliteRow};

use super::{
    Result,
    batch::{ItemName, ItemState},
    open::reader_options,
    stored::Stored,
};

/// How many items are asked for at once.
const NAMES_AT_ONCE: usize = 1_000;

pub(super) const LOAD_ITEMS: &str = "SELECT i.* FROM json_each(?) AS wanted \
    CROSS JOIN items AS i ON i.table_id = ? AND i.item_key = wanted.value";

/// The connection.
pub(super) struct ItemLookup(SqliteConnection);

impl ItemLookup {
    /// Opens it.
    pub(super) async fn open(file: &Path) -> sqlx::Result<Self> {
        let options = reader_options(file).thread_name(|_| "archive-lookup".to_owned());
        Ok(Self(options.connect().await?))
    }

    /// Those of a table's items that the archive has, by their keys.
    pub(super) async fn items(&mut self, of_table: &[ItemName<'_>]) -> Result<Vec<(String, ItemState)>> {
        let mut found = Vec::new();
        for names in of_table.chunks(NAMES_AT_ONCE) {
            let keys: Vec<&str> = names.iter().map(|name| name.item_key).collect();
            let keys = serde_json::to_string(&keys).map_err(|error| super::ArchiveError::Storage(error.into()))?;
            let rows =
                sqlx::query(LOAD_ITEMS).bind(keys).bind(names[0].table_id).fetch_all(&mut self.0).await.stored()?;
            for row in rows {
                found.push((row.try_get("item_key").stored()?, ItemState::from_row(&row).stored()?));
            }
        }
        Ok(found)
    }
}

impl FromRow<'_, SqliteRow> for ItemState {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        let digest: Option<Vec<u8>> = row.try_get("latest_image")?;
        Ok(Self {
            item_id: row.try_get("item_id")?,
            first_change_id: row.try_get("first_change_id")?,
            last_change_id: row.try_get("last_change_id")?,
            first_seen_at: row.try_get("first_seen_at")?,
            last_seen_at: row.try_get("last_seen_at")?,
            versions: row.try_get("versions")?,
            alive: row.try_get("alive")?,
            captured_from_first_version: row.try_get("captured_from_first_version")?,
            // Of another length it is no digest of ours: the next old image is kept by itself.
            latest_image: digest.and_then(|digest| digest.try_into().ok()),
        })
    }
}
