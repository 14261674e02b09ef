//! What the engine asks of the archive.
//!
//! A narrow door, so that the engine can be tested against an archive that fails and stalls at will. The promise that
//! everything rests on is [`ChangeSink::append`]'s: changes and checkpoint become durable together, and a change that
//! is at or before the checkpoint is skipped. So whatever happens between reading and archiving, reading again is
//! harmless.

use afterimage_app::model::{
    CapturedChange, SequenceNumber, ViewType,
    table::{Gap, KeyAttribute},
};
use async_trait::async_trait;

/// Where changes go, and what was kept of streams and shards.
#[async_trait]
pub trait ChangeSink: Send + Sync {
    /// Archives a page and moves its shard's checkpoint, both or neither; returns when it is durable.
    async fn append(&self, page: ShardPage) -> Result<(), SinkError>;

    /// Notes that a stream exists, or what has become of it.
    async fn upsert_stream(&self, stream: StreamRecord) -> Result<(), SinkError>;

    /// Notes that shards exist. What is already known of a shard's progress stays.
    async fn upsert_shards(&self, stream_arn: &str, shards: Vec<ShardRecord>) -> Result<(), SinkError>;

    /// Notes that a shard is closed and drained, or lost: it is not read again.
    async fn finish_shard(&self, stream_arn: &str, shard_id: &str) -> Result<(), SinkError>;

    /// Notes a stretch of a stream that is lost. The same gap may be noted twice, when the program stopped in between.
    async fn record_gap(&self, gap: Gap) -> Result<(), SinkError>;

    /// All streams ever noted.
    async fn streams(&self) -> Result<Vec<StreamRecord>, SinkError>;

    /// A stream's shards with their progress.
    async fn shards(&self, stream_arn: &str) -> Result<Vec<ShardRecord>, SinkError>;
}

/// Changes of one shard in their order, and how far the shard is read with them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShardPage {
    /// The stream's ARN.
    pub stream_arn: String,
    /// The shard's id.
    pub shard_id: String,
    /// The changes, in the shard's order.
    pub changes: Vec<CapturedChange>,
    /// The sequence number of the last of them.
    pub checkpoint: Option<SequenceNumber>,
}

/// A stream as the archive keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamRecord {
    /// The stream's ARN.
    pub arn: String,
    /// The table's name.
    pub table: String,
    /// What its records carry.
    pub view_type: ViewType,
    /// The table's partition key, where known.
    pub partition_key: Option<KeyAttribute>,
    /// The table's sort key, where there is one.
    pub sort_key: Option<KeyAttribute>,
    /// Whether it is off and drained, or gone: it is not read again.
    pub ended: bool,
}

/// A shard as the archive keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShardRecord {
    /// The shard's id.
    pub shard_id: String,
    /// The shard it came from.
    pub parent_shard_id: Option<String>,
    /// The last sequence number whose change is durably archived.
    pub checkpoint: Option<SequenceNumber>,
    /// Whether it is not to be read again.
    pub finished: bool,
}

/// Why the archive did not take something.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the archive did not answer: {0}")]
pub struct SinkError(pub String);
