//! Who looks into the archive when many want to: somebody who reads on and on leaves readers to those who look once, and
//! rather waits than ends in the middle.

use std::sync::Arc;

use afterimage_archive::{ArchiveError, Result};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many of the readers those who read on and on have at most, together: the others are for pages, feeds and health.
const LONG_READERS: usize = 2;

/// How often somebody who reads on and on goes on waiting for a reader. Each time takes as long as the pool's patience.
const WAITS: u32 = 12;

/// The turns of those who read on and on. Clones share them.
#[derive(Clone, Debug)]
pub(crate) struct LongReads(Arc<Semaphore>);

impl Default for LongReads {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(LONG_READERS)))
    }
}

impl LongReads {
    /// A turn for one look of somebody who reads on and on; waited for as long as it takes, since whoever has one has it
    /// only while the database works.
    ///
    /// # Errors
    /// When the archive is closed.
    pub(crate) async fn turn(&self) -> Result<OwnedSemaphorePermit> {
        Arc::clone(&self.0).acquire_owned().await.map_err(|_| ArchiveError::Closed)
    }
}

/// Whether to wait once more.
#[derive(Debug)]
pub(crate) struct Patience(u32);

impl Default for Patience {
    fn default() -> Self {
        Self(WAITS)
    }
}

impl Patience {
    /// Whether what was refused for this reason is asked for again.
    pub(crate) fn goes_on(&mut self, error: &ArchiveError) -> bool {
        let goes_on = matches!(error, ArchiveError::Busy) && self.0 > 0;
        self.0 = self.0.saturating_sub(1);
        goes_on
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use afterimage_base::clock::SystemClock;
    use afterimage_model::{ChangeId, Query};
    use sqlx::sqlite::SqlitePoolOptions;
    use tokio::time::timeout;

    use super::{super::reader::SqliteReader, *};
    use crate::{
        database::connections::{file_in, reader_options},
        open::SqliteArchive,
        samples,
    };

    /// How long the pool waits for a reader, here.
    const POOL_PATIENCE: Duration = Duration::from_millis(200);

    #[tokio::test]
    async fn who_reads_on_waits_where_who_looks_once_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let archive = SqliteArchive::open(folder.path(), Arc::new(SystemClock)).await.expect("an archive");
        samples::introduce(&archive).await;
        archive.writer.append(samples::page(0, &["text".to_owned()])).await.expect("archived");
        let pool = SqlitePoolOptions::new().max_connections(1).acquire_timeout(POOL_PATIENCE);
        let pool = pool.connect_with(reader_options(&file_in(folder.path()))).await.expect("a pool");
        let reader = SqliteReader::new(pool.clone(), pool.clone(), archive.reader.epoch().to_owned());
        let mut export = reader.raw(Query::all(), ChangeId::START).await.expect("it begins");
        let only = pool.acquire().await.expect("the one reader");
        let refused = reader.last_change_id().await.expect_err("there is no other");
        assert!(matches!(refused, ArchiveError::Busy), "{refused}");
        assert!(timeout(2 * POOL_PATIENCE, export.next()).await.is_err(), "it waits");
        drop(only);
        let mut found = 0;
        while let Some(page) = export.next().await.expect("and goes on") {
            found += page.changes.len();
        }
        assert_eq!(found, 1);
    }

    #[test]
    fn patience_is_for_a_busy_archive_alone_and_ends() {
        let mut patience = Patience::default();
        assert!(!Patience::default().goes_on(&ArchiveError::Closed));
        assert_eq!((0..2 * WAITS).filter(|_| patience.goes_on(&ArchiveError::Busy)).count(), WAITS as usize);
    }
}
