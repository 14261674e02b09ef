//! What is noted of work that takes longer than a request: scans, restores, the search index.

use afterimage_model::{ChangeId, Image, ItemKey, Timestamp};

/// A scan of a table, finished or under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaselineRecord {
    /// Which one.
    pub id: i64,
    /// The table's name.
    pub table: String,
    /// When it began.
    pub started_at: Timestamp,
    /// When it was done; nothing while it is under way.
    pub finished_at: Option<Timestamp>,
    /// How many items the table was said to have.
    pub items_expected: Option<u64>,
    /// Its segments, in their order.
    pub segments: Vec<SegmentRecord>,
}

/// How far one segment is scanned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SegmentRecord {
    /// The last key that was scanned; nothing before the first.
    pub after_key: Option<ItemKey>,
    /// Whether its end was reached.
    pub done: bool,
    /// How many items were scanned.
    pub items_scanned: u64,
    /// How many of them were not in the archive.
    pub items_added: u64,
}

/// A restore that is about to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestoreNote {
    /// The table's name.
    pub table: String,
    /// Which item.
    pub item_key: ItemKey,
    /// The change that made the version to which the item goes back.
    pub restored: ChangeId,
    /// The item as it is; nothing when there is none.
    pub before: Option<Image>,
    /// The item as it shall be; nothing when it shall not be.
    pub after: Option<Image>,
}

/// Names a restore that was noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RestoreId(pub i64);

/// What a change restored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RestoredVersion {
    /// The change that restored.
    pub by: ChangeId,
    /// The change that made the version.
    pub change_id: ChangeId,
    /// The version.
    pub version: u64,
}

/// How far the archive can be searched quickly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndexProgress {
    /// The changes whose texts are in the index.
    pub texts: u64,
    /// The changes that are in the counters.
    pub counted: u64,
    /// All changes.
    pub total: u64,
}
