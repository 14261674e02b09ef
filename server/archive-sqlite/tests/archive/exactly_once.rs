//! Each change is in the archive once, whatever is read again and whenever the process dies.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
};

use afterimage_archive::{ArchiveError, ShardPage, ShardRecord, StreamRecord};
use afterimage_model::{ChangeId, Op, SequenceNumber, table::Gap};
use afterimage_test_archive::fixtures::{
    NOW, SHARD, STREAM, TABLE, append, change, everything, new_archive, open, page,
};

fn number(digits: &str) -> SequenceNumber {
    digits.parse().expect("digits")
}

fn changes(numbers: impl IntoIterator<Item = u64>) -> ShardPage {
    page(numbers.into_iter().map(|at| change(&format!("id=item-{}", at % 3), Op::Modify, at)).collect())
}

async fn sequence_numbers(archive: &afterimage_archive::Archive) -> Vec<String> {
    everything(archive).await.iter().map(|change| change.sequence_number.to_string()).collect()
}

#[tokio::test]
async fn pages_read_again_or_overlapping_are_skipped() {
    let (_folder, archive) = new_archive().await;
    let first = archive.writer.append(changes(8..=10)).await.expect("archived");
    assert_eq!((first.archived, first.skipped, first.last_id), (3, 0, ChangeId(3)));
    let again = archive.writer.append(changes(8..=10)).await.expect("archived");
    assert_eq!((again.archived, again.skipped, again.last_id), (0, 3, ChangeId(3)));
    let overlapping = archive.writer.append(changes(9..=12)).await.expect("archived");
    assert_eq!((overlapping.archived, overlapping.skipped, overlapping.last_id), (2, 2, ChangeId(5)));
    assert_eq!(sequence_numbers(&archive).await, ["8", "9", "10", "11", "12"]);
}

#[tokio::test]
async fn a_change_is_found_by_its_stream_its_shard_and_its_number_together() {
    let (_folder, archive) = new_archive().await;
    archive.writer.append(changes(8..=10)).await.expect("archived");
    let find = async |stream, shard, digits| {
        let found = archive.reader.change_of_shard(stream, shard, &number(digits)).await.expect("read");
        found.map(|change| change.sequence_number.to_string())
    };
    assert_eq!(find(STREAM, SHARD, "9").await.as_deref(), Some("9"));
    assert_eq!(find(STREAM, SHARD, "11").await, None);
    assert_eq!(find(STREAM, "shardId-00000002", "9").await, None);
    assert_eq!(find("another", SHARD, "9").await, None);
}

#[tokio::test]
async fn a_repeat_within_a_page_counts_once_and_disorder_loses_nothing() {
    let (_folder, archive) = new_archive().await;
    let outcome = archive.writer.append(changes([5, 5, 7, 6])).await.expect("archived");
    assert_eq!((outcome.archived, outcome.skipped), (3, 1));
    let shards = archive.reader.checkpoints(STREAM).await.expect("read");
    assert_eq!(shards[0].checkpoint, Some(number("7")));
}

#[tokio::test]
async fn the_checkpoint_of_a_page_without_changes_is_kept_and_never_goes_back() {
    let (_folder, archive) = new_archive().await;
    append(&archive, vec![change("id=a", Op::Insert, 5)]).await;
    for (digits, expected) in [("40", "40"), ("9", "40"), ("0041", "41")] {
        let page = ShardPage {
            stream_arn: STREAM.to_owned(),
            shard_id: SHARD.to_owned(),
            changes: Arc::default(),
            checkpoint: Some(number(digits)),
        };
        archive.writer.append(page).await.expect("archived");
        let shards = archive.reader.checkpoints(STREAM).await.expect("read");
        assert_eq!(shards[0].checkpoint, Some(number(expected)));
    }
}

#[tokio::test]
async fn pages_that_wait_together_are_archived_in_their_order() {
    let (_folder, archive) = new_archive().await;
    let appends = (0..40_u64).map(|at| archive.writer.append(changes(at * 3..at * 3 + 3)));
    let outcomes = futures::future::join_all(appends).await;
    assert!(outcomes.iter().all(|outcome| outcome.as_ref().is_ok_and(|outcome| outcome.archived == 3)));
    let expected: Vec<String> = (0..120).map(|at: u64| at.to_string()).collect();
    assert_eq!(sequence_numbers(&archive).await, expected);
}

#[tokio::test]
async fn a_page_that_fails_is_its_callers_only_and_leaves_nothing_behind() {
    let (_folder, archive) = new_archive().await;
    let mut foreign = changes(10..13);
    Arc::make_mut(&mut foreign.changes)[2].shard_id = "shardId-other".to_owned();
    let unknown = ShardPage { stream_arn: "arn:unknown".to_owned(), changes: Arc::default(), ..changes(0..1) };
    let (before, failed, lost, after) = tokio::join!(
        archive.writer.append(changes(0..3)),
        archive.writer.append(foreign),
        archive.writer.append(unknown),
        archive.writer.append(changes(3..5)),
    );
    assert!(matches!(failed, Err(ArchiveError::ForeignChange { .. })), "{failed:?}");
    assert!(matches!(lost, Err(ArchiveError::UnknownStream(_))), "{lost:?}");
    assert_eq!(before.map(|outcome| outcome.archived).ok(), Some(3));
    assert_eq!(after.map(|outcome| outcome.last_id).ok(), Some(ChangeId(5)));
    assert_eq!(sequence_numbers(&archive).await, ["0", "1", "2", "3", "4"]);
}

#[tokio::test]
async fn a_restart_goes_on_where_it_ended() {
    let (folder, archive) = new_archive().await;
    let stream = StreamRecord {
        arn: STREAM.to_owned(),
        table: TABLE.to_owned(),
        view_type: afterimage_model::ViewType::NewAndOldImages,
        partition_key: None,
        sort_key: None,
        ended: false,
    };
    archive.writer.upsert_stream(stream.clone()).await.expect("put in");
    let shard = |shard_id: &str, parent: Option<&str>| ShardRecord {
        shard_id: shard_id.to_owned(),
        parent_shard_id: parent.map(str::to_owned),
        checkpoint: None,
        finished: false,
    };
    let child = shard("shardId-00000002", Some(SHARD));
    archive.writer.upsert_shards(STREAM, vec![shard(SHARD, Some("gone")), child.clone()]).await.expect("put in");
    archive.writer.append(changes(1..=4)).await.expect("archived");
    archive.writer.upsert_shards(STREAM, vec![shard(SHARD, None)]).await.expect("put in");
    archive.writer.finish_shard(STREAM, SHARD).await.expect("put in");
    archive.writer.close().await.expect("closed");

    let archive = open(folder.path()).await;
    let drained = ShardRecord { checkpoint: Some(number("4")), finished: true, ..shard(SHARD, Some("gone")) };
    assert_eq!(archive.reader.checkpoints(STREAM).await.expect("read"), [drained, child]);
    assert_eq!(archive.reader.streams().await.expect("read"), [stream]);
    let outcome = archive.writer.append(changes(3..=6)).await.expect("archived");
    assert_eq!((outcome.archived, outcome.skipped, outcome.last_id), (2, 2, ChangeId(6)));
}

#[tokio::test]
async fn a_gap_is_recorded_once() {
    let (_folder, archive) = new_archive().await;
    let gap = Gap {
        table: TABLE.to_owned(),
        stream_arn: STREAM.to_owned(),
        shard_id: SHARD.to_owned(),
        after_sequence_number: Some(number("17")),
        until_sequence_number: None,
        cause: "trimmed".to_owned(),
        detected_at: NOW,
    };
    let later = Gap { after_sequence_number: None, ..gap.clone() };
    for gap in [&gap, &gap, &later] {
        archive.writer.record_gap(gap.clone()).await.expect("recorded");
    }
    assert_eq!(archive.reader.gaps().await.expect("read"), [later, gap]);
    assert_eq!(archive.reader.figures().await.expect("read").gaps, 2);
    assert_eq!(archive.reader.table_figures().await.expect("read")[0].gaps, 2);
}

#[tokio::test]
async fn every_commit_is_announced() {
    let (_folder, archive) = new_archive().await;
    let mut newest = archive.writer.subscribe();
    append(&archive, vec![change("id=a", Op::Insert, 1), change("id=a", Op::Modify, 2)]).await;
    assert!(newest.has_changed().expect("open"));
    assert_eq!(*newest.borrow_and_update(), ChangeId(2));
    append(&archive, vec![change("id=a", Op::Modify, 2)]).await;
    assert!(!newest.has_changed().expect("open"), "nothing new was archived");
}

#[tokio::test]
async fn after_closing_requests_are_answered_with_closed() {
    let (_folder, archive) = new_archive().await;
    let other = archive.writer.clone();
    archive.writer.close().await.expect("closed");
    assert!(matches!(other.append(changes(1..2)).await, Err(ArchiveError::Closed)));
    assert!(matches!(other.close().await, Err(ArchiveError::Closed)));
}

/// The files as they are at this moment, which is what a killed process or a copy by an administrator leaves.
fn copy_files(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        fs::copy(entry.path(), to.join(entry.file_name())).expect("copied");
    }
}

#[tokio::test]
async fn what_a_crash_leaves_is_whole() {
    let (folder, archive) = new_archive().await;
    let left = tempfile::tempdir().expect("a folder");
    append(&archive, (1..=20).map(|at| change("id=a", Op::Modify, at)).collect()).await;
    copy_files(folder.path(), left.path());
    append(&archive, (21..=30).map(|at| change("id=a", Op::Modify, at)).collect()).await;

    let reopened = open(left.path()).await;
    assert_eq!(everything(&reopened).await.len(), 20);
    let outcome = append(&reopened, (11..=30).map(|at| change("id=a", Op::Modify, at)).collect()).await;
    assert_eq!((outcome.archived, outcome.skipped), (10, 10));
    let (ours, theirs) = (everything(&reopened).await, everything(&archive).await);
    assert_eq!(ours, theirs);
}

/// The folder in which [`killed_writer`] writes.
const KILLED_WRITER_FOLDER: &str = "AFTERIMAGE_TEST_KILLED_WRITER";

/// Not a test of its own: the process that the next test kills. Prints each sequence number after its commit.
#[tokio::test]
#[ignore = "started by a_killed_process_loses_nothing_that_it_acknowledged"]
async fn killed_writer() {
    let Ok(folder) = std::env::var(KILLED_WRITER_FOLDER) else { return };
    let archive = open(folder.as_ref()).await;
    for at in 1.. {
        append(&archive, vec![change("id=a", Op::Modify, at)]).await;
        eprintln!("committed {at}");
    }
}

/// Ends the child however the test ends.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn a_killed_process_loses_nothing_that_it_acknowledged() {
    let folder = tempfile::tempdir().expect("a folder");
    let child = Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", "exactly_once::killed_writer", "--ignored", "--nocapture"])
        .env(KILLED_WRITER_FOLDER, folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the child starts");
    let mut child = Killed(child);
    let lines = BufReader::new(child.0.stderr.take().expect("piped")).lines();
    let acknowledged: Vec<u64> =
        lines.map_while(Result::ok).filter_map(|line| line.strip_prefix("committed ")?.parse().ok()).take(50).collect();
    drop(child);
    assert_eq!(acknowledged.len(), 50, "the child ended early");

    let archive = open(folder.path()).await;
    let kept = everything(&archive).await;
    assert!(kept.len() >= acknowledged.len(), "{} of {} are left", kept.len(), acknowledged.len());
    let checkpoint = archive.reader.checkpoints(STREAM).await.expect("read")[0].checkpoint.clone();
    assert_eq!(checkpoint.as_ref(), kept.last().map(|change| &change.sequence_number));
    assert!(kept.iter().enumerate().all(|(at, change)| change.sequence_number.to_string() == (at + 1).to_string()));
}
