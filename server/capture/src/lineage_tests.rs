use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

fn listed(shards: &[(&str, Option<&str>)]) -> Vec<ListedShard> {
    let shard = |(id, parent): &(&str, Option<&str>)| ListedShard {
        shard_id: (*id).to_owned(),
        parent_shard_id: parent.map(str::to_owned),
        has_end: false,
    };
    shards.iter().map(shard).collect()
}

fn ready(lineage: &mut Lineage) -> Vec<String> {
    lineage.take_ready().into_iter().map(|(id, _)| id).collect()
}

fn after(digits: &str) -> IteratorStart {
    IteratorStart::AfterSequenceNumber(digits.parse().expect("digits"))
}

fn record(shard_id: &str, parent: Option<&str>, checkpoint: Option<&str>, finished: bool) -> ShardRecord {
    ShardRecord {
        shard_id: shard_id.to_owned(),
        parent_shard_id: parent.map(str::to_owned),
        checkpoint: checkpoint.map(|digits| digits.parse().expect("digits")),
        finished,
    }
}

#[test]
fn children_wait_for_their_parent_in_whatever_order_they_are_listed() {
    let mut lineage = Lineage::default();
    lineage.meet(&listed(&[("c", Some("b")), ("b", Some("a")), ("a", None)]), &Beginning::TrimHorizon);
    assert_eq!(ready(&mut lineage), ["a"]);
    assert!(ready(&mut lineage).is_empty(), "a shard that is being read is not ready again");
    lineage.finish("a");
    assert_eq!(ready(&mut lineage), ["b"]);
    lineage.finish("b");
    assert_eq!(ready(&mut lineage), ["c"]);
}

#[test]
fn a_parent_that_is_no_longer_listed_does_not_block_unless_it_is_known_and_not_drained() {
    let mut lineage = Lineage::default();
    lineage.meet(&listed(&[("b", Some("trimmed"))]), &Beginning::TrimHorizon);
    assert_eq!(ready(&mut lineage), ["b"]);

    let mut restored = Lineage::restore(vec![record("a", None, Some("7"), false)]);
    restored.meet(&listed(&[("b", Some("a"))]), &Beginning::TrimHorizon);
    assert_eq!(restored.take_ready(), [("a".to_owned(), after("7"))], "what it still holds comes first");
}

#[test]
fn restored_shards_go_on_after_their_checkpoint_and_finished_ones_are_not_read_again() {
    let records = vec![
        record("a", None, Some("5"), true),
        record("b", Some("a"), Some("9"), false),
        record("c", Some("a"), None, false),
    ];
    let mut lineage = Lineage::restore(records);
    lineage.meet(&listed(&[("a", None), ("b", Some("a")), ("c", Some("a"))]), &Beginning::Latest);
    assert_eq!(
        lineage.take_ready(),
        [("b".to_owned(), after("9")), ("c".to_owned(), IteratorStart::TrimHorizon)],
        "known shards were wanted before: the wish for the latest does not hold for them"
    );
}

#[test]
fn the_wish_for_the_latest_skips_what_has_children_and_later_shards_are_read_whole() {
    let mut lineage = Lineage::default();
    let met = lineage.meet(&listed(&[("a", None), ("b", Some("a"))]), &Beginning::Latest);
    assert_eq!(met.skipped, ["a"]);
    assert_eq!(lineage.take_ready(), [("b".to_owned(), IteratorStart::Latest)]);
    lineage.finish("b");
    lineage.meet(&listed(&[("a", None), ("b", Some("a")), ("c", Some("b"))]), &Beginning::TrimHorizon);
    assert_eq!(lineage.take_ready(), [("c".to_owned(), IteratorStart::TrimHorizon)]);
}

#[test]
fn a_reader_begun_at_the_latest_that_left_off_without_a_checkpoint_begins_at_the_oldest() {
    let mut lineage = Lineage::default();
    lineage.meet(&listed(&[("a", None)]), &Beginning::Latest);
    assert_eq!(lineage.take_ready(), [("a".to_owned(), IteratorStart::Latest)]);
    lineage.release("a", None);
    assert_eq!(lineage.take_ready(), [("a".to_owned(), IteratorStart::TrimHorizon)]);
    lineage.release("a", Some("3".parse().expect("digits")));
    assert_eq!(lineage.take_ready(), [("a".to_owned(), after("3"))]);
}

#[test]
fn a_shard_that_the_endpoint_keeps_from_stream_to_stream_goes_on_where_it_was() {
    let carried = Beginning::Carried(BTreeMap::from([("a".to_owned(), "41".parse().expect("digits"))]));
    let mut lineage = Lineage::default();
    lineage.meet(&listed(&[("a", None), ("b", None)]), &carried);
    assert_eq!(lineage.take_ready(), [("a".to_owned(), after("41")), ("b".to_owned(), IteratorStart::TrimHorizon)]);
}

#[test]
fn a_shard_met_and_not_begun_when_the_program_ended_goes_on_there_too() {
    let carried = Beginning::Carried(BTreeMap::from([("a".to_owned(), "41".parse().expect("digits"))]));
    let mut lineage = Lineage::restore(vec![record("a", None, None, false), record("b", None, Some("7"), false)]);
    lineage.carry(&carried);
    assert_eq!(lineage.take_ready(), [("a".to_owned(), after("41")), ("b".to_owned(), after("7"))]);
}

#[test]
fn a_shard_whose_parent_may_still_be_listed_waits_for_some_listings_and_so_do_its_children() {
    let mut lineage = Lineage::restore(vec![record("a", None, None, true)]);
    let listing = listed(&[("a", None), ("c", Some("b")), ("d", Some("c")), ("e", Some("a"))]);
    for _ in 1..LISTINGS_UNTIL_ORPHANED {
        let met = lineage.meet(&listing, &Beginning::TrimHorizon);
        assert!(met.missed.is_empty() && lineage.has_orphans() && !lineage.is_finished());
        assert!(met.new.iter().all(|shard| shard.shard_id == "e"), "{:?}", met.new);
    }
    assert_eq!(ready(&mut lineage), ["e"]);
    let met = lineage.meet(&listing, &Beginning::TrimHorizon);
    assert_eq!(met.missed.into_iter().collect::<Vec<_>>(), ["b"]);
    assert_eq!(ready(&mut lineage), ["c"]);
    assert!(!lineage.has_orphans());
}

#[test]
fn a_parent_that_is_listed_after_its_child_is_read_before_it() {
    let mut lineage = Lineage::restore(vec![record("a", None, None, true)]);
    lineage.meet(&listed(&[("a", None), ("c", Some("b"))]), &Beginning::TrimHorizon);
    let met = lineage.meet(&listed(&[("a", None), ("c", Some("b")), ("b", Some("a"))]), &Beginning::TrimHorizon);
    assert!(met.missed.is_empty());
    assert_eq!(ready(&mut lineage), ["b"]);
    lineage.finish("b");
    assert_eq!(ready(&mut lineage), ["c"]);
}

#[test]
fn children_that_are_asked_for_alone_are_met_and_nothing_else_is_forgotten_or_missed() {
    let mut lineage = Lineage::default();
    lineage.meet(&listed(&[("a", None), ("b", None)]), &Beginning::TrimHorizon);
    assert_eq!(ready(&mut lineage), ["a", "b"]);
    lineage.finish("a");
    let met = lineage.meet_children(&listed(&[("c", Some("a")), ("d", Some("nobody knows")), ("a", None)]));
    assert_eq!(met, Met { new: vec![record("c", Some("a"), None, false)], ..Met::default() });
    assert_eq!(ready(&mut lineage), ["c"]);
    assert!(lineage.meet_children(&listed(&[("c", Some("a"))])).new.is_empty(), "it is known");
}

#[test]
fn rings_of_parents_block_nothing() {
    let mut lineage = Lineage::default();
    let ring = [("a", Some("c")), ("b", Some("a")), ("c", Some("b")), ("self", Some("self"))];
    lineage.meet(&listed(&ring), &Beginning::TrimHorizon);
    assert_eq!(ready(&mut lineage), ["a", "b", "c", "self"]);
}

/// A tree by its parents: shard `n` may come from any earlier one.
fn tree() -> impl Strategy<Value = Vec<Option<usize>>> {
    prop::collection::vec(prop::option::of(any::<prop::sample::Index>()), 1..40).prop_map(|parents| {
        let parent = |(at, parent): (usize, Option<prop::sample::Index>)| {
            parent.filter(|_| at > 0).map(|parent| parent.index(at))
        };
        parents.into_iter().enumerate().map(parent).collect()
    })
}

fn name(at: usize) -> String {
    format!("shard-{at:03}")
}

proptest! {
    /// However a tree grows, is listed and trimmed while it is read: no shard is begun before its parent is
    /// finished, unless that was never known, and all that was ever listed is read once.
    #[test]
    fn every_shard_is_read_once_and_after_its_parent(
        tree in tree(),
        steps in prop::collection::vec((0..4usize, any::<prop::sample::Index>()), 0..120),
    ) {
        let mut lineage = Lineage::default();
        let (mut grown, mut trimmed) = (1, 0);
        let (mut known, mut begun, mut finished) = (BTreeSet::new(), Vec::new(), BTreeSet::new());
        let drain = steps.iter().copied().map(Some).chain(std::iter::repeat_n(None, 4 * tree.len()));
        for step in drain {
            match step {
                Some((0, _)) => grown = (grown + 1).min(tree.len()),
                Some((1, _)) => trimmed = (trimmed + 1).min(grown - 1),
                _ => {}
            }
            let listing: Vec<ListedShard> = (trimmed..grown)
                .rev()
                .map(|at| ListedShard { shard_id: name(at), parent_shard_id: tree[at].map(name), has_end: false })
                .collect();
            lineage.meet(&listing, &Beginning::TrimHorizon);
            known.extend(trimmed..grown);
            for (id, _) in lineage.take_ready() {
                let at: usize = id["shard-".len()..].parse().expect("a shard's name");
                if let Some(parent) = tree[at].filter(|parent| known.contains(parent)) {
                    prop_assert!(finished.contains(&parent), "{at} was begun before its parent {parent} was finished");
                }
                prop_assert!(!begun.contains(&at), "{at} was begun twice");
                begun.push(at);
            }
            let reading: Vec<usize> = begun.iter().copied().filter(|at| !finished.contains(at)).collect();
            let choice = step.map_or(0, |(_, index)| if reading.is_empty() { 0 } else { index.index(reading.len()) });
            if let Some(at) = reading.get(choice) {
                finished.insert(*at);
                lineage.finish(&name(*at));
            }
        }
        prop_assert_eq!(finished, known);
        prop_assert!(lineage.is_finished());
    }
}
