//! One version of an item, by its number.

use afterimage_archive::{Result, Version};
use afterimage_model::{ItemKey, as_of::At};

use crate::{read::SqliteReader, schema::count};

impl SqliteReader {
    /// One version of an item, from 1; nothing when it has none of this number.
    ///
    /// # Errors
    /// As [`Self::change`].
    pub async fn version(&self, table: &str, key: &ItemKey, version: u64) -> Result<Option<Version>> {
        let Some(row) = self.find_item(table, key).await? else { return Ok(None) };
        if version == 0 || version > count(row.versions) {
            return Ok(None);
        }
        let Some(found) = self.in_force(&row, At::Version(version)).await? else { return Ok(None) };
        let next = self.version_after(&row, Some(found)).await?.map(|next| next.change_id);
        let loaded = self.load(&[found.change_id]).await?.pop();
        Ok(loaded.map(|(_, change)| Version { change, next }))
    }
}
