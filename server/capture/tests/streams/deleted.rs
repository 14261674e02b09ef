//! Tables that are not there any more when the program starts, and tables that are not to be followed any more.

use afterimage_capture::source::TableStream;
use afterimage_model::{Language, table::StreamState};

use super::{
    crash::CrashPoint,
    rig::{Rig, seconds},
    scenarios::{causes, is_ended, one_shard},
};

/// The program has read two changes of `orders` and stopped; three more came, and then the table was deleted.
async fn deleted_with_changes() -> (Rig, String) {
    let (rig, arn) = one_shard();
    rig.endpoint.write(&arn, "a", "o-1", 2);
    let running = rig.start();
    rig.archived(2).await;
    running.stop().await;
    rig.endpoint.write(&arn, "a", "o-1", 3);
    rig.endpoint.disable(&arn);
    rig.endpoint.state().tables.clear();
    (rig, arn)
}

#[tokio::test(start_paused = true)]
async fn the_stream_of_a_table_that_was_deleted_while_the_program_stood_still_is_drained() {
    let (rig, arn) = deleted_with_changes().await;
    let running = rig.start();
    rig.archived(5).await;
    assert_eq!(running.statuses.snapshot(Language::English)[0].table, "orders", "it is shown while it is read");
    rig.until("the stream is ended", || is_ended(&rig, &arn)).await;
    assert!(causes(&rig).is_empty());
    seconds(15).await;
    assert!(running.statuses.snapshot(Language::English).is_empty());
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn the_stream_of_a_deleted_table_that_is_gone_itself_leaves_a_gap() {
    let (rig, arn) = deleted_with_changes().await;
    rig.endpoint.state().streams.get_mut(&arn).expect("the stream").gone = true;
    let running = rig.start();
    rig.until("the stream is ended", || is_ended(&rig, &arn)).await;
    assert_eq!(causes(&rig), ["stream_gone"]);
    let gap = rig.ledger.books().gaps[0].clone();
    assert_eq!(gap.after_sequence_number.as_ref(), Some(&rig.ledger.books().rows[1].sequence_number));
    running.stop().await;
}

/// The program dies when it has noted the stream and not yet its shards.
#[tokio::test(start_paused = true)]
async fn a_stream_that_went_before_its_shards_were_listed_is_lost_whole() {
    let (rig, arn) = one_shard();
    rig.endpoint.write(&arn, "a", "o-1", 2);
    let running = rig.start();
    rig.ledger.crash.plan(CrashPoint::StreamNoted, 0);
    rig.ledger.crash.dead().await;
    running.kill().await;
    rig.endpoint.disable(&arn);
    rig.endpoint.state().tables.clear();
    rig.endpoint.state().streams.get_mut(&arn).expect("the stream").gone = true;
    let running = rig.start();
    rig.until("the stream is ended", || is_ended(&rig, &arn)).await;
    let gaps = rig.ledger.books().gaps.clone();
    assert_eq!((gaps.len(), gaps[0].shard_id.as_str(), gaps[0].cause.as_str()), (1, "*", "stream_gone"));
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_deleted_table_that_is_still_named_is_shown_and_its_stream_drained() {
    let (rig, arn) = deleted_with_changes().await;
    rig.endpoint.state().tables.insert("orders".to_owned(), TableStream::Gone);
    let running = rig.start();
    rig.archived(5).await;
    rig.until("the stream is ended", || is_ended(&rig, &arn)).await;
    assert_eq!(running.statuses.snapshot(Language::English)[0].state, StreamState::TableGone);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn what_a_deleted_table_had_in_a_stream_that_nobody_saw_is_read() {
    let (rig, arn) = one_shard();
    rig.endpoint.write(&arn, "a", "o-1", 2);
    let running = rig.start();
    rig.archived(2).await;
    running.stop().await;
    rig.endpoint.disable(&arn);
    let unseen = rig.endpoint.add_stream("orders", 2, &[("b", None)]);
    rig.endpoint.write(&unseen, "b", "o-1", 3);
    rig.endpoint.disable(&unseen);
    rig.endpoint.state().tables.clear();
    let running = rig.start();
    rig.archived(5).await;
    rig.until("both are ended", || is_ended(&rig, &arn) && is_ended(&rig, &unseen)).await;
    assert!(causes(&rig).is_empty());
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_table_that_is_not_selected_any_more_is_neither_followed_nor_told_to_be_lost() {
    let (rig, arn) = deleted_with_changes().await;
    rig.endpoint.state().deselected.insert("orders".to_owned());
    let calls = rig.endpoint.state().described_at.len();
    let running = rig.start();
    seconds(3_600).await;
    running.stop().await;
    assert_eq!(rig.endpoint.state().described_at.len(), calls);
    assert!(!is_ended(&rig, &arn) && causes(&rig).is_empty());
    // Selected again while it can still be read, it goes on where it was.
    rig.endpoint.state().deselected.clear();
    let running = rig.start();
    rig.archived(5).await;
    running.stop().await;
}
