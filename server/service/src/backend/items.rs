//! A table's items, and an item's life.

use std::{mem, ops::ControlFlow};

use afterimage_archive::{ArchiveError, ArchiveReader, ItemTimeline};
use afterimage_base::work::Attention;
use afterimage_language::phrase;
use afterimage_model::{
    Change, ChangeId, ChangeSummary, Context, Image, ItemKey, Op, Query,
    item::{MAX_TIMELINE_GAPS, Restored, Timeline, TimelineEntry},
    items::{ItemsPage, ItemsRequest},
    query::NotOfItems,
    summary::Words,
};

use super::{BackendParts, LiveBackend, MAX_ROWS, no_item, not_followed};
use crate::{ServiceError, items};

/// A page of a table's items.
pub(super) async fn list(
    backend: &LiveBackend,
    context: &Context,
    request: ItemsRequest,
) -> Result<ItemsPage, ServiceError> {
    let query = Query::read(&request.query, backend.parts.clock.now())?;
    query
        .of_items()
        .map_err(|NotOfItems(field)| ServiceError::invalid(phrase!("server-not-of-items", field = field)))?;
    if let Some(from) = request.from.as_ref().filter(|from| !request.order.reads_position(from)) {
        let order = request.order.as_str();
        let message = phrase!("server-no-position", position = format!("{from:?}"), order = order);
        return Err(ServiceError::invalid(message));
    }
    let request = ItemsRequest { limit: request.limit.clamp(1, MAX_ROWS), ..request };
    Ok(items::page(context, &backend.parts.archive, &request, &query).await?)
}

/// The item as it is in DynamoDB now. Whoever may see the dashboard may see the followed tables, not everything that the
/// credentials open.
pub(super) async fn now(parts: &BackendParts, table: &str, key: &ItemKey) -> Result<Option<Image>, ServiceError> {
    if !parts.tables.follows(table) {
        return Err(not_followed(table));
    }
    Ok(parts.tables.get_item(table, key).await?)
}

/// A page of an item's life, newest first.
pub(super) async fn timeline(
    archive: &ArchiveReader,
    table: &str,
    key: &ItemKey,
    before: Option<ChangeId>,
    limit: usize,
) -> Result<Timeline, ServiceError> {
    let page = archive.timeline(table, key, before, limit).await?;
    let page = page.ok_or_else(|| no_item(table, key))?;
    timeline_of(archive, page).await
}

/// A page of changes as a timeline tells it.
pub(super) async fn timeline_of(archive: &ArchiveReader, page: ItemTimeline) -> Result<Timeline, ServiceError> {
    let before = match page.changes.last() {
        // The one before the others is the next one of the page.
        Some((_, oldest)) if lacks_an_image(oldest) => archive.timeline_position(oldest.id).await?,
        _ => None,
    };
    let before = before.and_then(|place| place.previous_image);
    let table = page.item.table.clone();
    let (mut changes, mut entries) = (page.changes.into_iter().peekable(), Vec::new());
    let piece = move |_: &Attention<'_>| {
        let Some((version, change)) = changes.next() else { return ControlFlow::Break(mem::take(&mut entries)) };
        let previous = match changes.peek() {
            Some((_, older)) => older.new_image.as_ref(),
            None => before.as_ref(),
        };
        entries.push(TimelineEntry { version, summary: summary(&change, previous), restored: None });
        ControlFlow::Continue(())
    };
    let mut entries = archive.work().in_pieces(piece).await?;
    tell_restored(archive, &mut entries).await?;
    let gaps = archive.gaps_of(&table, MAX_TIMELINE_GAPS).await?;
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

/// Whether the change does not say by itself what it changed.
fn lacks_an_image(change: &Change) -> bool {
    change.op == Op::Modify && (change.old_image.is_none() || change.new_image.is_none())
}

/// The change in words. Where the record lacks the image before, the one after the item's previous change stands in.
fn summary(change: &Change, previous: Option<&Image>) -> ChangeSummary {
    let mut summary = ChangeSummary::of(change);
    if summary.words == Words::NotCarried {
        summary.words = Words::of(Op::Modify, previous, change.new_image.as_ref());
    }
    summary
}
