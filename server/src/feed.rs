//! The archive's live tail, as any number of sockets follow it.
//!
//! The archive is the log: nothing is queued for anyone. A commit only wakes; whoever was woken asks for what comes
//! after its own position. The newest changes are read and put into words once and kept for all ([`tail`]); who is
//! further behind reads the archive.

mod tail;

use std::sync::Arc;

use afterimage_app::{
    model::{ChangeId, ChangeSummary, Query},
    protocol::MAX_ROWS_PER_FRAME,
};
use serde_json::value::RawValue;
use tokio::sync::{Mutex, Semaphore, watch};

use crate::{
    archive::{ArchiveError, ArchiveReader},
    search,
};
use tail::Tail;

/// Tells how far behind the slowest shard is, in milliseconds.
pub type LagSource = Arc<dyn Fn() -> Option<u64> + Send + Sync>;

/// How many sockets read the archive at the same time: each holds up to [`search::CHUNK`] changes with their images.
const MAX_BACKLOG_READERS: usize = 4;

/// After so many bytes of changes no more are read for one frame.
const MAX_READ_BYTES: u64 = 2 * 1024 * 1024;

/// A handle to the tail; cheap to clone.
#[derive(Clone)]
pub struct Feed {
    archive: ArchiveReader,
    wake: watch::Receiver<ChangeId>,
    lag: LagSource,
    tail: Arc<Mutex<Tail>>,
    backlog: Arc<Semaphore>,
}

/// What comes after a position.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The changes that match, oldest first, each the JSON of its [`ChangeSummary`].
    pub rows: Vec<Arc<RawValue>>,
    /// Everything up to here has been looked at.
    pub cursor: ChangeId,
}

impl Feed {
    /// A feed of `archive`; `wake` is [`ArchiveWriter::subscribe`](crate::archive::ArchiveWriter::subscribe)'s.
    pub fn new(archive: ArchiveReader, wake: watch::Receiver<ChangeId>, lag: LagSource) -> Self {
        let (tail, backlog) = (Arc::default(), Arc::new(Semaphore::new(MAX_BACKLOG_READERS)));
        Self { archive, wake, lag, tail, backlog }
    }

    /// The archive's epoch.
    pub fn epoch(&self) -> &str {
        self.archive.epoch()
    }

    /// How far behind the slowest shard is, in milliseconds.
    pub fn lag_ms(&self) -> Option<u64> {
        (self.lag)()
    }

    /// Tells the newest change whenever there is one.
    pub fn wake(&self) -> watch::Receiver<ChangeId> {
        self.wake.clone()
    }

    /// The newest change.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub async fn newest(&self) -> Result<ChangeId, ArchiveError> {
        self.archive.last_change_id().await
    }

    /// Some of what matches after a position, bounded in number and bytes; may be empty and yet move the cursor.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub async fn next(&self, query: &Query, after: ChangeId) -> Result<Batch, ArchiveError> {
        if let Some(batch) = self.next_of_tail(query, after).await? {
            return Ok(batch);
        }
        let Ok(_place) = self.backlog.acquire().await else { return Err(ArchiveError::Closed) };
        let scan = self.archive.changes_after(query, after, search::CHUNK).await?;
        let rows = scan.changes.iter().map(|change| told(&ChangeSummary::of(change))).collect();
        Ok(Batch { rows, cursor: scan.scanned_to.max(after) })
    }

    /// The same from the shared tail; nothing when it begins later. Whoever first finds the tail at its end reads on
    /// for all: the others wait at the lock and find it done.
    async fn next_of_tail(&self, query: &Query, after: ChangeId) -> Result<Option<Batch>, ArchiveError> {
        let mut tail = self.tail.lock().await;
        if tail.ends_before(after) {
            tail.restart_at(after);
        }
        if tail.ends_at(after) {
            self.read_on(&mut tail, after).await?;
        }
        Ok(tail.after(query, after))
    }
}

impl Feed {
    /// Reads what comes after the tail's end: as much as one frame tells, unless that is large. A frame every
    /// [`FLUSH_MS`](afterimage_app::protocol::FLUSH_MS) is 10,000 changes a second.
    async fn read_on(&self, tail: &mut Tail, after: ChangeId) -> Result<(), ArchiveError> {
        let (mut position, mut count, mut bytes) = (after, 0, 0);
        while count < MAX_ROWS_PER_FRAME && bytes < MAX_READ_BYTES {
            let scan = self.archive.changes_after(&Query::all(), position, search::CHUNK).await?;
            count += scan.changes.len();
            bytes += scan.changes.iter().map(|change| change.size_bytes).sum::<u64>();
            position = scan.scanned_to;
            tail.extend(scan.changes, scan.scanned_to);
            if scan.end {
                break;
            }
        }
        Ok(())
    }
}

/// A summary as the JSON that every socket sends.
fn told(summary: &ChangeSummary) -> Arc<RawValue> {
    serde_json::value::to_raw_value(summary).map_or_else(|_| RawValue::NULL.to_owned().into(), Arc::from)
}
