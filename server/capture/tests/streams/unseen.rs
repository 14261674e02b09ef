//! Streams that come and go without being looked at: a table tells of its latest alone.

use std::time::Duration;

use afterimage_capture::{StartPosition, source::SourceErrorKind};
use tokio::time::Instant;

use super::{
    rig::{Rig, seconds},
    scenarios::{causes, is_ended, one_shard},
};

/// Gives `orders` a new stream with one shard and some changes of one item, in place of the one before.
fn next_stream(rig: &Rig, label: u32, changes: usize) -> String {
    if label > 1 {
        rig.endpoint.disable(&super::endpoint::arn("orders", label - 1));
    }
    let shard = format!("shard-of-{label}");
    let arn = rig.endpoint.add_stream("orders", label, &[(&shard, None)]);
    rig.endpoint.write(&arn, &shard, "o-1", changes);
    arn
}

fn labels_in_order(rig: &Rig) -> Vec<String> {
    let mut labels: Vec<String> = rig
        .ledger
        .books()
        .rows
        .iter()
        .map(|row| row.stream_arn.rsplit('/').next().unwrap_or_default().into())
        .collect();
    labels.dedup();
    labels
}

fn lists(rig: &Rig) -> usize {
    rig.endpoint.state().listed_streams_of.len()
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_came_and_went_between_two_listings_is_read_in_its_turn() {
    let rig = Rig::new(1);
    next_stream(&rig, 1, 3);
    let running = rig.start();
    rig.archived(3).await;
    for label in 2..=3 {
        next_stream(&rig, label, 3);
    }
    rig.archived(9).await;
    assert_eq!(labels_in_order(&rig), ["0001", "0002", "0003"]);
    rig.until("the earlier ones are ended", || {
        (1..=2).all(|label| is_ended(&rig, &super::endpoint::arn("orders", label)))
    })
    .await;
    assert!(causes(&rig).is_empty());
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn streams_that_came_and_went_while_the_program_stood_still_are_read_in_their_turn() {
    let rig = Rig::new(1);
    next_stream(&rig, 1, 3);
    let running = rig.start();
    rig.archived(3).await;
    running.stop().await;
    for label in 2..=5 {
        next_stream(&rig, label, 2);
        seconds(100).await;
    }
    let running = rig.start();
    rig.archived(11).await;
    assert_eq!(labels_in_order(&rig), ["0001", "0002", "0003", "0004", "0005"]);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn all_that_the_streams_of_a_new_table_still_hold_is_read_oldest_first() {
    let rig = Rig::new(1);
    for label in 1..=5 {
        next_stream(&rig, label, 2);
    }
    let running = rig.start();
    rig.archived(10).await;
    assert_eq!(labels_in_order(&rig), ["0001", "0002", "0003", "0004", "0005"]);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn with_the_wish_for_the_latest_earlier_streams_are_left_for_good() {
    let mut rig = Rig::new(1);
    rig.options.start = StartPosition::Latest;
    for label in 1..=2 {
        next_stream(&rig, label, 2);
    }
    let latest = super::endpoint::arn("orders", 2);
    for round in 1..=2 {
        let running = rig.start();
        seconds(10).await;
        rig.endpoint.write(&latest, "shard-of-2", "o-1", 1);
        rig.archived(round).await;
        seconds(90).await;
        running.stop().await;
    }
    assert_eq!(labels_in_order(&rig), ["0002"]);
    assert_eq!(rig.ledger.count(), 2);
}

/// The program dies when the first of them is noted.
#[tokio::test(start_paused = true)]
async fn streams_are_noted_oldest_first_so_that_a_death_between_them_loses_none() {
    let rig = Rig::new(1);
    next_stream(&rig, 1, 2);
    next_stream(&rig, 2, 2);
    let running = rig.start();
    rig.ledger.crash.plan(super::crash::CrashPoint::StreamNoted, 0);
    rig.ledger.crash.dead().await;
    running.kill().await;
    let noted: Vec<String> = rig.ledger.books().streams.keys().cloned().collect();
    assert_eq!(noted, [super::endpoint::arn("orders", 1)]);
    let running = rig.start();
    rig.archived(4).await;
    assert_eq!(labels_in_order(&rig), ["0001", "0002"]);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn where_streams_may_not_be_listed_the_tables_own_is_read_all_the_same() {
    for kind in [SourceErrorKind::AccessDenied, SourceErrorKind::Other] {
        let (rig, arn) = one_shard();
        rig.endpoint.state().refuses_lists = Some(kind);
        rig.endpoint.write(&arn, "a", "o-1", 2);
        let started_at = Instant::now();
        let running = rig.start();
        rig.archived(2).await;
        assert!(started_at.elapsed() < Duration::from_secs(5), "{kind}: {:?}", started_at.elapsed());
        let asked = lists(&rig);
        seconds(3_600).await;
        assert_eq!(lists(&rig), asked, "{kind}: what is refused is not asked for again");
        // The next one is not even waited for.
        rig.endpoint.disable(&arn);
        let new = rig.endpoint.add_stream("orders", 2, &[("b", None)]);
        rig.endpoint.write(&new, "b", "o-1", 2);
        rig.archived(4).await;
        assert_eq!(lists(&rig), asked + 1);
        running.stop().await;
    }
}

#[tokio::test(start_paused = true)]
async fn an_endpoint_that_never_answers_for_a_tables_streams_is_waited_for_a_minute_and_no_longer() {
    let (rig, arn) = one_shard();
    rig.endpoint.state().refuses_lists = Some(SourceErrorKind::Unavailable);
    rig.endpoint.write(&arn, "a", "o-1", 2);
    let started_at = Instant::now();
    let running = rig.start();
    rig.archived(2).await;
    assert!(started_at.elapsed() < Duration::from_secs(90), "{:?}", started_at.elapsed());
    // It is asked on, and what is found then is read: late is better than never.
    let new = {
        rig.endpoint.disable(&arn);
        let unseen = rig.endpoint.add_stream("orders", 2, &[("b", None)]);
        rig.endpoint.write(&unseen, "b", "o-2", 1);
        rig.endpoint.disable(&unseen);
        rig.endpoint.add_stream("orders", 3, &[("c", None)])
    };
    rig.endpoint.write(&new, "c", "o-3", 1);
    rig.archived(3).await;
    rig.endpoint.state().refuses_lists = None;
    rig.archived(4).await;
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_tables_streams_are_asked_for_once_and_again_when_its_latest_is_another_one() {
    let rig = Rig::new(1);
    next_stream(&rig, 1, 1);
    rig.endpoint.add_stream("carts", 1, &[("z", None)]);
    let running = rig.start();
    seconds(3_600).await;
    assert_eq!(lists(&rig), 2);
    rig.endpoint.disable(&super::endpoint::arn("orders", 1));
    seconds(600).await;
    assert_eq!(lists(&rig), 2, "it is the same one, and off");
    next_stream(&rig, 2, 1);
    seconds(600).await;
    assert_eq!(lists(&rig), 3);
    running.stop().await;
}
