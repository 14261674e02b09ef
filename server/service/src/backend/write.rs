//! Writing an item, and waiting for the change that it causes.

use std::time::Duration;

use afterimage_archive::ArchiveError;
use afterimage_capture::tables::WriteRefusal;
use afterimage_language::phrase;
use afterimage_model::{
    ChangeId, ItemKey,
    write::{WriteField, WriteOutcome, WriteRequest},
};
use tokio::time::{interval, timeout};

use super::BackendParts;

/// How long a write waits for its change. It is written by then in any case; only the link to its change is missing.
const ARRIVAL_LIMIT: Duration = Duration::from_secs(2);

/// How often the table's readers are woken meanwhile: the stream carries a change a moment after the write.
const WAKE_INTERVAL: Duration = Duration::from_millis(150);

/// How many of the item's newest changes are looked at; more than the first of a write's own race.
const NEWEST: usize = 16;

/// Writes, and finds the change that came of it where it comes in time.
pub(super) async fn write(
    parts: &BackendParts,
    table: &str,
    request: WriteRequest,
) -> Result<WriteOutcome, WriteRefusal> {
    let before = parts.archive.last_change_id().await.map_err(|error| unavailable(&error))?;
    let written = parts.tables.write(table, request).await?;
    let change_id = match written.attributes_written {
        // Nothing differed, so nothing was sent.
        0 => None,
        _ => arrival(parts, table, || first_after(parts, table, &written.item_key, before)).await,
    };
    Ok(WriteOutcome {
        table: table.to_owned(),
        item_key: written.item_key,
        change_id,
        attributes_written: written.attributes_written,
    })
}

/// The change that `find` finds, once it is archived; nothing when it does not come in time, or the archive fails.
pub(super) async fn arrival<F>(parts: &BackendParts, table: &str, find: impl Fn() -> F) -> Option<ChangeId>
where
    F: Future<Output = Result<Option<ChangeId>, ArchiveError>>,
{
    timeout(ARRIVAL_LIMIT, awaited(parts, table, find)).await.unwrap_or_default()
}

async fn awaited<F>(parts: &BackendParts, table: &str, find: impl Fn() -> F) -> Option<ChangeId>
where
    F: Future<Output = Result<Option<ChangeId>, ArchiveError>>,
{
    let mut newest = parts.wake.clone();
    let mut wakes = interval(WAKE_INTERVAL);
    // What has been committed so far is looked at as well.
    newest.mark_changed();
    loop {
        tokio::select! {
            _ = wakes.tick() => {
                parts.statuses.wake(table);
                continue;
            }
            changed = newest.changed() => changed.ok()?,
        }
        newest.borrow_and_update();
        match find().await {
            Ok(Some(id)) => return Some(id),
            Ok(None) => {}
            Err(error) => {
                tracing::warn!(%error, "a written item's change could not be looked up");
                return None;
            }
        }
    }
}

/// The item's first change after `before`.
async fn first_after(
    parts: &BackendParts,
    table: &str,
    key: &ItemKey,
    before: ChangeId,
) -> Result<Option<ChangeId>, ArchiveError> {
    let timeline = parts.archive.timeline(table, key, None, NEWEST).await?;
    let ids = timeline.into_iter().flat_map(|timeline| timeline.changes).map(|(_, change)| change.id);
    Ok(ids.filter(|id| *id > before).min())
}

fn unavailable(error: &ArchiveError) -> WriteRefusal {
    if let ArchiveError::Overloaded(_) = error {
        return WriteRefusal::new(WriteField::Request, "unavailable", phrase!("server-overloaded"));
    }
    tracing::error!(%error, "the archive could not be read");
    WriteRefusal::new(WriteField::Request, "unavailable", phrase!("server-write-archive-unreadable"))
}
