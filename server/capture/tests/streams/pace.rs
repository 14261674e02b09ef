//! How often a shard is asked, and what becomes of reading when answers are empty, late, or do not come at all.

use std::time::Duration;

use afterimage_capture::source::{IteratorStart, REQUEST_TIMEOUT, SourceErrorKind};
use afterimage_model::Language;
use tokio::time::Instant;

use super::{
    endpoint::ITERATOR_LIFE,
    faults::Faults,
    rig::{Rig, seconds},
    scenarios::{causes, one_shard},
};

#[tokio::test(start_paused = true)]
async fn empty_pages_in_the_midst_of_changes_are_neither_the_end_nor_caught_up() {
    let (rig, arn) = one_shard();
    rig.endpoint.write(&arn, "a", "o-1", 5);
    rig.endpoint.close(&arn, "a");
    // Three empty pages, then a page with changes, and so on.
    rig.endpoint.state().faults = Faults { empty: 1.0, ..Faults::default() };
    let running = rig.start();
    rig.until("three pages were empty", || rig.endpoint.state().read_at.get("a").is_some_and(|at| at.len() == 3)).await;
    assert_eq!(running.statuses.lag_ms(), None, "it is taken for caught up");
    rig.archived(5).await;
    rig.until("the shard is read to its end", || rig.ledger.books().shards.values().all(|shard| shard.finished)).await;
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn an_iterator_that_grew_old_behind_a_slow_archive_is_renewed_and_nothing_is_lost() {
    let (rig, arn) = one_shard();
    rig.endpoint.write(&arn, "a", "o-1", 2);
    let running = rig.start();
    rig.archived(2).await;
    rig.ledger.books().stalls_until = Some(Instant::now() + ITERATOR_LIFE + Duration::from_secs(60));
    rig.endpoint.write(&arn, "a", "o-1", 30);
    rig.archived(32).await;
    let checkpoint_used = |start: &IteratorStart| matches!(start, IteratorStart::AfterSequenceNumber(_));
    assert!(rig.endpoint.state().iterators["a"].last().is_some_and(checkpoint_used));
    assert!(causes(&rig).is_empty());
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_shard_that_is_always_written_to_is_asked_at_most_five_times_a_second() {
    let (rig, arn) = one_shard();
    let running = rig.start();
    for _ in 0..200 {
        rig.endpoint.write(&arn, "a", "o-1", 1);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    running.stop().await;
    let reads = rig.endpoint.state().read_at["a"].clone();
    assert!(reads.len() > 40, "{} reads in ten seconds", reads.len());
    let fits = |six: &[Instant]| six[5].duration_since(six[0]) >= Duration::from_secs(1);
    assert!(reads.windows(6).all(fits), "more than five reads within a second");
}

#[tokio::test(start_paused = true)]
async fn answers_that_never_come_hold_up_nothing_but_their_own_shard() {
    let rig = Rig::new(1);
    let arn = rig.endpoint.add_stream("orders", 1, &[("a", None), ("b", None)]);
    rig.endpoint.state().faults = Faults { silent: 0.4, ..Faults::default() };
    rig.endpoint.write(&arn, "a", "o-1", 40);
    rig.endpoint.write(&arn, "b", "o-2", 40);
    let running = rig.start();
    rig.archived(80).await;
    // Each wait for nothing ends with the client's limit, and is told.
    rig.endpoint.state().faults = Faults { silent: 1.0, ..Faults::default() };
    tokio::time::sleep(2 * REQUEST_TIMEOUT + Duration::from_secs(2)).await;
    let shards = running.statuses.snapshot(Language::English).remove(0).shards;
    assert!(shards.iter().all(|shard| shard.error.is_some()), "{shards:?}");
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn an_endpoint_that_denies_everything_for_an_hour_is_read_again_within_half_a_minute() {
    for kind in [SourceErrorKind::AccessDenied, SourceErrorKind::Credentials, SourceErrorKind::Unavailable] {
        let (rig, arn) = one_shard();
        rig.endpoint.write(&arn, "a", "o-1", 2);
        let running = rig.start();
        rig.archived(2).await;
        rig.endpoint.state().outage = Some((kind, Instant::now() + Duration::from_secs(3_600)));
        seconds(3_600).await;
        rig.endpoint.write(&arn, "a", "o-1", 2);
        let back_at = Instant::now();
        rig.archived(4).await;
        assert!(back_at.elapsed() < Duration::from_secs(30), "{kind}: {:?}", back_at.elapsed());
        assert!(causes(&rig).is_empty());
        running.stop().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_full_page_holds_a_thousand_changes_and_is_followed_at_once() {
    let (rig, arn) = one_shard();
    rig.endpoint.state().records_per_page = 1_000_000;
    rig.endpoint.write(&arn, "a", "o-1", 3_000);
    let running = rig.start();
    rig.archived(3_000).await;
    running.stop().await;
    let reads = rig.endpoint.state().read_at["a"].clone();
    assert!(reads[2].duration_since(reads[0]) < Duration::from_millis(50), "{reads:?}");
}

#[tokio::test(start_paused = true)]
async fn the_page_after_a_full_one_is_asked_for_while_that_one_is_being_archived_and_no_further_one() {
    let (rig, arn) = one_shard();
    rig.endpoint.state().records_per_page = 1_000_000;
    let running = rig.start();
    let reads = || rig.endpoint.state().read_at.get("a").map_or(0, Vec::len);
    rig.until("the shard is being read", || reads() == 1).await;
    rig.ledger.books().stalls_until = Some(Instant::now() + Duration::from_secs(60));
    rig.endpoint.write(&arn, "a", "o-1", 3_500);
    tokio::time::sleep(Duration::from_secs(30)).await;
    assert_eq!((reads(), rig.ledger.count()), (1 + 2, 0));
    rig.archived(3_500).await;
    running.stop().await;
}
