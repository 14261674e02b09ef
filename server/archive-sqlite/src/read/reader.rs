//! The reader: a handle to those who look into the archive, and how far each look goes.

use std::sync::Arc;

use afterimage_archive::SCAN_LIMIT;
use afterimage_base::work::{Deadline, Work};
use sqlx::SqlitePool;

use super::{long_reads::LongReads, most_changed::MostChanged};
use crate::images::{ImageSharers, ReadDictionaries};

/// How far one look goes, whatever it finds. The defaults answer in tens of milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReaderLimits {
    /// How many changes are decoded and compared with the query: [`SCAN_LIMIT`].
    pub scanned_changes: usize,
    /// How many changes the database goes through that are not decoded, because a column already tells.
    pub skimmed_changes: i64,
    /// How many items a key pattern may fit for their changes to be gone through one by one.
    pub narrow_items: i64,
    /// When no more changes than these are left to look at, they are simply looked at.
    pub tail_changes: i64,
    /// How many changes may be such that each must say whether it happened by a time, before a table's items as of it are
    /// found by halving their lives.
    pub unsure_changes: i64,
}

impl Default for ReaderLimits {
    fn default() -> Self {
        Self {
            scanned_changes: SCAN_LIMIT,
            skimmed_changes: 100_000,
            narrow_items: 10_000,
            tail_changes: 1_000,
            unsure_changes: 100_000,
        }
    }
}

/// Looks into the archive; sees what is committed.
#[derive(Clone, Debug)]
pub struct SqliteReader {
    pub(crate) pool: SqlitePool,
    /// A connection that only the feed looks through.
    feed: SqlitePool,
    pub(crate) limits: ReaderLimits,
    epoch: Arc<str>,
    pub(super) dictionaries: ReadDictionaries,
    pub(crate) most_changed: MostChanged,
    pub(crate) long_reads: LongReads,
    pub(crate) image_sharers: ImageSharers,
    pub(crate) work: Work,
    pub(crate) deadline: Deadline,
}

impl SqliteReader {
    pub(crate) fn new(pool: SqlitePool, feed: SqlitePool, epoch: String) -> Self {
        Self {
            pool,
            feed,
            limits: ReaderLimits::default(),
            epoch: epoch.into(),
            dictionaries: ReadDictionaries::default(),
            most_changed: MostChanged::default(),
            long_reads: LongReads::default(),
            image_sharers: ImageSharers::default(),
            work: Work::shared(),
            deadline: Deadline::never(),
        }
    }

    /// The same reader with other limits.
    #[must_use]
    pub fn with_limits(self, limits: ReaderLimits) -> Self {
        Self { limits, ..self }
    }

    /// The same reader with other threads to decode and compare on.
    #[must_use]
    pub fn with_work(self, work: Work) -> Self {
        Self { work, ..self }
    }

    /// The same reader for whoever is not refused when many look into the archive, and waits.
    #[must_use]
    pub fn patient(&self) -> Self {
        Self { work: self.work.patient(), ..self.clone() }
    }

    /// The same reader, whose scans and walks end at the deadline with what was found so far. They look at one change
    /// more at least, so that whoever goes on from there gets on.
    #[must_use]
    pub fn until(&self, deadline: Deadline) -> Self {
        Self { deadline, ..self.clone() }
    }

    /// The same reader for the feed's tail, which one asks for on behalf of all: with a connection to the database and a
    /// thread of its own, so that it waits behind nobody who looks up pages.
    #[must_use]
    pub fn for_the_feed(&self) -> Self {
        Self { pool: self.feed.clone(), work: Work::apart().patient(), ..self.clone() }
    }

    /// Where it decodes and compares, for those who do more with what they have read.
    pub fn work(&self) -> &Work {
        &self.work
    }

    /// Lets go of its connections, and with it all of its clones: nothing can be looked up any more.
    pub async fn close(&self) {
        self.feed.close().await;
        self.pool.close().await;
    }

    /// Names this history: it changes when the archive was replaced, and then every cursor is void.
    pub fn epoch(&self) -> &str {
        &self.epoch
    }
}
