//! One case of a correct stream reader after the other.

use std::time::Duration;

use afterimage_capture::{
    StartPosition,
    source::{IteratorStart, SourceErrorKind, StreamPhase, TableStream},
};
use afterimage_model::{
    Language,
    table::{ShardState, StreamState},
};
use tokio::time::Instant;

use super::{
    endpoint::arn,
    rig::{Rig, seconds},
};

/// A stream of `orders` with one shard, `a`.
pub fn one_shard() -> (Rig, String) {
    let rig = Rig::new(1);
    let arn = rig.endpoint.add_stream("orders", 1, &[("a", None)]);
    (rig, arn)
}

pub fn causes(rig: &Rig) -> Vec<String> {
    rig.ledger.books().gaps.iter().map(|gap| gap.cause.clone()).collect()
}

pub fn is_ended(rig: &Rig, arn: &str) -> bool {
    rig.ledger.books().streams.get(arn).is_some_and(|stream| stream.ended)
}

#[tokio::test(start_paused = true)]
async fn all_pages_of_a_description_are_read_at_no_more_than_ten_calls_a_second() {
    let rig = Rig::new(1);
    let ids: Vec<String> = (0..100).map(|at| format!("shard-{at:03}")).collect();
    let shards: Vec<(&str, Option<&str>)> = ids.iter().map(|id| (id.as_str(), None)).collect();
    let arn = rig.endpoint.add_stream("orders", 1, &shards);
    for id in &ids {
        rig.endpoint.write(&arn, id, "o-1", 1);
    }
    let running = rig.start();
    rig.archived(100).await;
    running.stop().await;
    let calls = rig.endpoint.state().described_at.clone();
    assert!(calls.len() >= 34, "{} pages of three shards each", calls.len());
    let fits = |ten: &[Instant]| ten[10].duration_since(ten[0]) >= Duration::from_secs(1);
    assert!(calls.windows(11).all(fits), "more than ten calls within a second");
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_has_no_shards_yet_is_looked_at_again() {
    let rig = Rig::new(1);
    let arn = rig.endpoint.add_stream("orders", 1, &[]);
    rig.endpoint.state().streams.get_mut(&arn).expect("the stream").phase = StreamPhase::Enabling;
    let running = rig.start();
    seconds(3).await;
    rig.endpoint.state().streams.get_mut(&arn).expect("the stream").phase = StreamPhase::Enabled;
    rig.endpoint.state().add_shard(&arn, "a", None);
    rig.endpoint.write(&arn, "a", "o-1", 3);
    rig.archived(3).await;
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn the_last_page_of_a_closed_shard_is_archived_and_its_children_follow() {
    let rig = Rig::new(1);
    let arn = rig.endpoint.add_stream("orders", 1, &[("c", Some("b")), ("b", Some("trimmed"))]);
    rig.endpoint.write(&arn, "b", "o-1", 25);
    rig.endpoint.write(&arn, "c", "o-1", 5);
    rig.endpoint.close(&arn, "b");
    let running = rig.start();
    rig.archived(30).await;
    let order: Vec<String> = rig.ledger.books().rows.iter().map(|row| row.shard_id.clone()).collect();
    assert_eq!(order, [vec!["b"; 25], vec!["c"; 5]].concat());
    let shards = running.statuses.snapshot(Language::English).remove(0).shards;
    let states: Vec<_> = shards.iter().map(|shard| (shard.shard_id.as_str(), shard.state)).collect();
    assert_eq!(states, [("b", ShardState::Drained), ("c", ShardState::Reading)]);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn children_that_are_listed_late_are_found_soon_and_read_from_their_beginning() {
    let (mut rig, arn) = one_shard();
    rig.options.start = StartPosition::Latest;
    let running = rig.start();
    seconds(2).await;
    {
        let mut state = rig.endpoint.state();
        state.shard(&arn, "a").closed = true;
        state.add_shard(&arn, "b", Some("a"));
        state.shard(&arn, "b").listed_from = Some(Instant::now() + Duration::from_secs(3));
    }
    rig.endpoint.write(&arn, "b", "o-1", 4);
    let closed_at = Instant::now();
    rig.archived(4).await;
    assert!(closed_at.elapsed() < Duration::from_secs(6), "{:?}", closed_at.elapsed());
    assert_eq!(rig.endpoint.state().iterators["b"], [IteratorStart::TrimHorizon]);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn the_latest_is_begun_with_where_it_is_wished_for_and_only_the_first_time() {
    let (mut rig, arn) = one_shard();
    rig.options.start = StartPosition::Latest;
    rig.endpoint.write(&arn, "a", "o-1", 4);
    let running = rig.start();
    seconds(2).await;
    rig.endpoint.write(&arn, "a", "o-1", 2);
    rig.archived(2).await;
    running.stop().await;
    rig.endpoint.write(&arn, "a", "o-1", 3);
    let running = rig.start();
    rig.archived(5).await;
    running.stop().await;
    assert_eq!(rig.ledger.count(), 5);
}

#[tokio::test(start_paused = true)]
async fn an_expired_iterator_is_renewed_after_the_checkpoint() {
    let (rig, arn) = one_shard();
    rig.endpoint.write(&arn, "a", "o-1", 2);
    let running = rig.start();
    rig.archived(2).await;
    rig.endpoint.state().scripted.insert("a".to_owned(), [SourceErrorKind::ExpiredIterator].into());
    rig.endpoint.write(&arn, "a", "o-1", 2);
    rig.archived(4).await;
    let last = rig.endpoint.state().iterators["a"].last().cloned();
    let checkpoint = rig.ledger.books().rows[1].sequence_number.clone();
    assert_eq!(last, Some(IteratorStart::AfterSequenceNumber(checkpoint)));
    assert!(causes(&rig).is_empty());
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn an_iterator_that_expires_before_the_first_change_begins_at_the_oldest() {
    let (rig, arn) = one_shard();
    rig.endpoint.state().scripted.insert("a".to_owned(), [SourceErrorKind::ExpiredIterator].into());
    rig.endpoint.write(&arn, "a", "o-1", 2);
    let running = rig.start();
    rig.archived(2).await;
    let iterators = rig.endpoint.state().iterators["a"].clone();
    assert!(iterators.iter().all(|start| *start == IteratorStart::TrimHorizon), "{iterators:?}");
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn changes_trimmed_before_they_were_read_leave_a_gap() {
    let (rig, arn) = one_shard();
    rig.endpoint.write(&arn, "a", "o-1", 3);
    let running = rig.start();
    rig.archived(3).await;
    running.stop().await;
    rig.endpoint.write(&arn, "a", "o-1", 5);
    rig.endpoint.state().shard(&arn, "a").trimmed = 6;
    let running = rig.start();
    rig.archived(5).await;
    running.stop().await;
    let gap = rig.ledger.books().gaps.first().cloned().expect("a gap");
    let rows = rig.ledger.books().rows.clone();
    assert_eq!(gap.after_sequence_number.as_ref(), Some(&rows[2].sequence_number));
    assert_eq!(gap.until_sequence_number.as_ref(), Some(&rows[3].sequence_number));
    assert_eq!((gap.table.as_str(), gap.shard_id.as_str(), causes(&rig)), ("orders", "a", vec!["trimmed".to_owned()]));
}

#[tokio::test(start_paused = true)]
async fn trimmed_told_of_a_fresh_stream_or_of_nothing_missing_is_no_gap() {
    let (rig, arn) = one_shard();
    rig.endpoint.state().scripted.insert("a".to_owned(), [SourceErrorKind::Trimmed].into());
    rig.endpoint.write(&arn, "a", "o-1", 3);
    let running = rig.start();
    rig.archived(3).await;
    rig.endpoint.state().scripted.insert("a".to_owned(), [SourceErrorKind::Trimmed].into());
    rig.endpoint.write(&arn, "a", "o-1", 1);
    rig.archived(4).await;
    running.stop().await;
    assert!(causes(&rig).is_empty(), "{:?}", causes(&rig));
    assert_eq!(rig.ledger.count(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_shard_that_went_while_the_program_stood_still_leaves_a_gap_and_frees_its_children() {
    let rig = Rig::new(1);
    let arn = rig.endpoint.add_stream("orders", 1, &[("a", None)]);
    rig.endpoint.write(&arn, "a", "o-1", 3);
    let running = rig.start();
    rig.archived(3).await;
    running.stop().await;
    rig.endpoint.state().add_shard(&arn, "b", Some("a"));
    rig.endpoint.state().shard(&arn, "a").gone = true;
    rig.endpoint.write(&arn, "b", "o-1", 2);
    let running = rig.start();
    rig.archived(5).await;
    running.stop().await;
    assert_eq!(causes(&rig), ["shard_gone"]);
}

#[tokio::test(start_paused = true)]
async fn a_disabled_stream_is_drained_and_ended_and_the_next_one_goes_on_in_order() {
    let (rig, old) = one_shard();
    rig.endpoint.write(&old, "a", "o-1", 30);
    rig.endpoint.disable(&old);
    let new = rig.endpoint.add_stream("orders", 2, &[("b", None)]);
    rig.endpoint.write(&new, "b", "o-1", 4);
    let stream = afterimage_archive::StreamRecord {
        arn: old.clone(),
        table: "orders".to_owned(),
        view_type: afterimage_model::ViewType::NewAndOldImages,
        partition_key: None,
        sort_key: None,
        ended: false,
    };
    rig.ledger.books().streams.insert(old.clone(), stream);
    let running = rig.start();
    rig.archived(34).await;
    rig.until("the old stream is ended", || is_ended(&rig, &old)).await;
    let arns: Vec<String> = rig.ledger.books().rows.iter().map(|row| row.stream_arn.clone()).collect();
    assert_eq!(arns, [vec![old.as_str(); 30], vec![new.as_str(); 4]].concat());
    assert!(causes(&rig).is_empty());
    let rows = running.statuses.snapshot(Language::English);
    assert_eq!(rows.iter().filter_map(|row| row.arn.as_deref()).collect::<Vec<_>>(), [new.as_str()]);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_table_without_a_stream_is_shown_and_its_last_one_is_read_while_it_can_be() {
    let (rig, arn) = one_shard();
    rig.endpoint.write(&arn, "a", "o-1", 3);
    rig.endpoint.disable(&arn);
    rig.endpoint.state().tables.insert("carts".to_owned(), TableStream::Off { last_arn: None });
    let running = rig.start();
    rig.archived(3).await;
    rig.until("the stream is ended", || is_ended(&rig, &arn)).await;
    let rows = running.statuses.snapshot(Language::English);
    assert!(rows.iter().all(|row| row.state == StreamState::Off && row.arn.is_none()), "{rows:?}");
    assert_eq!(rows.len(), 2);
    seconds(60).await;
    let calls = rig.endpoint.state().described_at.len();
    seconds(60).await;
    assert_eq!(rig.endpoint.state().described_at.len(), calls, "an ended stream is left alone");
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_stream_deleted_before_it_was_drained_is_ended_with_a_gap() {
    let (rig, arn) = one_shard();
    rig.endpoint.write(&arn, "a", "o-1", 3);
    let running = rig.start();
    rig.archived(3).await;
    rig.endpoint.state().streams.remove(&arn);
    rig.endpoint.state().tables.insert("orders".to_owned(), TableStream::Gone);
    rig.until("the stream is ended", || is_ended(&rig, &arn)).await;
    assert_eq!(causes(&rig), ["stream_gone"]);
    seconds(15).await;
    assert_eq!(running.statuses.snapshot(Language::English)[0].state, StreamState::TableGone);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_is_only_found_a_little_later_is_followed() {
    let rig = Rig::new(1);
    let on = TableStream::On { arn: arn("orders", 1), view_type: afterimage_model::ViewType::NewAndOldImages };
    rig.endpoint.state().tables.insert("orders".to_owned(), on);
    let running = rig.start();
    seconds(30).await;
    let arn = rig.endpoint.add_stream("orders", 1, &[("a", None)]);
    rig.endpoint.write(&arn, "a", "o-1", 3);
    rig.archived(3).await;
    assert!(!is_ended(&rig, &arn));
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn an_endpoint_that_keeps_one_shard_for_all_streams_of_a_table_brings_nothing_twice() {
    let (rig, old) = one_shard();
    rig.endpoint.write(&old, "a", "o-1", 8);
    let running = rig.start();
    rig.archived(8).await;
    {
        let mut state = rig.endpoint.state();
        let shard = state.shard(&old, "a").clone();
        drop(state);
        let new = rig.endpoint.add_stream("orders", 2, &[("a", None)]);
        *rig.endpoint.state().shard(&new, "a") = shard;
        rig.endpoint.write(&new, "a", "o-1", 2);
    }
    rig.archived(10).await;
    seconds(60).await;
    assert_eq!(rig.ledger.count(), 10);
    assert!(is_ended(&rig, &old) && causes(&rig).is_empty());
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_shard_in_trouble_is_tried_for_ever_shown_and_takes_nothing_from_the_others() {
    let rig = Rig::new(1);
    let arn = rig.endpoint.add_stream("orders", 1, &[("a", None), ("b", None)]);
    let kinds = [SourceErrorKind::Throttled, SourceErrorKind::Credentials, SourceErrorKind::Unavailable];
    let trouble = kinds.into_iter().cycle().take(20).collect();
    rig.endpoint.state().scripted.insert("a".to_owned(), trouble);
    rig.endpoint.write(&arn, "a", "o-1", 2);
    rig.endpoint.write(&arn, "b", "o-2", 2);
    let running = rig.start();
    rig.archived(2).await;
    seconds(5).await;
    rig.endpoint.write(&arn, "b", "o-2", 2);
    rig.archived(4).await;
    assert_eq!(rig.ledger.sequence_of("b").len(), 4, "b is read as if nothing were the matter");
    let shards = running.statuses.snapshot(Language::English).remove(0).shards;
    let error = shards[0].error.clone().expect("a's trouble is shown");
    assert!(error.attempts > 2 && error.message.contains("as the test wishes"), "{error:?}");
    assert_eq!(shards[1].error, None);
    rig.archived(6).await;
    assert_eq!(
        running.statuses.snapshot(Language::English).remove(0).shards[0].error,
        None,
        "what is over is not shown"
    );
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_quiet_shard_is_read_once_a_second_and_at_once_when_woken() {
    let (rig, arn) = one_shard();
    let running = rig.start();
    seconds(30).await;
    let reads = || rig.endpoint.state().read_at["a"].clone();
    let before = reads().len();
    seconds(10).await;
    assert!((9..=11).contains(&(reads().len() - before)), "{} reads in ten seconds", reads().len() - before);
    tokio::time::sleep(Duration::from_millis(300)).await;
    rig.endpoint.write(&arn, "a", "o-1", 1);
    let written_at = Instant::now();
    running.statuses.wake("orders");
    tokio::time::sleep(Duration::from_millis(1)).await;
    assert_eq!(rig.ledger.count(), 1);
    assert!(written_at.elapsed() < Duration::from_millis(5));
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn stopping_archives_the_page_in_hand() {
    let (rig, arn) = one_shard();
    rig.ledger.books().latency_ms = 5_000;
    rig.endpoint.write(&arn, "a", "o-1", 1);
    let running = rig.start();
    rig.until("the page was fetched", || rig.endpoint.state().read_at.contains_key("a")).await;
    running.ask_to_stop();
    running.stop().await;
    assert_eq!(rig.ledger.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn lag_is_unknown_then_the_age_of_the_newest_change_then_nothing() {
    let (rig, arn) = one_shard();
    rig.endpoint.write(&arn, "a", "o-1", 1);
    let running = rig.start();
    assert_eq!(running.statuses.lag_ms(), None);
    rig.archived(1).await;
    let lag = running.statuses.lag_ms().expect("a page was read");
    assert!(lag >= 3_000, "{lag}: the change was made at :37, the clock began at :40");
    seconds(5).await;
    assert_eq!(running.statuses.lag_ms(), Some(0));
    running.stop().await;
}
