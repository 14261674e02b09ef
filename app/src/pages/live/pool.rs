//! A fixed pool of rows: however many changes pass, the page holds the same elements.
//!
//! A change is bound to the slot that its number gives, so a new change re-binds one slot and moves one element; all
//! others stay as they are, with their focus.

use std::sync::Arc;

use afterimage_model::{ChangeId, ChangeSummary};
use leptos::prelude::*;

use crate::feed::store::FeedStore;
#[cfg(any(test, feature = "hydrate"))]
use crate::settings::Density;

/// How many rows there are: a 4k screen is 90 compact rows high.
pub(super) const ROWS: usize = 96;

/// How many rows above and below what is seen are there for scrolling; a row may have thirty elements.
#[cfg(any(test, feature = "hydrate"))]
const MARGIN: usize = 8;

/// A row's height in pixels; the stylesheet has the same, as `--row`.
#[cfg(any(test, feature = "hydrate"))]
pub(super) const fn row_height(density: Density) -> f64 {
    match density {
        Density::Comfortable => 30.0,
        Density::Compact => 24.0,
    }
}

/// What a slot shows.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// The change's number in the store.
    pub(super) number: i64,
    /// The change; nothing while it is being loaded.
    pub(super) change: Option<Arc<ChangeSummary>>,
    /// Whether it has not been shown before: it is marked for a moment.
    pub(super) fresh: bool,
}

impl Row {
    /// The change's id, once it is loaded.
    pub(super) fn id(&self) -> Option<ChangeId> {
        self.change.as_ref().map(|change| change.id)
    }
}

/// The part of the list that is in the pool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Window {
    /// How many changes the whole list has.
    pub(super) total: usize,
    /// How many newer changes are above the pool.
    pub(super) first: usize,
    /// How many rows of the pool are used at most: those that are seen, and some around them.
    rows: usize,
}

impl Window {
    /// The window around what is seen: `top` pixels down, `height` pixels high, with rows of so many pixels.
    #[cfg(any(test, feature = "hydrate"))]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "pixels of a screen")]
    pub(super) fn around(total: usize, top: f64, height: f64, row_height: f64) -> Self {
        let seen = (height.max(0.0) / row_height).ceil() as usize;
        let rows = (seen + 2 * MARGIN).min(ROWS);
        let above = rows.saturating_sub(seen) / 2;
        let first = ((top.max(0.0) / row_height) as usize).saturating_sub(above);
        Self { total, first: first.min(total.saturating_sub(rows)), rows }
    }

    /// The window at the top of the list.
    pub(super) fn at_top(total: usize) -> Self {
        Self { total, first: 0, rows: ROWS }
    }

    /// The numbers of the rows, in a list whose newest change has the number before `end`.
    #[cfg(feature = "hydrate")]
    pub(super) fn numbers(self, end: i64) -> std::ops::Range<i64> {
        let above = end - i64::try_from(self.first).unwrap_or(0);
        above - self.rows as i64..above
    }

    /// How many rows of the pool are in use.
    #[cfg(any(test, feature = "hydrate"))]
    pub(super) fn len(self) -> usize {
        (self.total - self.first).min(self.rows)
    }
}

/// The slot of a change. The changes loaded first, which end with −1, begin with slot 0 and go down in order: that is
/// how the server renders them.
pub(super) fn slot_of(number: i64) -> usize {
    usize::try_from((-1 - number).rem_euclid(ROWS as i64)).unwrap_or(0)
}

/// The pool's slots.
#[derive(Clone, Copy)]
pub(super) struct Pool {
    slots: StoredValue<Vec<RwSignal<Option<Row>>>>,
}

impl Pool {
    /// A pool that shows the newest changes of the store.
    pub(super) fn new(store: &FeedStore) -> Self {
        let pool = Self { slots: StoredValue::new((0..ROWS).map(|_| RwSignal::new(None)).collect()) };
        pool.show(store, Window::at_top(store.shown()), i64::MAX);
        pool
    }

    /// All slots.
    pub(super) fn slots(self) -> Vec<RwSignal<Option<Row>>> {
        self.slots.get_value()
    }

    /// Binds the slots to what is in the window, and tells the slots in the order in which they are to stand. Changes
    /// from the number `fresh_from` on have not been shown before.
    pub(super) fn show(self, store: &FeedStore, window: Window, fresh_from: i64) -> Vec<usize> {
        let newest = store.end() - 1 - i64::try_from(window.first).unwrap_or(i64::MAX);
        let mut order = Vec::with_capacity(ROWS);
        for number in (0..ROWS as i64).map(|down| newest - down) {
            let slot = slot_of(number);
            order.push(slot);
            let is_in_window = number > newest - window.rows as i64 && number >= store.start();
            let row = || Row { number, change: store.get(number).cloned(), fresh: number >= fresh_from };
            self.slots.with_value(|slots| bind(slots[slot], is_in_window.then(row)));
        }
        order
    }
}

fn bind(slot: RwSignal<Option<Row>>, row: Option<Row>) {
    let identity = |row: &Option<Row>| row.as_ref().map(|row| (row.number, row.change.is_some()));
    if slot.with_untracked(identity) != identity(&row) {
        slot.set(row);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_first_page_fills_the_slots_from_the_top() {
        assert_eq!([-1, -2, -50].map(slot_of), [0, 1, 49]);
        assert_eq!(slot_of(0), ROWS - 1, "the first live change takes the last slot");
    }

    proptest! {
        #[test]
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few dozen rows")]
        fn what_is_seen_is_in_the_pool(total in 0usize..5_000, top_row in 0usize..5_000, height in 0u32..2_160, compact: bool) {
            let row_height = row_height(if compact { Density::Compact } else { Density::Comfortable });
            let seen = (f64::from(height) / row_height).ceil() as usize;
            let top_row = top_row.min(total.saturating_sub(seen));
            let window = Window::around(total, top_row as f64 * row_height, height.into(), row_height);
            prop_assert!(window.first <= top_row);
            prop_assert!(window.first + window.len() >= (top_row + seen).min(total));
        }

        #[test]
        fn neighbours_never_share_a_slot(newest in -10_000i64..10_000) {
            let mut slots: Vec<usize> = (newest - ROWS as i64 + 1..=newest).map(slot_of).collect();
            slots.sort_unstable();
            prop_assert_eq!(slots, (0..ROWS).collect::<Vec<_>>());
        }
    }
}
