//! Searching the archive until a page is full.
//!
//! The archive looks at so many rows per call, found or not; a rare match needs many calls. Here they are made, until
//! the page is full, the end is reached, or a limit says that the rest is for the next page.

use std::time::Duration;

use afterimage_archive::{ArchiveError, ArchiveReader, Scan};
use afterimage_base::work::within;
use afterimage_model::{Change, ChangeId, Context, Deadline, Query};

/// How long one page goes on searching before it ends with what was found so far, if whoever asks has that much time. It
/// gets on by one change at least.
pub const TIME_LIMIT: Duration = Duration::from_secs(5);

/// A page ends early once its changes' keys and images take this much, in bytes: a thousand items of 400 KB would be
/// 800 MB.
pub const MAX_PAGE_BYTES: u64 = 8 * 1024 * 1024;

/// How many changes are read from the archive at a time.
pub const CHUNK: usize = 100;

/// Some of the changes that match.
#[derive(Clone, Debug)]
pub struct Page {
    /// The changes, in the order of the search.
    pub changes: Vec<Change>,
    /// Everything up to here (for [`backward`]: down to here) was looked at: where the next page begins.
    pub scanned_to: ChangeId,
    /// Whether there is nothing further in this direction now.
    pub end: bool,
}

/// The changes after `after` that match, oldest first.
///
/// # Errors
/// When the archive cannot be read.
pub async fn forward(
    context: &Context,
    archive: &ArchiveReader,
    query: &Query,
    after: ChangeId,
    limit: usize,
) -> Result<Page, ArchiveError> {
    let deadline = context.until(within(TIME_LIMIT)).deadline;
    let archive = archive.until(deadline.clone());
    let mut page = Filling::from(after, limit, deadline);
    while let Some(room) = page.room() {
        page.take(archive.changes_after(query, page.page.scanned_to, room).await?);
    }
    Ok(page.page)
}

/// The changes before `before` that match, newest first; from the newest one where it is not given.
///
/// # Errors
/// When the archive cannot be read.
pub async fn backward(
    context: &Context,
    archive: &ArchiveReader,
    query: &Query,
    before: Option<ChangeId>,
    limit: usize,
) -> Result<Page, ArchiveError> {
    let deadline = context.until(within(TIME_LIMIT)).deadline;
    let archive = archive.until(deadline.clone());
    let mut page = Filling::from(before.unwrap_or(ChangeId(i64::MAX)), limit, deadline);
    while let Some(room) = page.room() {
        page.take(archive.changes_before(query, Some(page.page.scanned_to), room).await?);
    }
    Ok(page.page)
}

/// A page while it is put together.
struct Filling {
    page: Page,
    limit: usize,
    bytes: u64,
    deadline: Deadline,
    has_begun: bool,
}

impl Filling {
    fn from(position: ChangeId, limit: usize, deadline: Deadline) -> Self {
        let page = Page { changes: Vec::new(), scanned_to: position, end: false };
        Self { page, limit, bytes: 0, deadline, has_begun: false }
    }

    /// How many changes to ask for next; nothing when the page is done.
    fn room(&self) -> Option<usize> {
        let left = self.limit.saturating_sub(self.page.changes.len());
        let is_full = left == 0 || self.bytes >= MAX_PAGE_BYTES;
        let done = self.page.end || is_full || (self.has_begun && self.deadline.is_over());
        (!done).then_some(left.min(CHUNK))
    }

    fn take(&mut self, scan: Scan) {
        self.bytes += scan.changes.iter().map(|change| change.size_bytes).sum::<u64>();
        self.page.changes.extend(scan.changes);
        self.page.scanned_to = scan.scanned_to;
        self.page.end = scan.end;
        self.has_begun = true;
    }
}
