//! Archives and changes to put into them.

use std::{path::Path, sync::Arc};

use afterimage_archive::{Archive, Committed, ShardPage, incoming};
use afterimage_archive_sqlite::SqliteArchive;
use afterimage_base::clock::ManualClock;
use afterimage_model::{
    CapturedChange, Change, ChangeId, Image, ItemKey, Op, Query, Timestamp, ViewType, dynamodb_json,
};

/// The table of all changes that say nothing else.
pub const TABLE: &str = "demo-orders";
/// Its stream.
pub const STREAM: &str = "arn:aws:dynamodb:us-east-1:000000000000:table/demo-orders/stream/2026-11-22T14:00:00.000";
/// The one shard of its stream.
pub const SHARD: &str = "shardId-00000001";

/// When the fixtures' clock stands.
pub const NOW: Timestamp = Timestamp::from_millis(1_795_356_557_412);

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

/// An image, from DynamoDB JSON.
pub fn image(json: &str) -> Image {
    dynamodb_json::from_text(json).expect("DynamoDB JSON")
}

/// An item's key, from its notation.
pub fn key(text: &str) -> ItemKey {
    text.parse().expect("an item key")
}

/// A change without images; tests say what they care about with `CapturedChange { .., ..change(…) }`.
pub fn change(item_key: &str, op: Op, sequence_number: u64) -> CapturedChange {
    CapturedChange {
        table: TABLE.to_owned(),
        stream_arn: STREAM.to_owned(),
        shard_id: SHARD.to_owned(),
        sequence_number: sequence_number.to_string().parse().expect("digits"),
        event_id: format!("event-{sequence_number}"),
        op,
        item_key: key(item_key),
        old_image: None,
        new_image: None,
        created_at: Timestamp::from_millis(1_795_356_557_000),
        received_at: Timestamp::from_millis(1_795_356_557_400),
        actor: None,
        size_bytes: 42,
        view_type: ViewType::NewAndOldImages,
        note: None,
    }
}

/// The change from one image to the other.
pub fn with_images(change: CapturedChange, old: Option<&str>, new: Option<&str>) -> CapturedChange {
    CapturedChange { old_image: old.map(image), new_image: new.map(image), ..change }
}

/// The page of the first change's shard with these changes.
pub fn page(changes: Vec<CapturedChange>) -> ShardPage {
    let first = changes.first().expect("a change");
    let (stream_arn, shard_id) = (first.stream_arn.clone(), first.shard_id.clone());
    let changes: Vec<_> = changes.into_iter().map(incoming).collect();
    ShardPage { stream_arn, shard_id, checkpoint: None, changes: changes.into() }
}

/// Archives these changes as one page of their shard.
pub async fn append(archive: &Archive, changes: Vec<CapturedChange>) -> Committed {
    archive.writer.append(page(changes)).await.expect("the page is archived")
}

/// Every change in the archive, oldest first, read as a feed reads.
pub async fn everything(archive: &Archive) -> Vec<Change> {
    matching(archive, &Query::all()).await
}

/// Every change that matches, oldest first.
pub async fn matching(archive: &Archive, query: &Query) -> Vec<Change> {
    let (mut changes, mut cursor) = (Vec::new(), ChangeId::START);
    loop {
        let scan = archive.reader.changes_after(query, cursor, 7).await.expect("the archive is read");
        assert!(scan.end || scan.scanned_to > cursor, "a scan goes on");
        changes.extend(scan.changes);
        cursor = scan.scanned_to;
        if scan.end {
            return changes;
        }
    }
}

/// Every change that matches, newest first.
pub async fn matching_backwards(archive: &Archive, query: &Query) -> Vec<Change> {
    let (mut changes, mut before) = (Vec::new(), None);
    loop {
        let scan = archive.reader.changes_before(query, before, 7).await.expect("the archive is read");
        assert!(scan.end || before.is_none_or(|before| scan.scanned_to < before), "a scan goes on");
        changes.extend(scan.changes);
        before = Some(scan.scanned_to);
        if scan.end {
            return changes;
        }
    }
}

/// Every change that matches, oldest first, read as an export reads.
pub async fn exported(archive: &Archive, query: &Query) -> Vec<Change> {
    let mut reader = archive.reader.raw(query.clone(), ChangeId::START).await.expect("the archive is read");
    let mut changes = Vec::new();
    while let Some(page) = reader.next().await.expect("the archive is read") {
        changes.extend(page.changes.iter().map(|change| page.read(change).expect("as it was archived")));
    }
    changes
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
