//! What the store promises, whatever the server says and however often it says it.

use super::{sample::change_at, *};
use proptest::prelude::*;

fn changes(ids: impl IntoIterator<Item = i64>) -> Vec<ChangeSummary> {
    ids.into_iter().map(|id| change_at(id, id)).collect()
}

/// A store that was loaded with the changes 1 to `last`.
fn loaded(last: i64) -> FeedStore {
    let older = None;
    FeedStore::new(ChangePage { changes: changes((1..=last).rev()), older, cursor: ChangeId(last), epoch: "e".into() })
}

fn live(store: &mut FeedStore, ids: impl IntoIterator<Item = i64>) {
    assert_eq!(store.fold(FeedMessage::Changes { changes: changes(ids) }), Then::Show);
}

/// The ids shown, newest first.
fn shown(store: &FeedStore) -> Vec<i64> {
    (store.start()..store.end()).rev().filter_map(|number| store.get(number)).map(|change| change.id.0).collect()
}

proptest! {
    /// The server may cut the same changes into any messages, and repeat what it told after a reconnection.
    #[test]
    fn every_change_is_shown_once_and_in_order(
        first in 0i64..60,
        cuts in prop::collection::vec((0i64..40, 0i64..12), 0..20),
    ) {
        let mut store = loaded(first);
        let mut told = first;
        for (more, repeated) in cuts {
            live(&mut store, (told - repeated).max(1)..=told + more);
            told += more;
        }
        prop_assert_eq!(shown(&store), (1..=told).rev().collect::<Vec<_>>());
        prop_assert_eq!(store.cursor(), ChangeId(told));
    }

    /// Whatever comes while the page is paused, it moves nothing and is all there afterwards.
    #[test]
    fn a_pause_freezes_and_loses_nothing(before in 1i64..80, during in 0i64..80) {
        let mut store = loaded(before);
        store.pause();
        let frozen = shown(&store);
        live(&mut store, before + 1..=before + during);
        store.pause();
        prop_assert_eq!(shown(&store), frozen);
        prop_assert_eq!(store.pending(), during.unsigned_abs());
        prop_assert_eq!(store.resume(), Then::Show);
        prop_assert_eq!(shown(&store), (1..=before + during).rev().collect::<Vec<_>>());
        prop_assert_eq!(store.pending(), 0);
    }

    /// A change keeps its number, whatever comes before or after it.
    #[test]
    fn numbers_never_move(first in 1i64..50, newer in 0i64..50, pick in 0i64..50) {
        let mut store = loaded(first);
        let id = ChangeId(1 + pick % first);
        let number = store.number_of(id);
        prop_assert!(number.is_some());
        live(&mut store, first + 1..=first + newer);
        prop_assert_eq!(store.number_of(id), number);
        prop_assert_eq!(number.and_then(|number| store.get(number)).map(|change| change.id), Some(id));
    }
}

#[test]
fn memory_is_bounded_while_live() {
    let mut store = loaded(10);
    live(&mut store, 11..=7_000);
    assert_eq!(store.shown(), MAX_CHANGES);
    assert_eq!(shown(&store).last(), Some(&2_001));
    assert!(store.is_full());
}

#[test]
fn memory_is_bounded_while_paused_and_what_is_shown_stays() {
    let mut store = loaded(50);
    store.pause();
    let frozen = shown(&store);
    live(&mut store, 51..=9_050);
    assert_eq!(shown(&store), frozen);
    assert_eq!(store.pending(), 9_000);
    assert_eq!(store.cursor(), ChangeId(9_050), "a reconnection does not ask for them again");
    assert_eq!(store.resume(), Then::Refetch, "not all of them were kept");
}

#[test]
fn a_heartbeat_moves_the_cursor_and_tells_the_lag() {
    let mut store = loaded(3);
    store.fold(FeedMessage::Heartbeat { cursor: ChangeId(9), lag_ms: Some(40) });
    assert_eq!((store.cursor(), store.lag_ms), (ChangeId(9), Some(40)));
    store.fold(FeedMessage::Heartbeat { cursor: ChangeId(7), lag_ms: None });
    assert_eq!(store.cursor(), ChangeId(9), "it never moves back");
}

#[test]
fn a_lost_position_is_fetched_anew() {
    let refetch = FeedMessage::Refetch { why: "epoch_changed".to_owned() };
    assert_eq!(loaded(3).fold(refetch), Then::Refetch);
}

#[test]
fn a_problem_is_told_until_the_server_is_content() {
    let mut store = loaded(0);
    store.fold(FeedMessage::Error { message: "no such field".to_owned(), column: Some(4) });
    assert_eq!(store.problem.as_ref().and_then(|problem| problem.column), Some(4));
    store.fold(FeedMessage::CaughtUp { cursor: ChangeId(1), epoch: "f".to_owned() });
    assert_eq!((store.problem.as_ref(), store.epoch()), (None, "f"));
}

#[test]
fn older_pages_go_to_the_other_end() {
    let page = ChangePage {
        changes: changes([12, 11]),
        older: Some(ChangeId(11)),
        cursor: ChangeId(12),
        epoch: String::new(),
    };
    let mut store = FeedStore::new(page);
    assert_eq!(store.older_before(), Some(ChangeId(11)));
    let number = store.number_of(ChangeId(12));
    store.prepend(changes([11, 10, 9]), None);
    assert_eq!(shown(&store), [12, 11, 10, 9]);
    assert_eq!((store.number_of(ChangeId(12)), store.older_before()), (number, None));
}

#[test]
fn an_empty_archive_begins_with_the_first_live_change() {
    let mut store = loaded(0);
    assert_eq!((store.shown(), store.start(), store.end()), (0, 0, 0));
    live(&mut store, [1]);
    assert_eq!((shown(&store), store.start(), store.end()), (vec![1], 0, 1));
}
