//! What everybody holds of an archive: handles that are cheap to clone, and say nothing of the engine behind them.

use std::{ops::Deref, sync::Arc};

use afterimage_model::{CapturedChange, ChangeId, SequenceNumber, table::Gap};
use async_trait::async_trait;

use crate::{
    ChangeCount, ChangeSink, Committed, FillIndex, IncomingChange, RawPage, ReadArchive, ReadRaw, Result, ShardPage,
    ShardRecord, StreamRecord, WriteArchive,
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

/// Looks into the archive; see [`ReadArchive`].
#[derive(Clone, Debug)]
pub struct ArchiveReader(Arc<dyn ReadArchive>);

/// Puts changes into the archive; see [`WriteArchive`].
#[derive(Clone, Debug)]
pub struct ArchiveWriter(Arc<dyn WriteArchive>);

/// Fills what makes searching quick; see [`FillIndex`].
#[derive(Clone, Debug)]
pub struct Indexer(Arc<dyn FillIndex>);

/// Reads changes as they are kept, page after page; see [`ReadRaw`].
#[derive(Debug)]
pub struct RawReader(Box<dyn ReadRaw>);

impl ArchiveReader {
    /// A handle to an engine's reader.
    pub fn new(engine: impl ReadArchive + 'static) -> Self {
        Self(Arc::new(engine))
    }
}

impl Deref for ArchiveReader {
    type Target = dyn ReadArchive;

    fn deref(&self) -> &Self::Target {
        &*self.0
    }
}

impl ArchiveWriter {
    /// A handle to an engine's writer.
    pub fn new(engine: impl WriteArchive + 'static) -> Self {
        Self(Arc::new(engine))
    }

    /// Archives a page; see [`WriteLog::append`](crate::WriteLog::append).
    ///
    /// # Errors
    /// Nothing of the page is archived then.
    pub async fn append(&self, page: impl Into<Arc<ShardPage>>) -> Result<Committed> {
        self.0.append(page.into()).await
    }
}

impl Deref for ArchiveWriter {
    type Target = dyn WriteArchive;

    fn deref(&self) -> &Self::Target {
        &*self.0
    }
}

impl Indexer {
    /// A handle to an engine's indexer.
    pub fn new(engine: impl FillIndex + 'static) -> Self {
        Self(Arc::new(engine))
    }
}

impl Deref for Indexer {
    type Target = dyn FillIndex;

    fn deref(&self) -> &Self::Target {
        &*self.0
    }
}

impl RawReader {
    /// An engine's reader of changes as it keeps them.
    pub fn new(engine: impl ReadRaw + 'static) -> Self {
        Self(Box::new(engine))
    }

    /// The last change that it looks at.
    pub fn until(&self) -> ChangeId {
        self.0.until()
    }

    /// How many changes it looks at in all.
    pub fn total(&self) -> ChangeCount {
        self.0.total()
    }

    /// The next page, which may be empty; nothing at the end.
    ///
    /// # Errors
    /// When the storage fails or a change cannot be read.
    pub async fn next(&mut self) -> Result<Option<RawPage>> {
        self.0.next().await
    }
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
