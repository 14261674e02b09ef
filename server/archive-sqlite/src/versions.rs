//! An item's versions by their numbers.

use afterimage_model::{ItemKey, as_of::At, item::ItemOverview};

use super::{Result, SqliteReader, Version, rows::count};

impl SqliteReader {
    /// What is known of an item; nothing when the archive does not know it.
    ///
    /// # Errors
    /// As [`Self::change`].
    pub async fn item(&self, table: &str, key: &ItemKey) -> Result<Option<ItemOverview>> {
        self.find_item(table, key).await?.map(super::rows::ItemRow::into_overview).transpose()
    }

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
