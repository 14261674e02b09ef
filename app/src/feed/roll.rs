//! A list of any length of which only parts are in memory.
//!
//! Every change has a number that never moves while the page lives: the changes loaded first end with −1, the first
//! live one is 0. Numbers are cut into leaves of [`LEAF`]. The changes of a leaf that is far from what is looked at are
//! put away; where in the archive they are is remembered, so that they can be had again: a leaf that was put away costs
//! some dozen bytes.

use std::{collections::VecDeque, ops::Range, sync::Arc};

use afterimage_model::{ChangeId, ChangeSummary};

/// How many changes are put away, and loaded again, at once.
pub const LEAF: i64 = 128;

/// How many leaves' changes are in memory at most: 5,120.
pub const MAX_KEPT_LEAVES: usize = 40;

/// Changes with consecutive numbers.
#[derive(Clone, Debug)]
struct Leaf {
    /// Oldest first; nothing while they are put away.
    changes: Option<VecDeque<Arc<ChangeSummary>>>,
    oldest: ChangeId,
    newest: ChangeId,
}

/// A leaf that was put away, and what to ask the archive for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The leaf.
    pub leaf: i64,
    /// Its changes are those before this one; nothing when they are the newest.
    pub before: Option<ChangeId>,
    /// So many of them.
    pub count: usize,
}

/// Changes by their numbers.
#[derive(Clone, Debug, Default)]
pub struct Roll {
    leaves: VecDeque<Leaf>,
    /// The number of the oldest change.
    start: i64,
    /// The number after the newest change.
    end: i64,
}

impl Roll {
    /// The number of the oldest change.
    pub fn start(&self) -> i64 {
        self.start
    }

    /// The number after the newest change.
    pub fn end(&self) -> i64 {
        self.end
    }

    /// The position of a number's leaf.
    fn position(&self, number: i64) -> Option<usize> {
        usize::try_from(number.div_euclid(LEAF) - self.start.div_euclid(LEAF)).ok()
    }

    fn numbers_of(&self, position: usize) -> Range<i64> {
        let first = (self.start.div_euclid(LEAF) + position as i64) * LEAF;
        first.max(self.start)..(first + LEAF).min(self.end)
    }

    /// The change with that number, unless it is put away.
    pub fn get(&self, number: i64) -> Option<&Arc<ChangeSummary>> {
        let position = self.position(number).filter(|_| number < self.end)?;
        let first = self.numbers_of(position).start;
        self.leaves.get(position)?.changes.as_ref()?.get(usize::try_from(number - first).ok()?)
    }

    /// The newest change, which is never put away.
    pub fn newest(&self) -> Option<&Arc<ChangeSummary>> {
        self.leaves.back()?.changes.as_ref()?.back()
    }

    /// The oldest change's id.
    pub fn oldest_id(&self) -> Option<ChangeId> {
        self.leaves.front().map(|leaf| leaf.oldest)
    }

    /// The number of a change, unless it is put away.
    pub fn number_of(&self, id: ChangeId) -> Option<i64> {
        let position = self.leaves.partition_point(|leaf| leaf.newest < id);
        let changes = self.leaves.get(position)?.changes.as_ref()?;
        let at = changes.binary_search_by_key(&id, |change| change.id).ok()?;
        Some(self.numbers_of(position).start + i64::try_from(at).ok()?)
    }

    /// Adds the newest change.
    pub fn push(&mut self, change: ChangeSummary) {
        let id = change.id;
        let begins = self.leaves.is_empty() || self.end.rem_euclid(LEAF) == 0;
        self.end += 1;
        let change = Arc::new(change);
        match self.leaves.back_mut().filter(|_| !begins) {
            Some(leaf) => {
                leaf.newest = id;
                leaf.changes.get_or_insert_default().push_back(change);
            }
            None => self.leaves.push_back(Leaf::of(change)),
        }
    }

    /// Adds a change that is older than all. Nothing happens while the oldest changes are put away: they are to be
    /// loaded first.
    pub fn push_older(&mut self, change: ChangeSummary) {
        let id = change.id;
        let begins = self.leaves.is_empty() || self.start.rem_euclid(LEAF) == 0;
        let change = Arc::new(change);
        match self.leaves.front_mut().filter(|_| !begins) {
            Some(leaf) => {
                let Some(changes) = &mut leaf.changes else { return };
                leaf.oldest = id;
                changes.push_front(change);
            }
            None => self.leaves.push_front(Leaf::of(change)),
        }
        self.start -= 1;
    }

    /// Forgets the oldest leaves until no more than so many changes are left, or one leaf; whether there were any.
    pub fn shorten(&mut self, most: i64) -> bool {
        let before = self.start;
        while self.end - self.start > most && self.leaves.len() > 1 {
            self.start = self.numbers_of(0).end;
            self.leaves.pop_front();
        }
        self.start != before
    }

    /// Puts away what is furthest from the numbers that are looked at, until no more than so many leaves are kept. The
    /// first leaf and the last two always are: there the list goes on.
    pub fn put_away(&mut self, looked_at: &Range<i64>, most: usize) {
        let is_kept = |leaf: &Leaf| leaf.changes.is_some();
        let too_many = self.leaves.iter().filter(|leaf| is_kept(leaf)).count().saturating_sub(most);
        for _ in 0..too_many {
            let distance = |at: usize| {
                let numbers = self.numbers_of(at);
                (looked_at.start - numbers.end).max(numbers.start - looked_at.end)
            };
            let inner = 1..self.leaves.len().saturating_sub(2);
            let furthest = inner.filter(|at| is_kept(&self.leaves[*at])).max_by_key(|at| distance(*at));
            match furthest.filter(|at| distance(*at) >= 0) {
                Some(at) => self.leaves[at].changes = None,
                None => return,
            }
        }
    }

    /// The first leaf of these numbers, newest first, that has to be loaded.
    pub fn missing(&self, looked_at: &Range<i64>) -> Option<Missing> {
        let numbers = looked_at.start.max(self.start)..looked_at.end.min(self.end);
        if numbers.is_empty() {
            return None;
        }
        let (oldest, newest) = (self.position(numbers.start)?, self.position(numbers.end - 1)?);
        let at = (oldest..=newest).rev().find(|at| self.leaves.get(*at).is_some_and(|leaf| leaf.changes.is_none()))?;
        let numbers = self.numbers_of(at);
        Some(Missing {
            leaf: numbers.start.div_euclid(LEAF),
            before: self.leaves.get(at + 1).map(|leaf| leaf.oldest),
            count: usize::try_from(numbers.end - numbers.start).unwrap_or(0),
        })
    }

    /// Takes a leaf's changes back, newest first; whether they were the right ones.
    pub fn fill(&mut self, missing: Missing, changes: Vec<ChangeSummary>) -> bool {
        let Some(position) = self.position(missing.leaf * LEAF + LEAF - 1) else { return false };
        let Some(leaf) = self.leaves.get_mut(position) else { return false };
        let ends = (changes.last().map(|change| change.id), changes.first().map(|change| change.id));
        let fits = changes.len() == missing.count && ends == (Some(leaf.oldest), Some(leaf.newest));
        if fits {
            leaf.changes = Some(changes.into_iter().rev().map(Arc::new).collect());
        }
        fits
    }

    /// How many changes are in memory.
    #[cfg(test)]
    pub fn kept(&self) -> usize {
        self.leaves.iter().filter_map(|leaf| leaf.changes.as_ref()).map(VecDeque::len).sum()
    }
}

impl Leaf {
    fn of(change: Arc<ChangeSummary>) -> Self {
        Self { oldest: change.id, newest: change.id, changes: Some(VecDeque::from([change])) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::store::sample::change_at;
    use proptest::prelude::*;

    /// What the archive answers.
    fn archive(newest: i64, missing: Missing) -> Vec<ChangeSummary> {
        let before = missing.before.map_or(newest + 1, |before| before.0);
        (1..before).rev().take(missing.count).map(|id| change_at(id, id)).collect()
    }

    /// The changes `first` to `last`, of which those before `live` were loaded.
    fn roll(first: i64, live: i64, last: i64) -> Roll {
        let mut roll = Roll::default();
        (first..live).rev().for_each(|id| roll.push_older(change_at(id, id)));
        (live..=last).for_each(|id| roll.push(change_at(id, id)));
        roll
    }

    proptest! {
        #[test]
        fn what_was_put_away_comes_back_with_its_numbers(
            first in 1i64..300, loaded in 1i64..700, live in 0i64..3_000, most in 4usize..12, look in 0i64..3_000,
        ) {
            let last = first + loaded + live - 1;
            let mut roll = roll(first, first + loaded, last);
            let look = roll.start() + look.min(last - first);
            let looked_at = look..look + 96;
            roll.put_away(&(roll.end() - 96..roll.end()), most);
            prop_assert!(roll.kept() <= (most + 2) * usize::try_from(LEAF).unwrap_or(0));
            while let Some(missing) = roll.missing(&looked_at) {
                prop_assert!(roll.fill(missing, archive(last, missing)));
            }
            for number in looked_at.start..looked_at.end.min(roll.end()) {
                let id = ChangeId(first + loaded + number);
                prop_assert_eq!(roll.get(number).map(|change| change.id), Some(id));
                prop_assert_eq!(roll.number_of(id), Some(number));
            }
        }

        #[test]
        fn what_is_looked_at_is_never_put_away(live in 0i64..4_000, look in 0i64..4_000) {
            let mut roll = roll(1, 50, 50 + live);
            let look = roll.start() + look.min(roll.end() - roll.start());
            let looked_at = look..(look + 96).min(roll.end());
            roll.put_away(&looked_at, 4);
            prop_assert_eq!(roll.missing(&looked_at), None);
            prop_assert!(roll.newest().is_some());
        }
    }

    #[test]
    fn the_wrong_changes_are_not_taken() {
        let mut roll = roll(1, 1, 1_000);
        roll.put_away(&(900..1_000), 1);
        let missing = roll.missing(&(200..300)).expect("put away");
        assert_eq!(missing, Missing { leaf: 2, before: Some(ChangeId(385)), count: 128 });
        assert!(!roll.fill(missing, vec![change_at(384, 1)]));
        assert!(!roll.fill(missing, (1..=128).rev().map(|id| change_at(id, id)).collect()));
        assert!(roll.get(260).is_none());
    }

    #[test]
    fn the_oldest_are_forgotten_by_leaves_and_loaded_again_as_older_ones() {
        let mut roll = roll(1, 1, 1_000);
        roll.put_away(&(900..1_000), 1);
        assert!(roll.shorten(500) && !roll.shorten(500));
        assert_eq!((roll.start(), roll.oldest_id()), (512, Some(ChangeId(513))));
        roll.push_older(change_at(512, 1));
        assert_eq!((roll.start(), roll.get(511).map(|change| change.id)), (511, Some(ChangeId(512))));
    }
}
