//! An item as the writer knows it: after each change that it takes in.

use afterimage_archive::IncomingChange;
use afterimage_model::Op;
use sqlx::{FromRow, Row, sqlite::SqliteRow};

use super::encoded::EncodedChange;
use crate::images::Digest;

/// What names an item in the archive: its table's id and its key's canonical text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ItemName<'a> {
    pub(super) table_id: i64,
    pub(super) item_key: &'a str,
}

/// An item's state: as it was loaded, and then after each change.
#[derive(Clone)]
pub(super) struct ItemState {
    pub(super) item_id: i64,
    pub(super) first_change_id: i64,
    pub(super) last_change_id: Option<i64>,
    pub(super) first_seen_at: i64,
    pub(super) last_seen_at: i64,
    pub(super) versions: i64,
    pub(super) alive: bool,
    pub(super) captured_from_first_version: bool,
    /// Of the last change's new image, where it carries one.
    pub(super) latest_image: Option<Digest>,
}

impl ItemState {
    /// The state before the item's first change.
    pub(super) fn new(item_id: i64, change_id: i64, op: Op, seen_at: i64) -> Self {
        Self {
            item_id,
            first_change_id: change_id,
            last_change_id: None,
            first_seen_at: seen_at,
            last_seen_at: seen_at,
            versions: 0,
            alive: true,
            captured_from_first_version: op == Op::Insert,
            latest_image: None,
        }
    }

    /// The state after the change; the change before it.
    pub(super) fn advance(&mut self, change_id: i64, change: &IncomingChange, encoded: &EncodedChange) -> Option<i64> {
        self.versions += 1;
        self.alive = change.op.leaves_item(encoded.old.is_some(), encoded.new.is_some());
        self.last_seen_at = change.created_at.as_millis();
        self.last_change_id.replace(change_id)
    }

    /// Whether a baseline says something new of an item that is known. What a stream tells counts more than a scan:
    /// only one that was made knowing the item's latest state, and found another, tells what a gap has swallowed.
    pub(super) fn is_followed_by(&self, baseline: &EncodedChange) -> bool {
        let Some(known) = baseline.old else { return false };
        self.latest_image == Some(known) && baseline.new.map(|image| image.digest) != Some(known)
    }
}

impl FromRow<'_, SqliteRow> for ItemState {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        let digest: Option<Vec<u8>> = row.try_get("latest_image")?;
        Ok(Self {
            item_id: row.try_get("item_id")?,
            first_change_id: row.try_get("first_change_id")?,
            last_change_id: row.try_get("last_change_id")?,
            first_seen_at: row.try_get("first_seen_at")?,
            last_seen_at: row.try_get("last_seen_at")?,
            versions: row.try_get("versions")?,
            alive: row.try_get("alive")?,
            captured_from_first_version: row.try_get("captured_from_first_version")?,
            // Of another length it is no digest of ours: the next old image is kept by itself.
            latest_image: digest.and_then(|digest| digest.try_into().ok()),
        })
    }
}
