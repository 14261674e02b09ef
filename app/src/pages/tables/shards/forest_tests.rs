use afterimage_model::{Timestamp, ViewType, table::ShardState};
use proptest::prelude::*;

use super::*;
use crate::pages::tables::shards::testing::{any_shards, shard};

fn enabled() -> StreamState {
    StreamState::Enabled { arn: "arn".to_owned(), view_type: ViewType::NewAndOldImages }
}

fn grown(shards: &[ShardStatus], gaps: &[Gap]) -> Forest {
    Forest::of(&shards.iter().collect::<Vec<_>>(), &enabled(), &gap_keys(gaps))
}

fn gap(shard_id: &str) -> Gap {
    Gap {
        table: "t".to_owned(),
        stream_arn: "arn".to_owned(),
        shard_id: shard_id.to_owned(),
        after_sequence_number: None,
        until_sequence_number: None,
        cause: "shard_gone".to_owned(),
        detected_at: Timestamp::from_millis(0),
    }
}

/// `families` shards, each the last of a line of `generations` drained ones.
fn lines(families: usize, generations: usize) -> Vec<ShardStatus> {
    let id = |family: usize, generation: usize| format!("f{family}-g{generation}");
    let line = |family: usize| {
        (0..=generations).map(move |generation| {
            let parent = generation.checked_sub(1).map(|parent| id(family, parent));
            let state = if generation == generations { ShardState::Reading } else { ShardState::Drained };
            shard(&id(family, generation), parent.as_deref(), state)
        })
    };
    (0..families).flat_map(line).collect()
}

fn fold_of(knot: &Knot) -> Option<Fold> {
    if let Subject::Fold(fold) = knot.subject { Some(fold) } else { None }
}

#[test]
fn a_split_is_two_children_below_one_parent() {
    let shards = [
        shard("p", None, ShardState::Reading),
        shard("a", Some("p"), ShardState::Waiting),
        shard("b", Some("p"), ShardState::Waiting),
    ];
    let forest = grown(&shards, &[]);
    assert_eq!((forest.roots.as_slice(), forest.knots[0].children.as_slice()), (&[(0, false)][..], &[1, 2][..]));
    assert!(matches!(forest.knots[0].subject, Subject::Shard { phase: ShardPhase::Draining, .. }));
}

#[test]
fn a_parent_that_is_not_listed_is_drawn_once_above_its_children_with_its_gap() {
    let shards = [shard("a", Some("gone"), ShardState::Reading), shard("b", Some("gone"), ShardState::Reading)];
    let forest = grown(&shards, &[gap("gone")]);
    assert_eq!(forest.roots, [(2, false)]);
    assert_eq!(forest.knots[2].subject, Subject::Trimmed { id: "gone".to_owned(), gap: true });
    assert_eq!(forest.knots[2].children, [0, 1]);
}

#[test]
fn a_few_shards_are_all_drawn() {
    let shards = lines(4, 5);
    assert_eq!(grown(&shards, &[]).folded("arn").len(), shards.len());
}

#[test]
fn some_families_have_a_fold_each_with_its_count() {
    let forest = grown(&lines(20, 6), &[]).folded("arn");
    assert_eq!(forest.len(), 40);
    let counts: BTreeSet<usize> = forest.knots.iter().filter_map(fold_of).map(|fold| fold.drained).collect();
    assert_eq!(counts, BTreeSet::from([6]));
}

#[test]
fn many_families_have_one_fold_for_all() {
    let forest = grown(&lines(100, 6), &[]).folded("arn");
    assert_eq!(forest.len(), 101);
    let (first, _) = forest.roots[0];
    assert_eq!(fold_of(&forest.knots[first]), Some(Fold { drained: 600, trimmed: 0, gaps: 0 }));
    assert!(forest.roots[1..].iter().all(|(_, has_ancestors)| *has_ancestors));
}

#[test]
fn a_trimmed_parent_with_a_gap_is_never_folded_away() {
    let mut shards = lines(100, 6);
    shards.push(shard("orphan", Some("lost"), ShardState::Reading));
    let forest = grown(&shards, &[gap("lost")]).folded("arn");
    let lost = Subject::Trimmed { id: "lost".to_owned(), gap: true };
    assert!(forest.knots.iter().any(|knot| knot.subject == lost && knot.children.len() == 1));
}

#[test]
fn gaps_within_folded_shards_are_counted() {
    let forest = grown(&lines(100, 6), &[gap("f3-g2")]).folded("arn");
    assert_eq!(forest.knots.iter().filter_map(fold_of).map(|fold| fold.gaps).sum::<usize>(), 1);
}

#[test]
fn a_ring_of_parents_is_drawn_all_the_same() {
    let shards = [shard("a", Some("b"), ShardState::Waiting), shard("b", Some("a"), ShardState::Waiting)];
    let forest = grown(&shards, &[]);
    assert_eq!((forest.roots, forest.knots[0].children.as_slice()), (vec![(0, true)], &[1][..]));
}

/// Every node that is reached from the roots, as often as it is reached.
fn reached(forest: &Forest) -> Vec<usize> {
    let mut found = Vec::new();
    let mut pending: Vec<usize> = forest.roots.iter().map(|(root, _)| *root).collect();
    while let Some(at) = pending.pop() {
        found.push(at);
        assert!(found.len() <= forest.len(), "a node is reached twice");
        pending.extend(&forest.knots[at].children);
    }
    found.sort_unstable();
    found
}

proptest! {
    #[test]
    fn every_shard_is_drawn_once_or_counted_once(shards in any_shards()) {
        let forest = grown(&shards, &[]).folded("arn");
        prop_assert_eq!(reached(&forest), (0..forest.len()).collect::<Vec<_>>());
        let drawn = forest.knots.iter().filter(|knot| matches!(knot.subject, Subject::Shard { .. })).count();
        let counted: usize = forest.knots.iter().filter_map(fold_of).map(|fold| fold.drained).sum();
        prop_assert_eq!(drawn + counted, shards.len());
        let keys: BTreeSet<&str> = forest.knots.iter().map(|knot| knot.key.as_str()).collect();
        prop_assert_eq!(keys.len(), forest.len(), "keys are unique");
    }

    #[test]
    fn what_is_not_drained_is_always_drawn(shards in any_shards()) {
        let forest = grown(&shards, &[]).folded("arn");
        let drawn: BTreeSet<&str> = forest.knots.iter().filter_map(|knot| match &knot.subject {
            Subject::Shard { id, .. } => Some(id.as_str()),
            _ => None,
        }).collect();
        for shard in shards.iter().filter(|shard| shard.state != ShardState::Drained) {
            prop_assert!(drawn.contains(shard.shard_id.as_str()));
        }
    }
}
