//! An item's life.

use afterimage_app::{
    api::ApiError,
    model::{
        Change, ChangeId, ChangeSummary, Image, ItemKey, Op,
        item::{MAX_TIMELINE_GAPS, Timeline, TimelineEntry},
        summary::Words,
    },
};

use super::unreadable;
use crate::archive::{ArchiveError, ArchiveReader, ItemTimeline};

/// A page of an item's life, newest first.
pub(super) async fn timeline(
    archive: &ArchiveReader,
    table: &str,
    key: &ItemKey,
    before: Option<ChangeId>,
    limit: usize,
) -> Result<Timeline, ApiError> {
    let page = archive.timeline(table, key, before, limit).await.map_err(unreadable)?;
    let page = page.ok_or_else(|| ApiError::NotFound(format!("The archive has no changes of {key} in {table}.")))?;
    timeline_of(archive, page).await
}

/// A page of changes as a timeline tells it.
pub(super) async fn timeline_of(archive: &ArchiveReader, page: ItemTimeline) -> Result<Timeline, ApiError> {
    let mut entries = Vec::with_capacity(page.changes.len());
    for (at, (version, change)) in page.changes.iter().enumerate() {
        let older = page.changes.get(at + 1).map(|(_, older)| older);
        let summary = summary(archive, change, older).await.map_err(unreadable)?;
        entries.push(TimelineEntry { version: *version, summary });
    }
    let gaps = archive.gaps_of(&page.item.table, MAX_TIMELINE_GAPS).await.map_err(unreadable)?;
    Ok(Timeline { item: page.item, entries, older: page.older, gaps })
}

/// The change in words. Where the record lacks the image before, the one after the item's previous change stands in:
/// that change is the next one of the page, or asked for.
async fn summary(
    archive: &ArchiveReader,
    change: &Change,
    older: Option<&Change>,
) -> Result<ChangeSummary, ArchiveError> {
    let mut summary = ChangeSummary::of(change);
    if summary.words != Words::NotCarried {
        return Ok(summary);
    }
    let previous: Option<Image> = match older {
        Some(older) => older.new_image.clone(),
        None => archive.place(change.id).await?.and_then(|place| place.previous_image),
    };
    summary.words = Words::of(Op::Modify, previous.as_ref(), change.new_image.as_ref());
    Ok(summary)
}
