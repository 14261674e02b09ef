//! A restore's change is recognised when it is archived, whatever happens between the write and that.

use std::sync::Arc;

use afterimage_archive::{Archive, RestoreNote};
use afterimage_archive_sqlite::SqliteArchive;
use afterimage_base::clock::ManualClock;
use afterimage_model::{CapturedChange, ChangeId, Op};
use afterimage_test_archive::fixtures::{NOW, TABLE, append, change, image, key, new_archive, open, with_images};

const OLD: &str = r#"{"id": {"S": "x"}, "n": {"N": "1"}}"#;
const NEW: &str = r#"{"id": {"S": "x"}, "n": {"N": "2"}}"#;
const OTHER: &str = r#"{"id": {"S": "x"}, "n": {"N": "3"}}"#;

/// An item whose version 1 is `OLD` and whose version 2 is `NEW`.
async fn two_versions(archive: &Archive) {
    append(
        archive,
        vec![
            with_images(change("id=x", Op::Insert, 1), None, Some(OLD)),
            with_images(change("id=x", Op::Modify, 2), Some(OLD), Some(NEW)),
        ],
    )
    .await;
}

/// Back to version 1.
fn note() -> RestoreNote {
    RestoreNote {
        table: TABLE.to_owned(),
        item_key: key("id=x"),
        restored: ChangeId(1),
        before: Some(image(NEW)),
        after: Some(image(OLD)),
    }
}

async fn restored_by(archive: &Archive, id: i64) -> Option<(ChangeId, u64)> {
    let restored = archive.reader.restored(&[ChangeId(id)]).await.expect("read").remove(&ChangeId(id));
    restored.map(|restored| (restored.change_id, restored.version))
}

fn modified(sequence: u64, old: Option<&str>, new: Option<&str>) -> CapturedChange {
    with_images(change("id=x", Op::Modify, sequence), old, new)
}

#[tokio::test]
async fn the_change_is_recognised_by_its_images_among_others_of_the_same_page() {
    let (_folder, archive) = new_archive().await;
    two_versions(&archive).await;
    let id = archive.writer.note_restore(note()).await.expect("noted");
    assert_eq!(archive.reader.arrived_as(id).await.expect("read"), None);
    let elsewhere = CapturedChange { item_key: key("id=y"), ..modified(5, Some(NEW), Some(OLD)) };
    append(&archive, vec![modified(3, Some(NEW), Some(OTHER)), modified(4, Some(OTHER), Some(NEW)), elsewhere]).await;
    assert_eq!(archive.reader.arrived_as(id).await.expect("read"), None, "another change was taken for it");
    append(
        &archive,
        vec![
            modified(6, Some(NEW), Some(OLD)),
            modified(7, Some(OLD), Some(OTHER)),
            modified(8, Some(OTHER), Some(OLD)),
        ],
    )
    .await;
    assert_eq!(archive.reader.arrived_as(id).await.expect("read"), Some(ChangeId(6)));
    assert_eq!(restored_by(&archive, 6).await, Some((ChangeId(1), 1)));
    assert_eq!(restored_by(&archive, 8).await, None, "a restore arrives once");
    assert_eq!(archive.reader.restored_by(ChangeId(1)).await.expect("read"), [(ChangeId(6), 5)]);
}

#[tokio::test]
async fn a_restore_is_still_waited_for_after_a_restart() {
    let (folder, archive) = new_archive().await;
    two_versions(&archive).await;
    let id = archive.writer.note_restore(note()).await.expect("noted");
    archive.writer.close().await.expect("closed");
    let archive = open(folder.path()).await;
    append(&archive, vec![modified(3, Some(NEW), Some(OLD))]).await;
    assert_eq!(archive.reader.arrived_as(id).await.expect("read"), Some(ChangeId(3)));
    archive.writer.close().await.expect("closed");
    let archive = open(folder.path()).await;
    assert_eq!(restored_by(&archive, 3).await, Some((ChangeId(1), 1)));
}

#[tokio::test]
async fn a_restore_that_was_refused_is_forgotten() {
    let (_folder, archive) = new_archive().await;
    two_versions(&archive).await;
    let id = archive.writer.note_restore(note()).await.expect("noted");
    archive.writer.forget_restore(id).await.expect("forgotten");
    append(&archive, vec![modified(3, Some(NEW), Some(OLD))]).await;
    assert_eq!(restored_by(&archive, 3).await, None);
}

#[tokio::test]
async fn a_removal_and_a_record_with_the_old_image_alone_are_recognised_and_keys_alone_are_not() {
    let (_folder, archive) = new_archive().await;
    two_versions(&archive).await;
    archive.writer.note_restore(note()).await.expect("noted");
    append(&archive, vec![modified(3, None, None)]).await;
    assert_eq!(restored_by(&archive, 3).await, None, "nothing is claimed");
    append(&archive, vec![modified(4, Some(NEW), None)]).await;
    assert_eq!(restored_by(&archive, 4).await, Some((ChangeId(1), 1)));
    let removal = RestoreNote { after: None, before: Some(image(OLD)), ..note() };
    archive.writer.note_restore(removal).await.expect("noted");
    append(&archive, vec![with_images(change("id=x", Op::Remove, 5), Some(OTHER), None)]).await;
    assert_eq!(restored_by(&archive, 5).await, None, "somebody else deleted something else");
    append(&archive, vec![with_images(change("id=x", Op::Remove, 6), Some(OLD), None)]).await;
    assert_eq!(restored_by(&archive, 6).await, Some((ChangeId(1), 1)));
}

/// Longer than a restore is waited for, in milliseconds.
const DAY_AND_MORE: i64 = 26 * 60 * 60 * 1_000;

#[tokio::test]
async fn a_restore_that_never_came_is_waited_for_no_longer_than_a_day_also_while_the_program_runs() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = Arc::new(ManualClock::new(NOW));
    let archive = SqliteArchive::open(folder.path(), clock.clone()).await.expect("it opens").door();
    two_versions(&archive).await;
    let id = archive.writer.note_restore(note()).await.expect("noted");
    clock.advance_millis(DAY_AND_MORE);
    let later = archive.writer.note_restore(RestoreNote { after: Some(image(OTHER)), ..note() }).await.expect("noted");
    append(&archive, vec![modified(3, Some(NEW), Some(OLD)), modified(4, Some(OLD), Some(NEW))]).await;
    assert_eq!(restored_by(&archive, 3).await, None, "somebody else's write was taken for it");
    append(&archive, vec![modified(5, Some(NEW), Some(OTHER))]).await;
    assert_eq!(archive.reader.arrived_as(later).await.expect("read"), Some(ChangeId(5)), "the later one is waited for");
    clock.advance_millis(-DAY_AND_MORE);
    archive.writer.close().await.expect("closed");
    let archive = open(folder.path()).await;
    append(&archive, vec![modified(6, Some(NEW), Some(OLD))]).await;
    assert_eq!(archive.reader.arrived_as(id).await.expect("read"), None, "it was taken out of the archive");
}
