//! What goes into the archive and what comes out of it, in the model's words.

use std::sync::Arc;

use afterimage_model::{
    CapturedChange, Change, ChangeId, Image, SequenceNumber, Timestamp, ViewType, item::ItemOverview,
    table::KeyAttribute,
};

use super::ImageText;

/// A change on its way into the archive: of its images only the texts are wanted.
pub type IncomingChange = CapturedChange<ImageText>;

/// A change with its images as the archive takes them.
pub fn incoming(change: CapturedChange) -> IncomingChange {
    change.map_images(|image| ImageText::of(&image))
}

/// What one read of a shard brought: the unit that is archived whole or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShardPage {
    /// The stream's ARN.
    pub stream_arn: String,
    /// The shard's id.
    pub shard_id: String,
    /// The changes in the shard's order. All are of this stream and shard.
    pub changes: Arc<Vec<IncomingChange>>,
    /// How far the shard has been read with this page; nothing means: to the last of the changes. It never goes back.
    pub checkpoint: Option<SequenceNumber>,
}

/// What became of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Committed {
    /// How many of its changes are new in the archive.
    pub archived: usize,
    /// How many were there already.
    pub skipped: usize,
    /// The newest change in the archive after this commit.
    pub last_id: ChangeId,
}

/// A stream that was seen: one enabled period of a table's stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamRecord {
    /// Its ARN.
    pub arn: String,
    /// The table's name.
    pub table: String,
    /// What its records carry.
    pub view_type: ViewType,
    /// The table's partition key, where the table has been described. Once known it is not forgotten.
    pub partition_key: Option<KeyAttribute>,
    /// The table's sort key, where it has been described and there is one.
    pub sort_key: Option<KeyAttribute>,
    /// Whether nothing more will come: it is disabled and drained, or gone.
    pub ended: bool,
}

/// A shard that was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShardRecord {
    /// The shard's id.
    pub shard_id: String,
    /// The shard it came from, also when that one is no longer listed.
    pub parent_shard_id: Option<String>,
    /// The last sequence number whose change is durably archived. The archive's own: ignored when a shard is put in.
    pub checkpoint: Option<SequenceNumber>,
    /// Closed, and everything in it archived. The archive's own: ignored when a shard is put in.
    pub finished: bool,
}

/// A change's place in its item's life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelinePosition {
    /// 1 for the item's first change in the archive.
    pub version: u64,
    /// How many changes the archive holds of the item.
    pub versions: u64,
    /// The item's change before this one.
    pub previous: Option<ChangeId>,
    /// The item's change after this one.
    pub next: Option<ChangeId>,
    /// The item after the previous change, where that change carries it: what a derived difference is made from.
    pub previous_image: Option<Image>,
}

/// What one bounded look through the archive found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scan {
    /// The changes that match, in the order asked for.
    pub changes: Vec<Change>,
    /// Every change up to and with this one was looked at: where the next look begins.
    pub scanned_to: ChangeId,
    /// Whether there is nothing left to look at in this direction.
    pub end: bool,
}

/// A page of an item's life, with the changes in full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemTimeline {
    /// The item.
    pub item: ItemOverview,
    /// Its changes, newest first, each with its version.
    pub changes: Vec<(u64, Change)>,
    /// Where the next older page begins: pass it as `before`; nothing when this page ends with version 1.
    pub older: Option<ChangeId>,
}

/// What the archive holds of one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableFigures {
    /// The table's name.
    pub table: String,
    /// How many changes.
    pub changes: u64,
    /// How many items those are of.
    pub items: u64,
    /// When its newest archived change happened.
    pub last_change_at: Option<Timestamp>,
    /// How many gaps are recorded.
    pub gaps: u64,
    /// Its partition key, where it was ever described.
    pub partition_key: Option<KeyAttribute>,
    /// Its sort key, where it was ever described and has one.
    pub sort_key: Option<KeyAttribute>,
}

/// What the archive holds in all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// How many changes.
    pub changes: u64,
    /// How many items those are of.
    pub items: u64,
    /// How many gaps are recorded.
    pub gaps: u64,
    /// The size on disk, in bytes.
    pub size_bytes: u64,
    /// The newest change.
    pub last_change_id: ChangeId,
    /// When the newest change was archived.
    pub last_archived_at: Option<Timestamp>,
}
