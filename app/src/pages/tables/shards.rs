//! A table's shards: as a graph of generations, or as a table with the same content.

mod detail;
mod elements;
mod forest;
mod graph;
mod layout;
mod legend;
mod node;
mod phase;
mod rows;
#[cfg(test)]
mod testing;
#[cfg(any(test, feature = "hydrate"))]
mod walk;
mod words;

use std::collections::HashMap;

use afterimage_model::table::{Gap, ShardStatus, StreamState};
use leptos::prelude::*;

use self::{
    forest::key_of,
    graph::Graph,
    layout::{Layout, Node, Strip},
    legend::Legend,
    rows::Rows,
};
use super::address::Address;
use crate::say;

pub use self::words::table_lag_words;

/// What is known of a table's shards, and which of them is looked at.
#[derive(Clone, Copy)]
struct Known {
    /// The table's name.
    table: StoredValue<String>,
    /// As they were told last.
    shards: Memo<Vec<ShardStatus>>,
    /// Where each is among them, by key.
    index: Memo<HashMap<String, usize>>,
    /// Which of them have a gap.
    gaps: Memo<Vec<Gap>>,
    /// The picture, which stays the same while only figures change.
    layout: Memo<Layout>,
    /// Where each node and strip is in the picture, by key.
    positions: Memo<NodePositions>,
    /// The key of the shard that is looked at.
    shown: Memo<Option<String>>,
    /// Looks at a shard, or at none.
    show: Callback<Option<String>>,
}

/// A layout's index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct NodePositions {
    nodes: HashMap<String, (usize, usize, usize)>,
    /// By the key of their first node.
    strips: HashMap<String, (usize, usize)>,
}

impl NodePositions {
    fn of(layout: &Layout) -> Self {
        let mut positions = Self::default();
        for (stream_at, stream) in layout.streams.iter().enumerate() {
            for (strip_at, strip) in stream.strips.iter().enumerate() {
                positions.strips.insert(strip.key().to_owned(), (stream_at, strip_at));
                for (at, node) in strip.nodes.iter().enumerate() {
                    positions.nodes.insert(node.key.clone(), (stream_at, strip_at, at));
                }
            }
        }
        positions
    }
}

impl Known {
    fn new(
        table: String,
        shards: Memo<Vec<ShardStatus>>,
        stream: Memo<Option<StreamState>>,
        gaps: RwSignal<Vec<Gap>>,
        address: Address,
    ) -> Self {
        let name = StoredValue::new(table);
        let gaps = Memo::new(move |_| {
            let of_table = |gap: &&Gap| name.with_value(|table| gap.table == *table);
            gaps.with(|gaps| gaps.iter().filter(of_table).cloned().collect::<Vec<_>>())
        });
        let unknown = || StreamState::Unknown { reason: String::new() };
        let layout = Memo::new(move |_| {
            let stream = stream.get().unwrap_or_else(unknown);
            shards.with(|shards| gaps.with(|gaps| Layout::of(shards, &stream, gaps)))
        });
        let index = Memo::new(move |_| {
            let entry = |(at, shard): (usize, &ShardStatus)| (key_of(&shard.stream_arn, &shard.shard_id), at);
            shards.with(|shards| shards.iter().enumerate().map(entry).collect::<HashMap<_, _>>())
        });
        let shown = Memo::new(move |_| {
            let (table, key) = address.shown.get()?;
            name.with_value(|name| *name == table).then_some(key)
        });
        let show = Callback::new(move |key: Option<String>| {
            address.show.run(key.map(|key| (name.get_value(), key)));
        });
        let positions = Memo::new(move |_| layout.with(NodePositions::of));
        Self { table: name, shards, index, gaps, layout, positions, shown, show }
    }

    /// The shard of a key, as it was told last.
    fn shard(self, key: &str) -> Option<ShardStatus> {
        let at = self.index.with(|index| index.get(key).copied())?;
        self.shards.with(|shards| shards.get(at).cloned())
    }

    /// The node of a key; nothing once it is folded or gone.
    fn node(self, key: &str) -> Option<Node> {
        let (stream, strip, at) = self.positions.with(|positions| positions.nodes.get(key).copied())?;
        self.layout.with(|layout| layout.streams.get(stream)?.strips.get(strip)?.nodes.get(at).cloned())
    }

    /// The strip that begins with the node of this key.
    fn strip(self, key: &str) -> Option<Strip> {
        let (stream, strip) = self.positions.with(|positions| positions.strips.get(key).copied())?;
        self.layout.with(|layout| layout.streams.get(stream)?.strips.get(strip).cloned())
    }
}

/// The shards of a table.
#[component]
pub fn Shards(
    /// The table's name.
    table: String,
    /// The shards, parents first.
    shards: Memo<Vec<ShardStatus>>,
    /// The table's stream.
    stream: Memo<Option<StreamState>>,
    /// All gaps.
    gaps: RwSignal<Vec<Gap>>,
    /// How they are shown.
    address: Address,
) -> impl IntoView {
    let heading = format!("shards-{table}");
    let labelled_by = heading.clone();
    let known = Known::new(table.clone(), shards, stream, gaps, address);
    let is_empty = Memo::new(move |_| shards.with(Vec::is_empty));
    let content = move || match (is_empty.get(), address.as_rows.get()) {
        (true, _) => view! { <p class="page-note">{say!("tables-shards-none")}</p> }.into_any(),
        (false, true) => view! { <Rows known=known stream=stream /> }.into_any(),
        (false, false) => view! { <Graph known=known /> }.into_any(),
    };
    view! {
        <section class="shards" aria-labelledby=labelled_by>
            <header class="shards-head">
                <h3 id=heading>{say!("tables-shards")} <span class="visually-hidden">" " {say!("tables-of-table", table = table)}</span></h3>
                <Legend known=known />
            </header>
            {content}
        </section>
    }
    .into_any()
}
