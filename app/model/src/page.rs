//! What pages are made of, where more than one value of the vocabulary goes into it.

use serde::{Deserialize, Serialize};

use crate::{Change, ChangeId, ChangeSummary, Diff, Image, compare::WhyUnknown, item::Restored};

/// A page of changes and where it stands in the archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangePage {
    /// The changes, newest first.
    pub changes: Vec<ChangeSummary>,
    /// Where the next older page begins: pass it as `before`; nothing when the archive's beginning was reached.
    pub older: Option<ChangeId>,
    /// Everything up to here was looked at: the cursor to subscribe with.
    pub cursor: ChangeId,
    /// The archive's epoch.
    pub epoch: String,
    /// The query, with points in time in place of "two hours ago": asked with it, every page has the same bounds.
    pub query: String,
}

/// One change with its place in the item's life.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeDetail {
    /// The change.
    pub change: Change,
    /// 1 for the item's first change in the archive.
    pub version: u64,
    /// How many versions the archive holds of the item.
    pub versions: u64,
    /// The item's change before this one.
    pub previous: Option<ChangeId>,
    /// The item's change after this one.
    pub next: Option<ChangeId>,
    /// What differs from the image before; nothing when it cannot be told.
    pub diff: Option<Diff>,
    /// The change whose record the image before was taken from, where this one's does not carry it.
    pub before_from: Option<ChangeId>,
    /// The change whose record the image after was taken from, where this one's does not carry it.
    pub after_from: Option<ChangeId>,
    /// That image.
    pub rebuilt_after: Option<Image>,
    /// Why it cannot be told what differs, where that is so.
    pub why_unknown: Option<WhyUnknown>,
    /// The version that the change brought the item back to, where it is a restore.
    pub restored: Option<Restored>,
    /// The newest versions that brought the item back to this one.
    pub restored_by: Vec<Restored>,
    /// The table's partition key, where known.
    pub partition_key: Option<String>,
}
