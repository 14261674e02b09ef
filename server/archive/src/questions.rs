//! What is asked of the archive beside changes themselves, and the most that one answer has.

use afterimage_model::{
    Change, ChangeId,
    as_of::At,
    item::ItemOverview,
    items::{ItemOrder, ItemState},
};

/// How many changes one look decodes.
pub const SCAN_LIMIT: usize = 2_000;

/// The most items at a time.
pub const MAX_ACTIVITIES: usize = 200;

/// How many items of a table are told in this order.
pub const MOST_CHANGED_KEPT: usize = 1_000;

/// Where in an item's life a page is: the versions that it shows end there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// At the version in force at that moment.
    At(At),
    /// At the version that a change made.
    Change(ChangeId),
}

/// Where in the list a walk begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemWalk {
    /// The order.
    pub order: ItemOrder,
    /// Which items.
    pub state: ItemState,
    /// After this position, or with `backward` before it; from the list's beginning where absent.
    pub from: Option<String>,
    /// Against the order.
    pub backward: bool,
    /// The most items to find.
    pub limit: usize,
}

/// What one bounded walk found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WalkedItems {
    /// The items in the direction of the walk, each with its position.
    pub items: Vec<(String, ItemOverview)>,
    /// The position up to which everything was looked at.
    pub reached: Option<String>,
    /// Whether nothing is left in this direction.
    pub end: bool,
    /// How many items were looked at.
    pub looked_at: u64,
    /// How many items the order is kept for, where it is not all.
    pub only_first: Option<u64>,
}

/// What the archive holds of one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The change that made it.
    pub change: Change,
    /// The item's change after it.
    pub next: Option<ChangeId>,
}

/// How many changes lie between two positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeCount {
    /// Exactly so many.
    Exactly(u64),
    /// So many by estimate, from an engine for which counting takes too long.
    About(u64),
}

impl ChangeCount {
    /// The number, for whoever shows how far something is.
    pub fn number(self) -> u64 {
        match self {
            Self::Exactly(number) | Self::About(number) => number,
        }
    }
}
