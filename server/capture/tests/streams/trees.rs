//! Shards that come and go at odd moments: listed before their parents, listed late, or never.

use std::time::Duration;

use afterimage_capture::source::IteratorStart;
use tokio::time::Instant;

use super::{
    rig::{Rig, seconds},
    scenarios::{causes, one_shard},
};

fn shard_order(rig: &Rig) -> Vec<String> {
    let mut order: Vec<String> = rig.ledger.books().rows.iter().map(|row| row.shard_id.clone()).collect();
    order.dedup();
    order
}

#[tokio::test(start_paused = true)]
async fn a_child_that_is_listed_before_its_parent_is_read_after_it() {
    let (rig, arn) = one_shard();
    rig.endpoint.write(&arn, "a", "o-1", 1);
    let running = rig.start();
    rig.archived(1).await;
    {
        let mut state = rig.endpoint.state();
        state.add_shard(&arn, "b", Some("a"));
        state.add_shard(&arn, "c", Some("b"));
        state.shard(&arn, "a").closed = true;
        state.shard(&arn, "b").closed = true;
        state.shard(&arn, "b").listed_from = Some(Instant::now() + Duration::from_millis(1_500));
    }
    rig.endpoint.write(&arn, "b", "o-1", 3);
    rig.endpoint.write(&arn, "c", "o-1", 3);
    rig.archived(7).await;
    assert_eq!(shard_order(&rig), ["a", "b", "c"]);
    assert!(causes(&rig).is_empty());
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_shard_that_came_and_went_without_being_listed_leaves_a_gap() {
    let (rig, arn) = one_shard();
    rig.endpoint.write(&arn, "a", "o-1", 1);
    rig.endpoint.close(&arn, "a");
    let running = rig.start();
    rig.archived(1).await;
    running.stop().await;
    {
        let mut state = rig.endpoint.state();
        state.add_shard(&arn, "b", Some("a"));
        state.write(&arn, "b", "o-1");
        state.shard(&arn, "b").gone = true;
        state.add_shard(&arn, "c", Some("b"));
    }
    rig.endpoint.write(&arn, "c", "o-1", 2);
    let begun = Instant::now();
    let running = rig.start();
    rig.archived(3).await;
    assert!(begun.elapsed() < Duration::from_secs(5), "the missing parent is waited for too long");
    let gap = rig.ledger.books().gaps.first().cloned().expect("a gap");
    assert_eq!((gap.shard_id.as_str(), gap.after_sequence_number, gap.cause.as_str()), ("b", None, "shard_gone"));
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn parents_that_were_trimmed_before_the_first_listing_are_neither_waited_for_nor_missed() {
    let rig = Rig::new(1);
    let arn = rig.endpoint.add_stream("orders", 1, &[("b", Some("a")), ("c", Some("b"))]);
    rig.endpoint.write(&arn, "b", "o-1", 1);
    let begun = Instant::now();
    let running = rig.start();
    rig.archived(1).await;
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    assert!(causes(&rig).is_empty());
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_grandchild_is_not_begun_while_its_parent_waits() {
    let rig = Rig::new(1);
    let arn = rig.endpoint.add_stream("orders", 1, &[("a", None), ("b", Some("a")), ("c", Some("b"))]);
    rig.endpoint.write(&arn, "a", "o-1", 40);
    let running = rig.start();
    seconds(1).await;
    assert_eq!(shard_order(&rig), ["a"]);
    assert!(!rig.endpoint.state().iterators.contains_key("c"));
    rig.endpoint.close(&arn, "a");
    rig.endpoint.close(&arn, "b");
    rig.endpoint.write(&arn, "c", "o-1", 1);
    rig.archived(41).await;
    assert_eq!(rig.endpoint.state().iterators["c"], [IteratorStart::TrimHorizon]);
    running.stop().await;
}
