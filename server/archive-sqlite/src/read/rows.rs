//! From rows to the model.

use afterimage_archive::{ArchiveError, Cause, Result};
use afterimage_model::{Actor, CapturedChange, Change, ChangeId, Image, Timestamp, item::ItemOverview};
use sqlx_macros::FromRow;

use crate::{
    images::{Blocks, COLUMN_PREVIOUS, ImageAddress},
    schema::{codes, count, parsed},
};

/// Everything that makes up a change; `{picked}` is what to select, with a column `change_id`.
/// CROSS JOIN keeps the order of the tables: from what was picked to what it refers to.
pub(super) const LOAD_CHANGES: &str = "
    SELECT c.change_id, c.version, c.sequence_number, c.event_id, c.op, c.view_type, c.created_at, c.received_at,
        c.archived_at, c.size_bytes, c.note, t.name AS table_name, st.arn AS stream_arn, s.name AS shard_name,
        i.item_key, a.kind AS actor_kind, a.principal_id AS actor_principal_id, c.old_image, c.new_image,
        p.new_image AS previous_image
    FROM json_each(?) AS picked
    CROSS JOIN changes AS c ON c.change_id = picked.value
    CROSS JOIN tables AS t ON t.table_id = c.table_id
    CROSS JOIN items AS i ON i.item_id = c.item_id
    CROSS JOIN shards AS s ON s.shard_id = c.shard_id
    CROSS JOIN streams AS st ON st.stream_id = s.stream_id
    LEFT JOIN actors AS a ON a.actor_id = c.actor_id
    LEFT JOIN changes AS p ON p.change_id = c.previous_change_id AND c.old_image = 0";

/// Blocks by their ids.
pub(super) const LOAD_BLOCKS: &str = "
    SELECT b.block_id, b.content FROM json_each(?) AS picked CROSS JOIN blocks AS b ON b.block_id = picked.value";

/// Items by their ids.
pub(crate) const LOAD_ITEMS: &str = "
    SELECT i.*, t.name AS table_name FROM json_each(?) AS picked
    CROSS JOIN items AS i ON i.item_id = picked.value CROSS JOIN tables AS t ON t.table_id = i.table_id";

/// A row of [`LOAD_CHANGES`].
#[derive(FromRow)]
pub(crate) struct ChangeRow {
    change_id: i64,
    version: i64,
    sequence_number: String,
    event_id: String,
    op: i64,
    view_type: i64,
    created_at: i64,
    received_at: i64,
    archived_at: i64,
    size_bytes: i64,
    note: Option<String>,
    table_name: String,
    stream_arn: String,
    shard_name: String,
    item_key: String,
    actor_kind: Option<String>,
    actor_principal_id: Option<String>,
    old_image: Option<i64>,
    new_image: Option<i64>,
    previous_image: Option<i64>,
}

impl ChangeRow {
    /// The blocks that its images are in.
    pub(super) fn block_ids(&self) -> impl Iterator<Item = i64> {
        let columns = [self.old_image, self.new_image, self.previous_image].into_iter().flatten();
        columns.filter(|column| *column != COLUMN_PREVIOUS).map(|column| ImageAddress::of_column(column).block_id)
    }

    /// The change's id.
    pub(crate) fn id(&self) -> i64 {
        self.change_id
    }

    /// What its keys and images have, in bytes, as the stream counts them.
    pub(crate) fn images_bytes(&self) -> u64 {
        count(self.size_bytes)
    }

    /// The change and its version.
    pub(super) fn into_change(self, blocks: &Blocks) -> Result<(u64, Change)> {
        let id = self.change_id;
        self.decode(blocks).map_err(|cause| ArchiveError::Unreadable { what: format!("change {id}"), cause })
    }

    fn decode(self, blocks: &Blocks) -> std::result::Result<(u64, Change), Cause> {
        let captured = CapturedChange {
            table: self.table_name,
            stream_arn: self.stream_arn,
            shard_id: self.shard_name,
            sequence_number: self.sequence_number.parse()?,
            event_id: self.event_id,
            op: codes::op(self.op).ok_or("an unknown op")?,
            item_key: self.item_key.parse()?,
            old_image: old_image(self.old_image, self.previous_image, blocks)?,
            new_image: self.new_image.map(|column| blocks.image(ImageAddress::of_column(column))).transpose()?,
            created_at: Timestamp::from_millis(self.created_at),
            received_at: Timestamp::from_millis(self.received_at),
            actor: self
                .actor_kind
                .zip(self.actor_principal_id)
                .map(|(kind, principal_id)| Actor { kind, principal_id }),
            size_bytes: u64::try_from(self.size_bytes)?,
            view_type: codes::view_type(self.view_type).ok_or("an unknown view type")?,
            note: self.note,
        };
        let archived_at = Timestamp::from_millis(self.archived_at);
        Ok((u64::try_from(self.version)?, Change { id: ChangeId(self.change_id), captured, archived_at }))
    }
}

fn old_image(column: Option<i64>, previous: Option<i64>, blocks: &Blocks) -> std::result::Result<Option<Image>, Cause> {
    let column = match column {
        Some(COLUMN_PREVIOUS) => Some(previous.ok_or("the old image refers to a change that has no new image")?),
        column => column,
    };
    column.map(|column| blocks.image(ImageAddress::of_column(column))).transpose()
}

/// A row of `items` with its table's name.
#[derive(FromRow)]
pub(crate) struct ItemRow {
    pub(crate) item_id: i64,
    table_name: String,
    pub(crate) item_key: String,
    pub(crate) first_change_id: i64,
    pub(crate) last_change_id: i64,
    pub(crate) first_seen_at: i64,
    pub(crate) last_seen_at: i64,
    pub(crate) versions: i64,
    alive: bool,
    pub(crate) captured_from_first_version: bool,
}

impl ItemRow {
    /// Whether its last change left it in existence.
    pub(crate) fn is_alive(&self) -> bool {
        self.alive
    }

    /// The item.
    pub(crate) fn into_overview(self) -> Result<ItemOverview> {
        Ok(ItemOverview {
            item_key: parsed(&self.item_key, "an item's key")?,
            table: self.table_name,
            first_change_id: ChangeId(self.first_change_id),
            last_change_id: ChangeId(self.last_change_id),
            first_seen_at: Timestamp::from_millis(self.first_seen_at),
            last_seen_at: Timestamp::from_millis(self.last_seen_at),
            versions: count(self.versions),
            alive: self.alive,
            captured_from_first_version: self.captured_from_first_version,
        })
    }
}
