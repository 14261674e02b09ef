//! An item's life as a page shows it.

use serde::{Deserialize, Serialize};

use super::{ChangeId, ChangeSummary, ItemKey, Timestamp, table::Gap};

/// What is known of one item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ItemOverview {
    /// The table's name.
    pub table: String,
    /// Which item.
    pub item_key: ItemKey,
    /// Its first change in the archive.
    pub first_change_id: ChangeId,
    /// Its last change in the archive.
    pub last_change_id: ChangeId,
    /// When its first change happened.
    pub first_seen_at: Timestamp,
    /// When its last change happened.
    pub last_seen_at: Timestamp,
    /// How many changes the archive holds of it.
    pub versions: u64,
    /// Whether its last change left it in existence.
    pub alive: bool,
    /// Whether the archive holds it from its creation: its first change is an INSERT.
    pub captured_from_first_version: bool,
}

/// A version that an item was brought back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Restored {
    /// The version.
    pub version: u64,
    /// The change that made it.
    pub change_id: ChangeId,
}

/// One entry of a timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineEntry {
    /// 1 for the item's first change in the archive.
    pub version: u64,
    /// The change.
    pub summary: ChangeSummary,
    /// The version that the change brought the item back to, where it is a restore.
    #[serde(default)]
    pub restored: Option<Restored>,
}

/// A page of an item's timeline, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timeline {
    /// The item.
    pub item: ItemOverview,
    /// Its changes, newest first.
    pub entries: Vec<TimelineEntry>,
    /// Where the next older page begins: pass it as `before`; nothing when this page ends with version 1.
    pub older: Option<ChangeId>,
    /// The gaps of the item's table, newest first, at most [`MAX_TIMELINE_GAPS`]: which items they concern nobody knows.
    pub gaps: Vec<Gap>,
}

/// The most gaps that come with a timeline.
pub const MAX_TIMELINE_GAPS: usize = 100;

/// How many versions a page of a life has. Pages begin at version 1, so that what arrives moves none of them.
pub const PAGE_VERSIONS: u64 = 50;

/// Which page a version is on, from 0 for the oldest.
pub fn page_of(version: u64) -> u64 {
    version.saturating_sub(1) / PAGE_VERSIONS
}

/// The newest version of a page.
pub fn page_top(page: u64, versions: u64) -> u64 {
    page.saturating_add(1).saturating_mul(PAGE_VERSIONS).min(versions)
}
