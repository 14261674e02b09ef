//! Tables, their streams and the shards that are read.

use serde::{Deserialize, Serialize};

use super::{SequenceNumber, Timestamp, ViewType};

/// A table as the Tables page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TableStatus {
    /// The table's name.
    pub name: String,
    /// The partition key's attribute name, where the table has been described.
    pub partition_key: Option<KeyAttribute>,
    /// The sort key's attribute name, where there is one.
    pub sort_key: Option<KeyAttribute>,
    /// The attribute that items expire by, where time to live is on.
    pub ttl_attribute: Option<String>,
    /// The stream that is on now.
    pub stream: StreamState,
    /// The shards that are known, parents before their children.
    pub shards: Vec<ShardStatus>,
    /// How many changes the archive holds of the table.
    pub changes: u64,
    /// How many items those changes are of.
    pub items: u64,
    /// When its last archived change happened.
    pub last_change_at: Option<Timestamp>,
    /// How many gaps the archive records for it.
    pub gaps: u64,
    /// The last scan of the table for version 0 of its items, where there was one.
    pub baseline: Option<BaselineStatus>,
}

/// A scan that archives version 0 of items that existed before capture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct BaselineStatus {
    /// When it began.
    pub started_at: Timestamp,
    /// When it was done; nothing while it is under way.
    pub finished_at: Option<Timestamp>,
    /// How many items were scanned.
    pub items_scanned: u64,
    /// How many of them were not in the archive, or not as they are.
    pub items_added: u64,
    /// How many items the table was said to have.
    pub items_expected: Option<u64>,
    /// A page that was scanned waits until the stream is archived up to the moment when it was read.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(required))]
    pub waiting_for_stream: bool,
    /// Why it does not go on just now.
    pub problem: Option<String>,
}

/// A key attribute's name and type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct KeyAttribute {
    /// The attribute's name.
    pub name: String,
    /// `S`, `N` or `B`.
    pub type_tag: String,
}

/// Whether a table's changes are captured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum StreamState {
    /// The stream is on and read.
    Enabled {
        /// Its ARN.
        arn: String,
        /// What its records carry.
        view_type: ViewType,
    },
    /// The table has no stream, so nothing of it is captured.
    Off,
    /// The stream was turned off; what it still holds is read until it is drained.
    Disabled {
        /// Its ARN.
        arn: String,
    },
    /// The table is in the archive, and no longer at the endpoint.
    TableGone,
    /// The endpoint could not be asked yet, or failed.
    Unknown {
        /// What went wrong, in words.
        reason: String,
    },
}

/// How far a shard has been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ShardState {
    /// Its parent is not drained yet.
    Waiting,
    /// It is being read.
    Reading,
    /// It is closed and everything in it is archived.
    Drained,
}

/// One shard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ShardStatus {
    /// The stream's ARN.
    pub stream_arn: String,
    /// The shard's id.
    pub shard_id: String,
    /// The shard it came from.
    pub parent_shard_id: Option<String>,
    /// How far it has been read.
    pub state: ShardState,
    /// The last sequence number whose change is durably archived.
    pub checkpoint: Option<SequenceNumber>,
    /// How old the newest change was when it was archived, or zero when the shard is caught up; nothing before its
    /// first page.
    pub lag_ms: Option<u64>,
    /// When the reader last got a page.
    pub last_read_at: Option<Timestamp>,
    /// All that happened in the shard before then is archived, as far as the stream has told.
    pub caught_up_at: Option<Timestamp>,
    /// The last error, while it lasts.
    pub error: Option<ShardError>,
}

/// Why a shard is not being read just now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ShardError {
    /// What happened, in words.
    pub message: String,
    /// Since when.
    pub since: Timestamp,
    /// How many times in a row.
    pub attempts: u32,
}

/// A stretch of a stream that was trimmed before it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Gap {
    /// The table's name.
    pub table: String,
    /// The stream's ARN.
    pub stream_arn: String,
    /// The shard's id; `*` for a stream that was lost before its shards were listed.
    pub shard_id: String,
    /// The last sequence number that is archived; nothing when none is.
    pub after_sequence_number: Option<SequenceNumber>,
    /// The first sequence number after the gap, where known.
    pub until_sequence_number: Option<SequenceNumber>,
    /// Why: `trimmed`, `shard_gone`, `stream_gone`.
    pub cause: String,
    /// When it was noticed.
    pub detected_at: Timestamp,
}
