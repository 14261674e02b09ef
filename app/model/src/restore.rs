//! Bringing an item back to one of its versions.

use serde::{Deserialize, Serialize};

use super::{
    ChangeId, Diff, Image, ItemKey,
    compare::Side,
    item::{ItemOverview, Restored},
};

/// What a restore would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestorePreview {
    /// The item.
    pub item: ItemOverview,
    /// The item as it is in DynamoDB, read consistently.
    pub now: Side,
    /// The version.
    pub target: Side,
    /// What the restore would change: from now to the version. Nothing when one of them is not known.
    pub diff: Option<Diff>,
    /// What it would leave as it is.
    pub unchanged: Image,
    /// Stands for the item as it is now: to be handed back with the restore, which is refused when the item has moved.
    /// Nothing when it is not known how the item is.
    pub expected: Option<String>,
    /// Whether the archive's newest version is how the item is now; otherwise a change is still on its way, or was lost.
    pub archive_is_current: bool,
    /// Why this server would refuse, where it would.
    pub refused: Option<String>,
}

impl RestorePreview {
    /// Whether the restore would delete the item.
    pub fn deletes(&self) -> bool {
        self.target.existence == super::compare::Existence::Absent
    }

    /// Whether the item is already as it was then.
    pub fn changes_nothing(&self) -> bool {
        self.diff.as_ref().is_some_and(|diff| diff.entries.is_empty()) && self.now.existence == self.target.existence
    }
}

/// Which version an item shall be brought back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RestoreTarget {
    /// By its number.
    Version(u64),
    /// By the change that made it.
    ChangeId(ChangeId),
}

/// A restore that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RestoreOutcome {
    /// The table.
    pub table: String,
    /// The item.
    pub item_key: ItemKey,
    /// The version that it was brought back to.
    pub restored: Restored,
    /// The change that the restore arrived as, where it came in time.
    pub change_id: Option<ChangeId>,
    /// The version that this change made.
    pub version: Option<u64>,
    /// The version to restore to undo it; nothing when it is not known how the item was before.
    pub undo: Option<u64>,
    /// How many attributes were set or removed.
    pub attributes_written: usize,
    /// Attributes that came between the preview and the write, and are of neither image. They were kept; where the
    /// restore deleted the item, they are gone with it.
    pub unforeseen: Vec<String>,
}
