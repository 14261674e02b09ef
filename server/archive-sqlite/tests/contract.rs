//! `SQLite` does what any engine behind the archive's door must do.

use std::sync::Arc;

use afterimage_archive::contract::{Opened, samples::NOW};
use afterimage_archive_sqlite::SqliteArchive;
use afterimage_base::clock::ManualClock;

async fn open() -> Opened {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = Arc::new(ManualClock::new(NOW));
    let archive = SqliteArchive::open(folder.path(), clock.clone()).await.expect("the archive opens").door();
    Opened { archive, clock, kept: Box::new(folder) }
}

afterimage_archive::contract_tests!(open);
