//! Tables, their streams, and how the program fares.

use utoipa::ToSchema;

use super::{SequenceNumber, Timestamp, ViewType};

/// A table as the Tables page shows it.
#[derive(ToSchema)]
pub struct TableStatus {
    /// The table's name.
    name: String,
    /// The partition key's attribute name, where the table has been described.
    #[schema(required)]
    partition_key: Option<KeyAttribute>,
    /// The sort key's attribute name, where there is one.
    #[schema(required)]
    sort_key: Option<KeyAttribute>,
    /// The attribute that items expire by, where time to live is on.
    #[schema(required)]
    ttl_attribute: Option<String>,
    /// The stream that is on now.
    stream: StreamState,
    /// The shards that are known, parents before their children.
    shards: Vec<ShardStatus>,
    /// How many changes the archive holds of the table.
    changes: u64,
    /// How many items those changes are of.
    items: u64,
    /// When its last archived change happened.
    #[schema(required)]
    last_change_at: Option<Timestamp>,
    /// How many gaps the archive records for it.
    gaps: u64,
    /// The last scan of the table for version 0 of its items, where there was one.
    #[schema(required)]
    baseline: Option<BaselineStatus>,
}

/// A scan that archives version 0 of items that existed before capture.
#[derive(ToSchema)]
pub struct BaselineStatus {
    /// When it began.
    started_at: Timestamp,
    /// When it was done; nothing while it is under way.
    #[schema(required)]
    finished_at: Option<Timestamp>,
    /// How many items were scanned.
    items_scanned: u64,
    /// How many of them were not in the archive, or not as they are.
    items_added: u64,
    /// How many items the table was said to have.
    #[schema(required)]
    items_expected: Option<u64>,
    /// A page that was scanned waits until the stream is archived up to the moment when it was read.
    waiting_for_stream: bool,
    /// Why it does not go on just now.
    #[schema(required)]
    problem: Option<String>,
}

/// A key attribute's name and type.
#[derive(ToSchema)]
pub struct KeyAttribute {
    /// The attribute's name.
    name: String,
    /// `S`, `N` or `B`.
    type_tag: String,
}

/// Whether a table's changes are captured.
#[derive(ToSchema)]
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
#[derive(ToSchema)]
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
#[derive(ToSchema)]
pub struct ShardStatus {
    /// The stream's ARN.
    stream_arn: String,
    /// The shard's id.
    shard_id: String,
    /// The shard it came from.
    #[schema(required)]
    parent_shard_id: Option<String>,
    /// How far it has been read.
    state: ShardState,
    /// The last sequence number whose change is durably archived.
    #[schema(required)]
    checkpoint: Option<SequenceNumber>,
    /// How old the newest change was when it was archived, or zero when the shard is caught up; nothing before its
    /// first page.
    #[schema(required)]
    lag_ms: Option<u64>,
    /// When the reader last got a page.
    #[schema(required)]
    last_read_at: Option<Timestamp>,
    /// All that happened in the shard before then is archived, as far as the stream has told.
    #[schema(required)]
    caught_up_at: Option<Timestamp>,
    /// The last error, while it lasts.
    #[schema(required)]
    error: Option<ShardError>,
}

/// Why a shard is not being read just now.
#[derive(ToSchema)]
pub struct ShardError {
    /// What happened, in words.
    message: String,
    /// Since when.
    since: Timestamp,
    /// How many times in a row.
    attempts: u32,
}

/// A stretch of a stream that was trimmed before it was read.
#[derive(ToSchema)]
pub struct Gap {
    /// The table's name.
    table: String,
    /// The stream's ARN.
    stream_arn: String,
    /// The shard's id; `*` for a stream that was lost before its shards were listed.
    shard_id: String,
    /// The last sequence number that is archived; nothing when none is.
    #[schema(required)]
    after_sequence_number: Option<SequenceNumber>,
    /// The first sequence number after the gap, where known.
    #[schema(required)]
    until_sequence_number: Option<SequenceNumber>,
    /// Why: `trimmed`, `shard_gone`, `stream_gone`.
    cause: String,
    /// When it was noticed.
    detected_at: Timestamp,
}

/// The Health page.
#[derive(ToSchema)]
pub struct HealthReport {
    /// Whether the process does its work at all.
    live: bool,
    /// Whether every data path works.
    ready: bool,
    /// The parts, each with its state.
    checks: Vec<HealthCheck>,
    /// How far each stream is read.
    streams: Vec<StreamHealth>,
    /// When the process started.
    started_at: Timestamp,
    /// When this report was made.
    checked_at: Timestamp,
    /// What reading the streams takes.
    calls: StreamCalls,
    /// The program's version.
    version: String,
}

/// How often the streams API is called, at the pace of the last minutes.
#[derive(ToSchema)]
pub struct StreamCalls {
    /// GetRecords a month: what is paid for.
    get_records_a_month: u64,
    /// DescribeStream a month: free, and limited to ten a second.
    describe_stream_a_month: u64,
}

/// One part's state.
#[derive(ToSchema)]
pub struct HealthCheck {
    /// The part: `archive writer`, `stream of demo-orders`.
    name: String,
    /// Whether it works.
    ok: bool,
    /// Figures, or what is wrong.
    detail: String,
    /// Since when something is wrong with it, where that is known.
    #[schema(required)]
    since: Option<Timestamp>,
}

/// A stream's shards in summary.
#[derive(ToSchema)]
pub struct StreamHealth {
    /// The table's name.
    table: String,
    /// Whether changes are captured.
    state: StreamState,
    /// How many shards are being read.
    reading: u64,
    /// How many wait for their parents.
    waiting: u64,
    /// How many are drained.
    drained: u64,
    /// How many could not be read when they were last tried.
    failing: u64,
    /// How far behind the slowest shard is that is being read; nothing before the first page.
    #[schema(required)]
    lag_ms: Option<u64>,
    /// All that happened to the table before then is archived, as far as this stream has told; nothing while that
    /// cannot be said.
    #[schema(required)]
    caught_up_at: Option<Timestamp>,
    /// The error that lasts longest.
    #[schema(required)]
    error: Option<ShardError>,
}

/// That the process answers.
#[derive(ToSchema)]
pub struct Liveness {
    /// Always true.
    live: bool,
}

/// Whether every data path works.
#[derive(ToSchema)]
pub struct Readiness {
    /// Whether it does.
    ready: bool,
    /// The checks that fail.
    failing: Vec<HealthCheck>,
}
