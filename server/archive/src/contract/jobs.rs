//! Baselines, restores and the index.

use afterimage_model::{CapturedChange, ChangeId, Op};

use super::{
    Opened,
    samples::{TABLE, append, change, ids, image, key, many, second, with_images},
};
use crate::{Archive, BASELINE_PREFIX, RestoreNote, SegmentRecord};

const OLD: &str = r#"{"id": {"S": "x"}, "n": {"N": "1"}}"#;
const NEW: &str = r#"{"id": {"S": "x"}, "n": {"N": "2"}}"#;
const OTHER: &str = r#"{"id": {"S": "x"}, "n": {"N": "3"}}"#;

/// What a scan found of an item, by itself or knowing what the archive knew.
fn scanned(item: &str, at: u64, known: Option<&str>, found: Option<&str>) -> CapturedChange {
    CapturedChange {
        stream_arn: format!("{BASELINE_PREFIX}{TABLE}"),
        shard_id: "segment-0".to_owned(),
        ..with_images(change(item, Op::Baseline, at), known, found)
    }
}

/// What a stream tells counts more than a scan, but for what a gap has swallowed.
pub async fn a_baseline_takes_only_what_no_stream_has_told(Opened { archive, kept: _kept, .. }: Opened) {
    append(&archive, vec![with_images(change("id=x", Op::Insert, 1), None, Some(OLD))]).await;
    let page = vec![scanned("id=x", 1, None, Some(NEW)), scanned("id=y", 2, None, Some(OLD))];
    let committed = append(&archive, page.clone()).await;
    assert_eq!((committed.archived, committed.skipped), (1, 1), "the stream has told of x");
    assert_eq!(append(&archive, page).await.archived, 0, "the scan is read again");
    let late = vec![
        scanned("id=x", 3, Some(OTHER), Some(NEW)),
        scanned("id=x", 4, Some(OLD), Some(OLD)),
        scanned("id=x", 5, Some(OLD), Some(NEW)),
        scanned("id=y", 6, Some(OLD), None),
    ];
    let committed = append(&archive, late).await;
    assert_eq!((committed.archived, committed.skipped), (2, 2), "only what knew the latest state and found another");
    let item = |name| {
        let reader = archive.reader.clone();
        async move { reader.item(TABLE, &key(name)).await.expect("read").expect("known") }
    };
    assert_eq!((item("id=x").await.versions, item("id=x").await.alive), (2, true));
    assert_eq!((item("id=y").await.versions, item("id=y").await.alive), (2, false), "it has vanished");
}

/// The last scan of each table counts.
pub async fn a_baselines_segments_are_remembered(Opened { archive, kept: _kept, .. }: Opened) {
    let (reader, writer) = (&archive.reader, &archive.writer);
    assert_eq!(reader.baselines().await.expect("read"), []);
    writer.begin_baseline(TABLE, 1, None, second(1)).await.expect("noted");
    writer.begin_baseline("carts", 1, None, second(2)).await.expect("noted");
    writer.begin_baseline(TABLE, 2, Some(100), second(3)).await.expect("noted");
    let baselines = reader.baselines().await.expect("read");
    let told: Vec<_> = baselines.iter().map(|record| (record.table.as_str(), record.segments.len())).collect();
    assert_eq!(told, [("carts", 1), (TABLE, 2)]);
    let (carts, orders) = (&baselines[0], &baselines[1]);
    let segment = SegmentRecord { after_key: Some(key("id=k")), done: true, items_scanned: 60, items_added: 7 };
    writer.note_segment(orders.id, 1, segment.clone()).await.expect("noted");
    writer.finish_baseline(carts.id, second(4)).await.expect("noted");
    let baselines = reader.baselines().await.expect("read");
    assert_eq!((baselines[0].finished_at, baselines[1].finished_at), (Some(second(4)), None));
    assert_eq!(baselines[1].segments, [SegmentRecord::default(), segment]);
    assert_eq!((baselines[1].started_at, baselines[1].items_expected), (second(3), Some(100)));
}

/// An item whose version 1 is `OLD` and whose version 2 is `NEW`.
async fn two_versions(archive: &Archive) -> Vec<ChangeId> {
    append(
        archive,
        vec![
            with_images(change("id=x", Op::Insert, 1), None, Some(OLD)),
            with_images(change("id=x", Op::Modify, 2), Some(OLD), Some(NEW)),
        ],
    )
    .await;
    ids(archive).await
}

/// Back to version 1.
fn note(restored: ChangeId) -> RestoreNote {
    RestoreNote {
        table: TABLE.to_owned(),
        item_key: key("id=x"),
        restored,
        before: Some(image(NEW)),
        after: Some(image(OLD)),
    }
}

fn modified(sequence: u64, old: Option<&str>, new: Option<&str>) -> CapturedChange {
    with_images(change("id=x", Op::Modify, sequence), old, new)
}

/// Once, among others of the same page; where a record carries neither image, nothing is claimed.
pub async fn a_restore_is_recognised_by_its_images(Opened { archive, kept: _kept, .. }: Opened) {
    let first = two_versions(&archive).await[0];
    let restore = archive.writer.note_restore(note(first)).await.expect("noted");
    let elsewhere = CapturedChange { item_key: key("id=y"), ..modified(5, Some(NEW), Some(OLD)) };
    let others = vec![modified(3, Some(NEW), Some(OTHER)), modified(4, Some(OTHER), Some(NEW)), elsewhere];
    append(&archive, others).await;
    append(&archive, vec![modified(6, None, None)]).await;
    assert_eq!(archive.reader.arrived_as(restore).await.expect("read"), None);
    append(
        &archive,
        vec![modified(7, Some(NEW), Some(OLD)), modified(8, Some(OLD), Some(NEW)), modified(9, Some(NEW), Some(OLD))],
    )
    .await;
    let all = ids(&archive).await;
    let (its, last) = (all[all.len() - 3], all[all.len() - 1]);
    assert_eq!(archive.reader.arrived_as(restore).await.expect("read"), Some(its));
    let restored = archive.reader.restored(&[its, last]).await.expect("read");
    assert_eq!(restored.len(), 1, "a restore arrives once");
    assert_eq!(restored.get(&its).map(|it| (it.by, it.change_id, it.version)), Some((its, first, 1)));
    let version = archive.reader.timeline_position(its).await.expect("read").expect("known").version;
    assert_eq!(archive.reader.restored_by(first).await.expect("read"), [(its, version)]);

    let removal = RestoreNote { after: None, before: Some(image(OLD)), ..note(first) };
    let removal = archive.writer.note_restore(removal).await.expect("noted");
    append(&archive, vec![with_images(change("id=x", Op::Remove, 20), Some(OLD), None)]).await;
    let last = archive.reader.last_change_id().await.expect("read");
    assert_eq!(archive.reader.arrived_as(removal).await.expect("read"), Some(last));
    assert_eq!(
        archive.reader.restored_by(first).await.expect("read").first().map(|by| by.0),
        Some(last),
        "newest first"
    );
}

/// In a global table each write brings attributes of DynamoDB's own, which no restore writes.
pub async fn a_restore_is_recognised_whatever_dynamodb_itself_writes(Opened { archive, kept: _kept, .. }: Opened) {
    let managed =
        |image: &str, time: u64| image.replacen('{', &format!(r#"{{"aws:rep:updatetime": {{"N": "{time}"}}, "#), 1);
    let (old, new) = (managed(OLD, 1), managed(NEW, 2));
    append(
        &archive,
        vec![
            with_images(change("id=x", Op::Insert, 1), None, Some(&old)),
            with_images(change("id=x", Op::Modify, 2), Some(&old), Some(&new)),
            with_images(change("id=x", Op::Remove, 3), Some(&new), None),
        ],
    )
    .await;
    let first = ids(&archive).await[0];
    let note = RestoreNote { before: None, after: Some(image(&old)), ..note(first) };
    let restore = archive.writer.note_restore(note).await.expect("noted");
    append(&archive, vec![with_images(change("id=x", Op::Insert, 4), None, Some(&managed(OLD, 9)))]).await;
    let last = archive.reader.last_change_id().await.expect("read");
    assert_eq!(archive.reader.arrived_as(restore).await.expect("read"), Some(last));
}

/// Longer than a restore is waited for, in milliseconds.
const DAY_AND_MORE: i64 = 26 * 60 * 60 * 1_000;

/// Somebody else's write must not be taken for it.
pub async fn a_restore_that_was_refused_or_is_overdue_is_not_waited_for(
    Opened { archive, clock, kept: _kept }: Opened,
) {
    let first = two_versions(&archive).await[0];
    let refused = archive.writer.note_restore(note(first)).await.expect("noted");
    archive.writer.forget_restore(refused).await.expect("forgotten");
    append(&archive, vec![modified(3, Some(NEW), Some(OLD)), modified(4, Some(OLD), Some(NEW))]).await;
    assert_eq!(archive.reader.arrived_as(refused).await.expect("read"), None);
    let overdue = archive.writer.note_restore(note(first)).await.expect("noted");
    clock.advance_millis(DAY_AND_MORE);
    let later =
        archive.writer.note_restore(RestoreNote { after: Some(image(OTHER)), ..note(first) }).await.expect("noted");
    append(&archive, vec![modified(5, Some(NEW), Some(OLD)), modified(6, Some(OLD), Some(OTHER))]).await;
    assert_eq!(archive.reader.arrived_as(overdue).await.expect("read"), None);
    let last = archive.reader.last_change_id().await.expect("read");
    assert_eq!(archive.reader.arrived_as(later).await.expect("read"), Some(last));
}

/// Whoever waits for it sees it get on.
pub async fn the_index_catches_up(Opened { archive, kept: _kept, .. }: Opened) {
    many(&archive).await;
    let progress = archive.reader.index_progress().await.expect("read");
    assert_eq!(progress.total, 300);
    assert!(progress.texts <= 300 && progress.counted <= 300);
    archive.indexer.finish().await.expect("filled");
    let progress = archive.reader.index_progress().await.expect("read");
    assert_eq!((progress.texts, progress.total), (300, 300));
}
