//! A machine's clock that is set ahead or back by hours while the engine reads. What is waited for is measured, and not
//! read off the clock.

use std::time::Duration;

use afterimage_base::clock::Clock;
use tokio::time::Instant;

use super::{
    endpoint::ITERATOR_LIFE,
    rig::{Rig, seconds},
    scenarios::{causes, is_ended, one_shard},
};

const HOUR: i64 = 3_600;

/// Ahead and back, to and fro.
const JUMPS: [i64; 6] = [5 * HOUR, -5 * HOUR, -30 * HOUR, 60 * HOUR, -24 * HOUR, -6 * HOUR];

fn order(rig: &Rig) -> Vec<String> {
    rig.ledger.books().rows.iter().map(|row| row.sequence_number.to_string()).collect()
}

fn written(rig: &Rig) -> Vec<String> {
    let state = rig.endpoint.state();
    let shards = state.streams.values().flat_map(|stream| stream.shards.values());
    let mut numbers: Vec<_> = shards.flat_map(|shard| &shard.records).map(|change| &change.sequence_number).collect();
    numbers.sort();
    numbers.into_iter().map(ToString::to_string).collect()
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_jumps_by_hours_costs_no_change_no_order_no_time_and_makes_no_gap() {
    let (rig, arn) = one_shard();
    let running = rig.start();
    let mut shard = "a".to_owned();
    for (round, jump) in JUMPS.into_iter().enumerate() {
        rig.endpoint.write(&arn, &shard, "o-1", 15);
        rig.clock.jump(jump);
        let child = format!("child-{round}");
        rig.endpoint.close(&arn, &shard);
        rig.endpoint.state().add_shard(&arn, &child, Some(&shard));
        rig.endpoint.write(&arn, &child, "o-1", 15);
        shard = child;
        let jumped_at = Instant::now();
        rig.archived(30 * (round + 1)).await;
        assert!(jumped_at.elapsed() < Duration::from_secs(5), "after {jump} s: {:?}", jumped_at.elapsed());
        // Long enough for iterators to expire.
        tokio::time::sleep(ITERATOR_LIFE + Duration::from_secs(60)).await;
        assert_eq!(running.statuses.lag_ms(), Some(0), "after {jump} s");
        let a_month = running.statuses.calls(rig.clock.now()).get_records_a_month;
        assert!((2_000_000..3_500_000).contains(&a_month), "after {jump} s: {a_month} reads a month");
    }
    assert_eq!(order(&rig), written(&rig));
    assert!(causes(&rig).is_empty(), "{:?}", causes(&rig));
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_jumps_does_not_end_a_stream_before_its_late_child_is_read() {
    for jump in JUMPS {
        let (rig, old) = one_shard();
        rig.endpoint.write(&old, "a", "o-1", 2);
        let running = rig.start();
        rig.archived(2).await;
        {
            let mut state = rig.endpoint.state();
            state.add_shard(&old, "b", Some("a"));
            state.shard(&old, "b").listed_from = Some(Instant::now() + Duration::from_secs(50));
            state.write(&old, "b", "o-1");
        }
        rig.endpoint.disable(&old);
        seconds(3).await;
        rig.clock.jump(jump);
        rig.archived(3).await;
        rig.until("the stream is ended", || is_ended(&rig, &old)).await;
        running.stop().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_set_back_does_not_hold_up_a_new_stream() {
    let (rig, old) = one_shard();
    rig.endpoint.write(&old, "a", "o-1", 2);
    let running = rig.start();
    rig.archived(2).await;
    rig.clock.jump(-5 * HOUR);
    rig.endpoint.disable(&old);
    let new = rig.endpoint.add_stream("orders", 2, &[("b", None)]);
    rig.endpoint.write(&new, "b", "o-1", 2);
    let begun = Instant::now();
    rig.archived(4).await;
    assert!(begun.elapsed() < Duration::from_secs(90), "{:?}", begun.elapsed());
    assert_eq!(order(&rig), written(&rig));
    running.stop().await;
}

/// A baseline relies on it.
#[tokio::test(start_paused = true)]
async fn what_is_told_to_be_archived_goes_back_with_the_clock() {
    let (rig, _) = one_shard();
    let running = rig.start();
    for jump in JUMPS {
        seconds(10).await;
        rig.clock.jump(jump);
        seconds(10).await;
        let (now, caught_up_at) = (rig.clock.now(), running.statuses.caught_up_at("orders").expect("it is quiet"));
        let behind_ms = now.millis_since(caught_up_at);
        assert!((0..5_000).contains(&behind_ms), "after {jump} s: {behind_ms} ms");
    }
    running.stop().await;
}
