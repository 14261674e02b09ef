//! A page in the middle of an item's life.

use afterimage_archive::{Anchor, ItemTimeline, Result};
use afterimage_model::{ItemKey, as_of::At};

use crate::{read::SqliteReader, schema::count};

impl SqliteReader {
    /// The page of an item's life that ends, newest first, with a version near the anchor: `top` makes the page's first
    /// version out of the anchor's and the last. Nothing when the archive does not know the item.
    ///
    /// # Errors
    /// As [`Self::change`].
    pub async fn life_around(
        &self,
        table: &str,
        key: &ItemKey,
        anchor: Option<Anchor>,
        top: fn(u64, u64) -> u64,
        limit: usize,
    ) -> Result<Option<ItemTimeline>> {
        let Some(row) = self.find_item(table, key).await? else { return Ok(None) };
        let versions = count(row.versions);
        let anchored = match anchor {
            None => versions,
            Some(Anchor::At(At::Version(version))) => version,
            Some(Anchor::At(at)) => self.in_force(&row, at).await?.map_or(1, |found| found.version),
            Some(Anchor::Change(id)) => self.heads(&[id]).await?.first().map_or(versions, |head| head.0.version),
        };
        let top = top(anchored.clamp(1, versions.max(1)), versions);
        if top >= versions {
            return self.timeline(table, key, None, limit).await;
        }
        let first = self.in_force(&row, At::Version(top)).await?;
        let before = first.map(|first| first.change_id.just_after());
        self.timeline(table, key, before, limit).await
    }
}
