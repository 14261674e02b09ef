//! Streams that end, seem to end, or go on under another name.

use std::time::Duration;

use afterimage_capture::source::SourceErrorKind;
use tokio::time::Instant;

use super::{
    crash::CrashPoint,
    faults::Faults,
    rig::{Rig, seconds},
    scenarios::{causes, is_ended, one_shard},
};

#[tokio::test(start_paused = true)]
async fn a_stream_that_is_not_found_for_some_seconds_is_not_given_up() {
    let (rig, arn) = one_shard();
    rig.endpoint.write(&arn, "a", "o-1", 2);
    let running = rig.start();
    rig.archived(2).await;
    rig.endpoint.state().outage = Some((SourceErrorKind::StreamNotFound, Instant::now() + Duration::from_secs(8)));
    seconds(8).await;
    rig.endpoint.write(&arn, "a", "o-1", 2);
    rig.archived(4).await;
    assert!(!is_ended(&rig, &arn) && causes(&rig).is_empty(), "{:?}", causes(&rig));
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_shard_that_is_not_found_now_and_then_is_not_given_up() {
    let (rig, arn) = one_shard();
    let running = rig.start();
    for round in 1..6 {
        rig.endpoint.state().scripted.insert("a".to_owned(), [SourceErrorKind::StreamNotFound].into());
        seconds(30).await;
        rig.endpoint.write(&arn, "a", "o-1", 1);
        rig.archived(round).await;
    }
    assert!(causes(&rig).is_empty(), "{:?}", causes(&rig));
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_new_stream_waits_as_long_as_the_earlier_one_gets_on() {
    let (rig, old) = one_shard();
    rig.endpoint.write(&old, "a", "o-1", 3_000);
    let running = rig.start();
    rig.archived(10).await;
    rig.endpoint.disable(&old);
    let new = rig.endpoint.add_stream("orders", 2, &[("b", None)]);
    rig.endpoint.write(&new, "b", "o-1", 3);
    let begun = Instant::now();
    rig.archived(3_003).await;
    assert!(begun.elapsed() > Duration::from_secs(60), "the earlier stream was drained too soon to tell");
    let arns: Vec<String> = rig.ledger.books().rows.iter().map(|row| row.stream_arn.clone()).collect();
    assert_eq!(arns, [vec![old.as_str(); 3_000], vec![new.as_str(); 3]].concat());
    running.stop().await;
}

/// The endpoint keeps one shard for all streams of a table; the program dies when it has noted the shard and not yet
/// read any of it under the new name.
#[tokio::test(start_paused = true)]
async fn a_shard_kept_from_stream_to_stream_goes_on_after_a_death_between_them() {
    let (rig, old) = one_shard();
    rig.endpoint.write(&old, "a", "o-1", 8);
    let running = rig.start();
    rig.archived(8).await;
    let mut shard = rig.endpoint.state().shard(&old, "a").clone();
    rig.endpoint.disable(&old);
    let new = rig.endpoint.add_stream("orders", 2, &[("a", None)]);
    shard.records.iter_mut().for_each(|record| record.stream_arn.clone_from(&new));
    *rig.endpoint.state().shard(&new, "a") = shard;
    rig.ledger.crash.plan(CrashPoint::ShardsNoted, 0);
    rig.ledger.crash.dead().await;
    running.kill().await;
    rig.endpoint.write(&new, "a", "o-1", 2);
    rig.endpoint.state().faults = Faults { false_trim: 0.5, ..Faults::default() };
    let running = rig.start();
    rig.archived(10).await;
    seconds(60).await;
    assert_eq!(rig.ledger.count(), 10);
    assert!(causes(&rig).is_empty(), "{:?}", causes(&rig));
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_gap_ends_where_the_next_change_is_also_in_a_shard_that_was_quiet() {
    let rig = Rig::new(1);
    let arn = rig.endpoint.add_stream("orders", 1, &[("a", None)]);
    rig.endpoint.write(&arn, "a", "o-1", 2);
    let running = rig.start();
    rig.archived(2).await;
    seconds(30).await;
    // The endpoint is out of reach while changes come and the first of them are trimmed.
    rig.endpoint.state().outage = Some((SourceErrorKind::Unavailable, Instant::now() + Duration::from_secs(60)));
    rig.endpoint.write(&arn, "a", "o-1", 6);
    rig.endpoint.state().shard(&arn, "a").trimmed = 5;
    rig.endpoint.state().faults = Faults { empty: 1.0, ..Faults::default() };
    rig.archived(5).await;
    let gap = rig.ledger.books().gaps.first().cloned().expect("a gap");
    let after_it = rig.ledger.books().rows[2].sequence_number.clone();
    assert_eq!((gap.until_sequence_number, causes(&rig).len()), (Some(after_it), 1));
    running.stop().await;
}

/// The oldest of three cannot be read. The others wait for it, and then go on one after the other all the same.
#[tokio::test(start_paused = true)]
async fn streams_that_have_waited_for_one_that_is_stuck_are_still_read_one_after_the_other() {
    let (rig, first) = one_shard();
    rig.endpoint.write(&first, "a", "o-1", 1);
    rig.endpoint.state().silent_shards.insert("a".to_owned());
    rig.endpoint.disable(&first);
    let second = rig.endpoint.add_stream("orders", 2, &[("b", None)]);
    rig.endpoint.write(&second, "b", "o-1", 50);
    rig.endpoint.disable(&second);
    let third = rig.endpoint.add_stream("orders", 3, &[("c", None)]);
    rig.endpoint.write(&third, "c", "o-1", 2);
    let running = rig.start();
    rig.archived(52).await;
    let arns: Vec<String> = rig.ledger.books().rows.iter().map(|row| row.stream_arn.clone()).collect();
    assert_eq!(arns, [vec![second.as_str(); 50], vec![third.as_str(); 2]].concat());
    // Late is better than never.
    rig.endpoint.state().silent_shards.clear();
    rig.archived(53).await;
    running.stop().await;
}
