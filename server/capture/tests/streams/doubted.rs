//! Answers that lack something, and so seem to say that there is nothing more.

use std::time::Duration;

use afterimage_model::Language;
use tokio::time::Instant;

use super::{
    endpoint::Filter,
    faults::Faults,
    rig::{Rig, seconds},
    scenarios::{causes, one_shard},
};

fn is_finished(rig: &Rig, arn: &str, shard: &str) -> bool {
    rig.ledger.books().shards.get(&(arn.to_owned(), shard.to_owned())).is_some_and(|shard| shard.finished)
}

#[tokio::test(start_paused = true)]
async fn an_answer_without_a_place_to_go_on_at_does_not_end_a_shard() {
    let (rig, arn) = one_shard();
    rig.endpoint.write(&arn, "a", "o-1", 2);
    let running = rig.start();
    rig.archived(2).await;
    for count in [3, 4] {
        rig.endpoint.state().cut_next = count - 2;
        seconds(10).await;
        rig.endpoint.write(&arn, "a", "o-1", 1);
        rig.archived(count as usize).await;
    }
    assert!(!is_finished(&rig, &arn, "a") && causes(&rig).is_empty());
    running.stop().await;
}

/// However often it is told of an open shard: nothing else says so.
#[tokio::test(start_paused = true)]
async fn a_shard_that_is_told_to_be_closed_and_listed_as_open_is_read_on() {
    for filter in [Filter::Known, Filter::Ignored, Filter::Refused] {
        let (rig, arn) = one_shard();
        rig.endpoint.state().filter = filter;
        rig.endpoint.write(&arn, "a", "o-1", 2);
        let running = rig.start();
        rig.archived(2).await;
        rig.endpoint.state().cut_next = 30;
        rig.until("all of the answers were cut short", || rig.endpoint.state().cut_next == 0).await;
        assert!(!is_finished(&rig, &arn, "a"), "{filter:?}");
        rig.endpoint.write(&arn, "a", "o-1", 2);
        let written_at = Instant::now();
        rig.archived(4).await;
        assert!(written_at.elapsed() < Duration::from_secs(90), "{filter:?}: {:?}", written_at.elapsed());
        seconds(120).await;
        let error = running.statuses.snapshot(Language::English).remove(0).shards[0].error.clone();
        assert_eq!(error, None, "{filter:?}: what is over is not shown");
        running.stop().await;
    }
}

#[tokio::test(start_paused = true)]
async fn that_a_shard_is_told_to_be_closed_and_listed_as_open_is_shown() {
    let (rig, arn) = one_shard();
    rig.endpoint.write(&arn, "a", "o-1", 2);
    let running = rig.start();
    rig.archived(2).await;
    rig.endpoint.state().cut_next = u32::MAX;
    let trouble = || running.statuses.snapshot(Language::English).remove(0).shards[0].error.clone();
    rig.until("the trouble is shown", || trouble().is_some()).await;
    let trouble = trouble().expect("it is shown").message;
    assert!(trouble.contains("told to be closed"), "{trouble}");
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_closed_shards_end_is_believed_when_it_was_told_three_times_and_nothing_was_left() {
    let (rig, arn) = one_shard();
    rig.endpoint.write(&arn, "a", "o-1", 25);
    rig.endpoint.close(&arn, "a");
    rig.endpoint.state().add_shard(&arn, "b", Some("a"));
    rig.endpoint.write(&arn, "b", "o-1", 2);
    rig.endpoint.state().cut_next = 2;
    let running = rig.start();
    rig.archived(27).await;
    assert!(is_finished(&rig, &arn, "a") && causes(&rig).is_empty());
    running.stop().await;
}

/// It was told of the open shard, and only then the shard was written to and closed: what was told says nothing of that.
#[tokio::test(start_paused = true)]
async fn an_end_that_was_told_before_the_shard_was_closed_does_not_count() {
    let (rig, arn) = one_shard();
    rig.endpoint.write(&arn, "a", "o-1", 2);
    let running = rig.start();
    rig.archived(2).await;
    rig.endpoint.state().cut_next = 3;
    rig.until("it was told often enough", || rig.endpoint.state().cut_next == 0).await;
    seconds(3).await;
    rig.endpoint.write(&arn, "a", "o-1", 4);
    rig.endpoint.close(&arn, "a");
    rig.endpoint.state().add_shard(&arn, "b", Some("a"));
    rig.endpoint.write(&arn, "b", "o-1", 1);
    rig.archived(7).await;
    assert_eq!(rig.ledger.sequence_of("a").len(), 6);
    assert!(causes(&rig).is_empty());
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn records_that_have_lost_their_place_are_asked_for_again() {
    let (rig, arn) = one_shard();
    rig.endpoint.state().faults = Faults { displaced: 1.0, ..Faults::default() };
    rig.endpoint.write(&arn, "a", "o-1", 20);
    let running = rig.start();
    rig.archived(20).await;
    assert!(causes(&rig).is_empty(), "{:?}", causes(&rig));
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn records_that_never_have_a_place_are_told_to_be_lost_and_hold_up_nothing() {
    let (rig, arn) = one_shard();
    rig.endpoint.state().faults = Faults { displaced: 1.0, ..Faults::default() };
    rig.endpoint.state().most_displaced = u32::MAX;
    rig.endpoint.state().records_per_page = 1;
    rig.endpoint.write(&arn, "a", "o-1", 1);
    let running = rig.start();
    rig.until("the loss is told", || causes(&rig) == ["unreadable"]).await;
    rig.endpoint.state().faults = Faults::default();
    rig.endpoint.write(&arn, "a", "o-1", 2);
    rig.archived(2).await;
    running.stop().await;
}
