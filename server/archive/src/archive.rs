//! An archive as a whole: the handles that everybody holds of it. They are cheap to clone, and say nothing of the engine behind
//! them.

use std::sync::Arc;

use afterimage_model::{CapturedChange, SequenceNumber, table::Gap};
use async_trait::async_trait;

use crate::{
    ArchiveReader, ArchiveWriter, ChangeSink, Committed, IncomingChange, Indexer, Result, ShardPage, ShardRecord,
    StreamRecord,
};

/// An open archive.
#[derive(Clone, Debug)]
pub struct Archive {
    /// Puts in.
    pub writer: ArchiveWriter,
    /// Looks up.
    pub reader: ArchiveReader,
    /// Makes searching quick.
    pub indexer: Indexer,
}

#[async_trait]
impl ChangeSink for Archive {
    async fn append(&self, page: Arc<ShardPage>) -> Result<Committed> {
        self.writer.append(page).await
    }

    fn foresee(&self, changes: &Arc<Vec<IncomingChange>>) {
        self.writer.foresee(changes);
    }

    async fn upsert_stream(&self, stream: StreamRecord) -> Result<()> {
        self.writer.upsert_stream(stream).await
    }

    async fn upsert_shards(&self, stream_arn: &str, shards: Vec<ShardRecord>) -> Result<()> {
        self.writer.upsert_shards(stream_arn, shards).await
    }

    async fn finish_shard(&self, stream_arn: &str, shard_id: &str) -> Result<()> {
        self.writer.finish_shard(stream_arn, shard_id).await
    }

    async fn record_gap(&self, gap: Gap) -> Result<()> {
        self.writer.record_gap(gap).await
    }

    async fn change(
        &self,
        stream_arn: &str,
        shard_id: &str,
        sequence_number: &SequenceNumber,
    ) -> Result<Option<CapturedChange>> {
        let found = self.reader.change_of_shard(stream_arn, shard_id, sequence_number).await?;
        Ok(found.map(|change| change.captured))
    }

    async fn streams(&self) -> Result<Vec<StreamRecord>> {
        self.reader.streams().await
    }

    async fn shards(&self, stream_arn: &str) -> Result<Vec<ShardRecord>> {
        self.reader.checkpoints(stream_arn).await
    }
}
