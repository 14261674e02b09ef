//! Writing items through the form and the API.

use serde::{Deserialize, Serialize};

use super::{ChangeId, Image, ItemKey};

/// What to do to an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum WriteRequest {
    /// Write the whole item, replacing what is there.
    Put {
        /// All attributes, the key's among them.
        item: Image,
        /// Refuse when an item with this key exists.
        #[serde(default)]
        only_if_absent: bool,
    },
    /// Change only the attributes that differ from `base`, which is what the person saw.
    Update {
        /// The item as it was when editing began.
        base: Image,
        /// The item as it shall be.
        item: Image,
    },
    /// Delete the item.
    Delete {
        /// Which.
        key: Image,
    },
    /// Replace what is exactly as it was seen: refused as `item_moved` when it is not so any more. Of a changed item only
    /// the attributes that differ are written; one that came after it was seen, and is in neither image, is kept.
    Replace {
        /// Which.
        key: Image,
        /// The item as it was seen; `null` where there was none.
        #[serde(deserialize_with = "Option::deserialize")]
        seen: Option<Image>,
        /// The item as it shall be; `null` to delete it.
        #[serde(deserialize_with = "Option::deserialize")]
        item: Option<Image>,
    },
}

/// A write that DynamoDB took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct WriteOutcome {
    /// The table.
    pub table: String,
    /// The item written.
    pub item_key: ItemKey,
    /// The change it caused, once the archive has it; nothing when none came in time (the stream is off, or nothing
    /// differed) and the item's page is the place to look.
    pub change_id: Option<ChangeId>,
    /// How many attributes were set or removed.
    pub attributes_written: usize,
}

/// The part of the form that an error is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum WriteField {
    /// The table.
    Table,
    /// The item's text.
    Item,
    /// A key attribute.
    Key,
    /// The request as a whole.
    Request,
}

/// Why a write was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct WriteError {
    /// What the error is about.
    pub field: WriteField,
    /// A stable word for programs: `read_only`, `no_such_table`, `missing_key`, `wrong_key_type`, `item_too_large`,
    /// `condition_failed`, `item_moved`, `image_unknown`, `no_such_version`, `access_denied`, `throttled`, `invalid_item`, `unavailable`.
    pub code: String,
    /// What is wrong, where, and what to do.
    pub message: String,
}

impl WriteError {
    /// An error about `field`.
    pub fn new(field: WriteField, code: &str, message: impl Into<String>) -> Self {
        Self { field, code: code.to_owned(), message: message.into() }
    }
}
