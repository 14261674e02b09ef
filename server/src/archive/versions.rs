//! An item's versions by their numbers.

use afterimage_app::model::{Change, ChangeId, ItemKey, item::ItemOverview};

use super::{ArchiveReader, Result};

/// The index of an item's changes ends in their ids, so that counting along it touches no row. From whichever end is
/// nearer: in an item of 100,000 versions that is a few milliseconds at most.
pub(super) const NTH_FROM_FIRST: &str = "
    SELECT change_id FROM changes WHERE item_id = ? ORDER BY change_id LIMIT 1 OFFSET ?";

pub(super) const NTH_FROM_LAST: &str = "
    SELECT change_id FROM changes WHERE item_id = ? ORDER BY change_id DESC LIMIT 1 OFFSET ?";

/// What the archive holds of one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The change that made it.
    pub change: Change,
    /// The item's change after it.
    pub next: Option<ChangeId>,
}

impl ArchiveReader {
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
        let item_id = row.item_id;
        let versions = row.into_overview()?.versions;
        if version == 0 || version > versions {
            return Ok(None);
        }
        let (from_first, from_last) = (version - 1, versions - version);
        let (nth, skipped) =
            if from_first <= from_last { (NTH_FROM_FIRST, from_first) } else { (NTH_FROM_LAST, from_last) };
        let id: Option<i64> = sqlx::query_scalar(nth)
            .bind(item_id)
            .bind(i64::try_from(skipped).unwrap_or(i64::MAX))
            .fetch_optional(&self.pool)
            .await?;
        let Some(id) = id.map(ChangeId) else { return Ok(None) };
        // While this was read the item may have got further versions, which moves what is counted from the end.
        match self.load(&[id]).await?.pop() {
            Some((found, change)) if found == version => Ok(Some(Version { next: self.next_of(id).await?, change })),
            _ => self.version_among_all(item_id, version).await,
        }
    }

    async fn next_of(&self, id: ChangeId) -> Result<Option<ChangeId>> {
        Ok(self.place(id).await?.and_then(|place| place.next))
    }

    /// The same by looking at each, for when counting did not tell.
    async fn version_among_all(&self, item_id: i64, version: u64) -> Result<Option<Version>> {
        let id: Option<i64> =
            sqlx::query_scalar("SELECT change_id FROM changes WHERE item_id = ? AND version = ? LIMIT 1")
                .bind(item_id)
                .bind(i64::try_from(version).unwrap_or(i64::MAX))
                .fetch_optional(&self.pool)
                .await?;
        let Some(id) = id.map(ChangeId) else { return Ok(None) };
        let loaded = self.load(&[id]).await?.pop();
        let Some((_, change)) = loaded else { return Ok(None) };
        Ok(Some(Version { next: self.next_of(id).await?, change }))
    }
}
