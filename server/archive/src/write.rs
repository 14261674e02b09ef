//! What goes into the archive.
//!
//! An engine takes these; everybody else holds an [`ArchiveWriter`]. The promise that everything rests on is
//! [`WriteLog::append`]'s: changes and checkpoint become durable together, and what is at or before the checkpoint is skipped.
//! Everything fails when the storage fails, and leaves nothing behind then.

use std::{fmt, ops::Deref, sync::Arc};

use afterimage_base::data_folder::{Absence, Presence};
use afterimage_model::{ChangeId, Timestamp, table::Gap};
use async_trait::async_trait;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::{
    Committed, IncomingChange, RestoreId, RestoreNote, Result, SegmentRecord, ShardPage, ShardRecord, StreamRecord,
};

/// The log of changes.
#[async_trait]
pub trait WriteLog: Send + Sync {
    /// Archives a page and its checkpoint together; resolves when both are durable. Changes at or before the shard's
    /// checkpoint are there already and skipped, so that reading again is harmless.
    async fn append(&self, page: Arc<ShardPage>) -> Result<Committed>;

    /// Archives pages in their order, each whole or not at all. After one that fails, or of which something is archived
    /// already, nothing goes in. What became of each.
    async fn append_in_order(&self, pages: Vec<ShardPage>) -> Vec<Result<Committed>>;

    /// Says that these changes are going to be the next page of their shard, so that work on them can begin. They may never
    /// come.
    fn foresee(&self, _changes: &Arc<Vec<IncomingChange>>) {}

    /// The newest committed change, whenever there is one: wakes the feed. It ends with the writer.
    fn subscribe(&self) -> watch::Receiver<ChangeId>;
}

/// What is known of tables, streams, shards, gaps and views.
#[async_trait]
pub trait WriteRegistry: Send + Sync {
    /// Puts a stream in, or brings what is known of it up to date. A table's keys, once known, are not forgotten.
    async fn upsert_stream(&self, stream: StreamRecord) -> Result<()>;

    /// Puts shards in, or their parents up to date. Fails when the stream was never put in.
    async fn upsert_shards(&self, stream_arn: &str, shards: Vec<ShardRecord>) -> Result<()>;

    /// Marks a shard as closed and drained. Fails when the stream was never put in.
    async fn finish_shard(&self, stream_arn: &str, shard_id: &str) -> Result<()>;

    /// Records a gap; the same gap again is harmless.
    async fn record_gap(&self, gap: Gap) -> Result<()>;

    /// Keeps a query under a name; in the place of the one that has it, where that may be. Fails when the name is taken, or
    /// there are too many views.
    async fn put_view(&self, name: &str, query: &str, at: Timestamp, replace: bool) -> Result<()>;

    /// Gives a view another name. Fails when there is no such view, or the new name is taken.
    async fn rename_view(&self, name: &str, to: &str, at: Timestamp) -> Result<()>;

    /// Forgets a view. Fails when there is none of that name.
    async fn delete_view(&self, name: &str) -> Result<()>;
}

/// How work fares that takes longer than a request.
#[async_trait]
pub trait WriteJobs: Send + Sync {
    /// Notes that a scan of a table begins; [`baselines`](crate::ReadJobs::baselines) tells its id.
    async fn begin_baseline(
        &self,
        table: &str,
        segments: u32,
        items_expected: Option<u64>,
        at: Timestamp,
    ) -> Result<()>;

    /// Notes how far a segment is scanned.
    async fn note_segment(&self, baseline: i64, segment: u32, record: SegmentRecord) -> Result<()>;

    /// Notes that a scan is done.
    async fn finish_baseline(&self, baseline: i64, at: Timestamp) -> Result<()>;

    /// Notes a restore that is about to be sent, so that its change is recognised when it comes.
    async fn note_restore(&self, note: RestoreNote) -> Result<RestoreId>;

    /// Takes a restore back that was not done.
    async fn forget_restore(&self, restore: RestoreId) -> Result<()>;
}

/// All that is put into an archive.
#[async_trait]
pub trait WriteArchive: WriteLog + WriteRegistry + WriteJobs + fmt::Debug {
    /// The archive's files, where it has files on this machine: they are looked at before everything that is written, and
    /// here is something for whoever looks in between.
    fn presence(&self) -> Option<Presence>;

    /// Why nothing is written, where the archive's files are not what they were.
    fn absence(&self) -> Option<Absence> {
        self.presence().as_ref().and_then(Presence::absence)
    }

    /// Finishes what waits, tidies the storage up and closes. Later requests fail, whoever makes them; everything
    /// committed stays committed, also when this fails.
    async fn close(&self) -> Result<()>;
}

/// Fills what makes searching quick, after the commits and beside them. What it has not filled yet is looked through: answers
/// are the same before and after.
#[async_trait]
pub trait FillIndex: fmt::Debug + Send + Sync {
    /// Does all there is to do now; for tests and tools, which wait for it.
    async fn finish(&self) -> Result<()>;

    /// Does what there is to do until it is told to stop.
    async fn run(&self, shutdown: CancellationToken);
}

/// Puts changes into the archive; see [`WriteArchive`].
#[derive(Clone, Debug)]
pub struct ArchiveWriter(Arc<dyn WriteArchive>);

impl ArchiveWriter {
    /// A handle to an engine's writer.
    pub fn new(engine: impl WriteArchive + 'static) -> Self {
        Self(Arc::new(engine))
    }

    /// Archives a page; see [`WriteLog::append`].
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

/// Fills what makes searching quick; see [`FillIndex`].
#[derive(Clone, Debug)]
pub struct Indexer(Arc<dyn FillIndex>);

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
