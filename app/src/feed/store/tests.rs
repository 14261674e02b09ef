//! What the store promises, whatever the server says and however often it says it.

use super::{sample::change_at, *};
use proptest::prelude::*;

fn changes(ids: impl IntoIterator<Item = i64>) -> Vec<ChangeSummary> {
    ids.into_iter().map(|id| change_at(id, id)).collect()
}

/// A store that was loaded with the changes 1 to `last`.
fn loaded(last: i64) -> FeedStore {
    let older = None;
    FeedStore::new(ChangePage {
        changes: changes((1..=last).rev()),
        older,
        cursor: ChangeId(last),
        epoch: "e".into(),
        query: String::new(),
    })
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
        prop_assert_eq!(store.pending(), Pending { count: during.unsigned_abs(), or_more: false });
        prop_assert_eq!(store.resume(), Then::Show);
        prop_assert_eq!(shown(&store), (1..=before + during).rev().collect::<Vec<_>>());
        prop_assert_eq!(store.pending(), Pending::default());
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

/// What the archive answers, whose changes are 1 to `last`, to the page's question for what it has put away.
fn reload_all(store: &mut FeedStore, last: i64) {
    while let Some(missing) = store.missing() {
        let before = missing.before.map_or(last + 1, |before| before.0);
        assert!(store.fill(missing, changes((1..before).rev().take(missing.count))));
    }
}

#[test]
fn however_many_changes_pass_the_list_has_all_of_them_and_memory_few() {
    let mut store = loaded(10);
    for first in (11..=50_000).step_by(500) {
        live(&mut store, first..=(first + 499).min(50_000));
        store.look_at(store.end() - 96..store.end());
    }
    assert_eq!((store.shown(), store.position()), (50_000, Some((ChangeId(50_000), "e".to_owned()))));
    assert!(store.roll.kept() <= (MAX_KEPT_LEAVES + 2) * 128);
    for id in [40_000, 777, 20_000, 3] {
        let number = store.start() + id - 1;
        store.look_at(number..number + 96);
        reload_all(&mut store, 50_000);
        assert_eq!(store.get(number).map(|change| change.id), Some(ChangeId(id)));
    }
    assert!(store.roll.kept() <= (MAX_KEPT_LEAVES + 2) * 128);
}

#[test]
fn a_tab_that_is_not_seen_is_bounded_too() {
    let mut store = loaded(50);
    for first in (51..=30_000).step_by(100) {
        live(&mut store, first..first + 100);
    }
    assert!(store.roll.kept() <= (MAX_KEPT_LEAVES + 2) * 128);
}

#[test]
fn after_a_pause_of_any_length_the_list_goes_on_without_a_hole() {
    let mut store = loaded(50);
    store.pause();
    let frozen = shown(&store);
    store.look_at(store.start()..store.end());
    for first in (51..=30_050).step_by(100) {
        live(&mut store, first..first + 100);
    }
    assert_eq!(shown(&store), frozen, "what is looked at stays");
    assert_eq!(store.pending(), Pending { count: 30_000, or_more: false });
    assert_eq!(store.resume(), Then::Show);
    store.look_at(store.end() - 96..store.end());
    assert_eq!(store.missing(), None, "the newest are at hand");
    assert_eq!(store.shown(), 30_050);
    store.look_at(10_000..10_096);
    reload_all(&mut store, 30_050);
    assert_eq!(store.get(10_000).map(|change| change.id), Some(ChangeId(10_051)));
}

#[test]
fn a_connection_lost_for_too_long_leaves_a_paused_list_alone() {
    let mut store = loaded(50);
    store.pause();
    live(&mut store, 51..=60);
    let frozen = shown(&store);
    let too_old = || FeedMessage::Refetch { why: "cursor_too_old".to_owned() };
    assert_eq!(store.fold(too_old()), Then::Resubscribe);
    assert_eq!(store.position(), None, "from what comes next");
    store.fold(FeedMessage::CaughtUp { cursor: ChangeId(90_000), epoch: "e".to_owned() });
    live(&mut store, 90_001..=90_005);
    assert_eq!(shown(&store), frozen);
    assert_eq!(store.pending(), Pending { count: 15, or_more: true });
    assert_eq!(store.resume(), Then::Refetch, "what nobody counted is loaded");
    assert_eq!(loaded(50).fold(too_old()), Then::Refetch, "a moving list is loaded at once");
}

#[test]
fn a_frame_that_could_not_be_read_loses_the_position_and_nothing_that_stands_still() {
    let unreadable = || FeedMessage::Refetch { why: crate::feed::frame::UNREADABLE.to_owned() };
    assert_eq!(loaded(50).fold(unreadable()), Then::Refetch);
    let mut store = loaded(50);
    store.pause();
    let frozen = shown(&store);
    assert_eq!(store.fold(unreadable()), Then::Resubscribe);
    assert_eq!((shown(&store), store.is_replaced()), (frozen, false));
    assert_eq!(store.resume(), Then::Refetch, "what it told is fetched");
}

#[test]
fn a_replaced_archive_is_told_and_not_mixed_with_what_is_shown() {
    let page = ChangePage {
        changes: changes([9, 8]),
        older: Some(ChangeId(8)),
        cursor: ChangeId(9),
        epoch: "e".into(),
        query: String::new(),
    };
    let mut store = FeedStore::new(page);
    store.pause();
    assert_eq!(store.fold(FeedMessage::Refetch { why: "epoch_changed".to_owned() }), Then::Resubscribe);
    assert!(store.is_replaced());
    assert_eq!((store.older_before(), store.missing(), shown(&store)), (None, None, vec![9, 8]));
}

#[test]
fn clearing_takes_off_what_is_shown_and_nothing_that_is_new() {
    let mut store = loaded(5);
    live(&mut store, 6..=8);
    store.pause();
    live(&mut store, 9..=10);
    store.clear();
    assert_eq!(shown(&store), [0; 0]);
    store.resume();
    assert_eq!((shown(&store), store.cleared()), (vec![10, 9], Some(8)));
    live(&mut store, [11]);
    store.show_cleared();
    assert_eq!((shown(&store), store.cleared()), ((1..=11).rev().collect(), None));
}

#[test]
fn what_was_archived_while_the_page_was_read_is_not_told_twice() {
    let page = ChangePage {
        changes: changes([7, 6, 5]),
        older: None,
        cursor: ChangeId(5),
        epoch: "e".into(),
        query: String::new(),
    };
    let mut store = FeedStore::new(page);
    live(&mut store, 6..=8);
    assert_eq!(shown(&store), [8, 7, 6, 5]);
}

#[test]
fn a_heartbeat_moves_the_cursor_and_tells_the_lag() {
    let mut store = loaded(3);
    store.fold(FeedMessage::Heartbeat { cursor: ChangeId(9), lag_ms: Some(40), behind: 7 });
    assert_eq!((store.cursor(), store.lag_ms), (ChangeId(9), Some(40)));
    store.fold(FeedMessage::Heartbeat { cursor: ChangeId(7), lag_ms: None, behind: 0 });
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
    assert_eq!((store.problem.as_ref(), store.position()), (None, Some((ChangeId(1), "f".to_owned()))));
}

#[test]
fn older_pages_go_to_the_other_end() {
    let page = ChangePage {
        changes: changes([12, 11]),
        older: Some(ChangeId(11)),
        cursor: ChangeId(12),
        epoch: String::new(),
        query: String::new(),
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

#[test]
fn a_pause_may_begin_with_what_was_seen_last() {
    let mut store = loaded(5);
    let seen = store.end();
    live(&mut store, 6..=9);
    store.pause_at(seen);
    assert_eq!(shown(&store), [5, 4, 3, 2, 1]);
    assert_eq!(store.pending().count, 4);
    assert_eq!(store.latest_end() - store.end(), 4);
    assert_eq!(store.resume(), Then::Show);
    assert_eq!(shown(&store).len(), 9);
}
