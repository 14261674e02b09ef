//! Where each shard is drawn: generations from left to right, families in strips that a page can wrap. Pure; a
//! place is a column and a row of a strip, and only the style sheet knows pixels.

use afterimage_model::table::{Gap, ShardStatus, StreamState};

use super::forest::{Forest, Subject, gap_keys};

/// Up to so many nodes each is a card with words on it.
const MAX_CARDS: usize = 24;

/// Cards of more generations than this would not stand beside each other on a laptop.
const MAX_CARD_COLUMNS: usize = 4;

/// Up to so many nodes each has its name on it.
const MAX_CHIPS: usize = 160;

/// A strip is no wider than a phone, and no higher than can be looked over; what goes on, goes on in a strip of its
/// own.
pub const MAX_COLUMNS: usize = 8;
/// See [`MAX_COLUMNS`].
pub const MAX_ROWS: usize = 16;

/// How much is said on each node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    /// Name, state and lag.
    #[default]
    Card,
    /// A sign and the name's end.
    Chip,
    /// A sign.
    Cell,
}

impl Size {
    /// What the style sheet knows it by.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Chip => "chip",
            Self::Cell => "cell",
        }
    }
}

/// The whole picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// How much is said on each node.
    pub size: Size,
    /// One entry a stream, in the order in which they came.
    pub streams: Vec<StreamLayout>,
}

/// One stream's part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamLayout {
    /// The stream's ARN.
    pub arn: String,
    /// Its families, or parts of them.
    pub strips: Vec<Strip>,
}

/// Nodes that hang together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strip {
    /// In the order of a walk from parent to first child.
    pub nodes: Vec<Node>,
}

/// One node and its place within its strip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Names it; unique within the table.
    pub key: String,
    /// What it stands for.
    pub subject: Subject,
    /// Its generation, from 0.
    pub column: usize,
    /// From 0. A first child is in its parent's row.
    pub row: usize,
    /// How many rows further up its parent is.
    pub rows_up: usize,
    /// How many nodes earlier in the strip its parent is; 0 for the strip's first.
    pub nodes_up: usize,
    /// Whether it is its strip's first and has ancestors that are not drawn in it.
    pub continues: bool,
}

impl Strip {
    /// The key of its first node, which names it.
    pub fn key(&self) -> &str {
        self.nodes.first().map_or("", |node| node.key.as_str())
    }
}

impl Layout {
    /// Lays a table's shards out.
    pub fn of(shards: &[ShardStatus], stream: &StreamState, gaps: &[Gap]) -> Self {
        let gaps = gap_keys(gaps);
        let mut arns: Vec<&str> = Vec::new();
        for shard in shards {
            if !arns.contains(&shard.stream_arn.as_str()) {
                arns.push(&shard.stream_arn);
            }
        }
        let forest = |arn: &&str| {
            let own: Vec<&ShardStatus> = shards.iter().filter(|shard| shard.stream_arn == **arn).collect();
            Forest::of(&own, stream, &gaps).folded(arn)
        };
        let forests: Vec<Forest> = arns.iter().map(forest).collect();
        let size = size_for(&forests);
        let streams = arns.into_iter().zip(&forests);
        let streams = streams.map(|(arn, forest)| StreamLayout { arn: arn.to_owned(), strips: strips(forest) });
        Self { size, streams: streams.collect() }
    }

    /// All nodes in the order in which they are read.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.streams.iter().flat_map(|stream| &stream.strips).flat_map(|strip| &strip.nodes)
    }
}

fn size_for(forests: &[Forest]) -> Size {
    let nodes: usize = forests.iter().map(Forest::len).sum();
    let depth = forests.iter().map(Forest::depth).max().unwrap_or(0);
    match nodes {
        0..=MAX_CARDS if depth <= MAX_CARD_COLUMNS => Size::Card,
        0..=MAX_CHIPS => Size::Chip,
        _ => Size::Cell,
    }
}

fn strips(forest: &Forest) -> Vec<Strip> {
    let mut pending: Vec<(usize, bool)> = forest.roots.iter().rev().copied().collect();
    let mut strips = Vec::new();
    while let Some((root, continues)) = pending.pop() {
        let mut placing = Placing { forest, nodes: Vec::new(), rows: 1, left_over: Vec::new() };
        placing.place(root, 0, None);
        placing.nodes[0].continues = continues;
        pending.extend(placing.left_over.iter().rev().map(|at| (*at, true)));
        strips.push(Strip { nodes: placing.nodes });
    }
    strips
}

/// The making of one strip.
struct Placing<'a> {
    forest: &'a Forest,
    nodes: Vec<Node>,
    /// How many rows are begun.
    rows: usize,
    /// What had no room.
    left_over: Vec<usize>,
}

impl Placing<'_> {
    /// Places a node in the last row begun, and below it what has room; at most [`MAX_COLUMNS`] calls deep.
    fn place(&mut self, at: usize, column: usize, parent: Option<usize>) {
        let knot = &self.forest.knots[at];
        let (place, row) = (self.nodes.len(), self.rows - 1);
        let up = parent.map(|parent| (row - self.nodes[parent].row, place - parent));
        let (rows_up, nodes_up) = up.unwrap_or_default();
        let (key, subject) = (knot.key.clone(), knot.subject.clone());
        self.nodes.push(Node { key, subject, column, row, rows_up, nodes_up, continues: false });
        for (nth, child) in knot.children.iter().enumerate() {
            let is_full = column + 1 == MAX_COLUMNS || (nth > 0 && self.rows == MAX_ROWS);
            if is_full {
                self.left_over.push(*child);
                continue;
            }
            self.rows += usize::from(nth > 0);
            self.place(*child, column + 1, Some(place));
        }
    }
}

#[cfg(test)]
#[path = "layout_tests.rs"]
mod tests;
