//! An item's life, and where in it a change is.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use afterimage_archive::{ArchiveError, ItemTimeline, Result, TimelinePosition};
use afterimage_base::work::Attention;
use afterimage_model::{Change, ChangeId, Image, ItemKey, item::ItemOverview};
use sqlx_macros::FromRow;

use super::reader::SqliteReader;
use crate::{
    database::Stored,
    images::{Blocks, ImageAddress},
    schema::{bound, count},
};

/// A page of an item's life ends once its changes' keys and images have so many bytes: a thousand changes of 800 KB would
/// be 800 MB, and as text and as values they take several times as much.
const MAX_TIMELINE_BYTES: u64 = 24 * 1024 * 1024;

pub(super) const PICK_TIMELINE: &str = "
    SELECT change_id FROM changes WHERE item_id = ? AND change_id < ? ORDER BY change_id DESC LIMIT ?";

pub(super) const FIND_POSITION: &str = "
    SELECT c.version, i.versions, c.previous_change_id, p.new_image AS previous_image,
        (SELECT n.change_id FROM changes AS n WHERE n.item_id = c.item_id AND n.change_id > c.change_id
         ORDER BY n.change_id LIMIT 1) AS next_change_id
    FROM changes AS c
    CROSS JOIN items AS i ON i.item_id = c.item_id
    LEFT JOIN changes AS p ON p.change_id = c.previous_change_id
    WHERE c.change_id = ?";

/// A row of [`FIND_POSITION`].
#[derive(FromRow)]
struct PositionRow {
    version: i64,
    versions: i64,
    previous_change_id: Option<i64>,
    previous_image: Option<i64>,
    next_change_id: Option<i64>,
}

impl SqliteReader {
    /// A change's place in its item's life.
    ///
    /// # Errors
    /// As [`Self::change`].
    pub async fn timeline_position(&self, id: ChangeId) -> Result<Option<TimelinePosition>> {
        let row: Option<PositionRow> =
            sqlx::query_as(FIND_POSITION).bind(id.0).fetch_optional(&self.pool).await.stored()?;
        let Some(row) = row else { return Ok(None) };
        let previous_image = match row.previous_image {
            Some(column) => Some(self.image_before(ImageAddress::of_column(column), id).await?),
            None => None,
        };
        Ok(Some(TimelinePosition {
            version: count(row.version),
            versions: count(row.versions),
            previous: row.previous_change_id.map(ChangeId),
            next: row.next_change_id.map(ChangeId),
            previous_image,
        }))
    }

    /// A page of an item's life, newest first; nothing when the archive does not know the item.
    ///
    /// # Errors
    /// As [`Self::change`].
    pub async fn timeline(
        &self,
        table: &str,
        key: &ItemKey,
        before: Option<ChangeId>,
        limit: usize,
    ) -> Result<Option<ItemTimeline>> {
        let Some(row) = self.find_item(table, key).await? else { return Ok(None) };
        let limit = limit.clamp(1, self.limits.scanned_changes);
        let ids: Vec<ChangeId> = sqlx::query_scalar(PICK_TIMELINE)
            .bind(row.item_id)
            .bind(before.map_or(i64::MAX, |before| before.0))
            .bind(bound(limit))
            .fetch_all(&self.pool)
            .await
            .stored()?
            .into_iter()
            .map(ChangeId)
            .collect();
        let bytes = Arc::new(AtomicU64::new(0));
        let take = move |_: &Attention<'_>, version, change: Change| {
            let before = bytes.fetch_add(change.size_bytes, Ordering::Relaxed);
            (before < MAX_TIMELINE_BYTES).then_some((version, change))
        };
        let changes = self.load_each(&ids, take).await?;
        let older = changes.last().filter(|(version, _)| *version > 1).map(|(_, change)| change.id);
        let item: ItemOverview = row.into_overview()?;
        Ok(Some(ItemTimeline { item, changes, older }))
    }

    async fn image_before(&self, place: ImageAddress, id: ChangeId) -> Result<Image> {
        let kept = self.kept_blocks([place.block_id].into()).await?;
        let what = move || format!("the image before change {id}");
        let read = move || {
            let image = Blocks::read(kept)?.image(place);
            image.map_err(|cause| ArchiveError::Unreadable { what: what(), cause })
        };
        self.work.run(read).await?
    }
}
