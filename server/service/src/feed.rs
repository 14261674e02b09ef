//! The archive's live tail, as any number of sockets follow it.
//!
//! The archive is the log: nothing is queued for anyone. A commit only wakes; whoever was woken asks for what comes
//! after its own position. The newest changes are read and put into words once and kept for all ([`tail`]); who is
//! further behind reads the archive.

mod tail;
mod watched;

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use afterimage_archive::{ArchiveError, ArchiveReader};
use afterimage_base::work::within;
use afterimage_model::{ChangeId, Context, Query, protocol::MAX_ROWS_PER_FRAME};
use serde_json::value::RawValue;
use tokio::sync::{Mutex, Semaphore, watch};

pub use self::watched::Watched;
use self::{
    tail::{Kept, MAX_CHANGES, Tail},
    watched::Watches,
};
use crate::search;

/// Tells how far behind the slowest shard is, in milliseconds.
pub type LagSource = Arc<dyn Fn() -> Option<u64> + Send + Sync>;

/// How many sockets read the archive at the same time: each holds up to [`search::CHUNK`] changes with their images.
const MAX_BACKLOG_READERS: usize = 4;

/// After so many bytes of changes no more are read for one frame.
const MAX_READ_BYTES: u64 = 2 * 1024 * 1024;

/// How long a socket looks through its backlog before it does something else, such as tell that it is alive.
const BACKLOG_TURN: Duration = Duration::from_millis(250);

/// A handle to the tail; cheap to clone.
#[derive(Clone)]
pub struct Feed {
    archive: ArchiveReader,
    wake: watch::Receiver<ChangeId>,
    lag: LagSource,
    /// Taken out and looked at; never held while anything is waited for.
    tail: Arc<RwLock<Arc<Tail>>>,
    /// Held by whoever reads on for all, with a reader that nobody else has.
    reading: Arc<Mutex<ArchiveReader>>,
    watches: Arc<Watches>,
    backlog: Arc<Semaphore>,
}

/// What comes after a position.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The changes that match, oldest first, each the JSON of its [`ChangeSummary`](afterimage_model::ChangeSummary).
    pub rows: Vec<Arc<RawValue>>,
    /// Everything up to here has been looked at.
    pub cursor: ChangeId,
}

impl Feed {
    /// A feed of `archive`; `wake` is [`WriteLog::subscribe`](afterimage_archive::WriteLog::subscribe)'s.
    pub fn new(archive: ArchiveReader, wake: watch::Receiver<ChangeId>, lag: LagSource) -> Self {
        let reading = archive.for_the_feed();
        Self {
            // An open feed is not refused, it gets what there is a little later.
            archive: archive.patient(),
            wake,
            lag,
            tail: Arc::default(),
            reading: Arc::new(Mutex::new(reading)),
            watches: Arc::default(),
            backlog: Arc::new(Semaphore::new(MAX_BACKLOG_READERS)),
        }
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

    /// The newest change that was announced. There may be a newer one, which is announced in a moment.
    pub fn announced(&self) -> ChangeId {
        *self.wake.borrow()
    }

    /// The newest change, as the archive itself has it.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub async fn newest(&self) -> Result<ChangeId, ArchiveError> {
        self.archive.last_change_id().await
    }

    /// Whether more changes than these lie between a position and another.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub async fn is_further(&self, from: ChangeId, to: ChangeId, changes: u64) -> Result<bool, ArchiveError> {
        is_further(&self.archive, from, to, changes).await
    }

    /// How many changes were announced after a position, or at most were: nothing is asked of the archive, since whoever tells
    /// this tells at the same time that the connection lives.
    pub fn behind(&self, position: ChangeId) -> u64 {
        let announced = self.announced();
        if announced <= position {
            return 0;
        }
        let tail = self.tail();
        match tail.after(position).filter(|_| tail.to() >= announced) {
            Some(after) => after.len() as u64,
            None => announced.0.abs_diff(position.0),
        }
    }

    /// Watches for what matches a query, together with everybody else who does.
    pub fn watch(&self, query: &Query) -> Arc<Watched> {
        self.watches.of(query)
    }

    /// Some of what matches after a position, bounded in number and bytes; may be empty and yet move the cursor. Where
    /// nothing newer was announced, nothing is asked of the archive.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub async fn next(&self, context: &Context, watched: &Watched, after: ChangeId) -> Result<Batch, ArchiveError> {
        if self.announced() <= after {
            return Ok(Batch { rows: Vec::new(), cursor: after });
        }
        let tail = self.tail_beyond(after).await?;
        if after >= tail.from() {
            return Ok(watched.after(&tail, after, self.archive.work()).await?);
        }
        let Ok(_place) = self.backlog.acquire().await else { return Err(ArchiveError::Closed) };
        let archive = self.archive.until(context.until(within(BACKLOG_TURN)).deadline);
        let scan = archive.changes_after(watched.query(), after, search::CHUNK).await?;
        let rows = tail::told_of_all(scan.changes, self.archive.work()).await?;
        Ok(Batch { rows, cursor: scan.scanned_to.max(after) })
    }
}

impl Feed {
    fn tail(&self) -> Arc<Tail> {
        Arc::clone(&self.tail.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The tail, which ends beyond the position if there is anything. Whoever first finds it at its end reads on for all:
    /// the others wait, and find it done.
    async fn tail_beyond(&self, position: ChangeId) -> Result<Arc<Tail>, ArchiveError> {
        let tail = self.tail();
        if tail.to() > position {
            return Ok(tail);
        }
        let archive = self.reading.lock().await;
        let mut tail = self.tail();
        if tail.to() > position {
            return Ok(tail);
        }
        if is_further(&archive, tail.to(), position, MAX_CHANGES as u64).await? {
            // Nobody has followed the archive for a while. Those who are only a little ahead wait for the others instead,
            // who would have to read the archive each for himself.
            tail = Arc::new(Tail::at(position));
        }
        let tail = Arc::new(read_on(&archive, &tail, position).await?);
        *self.tail.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&tail);
        Ok(tail)
    }
}

/// Whether more changes than these lie between two positions. Ids only grow: so many changes take as many ids at least, and only
/// where there are more ids the archive is asked.
async fn is_further(archive: &ArchiveReader, from: ChangeId, to: ChangeId, changes: u64) -> Result<bool, ArchiveError> {
    let ids = to.0.saturating_sub(from.0).max(0).unsigned_abs();
    Ok(ids > changes && archive.count_between(from, to).await?.number() > changes)
}

/// The tail with what comes after it: beyond the position, and as much as one frame tells unless that is large. A frame
/// every [`FLUSH_MS`](afterimage_model::protocol::FLUSH_MS) is 10,000 changes a second.
async fn read_on(archive: &ArchiveReader, tail: &Tail, position: ChangeId) -> Result<Tail, ArchiveError> {
    let (mut tail, mut count, mut bytes) = (tail.clone(), 0, 0);
    while tail.to() <= position || (count < MAX_ROWS_PER_FRAME && bytes < MAX_READ_BYTES) {
        let scan = archive.changes_after(&Query::all(), tail.to(), search::CHUNK).await?;
        count += scan.changes.len();
        bytes += scan.changes.iter().map(|change| change.size_bytes).sum::<u64>();
        tail = tail.and(Kept::all(scan.changes, archive.work()).await?, scan.scanned_to);
        if scan.end {
            break;
        }
    }
    Ok(tail)
}
