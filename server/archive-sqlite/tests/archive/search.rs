//! What the database picks and what memory decides is one answer.

use std::sync::atomic::{AtomicUsize, Ordering};

use afterimage_archive::Archive;
use afterimage_archive_sqlite::ReaderLimits;
use afterimage_base::work::Deadline;
use afterimage_model::{CapturedChange, Change, ChangeId, Op, Query};
use afterimage_test_archive::{
    fixtures::{
        append, change, everything, exported, matching, matching_backwards, new_archive, new_sqlite, with_images,
    },
    strategies,
};
use proptest::prelude::*;

/// Limits small enough that a small archive meets every one of them.
const NARROW: ReaderLimits =
    ReaderLimits { scanned_changes: 9, skimmed_changes: 11, narrow_items: 3, tail_changes: 2, unsure_changes: 0 };

/// Every key is gone through by its items.
const BY_ITEMS: ReaderLimits =
    ReaderLimits { scanned_changes: 5, skimmed_changes: 7, narrow_items: 1_000, tail_changes: 0, unsure_changes: 0 };

async fn agrees_with_memory(changes: Vec<CapturedChange>, queries: &[Query]) -> Result<(), TestCaseError> {
    let (_folder, sqlite) = new_sqlite().await;
    let mut archive = sqlite.door();
    let numbered = changes.into_iter().zip(1_u64..);
    let changes: Vec<_> = numbered
        .map(|(change, at)| CapturedChange { sequence_number: at.to_string().parse().expect("digits"), ..change })
        .collect();
    // The index of texts knows nothing, some of it or everything: all must answer the same.
    let known = changes.len() * (changes.len() % 3) / 2;
    let later = changes.iter().skip(known).cloned().collect::<Vec<_>>();
    let earlier = changes.into_iter().take(known).collect::<Vec<_>>();
    if !earlier.is_empty() {
        append(&archive, earlier).await;
        archive.indexer.finish().await.expect("the index is filled");
    }
    if !later.is_empty() {
        append(&archive, later).await;
    }
    let all = everything(&archive).await;
    for limits in [ReaderLimits::default(), NARROW, BY_ITEMS] {
        archive.reader = sqlite.reader.clone().with_limits(limits).door();
        for query in queries {
            let expected: Vec<&Change> = all.iter().filter(|change| query.matches(change)).collect();
            let forwards = matching(&archive, query).await;
            prop_assert_eq!(forwards.iter().collect::<Vec<_>>(), expected.clone(), "{} {:?}", query, limits);
            let backwards = matching_backwards(&archive, query).await;
            prop_assert_eq!(backwards.iter().rev().collect::<Vec<_>>(), expected.clone(), "{} {:?}", query, limits);
            let exported = exported(&archive, query).await;
            prop_assert_eq!(exported.iter().collect::<Vec<_>>(), expected, "{} {:?}", query, limits);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_query_finds_what_memory_finds(
        changes in prop::collection::vec(strategies::searchable_change(), 1..60),
        queries in prop::collection::vec(strategies::query(), 1..16),
    ) {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(agrees_with_memory(changes, &queries))?;
    }
}

async fn hundred(archive: &Archive) {
    append(archive, (1..=100).map(|at| change(&format!("id=item-{}", at % 10), Op::Modify, at)).collect()).await;
}

#[tokio::test]
async fn a_scan_stops_at_its_limit_and_goes_on_from_there() {
    let (_folder, archive) = new_archive().await;
    hundred(&archive).await;
    let query: Query = "key:item-3".parse().expect("a query");
    let first = archive.reader.changes_after(&query, ChangeId::START, 4).await.expect("read");
    let ids: Vec<_> = first.changes.iter().map(|change| change.id.0).collect();
    assert_eq!((ids, first.scanned_to, first.end), (vec![3, 13, 23, 33], ChangeId(33), false));
    let rest = archive.reader.changes_after(&query, first.scanned_to, 100).await.expect("read");
    assert_eq!((rest.changes.len(), rest.scanned_to, rest.end), (6, ChangeId(100), true));

    let newest = archive.reader.changes_before(&query, None, 2).await.expect("read");
    let ids: Vec<_> = newest.changes.iter().map(|change| change.id.0).collect();
    assert_eq!((ids, newest.scanned_to, newest.end), (vec![93, 83], ChangeId(83), false));
    let oldest = archive.reader.changes_before(&query, Some(ChangeId(14)), 100).await.expect("read");
    assert_eq!((oldest.changes.len(), oldest.scanned_to, oldest.end), (2, ChangeId::START, true));
}

/// A deadline that is over once it was asked so many times.
fn after_looks(looks: usize) -> Deadline {
    let left = AtomicUsize::new(looks);
    Deadline::when(move || left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_err())
}

/// Nine changes that each hold all of ninety words, and those words.
async fn wordy(archive: &Archive) -> Query {
    let image = |at: u64| format!(r#"{{"id": {{"S": "item-{at}"}}, "text": {{"S": "Lorem Ipsum"}}}}"#);
    let wordy = |at: u64| with_images(change(&format!("id=item-{at}"), Op::Insert, at), None, Some(&image(at)));
    append(archive, (1..=9).map(wordy).collect()).await;
    vec!["ipsum"; 90].join(" ").parse().expect("a query")
}

#[tokio::test]
async fn a_deadline_is_looked_at_within_a_change_and_what_was_begun_then_is_left_for_the_next_look() {
    let (_folder, archive) = new_archive().await;
    let query = wordy(&archive).await;
    // Once before a change and once before each word; never before one change is looked at.
    for (looks, looked_at) in [(0, 1), (50, 1), (91, 2), (100, 2), (182, 3), (10_000, 9)] {
        let reader = archive.reader.until(after_looks(looks));
        let scan = reader.changes_after(&query, ChangeId::START, 100).await.expect("read");
        let ids: Vec<i64> = scan.changes.iter().map(|change| change.id.0).collect();
        assert_eq!((ids, scan.scanned_to), ((1..=looked_at).collect(), ChangeId(looked_at)), "{looks} looks");
        let back = archive.reader.until(after_looks(looks));
        let scan = back.changes_before(&query, None, 100).await.expect("read");
        assert_eq!(scan.changes.len() as i64, looked_at, "{looks} looks");
    }
}

#[tokio::test]
async fn whoever_has_no_time_at_all_gets_on_change_by_change() {
    let (_folder, mut archive) = new_archive().await;
    let query = wordy(&archive).await;
    archive.reader = archive.reader.until(Deadline::when(|| true));
    let found: Vec<i64> = matching(&archive, &query).await.iter().map(|change| change.id.0).collect();
    assert_eq!(found, (1..=9).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_scan_that_finds_nothing_still_goes_on() {
    let (_folder, sqlite) = new_sqlite().await;
    let archive = sqlite.door();
    hundred(&archive).await;
    let reader = sqlite.reader.clone().with_limits(NARROW).door();
    for query in ["words", "op:remove", "key:nobody", "table:nowhere"] {
        let query: Query = query.parse().expect("a query");
        let scan = reader.changes_after(&query, ChangeId(10), 5).await.expect("read");
        assert!(scan.changes.is_empty() && scan.scanned_to > ChangeId(10), "{query}: {scan:?}");
    }
}

#[tokio::test]
async fn a_cursor_at_or_beyond_the_end_is_at_the_end() {
    let (_folder, archive) = new_archive().await;
    hundred(&archive).await;
    for cursor in [100, 101, i64::MAX] {
        let scan = archive.reader.changes_after(&Query::all(), ChangeId(cursor), 5).await.expect("read");
        assert_eq!((scan.changes.len(), scan.scanned_to, scan.end), (0, ChangeId(cursor), true));
    }
    for cursor in [i64::MIN, -1, 0, 1] {
        let scan = archive.reader.changes_before(&Query::all(), Some(ChangeId(cursor)), 5).await.expect("read");
        assert_eq!((scan.changes.len(), scan.end), (0, true));
        let scan = archive.reader.changes_after(&Query::all(), ChangeId(cursor.min(0)), 5).await.expect("read");
        assert_eq!(scan.changes.len(), 5);
    }
}
