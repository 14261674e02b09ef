//! What is filled after the commits and beside them: counters, zones of time, and the index of texts.
//!
//! Ingest must not pay for being searchable. What is derived from changes is therefore not written with them: this task
//! reads what is committed, works out what follows from it, and has the writer put it down in small transactions of its
//! own, whenever enough has come together; how often, while changes arrive, is decided by the [`duty_cycle`].

mod duty_cycle;

use std::time::{Duration, Instant};

use afterimage_archive::Result;
use afterimage_model::ChangeId;
use tokio::time;
use tokio_util::sync::CancellationToken;

use self::duty_cycle::DutyCycle;
use crate::{
    index::{FEWEST_TEXTS, IndexUpdate, MOST_TEXTS, Watermarks, ZONE_CHANGES, ZONES_A_STEP},
    open::SqliteArchive,
    write::Registration,
};

/// How often is looked whether there is something to do, at most.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// How long after a failure it is tried again: the disk may be full.
const RETRY_AFTER: Duration = Duration::from_secs(10);

/// A piece of work that was done.
#[derive(Clone, Copy, Debug)]
struct Indexed {
    /// How many changes it was about.
    changes: i64,
    /// How long it took.
    took: Duration,
}

/// Keeps what is derived from changes up to date.
#[derive(Debug)]
pub struct SqliteIndexer {
    archive: SqliteArchive,
}

impl SqliteIndexer {
    /// The indexer of an archive; [`run`](Self::run) does it.
    pub fn new(archive: SqliteArchive) -> Self {
        // Nobody is refused anything for its sake, and it is not refused either.
        let reader = archive.reader.patient();
        Self { archive: SqliteArchive { reader, ..archive } }
    }

    /// Does all there is to do now; for tests and tools, which wait for it.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn finish(&self) -> Result<()> {
        while self.step(1).await?.is_some() {}
        Ok(())
    }

    /// Does what there is to do until it is told to stop.
    pub async fn run(&self, shutdown: CancellationToken) {
        shutdown.run_until_cancelled(self.keep_up()).await;
    }

    async fn keep_up(&self) {
        let newest = self.archive.writer.subscribe();
        let mut duty_cycle = DutyCycle::new(newest.borrow().0, Instant::now());
        loop {
            let pause = match self.step(FEWEST_TEXTS).await {
                Ok(Some(Indexed { changes, took })) => {
                    let now = Instant::now();
                    duty_cycle.note(newest.borrow().0, now);
                    duty_cycle.rest(changes, took, now)
                }
                Ok(None) => LOOK_EVERY,
                Err(error) => {
                    tracing::warn!(%error, "the search index could not be filled; trying again");
                    RETRY_AFTER
                }
            };
            time::sleep(pause).await;
        }
    }

    /// Does one piece of what there is to do, where there is enough of it.
    async fn step(&self, fewest_texts: i64) -> Result<Option<Indexed>> {
        let started = Instant::now();
        let ChangeId(newest) = *self.archive.writer.subscribe().borrow();
        let watermarks = Watermarks::load(&self.archive.reader.pool).await?;
        let zones = (newest / ZONE_CHANGES - watermarks.counted_to / ZONE_CHANGES).min(ZONES_A_STEP);
        let changes = if zones > 0 {
            let first_zone = watermarks.counted_to / ZONE_CHANGES;
            self.write(IndexUpdate::Counted { first_zone, zones }).await?;
            zones * ZONE_CHANGES
        } else if newest - watermarks.texts_to >= fewest_texts {
            let last = newest.min(watermarks.texts_to + MOST_TEXTS);
            let first = watermarks.texts_to + 1;
            let fresh = self.archive.writer.fresh().take(first..=last);
            let (texts, to) = self.archive.reader.texts_brought(first, last, fresh).await?;
            self.write(IndexUpdate::Texts { texts, to }).await?;
            to - watermarks.texts_to
        } else {
            return Ok(None);
        };
        Ok(Some(Indexed { changes, took: started.elapsed() }))
    }

    async fn write(&self, update: IndexUpdate) -> Result<()> {
        self.archive.writer.register(Registration::Index(update)).await
    }
}
