//! A thousand open shards at once: all are read, and only so many pages are in hand.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use afterimage_capture::{options::PAGES_IN_HAND, polling::QUIET_READS_A_SECOND};
use afterimage_model::{Language, SequenceNumber};
use tokio::time::Instant;

use super::{
    faults::Faults,
    rig::{Rig, seconds},
};

const SHARDS: usize = 1_000;

/// A stream of so many open shards with some changes in each, on an endpoint and an archive that take their time.
fn many(shards: usize, changes: usize) -> Rig {
    let rig = Rig::new(1);
    let ids: Vec<String> = (0..shards).map(|at| format!("shard-{at:04}")).collect();
    let listed: Vec<(&str, Option<&str>)> = ids.iter().map(|id| (id.as_str(), None)).collect();
    rig.endpoint.state().shards_per_page = 100;
    let arn = rig.endpoint.add_stream("orders", 1, &listed);
    for id in &ids {
        rig.endpoint.write(&arn, id, &format!("item-of-{id}"), changes);
    }
    rig.endpoint.state().faults = Faults { latency_ms: 40, ..Faults::default() };
    rig.ledger.books().latency_ms = 20;
    rig
}

#[tokio::test(start_paused = true)]
async fn a_thousand_shards_are_read_in_order_with_no_more_pages_in_hand_than_allowed() {
    let rig = many(SHARDS, 30);
    let running = rig.start();
    rig.archived(SHARDS * 30).await;
    let mut by_shard: BTreeMap<String, Vec<SequenceNumber>> = BTreeMap::new();
    for row in &rig.ledger.books().rows {
        by_shard.entry(row.shard_id.clone()).or_default().push(row.sequence_number.clone());
    }
    assert_eq!(by_shard.len(), SHARDS);
    let is_whole = |numbers: &Vec<SequenceNumber>| numbers.len() == 30 && numbers.is_sorted();
    assert!(by_shard.values().all(is_whole));
    assert_eq!(rig.ledger.hands.most(), PAGES_IN_HAND, "as many as allowed, and no more");
    assert_eq!(running.statuses.snapshot(Language::English)[0].shards.len(), SHARDS);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_thousand_quiet_shards_are_asked_no_more_often_together_than_allowed() {
    let rig = many(SHARDS, 1);
    let running = rig.start();
    rig.archived(SHARDS).await;
    seconds(60).await;
    let reads = || rig.endpoint.state().read_at.values().map(Vec::len).sum::<usize>();
    let before = reads();
    seconds(60).await;
    let a_second = (reads() - before) / 60;
    assert!(a_second <= QUIET_READS_A_SECOND as usize, "{a_second} reads a second");
    assert!(a_second >= QUIET_READS_A_SECOND as usize / 2, "{a_second} reads a second: each is asked all the same");
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn whoever_waits_for_a_page_gets_its_turn_before_a_busy_shard_gets_another() {
    let mut rig = many(20, 100);
    rig.options.pages_in_hand = 1;
    let running = rig.start();
    rig.archived(400).await;
    let shards: BTreeSet<String> = rig.ledger.books().rows.iter().map(|row| row.shard_id.clone()).collect();
    assert_eq!(shards.len(), 20, "after a fifth of the changes: {shards:?}");
    assert_eq!(rig.ledger.hands.most(), 1);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn stopping_does_not_wait_for_those_that_wait_for_a_page() {
    let mut rig = many(SHARDS, 10);
    rig.options.pages_in_hand = 2;
    rig.ledger.books().latency_ms = 2_000;
    let running = rig.start();
    rig.archived(1).await;
    let asked_at = Instant::now();
    running.stop().await;
    assert!(asked_at.elapsed() < Duration::from_secs(5), "{:?}", asked_at.elapsed());
    assert!(rig.ledger.count() < 100, "{}", rig.ledger.count());
}

#[tokio::test(start_paused = true)]
async fn a_hundred_shards_that_never_answer_do_not_hold_up_the_others() {
    let rig = many(120, 1);
    let running = rig.start();
    rig.archived(120).await;
    rig.endpoint.state().silent_shards = (0..100).map(|at| format!("shard-{at:04}")).collect();
    seconds(300).await;
    let arn = super::endpoint::arn("orders", 1);
    for round in 1..=20 {
        rig.endpoint.write(&arn, "shard-0110", "o-1", 1);
        let written_at = Instant::now();
        rig.archived(120 + round).await;
        assert!(written_at.elapsed() < Duration::from_secs(3), "{:?}", written_at.elapsed());
    }
    // When they answer again, they are read again.
    rig.endpoint.state().silent_shards.clear();
    for at in 0..100 {
        rig.endpoint.write(&arn, &format!("shard-{at:04}"), "o-2", 1);
    }
    let answering_at = Instant::now();
    rig.archived(240).await;
    assert!(answering_at.elapsed() < Duration::from_secs(60), "{:?}", answering_at.elapsed());
    running.stop().await;
}
