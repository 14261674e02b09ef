//! Which elements of two sequences belong together: those of a longest common subsequence.

use std::ops::Range;

use crate::model::AttributeValue;

/// Lists longer than this (after their equal ends are set aside) are compared position by position: finding the
/// fewest insertions and removals costs the product of both lengths.
pub const MAX_ALIGNED_LIST: usize = 256;

/// An element that is not in both lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Differing {
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
pub fn differing(old: &[AttributeValue], new: &[AttributeValue]) -> Vec<Differing> {
    let mut elements = Vec::new();
    for (removed, inserted) in unaligned_runs(old, new, MAX_ALIGNED_LIST) {
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

/// The stretches outside a longest common subsequence. Where more than `limit` elements are left after the equal ends,
/// all of them are one stretch.
pub(super) fn unaligned_runs<T: PartialEq>(old: &[T], new: &[T], limit: usize) -> Vec<Run> {
    let head = old.iter().zip(new).take_while(|(left, right)| left == right).count();
    let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(|(left, right)| left == right);
    let tail = tail.count();
    let (old_middle, new_middle) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
    let runs = if old_middle.is_empty() && new_middle.is_empty() {
        Vec::new()
    } else if old_middle.len() > limit || new_middle.len() > limit {
        vec![(0..old_middle.len(), 0..new_middle.len())]
    } else {
        runs_between_common(old_middle, new_middle)
    };
    let moved = |range: Range<usize>| range.start + head..range.end + head;
    runs.into_iter().map(|(removed, inserted)| (moved(removed), moved(inserted))).collect()
}

fn runs_between_common<T: PartialEq>(old: &[T], new: &[T]) -> Vec<Run> {
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
fn common_lengths<T: PartialEq>(old: &[T], new: &[T]) -> Vec<u16> {
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
