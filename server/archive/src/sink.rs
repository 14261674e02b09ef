//! What the engine asks of the archive.
//!
//! A narrow door, so that the engine can be tested against an archive that fails and stalls at will. The promise that
//! everything rests on is [`ChangeSink::append`]'s: changes and checkpoint become durable together, and a change that
//! is at or before the checkpoint is skipped. So whatever happens between reading and archiving, reading again is
//! harmless.

use std::sync::Arc;

use afterimage_model::{CapturedChange, SequenceNumber, table::Gap};
use async_trait::async_trait;

use crate::{Committed, IncomingChange, Result, ShardPage, ShardRecord, StreamRecord};

/// What the names of those streams begin with that no endpoint knows: scans of tables are archived as such.
pub const BASELINE_PREFIX: &str = "baseline:";

/// Where changes go, and what was kept of streams and shards.
#[async_trait]
pub trait ChangeSink: Send + Sync {
    /// Archives a page and moves its shard's checkpoint, both or neither; returns when it is durable.
    async fn append(&self, page: Arc<ShardPage>) -> Result<Committed>;

    /// Says that these changes are going to be the next page of their shard, so that work on them can begin. They may never
    /// come.
    fn foresee(&self, _changes: &Arc<Vec<IncomingChange>>) {}

    /// Notes that a stream exists, or what has become of it.
    async fn upsert_stream(&self, stream: StreamRecord) -> Result<()>;

    /// Notes that shards exist. What is already known of a shard's progress stays.
    async fn upsert_shards(&self, stream_arn: &str, shards: Vec<ShardRecord>) -> Result<()>;

    /// Notes that a shard is closed and drained, or lost: it is not read again.
    async fn finish_shard(&self, stream_arn: &str, shard_id: &str) -> Result<()>;

    /// Notes a stretch of a stream that is lost; the same gap again is harmless.
    async fn record_gap(&self, gap: Gap) -> Result<()>;

    /// A change that is archived of a shard; nothing when there is none with this sequence number.
    async fn change(
        &self,
        stream_arn: &str,
        shard_id: &str,
        sequence_number: &SequenceNumber,
    ) -> Result<Option<CapturedChange>>;

    /// All streams ever noted.
    async fn streams(&self) -> Result<Vec<StreamRecord>>;

    /// A stream's shards with their progress.
    async fn shards(&self, stream_arn: &str) -> Result<Vec<ShardRecord>>;
}
