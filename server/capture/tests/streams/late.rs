//! Shards that are listed late, and how long a stream that is off is waited on for them.

use std::time::Duration;

use tokio::time::Instant;

use super::{
    rig::{Rig, seconds},
    scenarios::{causes, is_ended, one_shard},
};

/// The shard is closed, and its child is listed so much later.
fn split_late(rig: &Rig, arn: &str, parent: &str, child: &str, late: Duration) {
    let mut state = rig.endpoint.state();
    state.shard(arn, parent).closed = true;
    state.add_shard(arn, child, Some(parent));
    state.shard(arn, child).listed_from = Some(Instant::now() + late);
}

fn stream_order(rig: &Rig) -> Vec<String> {
    rig.ledger.books().rows.iter().map(|row| row.stream_arn.clone()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_is_off_is_not_over_before_a_late_child_is_read() {
    let (rig, arn) = one_shard();
    rig.endpoint.write(&arn, "a", "o-1", 2);
    let running = rig.start();
    rig.archived(2).await;
    split_late(&rig, &arn, "a", "b", Duration::from_secs(50));
    rig.endpoint.write(&arn, "b", "o-1", 3);
    rig.endpoint.disable(&arn);
    rig.archived(5).await;
    rig.until("the stream is ended", || is_ended(&rig, &arn)).await;
    assert!(causes(&rig).is_empty());
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn every_late_shard_begins_the_time_anew_in_which_others_are_waited_for() {
    let (rig, arn) = one_shard();
    let running = rig.start();
    seconds(2).await;
    split_late(&rig, &arn, "a", "b", Duration::from_secs(50));
    split_late(&rig, &arn, "b", "c", Duration::from_secs(100));
    rig.endpoint.write(&arn, "c", "o-1", 1);
    rig.endpoint.disable(&arn);
    rig.archived(1).await;
    rig.until("the stream is ended", || is_ended(&rig, &arn)).await;
    running.stop().await;
}

/// Also when the program dies meanwhile: the time begins anew with the next one.
#[tokio::test(start_paused = true)]
async fn a_late_child_is_read_by_the_program_that_starts_after_a_death() {
    let (rig, arn) = one_shard();
    let running = rig.start();
    seconds(2).await;
    split_late(&rig, &arn, "a", "b", Duration::from_secs(100));
    rig.endpoint.write(&arn, "b", "o-1", 1);
    rig.endpoint.disable(&arn);
    seconds(55).await;
    running.kill().await;
    assert!(!is_ended(&rig, &arn));
    let running = rig.start();
    rig.archived(1).await;
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_is_off_is_over_after_a_minute_and_few_looks() {
    let (rig, arn) = one_shard();
    rig.endpoint.write(&arn, "a", "o-1", 2);
    let running = rig.start();
    rig.archived(2).await;
    seconds(30).await;
    let calls_before = rig.endpoint.state().described_at.len();
    rig.endpoint.disable(&arn);
    let off_at = Instant::now();
    rig.until("the stream is ended", || is_ended(&rig, &arn)).await;
    let (took, calls) = (off_at.elapsed(), rig.endpoint.state().described_at.len() - calls_before);
    assert!(took >= Duration::from_secs(60) && took < Duration::from_secs(75), "{took:?}");
    assert!(calls <= 10, "{calls} calls of DescribeStream");
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_new_stream_waits_for_the_late_children_of_the_earlier_one() {
    let (rig, old) = one_shard();
    rig.endpoint.write(&old, "a", "o-1", 2);
    let running = rig.start();
    rig.archived(2).await;
    split_late(&rig, &old, "a", "b", Duration::from_secs(50));
    rig.endpoint.write(&old, "b", "o-1", 3);
    rig.endpoint.disable(&old);
    let new = rig.endpoint.add_stream("orders", 2, &[("c", None)]);
    rig.endpoint.write(&new, "c", "o-1", 4);
    rig.archived(9).await;
    assert_eq!(stream_order(&rig), [vec![old.as_str(); 5], vec![new.as_str(); 4]].concat());
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_new_stream_does_not_wait_when_everything_of_the_earlier_one_must_be_listed() {
    let (rig, old) = one_shard();
    rig.endpoint.write(&old, "a", "o-1", 2);
    let running = rig.start();
    rig.archived(2).await;
    running.stop().await;
    rig.endpoint.write(&old, "a", "o-1", 3);
    rig.endpoint.disable(&old);
    let new = rig.endpoint.add_stream("orders", 2, &[("c", None)]);
    rig.endpoint.write(&new, "c", "o-1", 4);
    seconds(90).await;
    let started_at = Instant::now();
    let running = rig.start();
    rig.archived(9).await;
    assert!(started_at.elapsed() < Duration::from_secs(5), "{:?}", started_at.elapsed());
    assert_eq!(stream_order(&rig), [vec![old.as_str(); 5], vec![new.as_str(); 4]].concat());
    assert!(!is_ended(&rig, &old), "late shards of it are still looked for");
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_shard_of_a_stream_that_is_on_may_be_listed_late_too() {
    let (rig, arn) = one_shard();
    let running = rig.start();
    seconds(2).await;
    split_late(&rig, &arn, "a", "b", Duration::from_secs(50));
    rig.endpoint.write(&arn, "b", "o-1", 1);
    let split_at = Instant::now();
    rig.archived(1).await;
    assert!(split_at.elapsed() < Duration::from_secs(65), "{:?}", split_at.elapsed());
    running.stop().await;
}
