//! Pages of a table's items: walks through the archive until a page is full.

use std::time::Duration;

use afterimage_archive::{ArchiveError, ArchiveReader, ItemWalk, WalkedItems};
use afterimage_base::work::within;
use afterimage_model::{
    Context, Query,
    items::{ItemsPage, ItemsRequest},
};

/// How long one page goes on looking before it ends with what was found so far.
pub const TIME_LIMIT: Duration = Duration::from_secs(3);

/// The page that is asked for. `query` is the request's, parsed.
///
/// # Errors
/// When the archive cannot be read.
pub async fn page(
    context: &Context,
    archive: &ArchiveReader,
    request: &ItemsRequest,
    query: &Query,
) -> Result<ItemsPage, ArchiveError> {
    // Counted before the walk, so that no item is told of that the walk could not have met.
    let total = archive.item_count(&request.table).await?;
    let deadline = context.until(within(TIME_LIMIT)).deadline;
    let archive = archive.until(deadline.clone());
    // One more than asked for tells whether there is a page after this one.
    let wanted = request.limit.max(1) + 1;
    let mut found = WalkedItems { reached: request.from.clone(), ..WalkedItems::default() };
    while found.items.len() < wanted && !found.end && !deadline.is_over() {
        let walk = ItemWalk {
            order: request.order,
            state: request.state,
            from: found.reached.clone(),
            backward: request.backward,
            limit: wanted - found.items.len(),
        };
        let more = archive.walk_items(&request.table, query, &walk).await?;
        found.looked_at += more.looked_at;
        found.reached = more.reached.or(found.reached);
        found.items.extend(more.items);
        (found.end, found.only_first) = (more.end, more.only_first);
    }
    let total = total.max(found.items.len() as u64);
    Ok(cut(request, found, total))
}

/// The page out of what was found: at most `limit` items in the list's order, and where the pages beside it begin.
fn cut(request: &ItemsRequest, mut found: WalkedItems, total: u64) -> ItemsPage {
    let limit = request.limit.max(1);
    let is_more = found.items.len() > limit;
    found.items.truncate(limit);
    let is_partial = !is_more && !found.end;
    // Where the walk goes on: after the last item, or after the last that was looked at.
    let last = if is_more { found.items.last().map(|(position, _)| position.clone()) } else { found.reached };
    let ahead = if is_more || is_partial { last } else { None };
    if request.backward {
        found.items.reverse();
    }
    let first_and_last = found.items.first().zip(found.items.last());
    let (first, last) =
        first_and_last.map_or((None, None), |(first, last)| (Some(first.0.clone()), Some(last.0.clone())));
    let (before, after) = if request.backward {
        (ahead, last.or_else(|| request.from.clone()))
    } else {
        (request.from.is_some().then(|| first.or_else(|| request.from.clone())).flatten(), ahead)
    };
    ItemsPage {
        items: found.items.into_iter().map(|(_, item)| item).collect(),
        before,
        after,
        looked_at: found.looked_at,
        is_partial,
        total,
        only_first: found.only_first,
    }
}
