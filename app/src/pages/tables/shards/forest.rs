//! Shards as families: parents above their children, and drained generations folded into a counted node.
//!
//! A stream sheds its shards every few hours and keeps them listed for a day, so of a large table most shards are
//! history. What matters is which shards are read, which wait, and for whom. Pure.

use std::collections::{BTreeMap, BTreeSet};

use afterimage_model::table::{Gap, ShardStatus, StreamState};

use super::phase::ShardPhase;

/// Up to so many nodes everything is drawn, drained shards too.
pub const MAX_UNFOLDED: usize = 48;

/// Up to so many nodes every family keeps a folded node of its own; beyond it a stream has one.
pub const MAX_FAMILY_FOLDS: usize = 160;

/// With more children than this, a fold is not worth drawing as their parent: it would be a ladder.
const MAX_FOLD_CHILDREN: usize = 8;

/// What is drawn in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A listed shard.
    Shard {
        /// Its id.
        id: String,
        /// What it does.
        phase: ShardPhase,
        /// Whether its last read failed.
        failing: bool,
        /// Whether a part of it was trimmed before it was read.
        gap: bool,
    },
    /// A parent that is named and not listed.
    Trimmed {
        /// Its id.
        id: String,
        /// Whether it is known that it was not read to its end.
        gap: bool,
    },
    /// Shards that are drawn as one.
    Fold(Fold),
}

/// How many shards are drawn as one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fold {
    /// Drained ones.
    pub drained: usize,
    /// Parents that are no longer listed.
    pub trimmed: usize,
    /// How many of them have a gap.
    pub gaps: usize,
}

/// A node of the forest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Knot {
    /// What it stands for.
    pub subject: Subject,
    /// Names it as long as it is drawn; unique within the table.
    pub key: String,
    /// What comes from it, as indices.
    pub children: Vec<usize>,
}

/// One stream's shards.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forest {
    /// The nodes.
    pub knots: Vec<Knot>,
    /// Those that nothing is drawn above, each with whether it has ancestors all the same.
    pub roots: Vec<(usize, bool)>,
}

/// A shard's key: ids may come again in a table's next stream.
pub fn key_of(arn: &str, shard_id: &str) -> String {
    let label = arn.rsplit_once("/stream/").map_or(arn, |(_, label)| label);
    format!("{label}/{shard_id}")
}

impl Forest {
    /// All shards of one stream, nothing folded. Shards that are each other's parents, which only a broken endpoint
    /// lists, are drawn from the first of them on.
    pub fn of(shards: &[&ShardStatus], stream: &StreamState, gaps: &BTreeSet<(&str, &str)>) -> Self {
        let positions: BTreeMap<&str, usize> =
            shards.iter().enumerate().map(|(at, shard)| (shard.shard_id.as_str(), at)).collect();
        let mut forest = Self::default();
        let mut trimmed: BTreeMap<&str, usize> = BTreeMap::new();
        forest.knots = shards.iter().map(|shard| forest_knot(shard, gaps)).collect();
        for (at, shard) in shards.iter().enumerate() {
            let Some(parent) = shard.parent_shard_id.as_deref() else {
                forest.roots.push((at, false));
                continue;
            };
            if let Some(&above) = positions.get(parent) {
                forest.knots[above].children.push(at);
                continue;
            }
            let above = *trimmed.entry(parent).or_insert_with(|| {
                forest.knots.push(trimmed_knot(&shard.stream_arn, parent, gaps));
                forest.roots.push((forest.knots.len() - 1, false));
                forest.knots.len() - 1
            });
            forest.knots[above].children.push(at);
        }
        forest.open_rings(shards.len());
        for (at, shard) in shards.iter().enumerate() {
            let has_children = !forest.knots[at].children.is_empty();
            if let Subject::Shard { phase, .. } = &mut forest.knots[at].subject {
                *phase = ShardPhase::of(shard, has_children, stream);
            }
        }
        forest
    }

    /// Makes everything reachable from the roots: of a ring, its first shard becomes one.
    fn open_rings(&mut self, shards: usize) {
        let mut seen = vec![false; self.knots.len()];
        let mut pending: Vec<usize> = self.roots.iter().map(|(root, _)| *root).collect();
        let mut unseen = 0..shards;
        loop {
            while let Some(at) = pending.pop() {
                seen[at] = true;
                self.knots[at].children.retain(|child| !seen[*child]);
                pending.extend(&self.knots[at].children);
            }
            let Some(first) = unseen.find(|at| !seen[*at]) else { return };
            self.roots.push((first, true));
            pending.push(first);
        }
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.knots.len()
    }

    /// The longest way from a root, in nodes.
    pub fn depth(&self) -> usize {
        let mut deepest = 0;
        let mut pending: Vec<(usize, usize)> = self.roots.iter().map(|(root, _)| (*root, 1)).collect();
        while let Some((at, depth)) = pending.pop() {
            deepest = deepest.max(depth);
            pending.extend(self.knots[at].children.iter().map(|child| (*child, depth + 1)));
        }
        deepest
    }

    /// The forest with its history folded as far as its size asks for.
    pub fn folded(self, arn: &str) -> Self {
        if self.len() <= MAX_UNFOLDED {
            return self;
        }
        let by_family = Folding::new(&self, arn, true).fold();
        if by_family.len() <= MAX_FAMILY_FOLDS { by_family } else { Folding::new(&self, arn, false).fold() }
    }
}

fn forest_knot(shard: &ShardStatus, gaps: &BTreeSet<(&str, &str)>) -> Knot {
    let (arn, id) = (shard.stream_arn.as_str(), shard.shard_id.as_str());
    let subject = Subject::Shard {
        id: id.to_owned(),
        phase: ShardPhase::Waiting,
        failing: shard.error.is_some(),
        gap: gaps.contains(&(arn, id)),
    };
    Knot { subject, key: key_of(arn, id), children: Vec::new() }
}

fn trimmed_knot(arn: &str, id: &str, gaps: &BTreeSet<(&str, &str)>) -> Knot {
    let subject = Subject::Trimmed { id: id.to_owned(), gap: gaps.contains(&(arn, id)) };
    Knot { subject, key: key_of(arn, id), children: Vec::new() }
}

/// History is what is drained, and trimmed parents of which nothing is known to be missing.
fn is_history(subject: &Subject) -> bool {
    match subject {
        Subject::Shard { phase, .. } => *phase == ShardPhase::Drained,
        Subject::Trimmed { gap, .. } => !gap,
        Subject::Fold(_) => true,
    }
}

/// The making of a folded forest.
struct Folding<'a> {
    from: &'a Forest,
    to: Forest,
    /// Whether families keep folds of their own.
    by_family: bool,
    /// What goes into the stream's own fold.
    head: Fold,
    head_key: String,
    /// Nodes to be drawn, each with what is above it.
    pending: Vec<(usize, Above)>,
}

/// What is drawn above a node.
#[derive(Clone, Copy)]
enum Above {
    Node(usize),
    Nothing { has_ancestors: bool },
}

impl<'a> Folding<'a> {
    fn new(from: &'a Forest, arn: &str, by_family: bool) -> Self {
        let root = |&(root, has_ancestors): &(usize, bool)| (root, Above::Nothing { has_ancestors });
        let pending = from.roots.iter().rev().map(root).collect();
        Self { from, to: Forest::default(), by_family, head: Fold::default(), head_key: key_of(arn, "folded"), pending }
    }

    fn fold(mut self) -> Forest {
        while let Some((at, above)) = self.pending.pop() {
            if is_history(&self.from.knots[at].subject) {
                self.fold_from(at, above);
            } else {
                let knot = &self.from.knots[at];
                let drawn = self.draw(knot.subject.clone(), knot.key.clone(), above);
                self.pending.extend(knot.children.iter().rev().map(|child| (*child, Above::Node(drawn))));
            }
        }
        if self.head != Fold::default() {
            self.to.knots.push(Knot { subject: Subject::Fold(self.head), key: self.head_key, children: Vec::new() });
            self.to.roots.insert(0, (self.to.knots.len() - 1, false));
        }
        self.to
    }

    fn draw(&mut self, subject: Subject, key: String, above: Above) -> usize {
        let at = self.to.knots.len();
        self.to.knots.push(Knot { subject, key, children: Vec::new() });
        match above {
            Above::Node(above) => self.to.knots[above].children.push(at),
            Above::Nothing { has_ancestors } => self.to.roots.push((at, has_ancestors)),
        }
        at
    }

    /// Takes in the history that hangs together with this node, and goes on with what is left below it.
    fn fold_from(&mut self, first: usize, above: Above) {
        let (mut fold, mut below, mut inner) = (Fold::default(), Vec::new(), vec![first]);
        while let Some(at) = inner.pop() {
            fold.take(&self.from.knots[at].subject);
            let (history, living): (Vec<usize>, Vec<usize>) =
                self.from.knots[at].children.iter().partition(|child| is_history(&self.from.knots[**child].subject));
            inner.extend(history.iter().rev());
            below.extend(living);
        }
        below.sort_unstable();
        if self.by_family && (1..=MAX_FOLD_CHILDREN).contains(&below.len()) {
            let drawn = self.draw(fold.subject(self.from, first), self.from.knots[first].key.clone(), above);
            self.pending.extend(below.iter().rev().map(|child| (*child, Above::Node(drawn))));
        } else {
            self.head.add(fold);
            let above = match above {
                Above::Node(above) => Above::Node(above),
                Above::Nothing { .. } => Above::Nothing { has_ancestors: true },
            };
            self.pending.extend(below.iter().rev().map(|child| (*child, above)));
        }
    }
}

impl Fold {
    fn take(&mut self, subject: &Subject) {
        match subject {
            Subject::Shard { gap, .. } => self.add(Self { drained: 1, trimmed: 0, gaps: usize::from(*gap) }),
            Subject::Trimmed { gap, .. } => self.add(Self { drained: 0, trimmed: 1, gaps: usize::from(*gap) }),
            Subject::Fold(other) => self.add(*other),
        }
    }

    fn add(&mut self, other: Self) {
        self.drained += other.drained;
        self.trimmed += other.trimmed;
        self.gaps += other.gaps;
    }

    /// One shard is drawn as itself.
    fn subject(self, from: &Forest, first: usize) -> Subject {
        if self.drained + self.trimmed == 1 { from.knots[first].subject.clone() } else { Subject::Fold(self) }
    }
}

/// The gaps as the forest asks for them.
pub fn gap_keys(gaps: &[Gap]) -> BTreeSet<(&str, &str)> {
    gaps.iter().map(|gap| (gap.stream_arn.as_str(), gap.shard_id.as_str())).collect()
}

#[cfg(test)]
#[path = "forest_tests.rs"]
mod tests;
