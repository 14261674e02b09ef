//! A clock that is set forward and back.

use std::sync::Arc;

use afterimage_archive_sqlite::SqliteArchive;
use afterimage_base::clock::ManualClock;
use afterimage_model::{ChangeId, Query, Timestamp};
use afterimage_test_archive::noise::page;

#[tokio::test]
async fn a_clock_that_jumps_changes_no_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = Arc::new(ManualClock::new(Timestamp::from_millis(1_795_356_557_412)));
    let day_ms = 86_400_000;
    let mut times = Vec::new();
    for (at, jump_ms) in [0, day_ms, -3 * day_ms, 5, -1].into_iter().enumerate() {
        clock.advance_millis(jump_ms);
        let archive = SqliteArchive::open(folder.path(), clock.clone()).await.expect("the archive opens").door();
        archive.writer.append(page(at, 1, 10)).await.expect("archived");
        archive.writer.close().await.expect("closed");
    }
    let archive = SqliteArchive::open(folder.path(), clock).await.expect("the archive opens").door();
    let scan = archive.reader.changes_after(&Query::all(), ChangeId::START, 100).await.expect("read");
    for change in &scan.changes {
        times.push(change.archived_at);
    }
    let numbers: Vec<String> = scan.changes.iter().map(|change| change.captured.sequence_number.to_string()).collect();
    assert_eq!(numbers, ["1", "2", "3", "4", "5"]);
    assert!(!times.is_sorted(), "the clock did not jump: {times:?}");
    archive.writer.close().await.expect("closed");
}
