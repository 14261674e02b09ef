use std::collections::BTreeSet;

use afterimage_model::{ViewType, table::ShardState};
use proptest::prelude::*;

use super::*;
use crate::pages::tables::shards::testing::{any_shards, shard};

fn laid_out(shards: &[ShardStatus]) -> Layout {
    let stream = StreamState::Enabled { arn: "arn".to_owned(), view_type: ViewType::NewAndOldImages };
    Layout::of(shards, &stream, &[])
}

/// Key, column and row of the nodes.
fn positions(strip: &Strip) -> Vec<(&str, usize, usize)> {
    strip.nodes.iter().map(|node| (node.key.as_str(), node.column, node.row)).collect()
}

#[test]
fn children_are_right_of_their_parents_and_the_first_is_in_the_same_row() {
    let reading = |id, parent| shard(id, parent, ShardState::Reading);
    let shards = [
        reading("p", None),
        reading("a", Some("p")),
        reading("b", Some("p")),
        reading("a1", Some("a")),
        reading("a2", Some("a")),
        reading("single", None),
    ];
    let layout = laid_out(&shards);
    let strips = &layout.streams[0].strips;
    assert_eq!(
        positions(&strips[0]),
        [("arn/p", 0, 0), ("arn/a", 1, 0), ("arn/a1", 2, 0), ("arn/a2", 2, 1), ("arn/b", 1, 2)]
    );
    let up = |at: usize| (strips[0].nodes[at].rows_up, strips[0].nodes[at].nodes_up);
    assert_eq!([up(1), up(3), up(4)], [(0, 1), (1, 2), (2, 4)]);
    assert_eq!(positions(&strips[1]), [("arn/single", 0, 0)]);
    assert_eq!(layout.size, Size::Card);
}

#[test]
fn nodes_become_smaller_as_they_become_more() {
    let open = |at: usize| shard(&format!("s{at}"), None, ShardState::Reading);
    let size = |count: usize| laid_out(&(0..count).map(open).collect::<Vec<_>>()).size;
    assert_eq!([size(0), size(5), size(30), size(700)], [Size::Card, Size::Card, Size::Chip, Size::Cell]);
}

#[test]
fn a_line_of_many_generations_goes_on_in_another_strip() {
    let id = |at: usize| format!("g{at:02}");
    let line = (0..20).map(|at| shard(&id(at), (at > 0).then(|| id(at - 1)).as_deref(), ShardState::Waiting));
    let layout = laid_out(&line.collect::<Vec<_>>());
    let strips = &layout.streams[0].strips;
    assert_eq!(strips.iter().map(|strip| strip.nodes.len()).collect::<Vec<_>>(), [8, 8, 4]);
    assert_eq!(strips.iter().map(|strip| strip.nodes[0].continues).collect::<Vec<_>>(), [false, true, true]);
}

#[test]
fn a_shard_with_many_children_does_not_become_a_ladder() {
    let children = (0..40).map(|at| shard(&format!("c{at:02}"), Some("p"), ShardState::Waiting));
    let shards: Vec<_> = std::iter::once(shard("p", None, ShardState::Reading)).chain(children).collect();
    let layout = laid_out(&shards);
    let sizes: Vec<usize> = layout.streams[0].strips.iter().map(|strip| strip.nodes.len()).collect();
    assert_eq!((sizes[0], sizes.len()), (1 + MAX_ROWS, 1 + 40 - MAX_ROWS));
}

#[test]
fn each_stream_has_its_part_and_ids_may_come_again() {
    let now = shard("s", None, ShardState::Reading);
    let earlier = ShardStatus { stream_arn: "earlier".to_owned(), ..now.clone() };
    let layout = laid_out(&[now, earlier]);
    assert_eq!(layout.streams.iter().map(|stream| stream.arn.as_str()).collect::<Vec<_>>(), ["arn", "earlier"]);
    assert_eq!(layout.nodes().map(|node| node.key.as_str()).collect::<BTreeSet<_>>().len(), 2);
}

proptest! {
    #[test]
    fn no_two_nodes_of_a_strip_share_a_place_and_strips_have_limits(shards in any_shards()) {
        let layout = laid_out(&shards);
        for strip in layout.streams.iter().flat_map(|stream| &stream.strips) {
            let taken: BTreeSet<(usize, usize)> = strip.nodes.iter().map(|node| (node.column, node.row)).collect();
            prop_assert_eq!(taken.len(), strip.nodes.len());
            prop_assert!(taken.iter().all(|(column, row)| *column < MAX_COLUMNS && *row < MAX_ROWS));
        }
    }

    #[test]
    fn every_node_but_the_first_is_one_column_right_of_its_parent(shards in any_shards()) {
        let layout = laid_out(&shards);
        for strip in layout.streams.iter().flat_map(|stream| &stream.strips) {
            prop_assert_eq!((strip.nodes[0].column, strip.nodes[0].row), (0, 0));
            for (at, node) in strip.nodes.iter().enumerate().skip(1) {
                let parent = &strip.nodes[at - node.nodes_up];
                prop_assert_eq!(node.column, parent.column + 1);
                prop_assert_eq!(node.row, parent.row + node.rows_up);
                prop_assert!(!node.continues);
            }
        }
    }

    #[test]
    fn every_node_of_the_forest_has_one_place(shards in any_shards()) {
        let layout = laid_out(&shards);
        let keys: BTreeSet<&str> = layout.nodes().map(|node| node.key.as_str()).collect();
        prop_assert_eq!(keys.len(), layout.nodes().count());
        let open = shards.iter().filter(|shard| shard.state != ShardState::Drained);
        for shard in open {
            let key = super::super::forest::key_of(&shard.stream_arn, &shard.shard_id);
            prop_assert!(keys.contains(key.as_str()));
        }
    }
}
