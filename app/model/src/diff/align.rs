//! Which elements of two sequences belong together: those of a longest common subsequence.

use std::{collections::HashMap, hash::Hash, ops::Range};

use crate::AttributeValue;

/// Lists longer than this (after their equal ends are set aside) are compared position by position: finding the
/// fewest insertions and removals costs the product of both lengths.
pub const MAX_ALIGNED_LIST: usize = 256;

/// How many pairs of elements are looked at for one difference. An item has room for hundreds of lists that are each as
/// long as is aligned: those that come after this are compared position by position, too.
pub const MAX_ALIGNED_PAIRS: usize = 1 << 22;

/// The pairs that may still be looked at.
pub(super) struct Pairs(usize);

impl Default for Pairs {
    fn default() -> Self {
        Self(MAX_ALIGNED_PAIRS)
    }
}

impl Pairs {
    /// Takes as many as aligning two sequences of these lengths costs, if there are as many left.
    fn take(&mut self, old: usize, new: usize) -> bool {
        let left = self.0.checked_sub(old.saturating_mul(new));
        self.0 = left.unwrap_or(self.0);
        left.is_some()
    }
}

/// An element that is not in both lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Differing {
    /// One element stands where another stood.
    Changed {
        /// Its position in the old list.
        from: usize,
        /// Its position in the new list.
        to: usize,
    },
    /// It is gone.
    Removed {
        /// Its position in the old list.
        from: usize,
    },
    /// It came.
    Inserted {
        /// Its position in the new list.
        to: usize,
    },
}

/// The elements that are not in both lists, in order. Between two that stay, the first ones that went and came are told
/// as changed.
pub(super) fn differing(old: &[AttributeValue], new: &[AttributeValue], pairs: &mut Pairs) -> Vec<Differing> {
    let mut elements = Vec::new();
    for (removed, inserted) in unaligned_runs(old, new, MAX_ALIGNED_LIST, pairs) {
        let paired = removed.len().min(inserted.len());
        let changed = removed.clone().zip(inserted.clone()).filter(|(from, to)| old[*from] != new[*to]);
        elements.extend(changed.map(|(from, to)| Differing::Changed { from, to }));
        elements.extend(removed.skip(paired).map(|from| Differing::Removed { from }));
        elements.extend(inserted.skip(paired).map(|to| Differing::Inserted { to }));
    }
    elements
}

/// A stretch of the old sequence and the one of the new that stands in its place; one of them may be empty.
pub(super) type Run = (Range<usize>, Range<usize>);

/// The stretches outside a longest common subsequence. Where more than `limit` elements are left after the equal ends, or
/// no pairs to look at, all of them are one stretch.
pub(super) fn unaligned_runs<T: Eq + Hash>(old: &[T], new: &[T], limit: usize, pairs: &mut Pairs) -> Vec<Run> {
    let head = old.iter().zip(new).take_while(|(left, right)| left == right).count();
    let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(|(left, right)| left == right);
    let tail = tail.count();
    let (old_middle, new_middle) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
    let is_short = old_middle.len() <= limit && new_middle.len() <= limit;
    let runs = if old_middle.is_empty() && new_middle.is_empty() {
        Vec::new()
    } else if is_short && pairs.take(old_middle.len(), new_middle.len()) {
        let (old, new) = numbered(old_middle, new_middle);
        runs_between_common(&old, &new)
    } else {
        vec![(0..old_middle.len(), 0..new_middle.len())]
    };
    let moved = |range: Range<usize>| range.start + head..range.end + head;
    runs.into_iter().map(|(removed, inserted)| (moved(removed), moved(inserted))).collect()
}

/// The elements as numbers, equal for equal ones: each is compared with hundreds of others, and may be large.
fn numbered<T: Eq + Hash>(old: &[T], new: &[T]) -> (Vec<usize>, Vec<usize>) {
    let mut numbers = HashMap::new();
    let mut number = |element| {
        let next = numbers.len();
        *numbers.entry(element).or_insert(next)
    };
    let old = old.iter().map(&mut number).collect();
    (old, new.iter().map(&mut number).collect())
}

fn runs_between_common(old: &[usize], new: &[usize]) -> Vec<Run> {
    let common = common_lengths(old, new);
    let width = new.len() + 1;
    let (mut from, mut to) = (0, 0);
    let (mut run_from, mut run_to) = (0, 0);
    let mut runs = Vec::new();
    while from < old.len() && to < new.len() {
        if old[from] == new[to] {
            if run_from < from || run_to < to {
                runs.push((run_from..from, run_to..to));
            }
            (from, to) = (from + 1, to + 1);
            (run_from, run_to) = (from, to);
        } else if common[(from + 1) * width + to] >= common[from * width + to + 1] {
            from += 1;
        } else {
            to += 1;
        }
    }
    if run_from < old.len() || run_to < new.len() {
        runs.push((run_from..old.len(), run_to..new.len()));
    }
    runs
}

/// How long the longest common subsequence is from each pair of positions on, row by row.
fn common_lengths(old: &[usize], new: &[usize]) -> Vec<u16> {
    let width = new.len() + 1;
    let mut common = vec![0u16; (old.len() + 1) * width];
    for from in (0..old.len()).rev() {
        for to in (0..new.len()).rev() {
            common[from * width + to] = if old[from] == new[to] {
                common[(from + 1) * width + to + 1] + 1
            } else {
                common[(from + 1) * width + to].max(common[from * width + to + 1])
            };
        }
    }
    common
}
