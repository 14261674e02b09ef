//! What charts show of the changes that match a query: how many when, and which items and attributes most.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{ChangeId, Op, Timestamp};

/// The most bars of a histogram.
pub const MAX_BARS: usize = 96;

/// The widths that a bar can have, in milliseconds: what people count in.
const WIDTHS_MS: [i64; 17] = [
    60_000,
    2 * 60_000,
    5 * 60_000,
    10 * 60_000,
    15 * 60_000,
    30 * 60_000,
    HOUR_MS,
    2 * HOUR_MS,
    3 * HOUR_MS,
    6 * HOUR_MS,
    12 * HOUR_MS,
    DAY_MS,
    2 * DAY_MS,
    7 * DAY_MS,
    28 * DAY_MS,
    91 * DAY_MS,
    364 * DAY_MS,
];

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// The most entries of a list of what changed most.
pub const MAX_HOTTEST: usize = 20;

/// Equal stretches of time, one a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Bars {
    /// When the first one begins; a multiple of the width.
    pub start: Timestamp,
    /// How long each is, in milliseconds.
    pub width_ms: i64,
    /// How many there are.
    pub count: usize,
}

impl Bars {
    /// Bars that hold everything from the first moment to right before the last, as narrow as their number allows.
    pub fn fitting(from: Timestamp, until: Timestamp) -> Self {
        let (from, until) = (from.as_millis(), until.as_millis().max(from.as_millis() + 1));
        let count = |width: i64| (until - 1).div_euclid(width) - from.div_euclid(width) + 1;
        let most = i64::try_from(MAX_BARS).unwrap_or(i64::MAX);
        let widest = WIDTHS_MS[WIDTHS_MS.len() - 1];
        let several = |width: i64| widest.saturating_mul(width.div_euclid(widest).max(1));
        let fitting = WIDTHS_MS.into_iter().find(|width| count(*width) <= most);
        let width_ms = fitting.unwrap_or_else(|| several((until - from).div_euclid(most - 2) + widest));
        let start = from.div_euclid(width_ms).saturating_mul(width_ms);
        let count = usize::try_from(count(width_ms)).unwrap_or(1).clamp(1, MAX_BARS);
        Self { start: Timestamp::from_millis(start), width_ms, count }
    }

    /// When a bar begins; with the number of bars, when the last one ends.
    pub fn begin(&self, bar: usize) -> Timestamp {
        let bars = i64::try_from(bar).unwrap_or(i64::MAX);
        Timestamp::from_millis(self.start.as_millis().saturating_add(bars.saturating_mul(self.width_ms)))
    }

    /// In which bar a moment is.
    pub fn bar_of(&self, at: Timestamp) -> Option<usize> {
        let bar = at.millis_since(self.start).div_euclid(self.width_ms);
        usize::try_from(bar).ok().filter(|bar| *bar < self.count)
    }
}

/// How many changes of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct OpCounts {
    /// Inserted.
    pub insert: u64,
    /// Modified.
    pub modify: u64,
    /// Removed.
    pub remove: u64,
    /// Versions 0.
    pub baseline: u64,
}

impl OpCounts {
    /// Counts some more of a kind.
    pub fn add(&mut self, op: Op, changes: u64) {
        *match op {
            Op::Insert => &mut self.insert,
            Op::Modify => &mut self.modify,
            Op::Remove => &mut self.remove,
            Op::Baseline => &mut self.baseline,
        } += changes;
    }

    /// Of one kind.
    pub fn of(&self, op: Op) -> u64 {
        match op {
            Op::Insert => self.insert,
            Op::Modify => self.modify,
            Op::Remove => self.remove,
            Op::Baseline => self.baseline,
        }
    }

    /// Of all kinds.
    pub fn total(&self) -> u64 {
        Op::ALL.into_iter().map(|op| self.of(op)).sum()
    }

    fn join(&mut self, other: &Self) {
        for op in Op::ALL {
            self.add(op, other.of(op));
        }
    }
}

/// How far charts have looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Progress {
    /// How many changes were gone past.
    pub scanned: u64,
    /// How many the archive holds.
    pub total: u64,
    /// Where to go on: pass it as `before`; nothing when everything is in.
    pub next_before: Option<ChangeId>,
}

/// How many matching changes when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Histogram {
    /// The stretches.
    pub bars: Bars,
    /// Of each bar.
    pub counts: Vec<OpCounts>,
    /// How far this has looked.
    pub progress: Progress,
}

impl Histogram {
    /// One with nothing in it.
    pub fn empty(bars: Bars, total: u64) -> Self {
        let progress = Progress { scanned: 0, total, next_before: None };
        Self { bars, counts: vec![OpCounts::default(); bars.count], progress }
    }

    /// All of it.
    pub fn total(&self) -> OpCounts {
        self.counts.iter().fold(OpCounts::default(), |mut sum, counts| {
            sum.join(counts);
            sum
        })
    }

    /// Takes what was found further on.
    pub fn join(&mut self, further: &Self) {
        for (counts, more) in self.counts.iter_mut().zip(&further.counts) {
            counts.join(more);
        }
        self.progress = self.progress.then(further.progress);
    }
}

impl Progress {
    fn then(self, further: Self) -> Self {
        Self { scanned: self.scanned + further.scanned, ..further }
    }
}

/// Something and how often it changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Hot {
    /// The table's name.
    pub table: String,
    /// The item's key in canonical text, or the attribute's name.
    pub name: String,
    /// How many changes.
    pub changes: u64,
}

/// What changed most, the most first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hottest {
    /// The items.
    pub items: Vec<Hot>,
    /// Whether the items are counted over all there is, however far `progress` is.
    pub items_are_whole: bool,
    /// The attributes that MODIFYs touched.
    pub attributes: Vec<Hot>,
    /// How far this has looked.
    pub progress: Progress,
}

impl Hottest {
    /// Takes what was found further on.
    pub fn join(&mut self, further: &Self) {
        if !self.items_are_whole {
            join_hot(&mut self.items, &further.items);
        }
        join_hot(&mut self.attributes, &further.attributes);
        self.progress = self.progress.then(further.progress);
    }
}

fn join_hot(into: &mut Vec<Hot>, further: &[Hot]) {
    let mut places: HashMap<(String, String), usize> =
        into.iter().enumerate().map(|(at, hot)| ((hot.table.clone(), hot.name.clone()), at)).collect();
    for hot in further {
        if let Some(at) = places.get(&(hot.table.clone(), hot.name.clone())) {
            into[*at].changes += hot.changes;
        } else {
            places.insert((hot.table.clone(), hot.name.clone()), into.len());
            into.push(hot.clone());
        }
    }
    sort_hottest(into);
}

/// The most first; those with as many in the order of their names, so that they stay where they are.
pub fn sort_hottest(list: &mut [Hot]) {
    list.sort_by(|one, other| {
        let names = || (&one.table, &one.name).cmp(&(&other.table, &other.name));
        other.changes.cmp(&one.changes).then_with(names)
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bars_hold_everything_and_are_few(from in -4_000_000_000_000i64..4_000_000_000_000, length in 1i64..10_000_000_000_000) {
            let (first, last) = (Timestamp::from_millis(from), Timestamp::from_millis(from + length - 1));
            let bars = Bars::fitting(first, Timestamp::from_millis(from + length));
            prop_assert!((1..=MAX_BARS).contains(&bars.count));
            prop_assert_eq!(bars.bar_of(first), Some(0));
            prop_assert_eq!(bars.bar_of(last), Some(bars.count - 1));
            prop_assert_eq!(bars.start.as_millis().rem_euclid(bars.width_ms), 0);
            prop_assert!(bars.begin(0) <= first && last < bars.begin(bars.count));
        }
    }

    #[test]
    fn what_is_found_further_on_is_added() {
        let hot = |name: &str, changes| Hot { table: "t".to_owned(), name: name.to_owned(), changes };
        let mut list = vec![hot("a", 5), hot("b", 2)];
        join_hot(&mut list, &[hot("b", 9), hot("c", 5)]);
        assert_eq!(list, [hot("b", 11), hot("a", 5), hot("c", 5)]);
    }
}
