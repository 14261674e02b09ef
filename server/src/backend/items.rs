//! A table's items, and an item's life.

use afterimage_app::{
    api::ApiError,
    components::query_line::problem_in_words,
    model::{
        Change, ChangeId, ChangeSummary, Image, ItemKey, Op, Query,
        item::{MAX_TIMELINE_GAPS, Timeline, TimelineEntry},
        items::{ItemsPage, ItemsRequest},
        query::NotOfItems,
        restore::Restored,
        summary::Words,
    },
    say,
};

use super::{LiveBackend, MAX_ROWS, no_item, unreadable};
use crate::{
    archive::{ArchiveError, ArchiveReader, ItemTimeline},
    items,
};

/// A page of a table's items.
pub(super) async fn list(backend: &LiveBackend, request: ItemsRequest) -> Result<ItemsPage, ApiError> {
    let invalid = |message: String, column| ApiError::Invalid { message, column };
    let query = Query::read(&request.query, backend.parts.clock.now());
    let query = query.map_err(|error| invalid(problem_in_words(&error.problem), Some(error.column)))?;
    query.of_items().map_err(|NotOfItems(field)| invalid(say!("server-not-of-items", field = field), None))?;
    if let Some(from) = request.from.as_ref().filter(|from| !request.order.reads_position(from)) {
        let order = request.order.as_str();
        let message = say!("server-no-position", position = format!("{from:?}"), order = order);
        return Err(invalid(message, None));
    }
    let request = ItemsRequest { limit: request.limit.clamp(1, MAX_ROWS), ..request };
    items::page(&backend.parts.archive, &request, &query).await.map_err(unreadable)
}

/// A page of an item's life, newest first.
pub(super) async fn timeline(
    archive: &ArchiveReader,
    table: &str,
    key: &ItemKey,
    before: Option<ChangeId>,
    limit: usize,
) -> Result<Timeline, ApiError> {
    let page = archive.timeline(table, key, before, limit).await.map_err(unreadable)?;
    let page = page.ok_or_else(|| no_item(table, key))?;
    timeline_of(archive, page).await
}

/// A page of changes as a timeline tells it.
pub(super) async fn timeline_of(archive: &ArchiveReader, page: ItemTimeline) -> Result<Timeline, ApiError> {
    let mut entries = Vec::with_capacity(page.changes.len());
    for (at, (version, change)) in page.changes.iter().enumerate() {
        let older = page.changes.get(at + 1).map(|(_, older)| older);
        let summary = summary(archive, change, older).await.map_err(unreadable)?;
        entries.push(TimelineEntry { version: *version, summary, restored: None });
    }
    tell_restored(archive, &mut entries).await.map_err(unreadable)?;
    let gaps = archive.gaps_of(&page.item.table, MAX_TIMELINE_GAPS).await.map_err(unreadable)?;
    Ok(Timeline { item: page.item, entries, older: page.older, gaps })
}

/// Marks the entries that are restores.
async fn tell_restored(archive: &ArchiveReader, entries: &mut [TimelineEntry]) -> Result<(), ArchiveError> {
    let ids: Vec<ChangeId> = entries.iter().map(|entry| entry.summary.id).collect();
    let restored = archive.restored(&ids).await?;
    for entry in entries {
        entry.restored = restored
            .get(&entry.summary.id)
            .map(|restored| Restored { version: restored.version, change_id: restored.change_id });
    }
    Ok(())
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
