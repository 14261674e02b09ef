//! Archives and changes to put into them.

use std::{path::Path, sync::Arc};

use afterimage_archive::{Archive, contract::samples};
use afterimage_archive_sqlite::SqliteArchive;
use afterimage_base::clock::ManualClock;
use afterimage_model::{CapturedChange, Op, Timestamp};

pub use samples::{
    NOW, SHARD, append, backward as matching_backwards, everything, forward as matching, image, key, page,
    raw as exported, with_images,
};

/// The table of all changes that say nothing else.
pub const TABLE: &str = "demo-orders";
/// Its stream.
pub const STREAM: &str = "arn:aws:dynamodb:us-east-1:000000000000:table/demo-orders/stream/2026-11-22T14:00:00.000";

/// The archive in this folder, which begins there when there is none; its clock stands at [`NOW`].
pub async fn open(folder: &Path) -> Archive {
    SqliteArchive::open(folder, Arc::new(ManualClock::new(NOW))).await.expect("the archive opens").door()
}

/// The same as the engine itself, for who sets its limits.
pub async fn new_sqlite() -> (tempfile::TempDir, SqliteArchive) {
    let folder = tempfile::tempdir().expect("a folder");
    let opened = SqliteArchive::open(folder.path(), Arc::new(ManualClock::new(NOW))).await;
    (folder, opened.expect("the archive opens"))
}

/// A new archive in a folder that lives as long as the first of the pair.
pub async fn new_archive() -> (tempfile::TempDir, Archive) {
    let folder = tempfile::tempdir().expect("a folder");
    let archive = open(folder.path()).await;
    (folder, archive)
}

/// A change without images; tests say what they care about with `CapturedChange { .., ..change(…) }`.
pub fn change(item_key: &str, op: Op, sequence_number: u64) -> CapturedChange {
    CapturedChange {
        table: TABLE.to_owned(),
        stream_arn: STREAM.to_owned(),
        created_at: Timestamp::from_millis(1_795_356_557_000),
        received_at: Timestamp::from_millis(1_795_356_557_400),
        ..samples::change(item_key, op, sequence_number)
    }
}

/// More than two zones of changes, minutes apart, now and then out of order.
pub async fn filled(archive: &Archive) {
    let at = |number: u64| {
        let out_of_order = if number.is_multiple_of(97) { 86_400_000 } else { 0 };
        Timestamp::from_millis(NOW.as_millis() + i64::try_from(number).expect("few") * 7_919 - out_of_order)
    };
    let changes = (1..=2_500_u64).map(|number| {
        let op = if number <= 10 { Op::Insert } else { Op::Modify };
        let key = format!("id=item-{}", if number.is_multiple_of(3) { 3 } else { number % 10 });
        let text = format!(r#"{{"note": {{"S": "Word{number}x"}}, "status": {{"S": "same for all"}}}}"#);
        let change = CapturedChange { created_at: at(number), ..change(&key, op, number) };
        with_images(change, None, Some(&text))
    });
    append(archive, changes.collect()).await;
}
