//! The one way into the archive: a handle, and the task behind it that owns the only connection that writes.
//!
//! Requests wait in a bounded channel, so that a slow disk holds the shard readers up instead of filling the memory.
//! What waits there goes into one transaction: under load commits get larger, not more.

use std::sync::Arc;

use afterimage_base::{clock::SharedClock, data_folder::Presence};
use afterimage_model::{ChangeId, Timestamp, table::Gap};
use futures::future::join_all;
use sqlx::SqliteConnection;
use tokio::sync::{Mutex, mpsc, oneshot, watch};

use super::{
    ArchiveError, Committed, IncomingChange, RestoreId, RestoreNote, Result, SegmentRecord, ShardPage, ShardRecord,
    StreamRecord,
    append::Appender,
    baselines::BaselineNote,
    dictionaries::{Dictionaries, Learning},
    fresh_changes::FreshChanges,
    in_order::{InOrder, Waiting},
    lock::SoleWriter,
    lookup::ItemLookup,
    prefetch::EncodedAhead,
    registry::Registration,
    wal_size::WalSize,
    writer_task::{Incoming, Reply, Request, Task},
};

/// How many requests wait for the writer before the next one waits outside.
const QUEUED_REQUESTS: usize = 64;

/// What the writer has of the data folder.
pub(super) struct Held {
    /// That nobody else writes; given back when the connection is closed, not before.
    pub(super) sole: SoleWriter,
    /// Whether what is open is where it was.
    pub(super) presence: Presence,
}

/// Puts changes into the archive: a handle to the one task that writes.
#[derive(Clone, Debug)]
pub struct SqliteWriter {
    requests: mpsc::Sender<Request>,
    newest: watch::Receiver<ChangeId>,
    dictionaries: Dictionaries,
    ahead: EncodedAhead,
    fresh: FreshChanges,
    presence: Presence,
}

impl SqliteWriter {
    /// Starts the task. It ends when it is told to close, or when no handle is left.
    pub(super) async fn start(
        mut connection: SqliteConnection,
        log: WalSize,
        lookup: ItemLookup,
        Held { sole, presence }: Held,
        clock: SharedClock,
    ) -> Result<Self> {
        let appender = Appender::start(&mut connection, lookup, sole, clock.clone()).await?;
        let learning = Learning::start(&mut connection).await?;
        let dictionaries = learning.dictionaries();
        let (requests, inbox) = mpsc::channel(QUEUED_REQUESTS);
        let (announce, newest) = watch::channel(appender.last_id());
        let connection = Arc::new(Mutex::new(connection));
        let fresh = FreshChanges::default();
        let (kept, looked_after) = (fresh.clone(), presence.clone());
        let task =
            Task { connection, log, appender, learning, clock, inbox, announce, fresh: kept, presence: looked_after };
        tokio::spawn(task.run());
        Ok(Self { requests, newest, dictionaries, ahead: EncodedAhead::default(), fresh, presence })
    }

    async fn ask<T>(&self, request: impl FnOnce(Reply<T>) -> Request) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        self.requests.send(request(reply)).await.map_err(|_| ArchiveError::Closed)?;
        answer.await.map_err(|_| ArchiveError::Closed)?
    }

    /// Archives a page and its checkpoint in one transaction; resolves after the commit. Changes at or before the
    /// shard's checkpoint are there already and skipped, so that reading again is harmless.
    ///
    /// # Errors
    /// Nothing of the page is archived then.
    pub async fn append(&self, page: impl Into<Arc<ShardPage>>) -> Result<Committed> {
        self.append_at(page.into(), None).await
    }

    /// Archives pages in their order, each whole or not at all; several may go into one transaction. After one that
    /// fails nothing goes in. What became of each.
    pub async fn append_in_order(&self, pages: Vec<ShardPage>) -> Vec<Result<Committed>> {
        let in_order = InOrder::default();
        let mut answers = Vec::with_capacity(pages.len());
        // One after the other: sent at the same time, they overtake each other where the queue is full.
        for page in pages {
            answers.push(self.send(Arc::new(page), Some(in_order.clone())).await);
        }
        join_all(answers.into_iter().map(answered)).await
    }

    async fn append_at(&self, page: Arc<ShardPage>, in_order: Option<InOrder>) -> Result<Committed> {
        answered(self.send(page, in_order).await).await
    }

    /// Puts a page into the queue; what comes of it is told later.
    async fn send(
        &self,
        page: Arc<ShardPage>,
        in_order: Option<InOrder>,
    ) -> Result<oneshot::Receiver<Result<Committed>>> {
        let encoding = self.ahead.take(&page.changes, &self.dictionaries);
        let (reply, answer) = oneshot::channel();
        let request = Request::Append(Incoming { page, encoding }, Waiting { reply, in_order });
        self.requests.send(request).await.map_err(|_| ArchiveError::Closed)?;
        Ok(answer)
    }

    /// Says that these changes are going to be the next page of their shard: what of that takes time and needs to know
    /// nothing of the archive is begun.
    pub fn foresee(&self, changes: &Arc<Vec<IncomingChange>>) {
        self.ahead.begin(changes, &self.dictionaries);
    }

    /// Puts a stream in, or brings what is known of it up to date.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn upsert_stream(&self, stream: StreamRecord) -> Result<()> {
        self.ask(|reply| Request::Register(Registration::Stream(stream), reply)).await
    }

    /// Puts shards in, or their parents up to date.
    ///
    /// # Errors
    /// When the stream was never put in, or the storage fails.
    pub async fn upsert_shards(&self, stream_arn: &str, shards: Vec<ShardRecord>) -> Result<()> {
        let registration = Registration::Shards { stream_arn: stream_arn.to_owned(), shards };
        self.ask(|reply| Request::Register(registration, reply)).await
    }

    /// Marks a shard as closed and drained.
    ///
    /// # Errors
    /// When the stream was never put in, or the storage fails.
    pub async fn finish_shard(&self, stream_arn: &str, shard_id: &str) -> Result<()> {
        let registration = Registration::Finished { stream_arn: stream_arn.to_owned(), shard_id: shard_id.to_owned() };
        self.ask(|reply| Request::Register(registration, reply)).await
    }

    /// Records a gap; the same gap again is harmless.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn record_gap(&self, gap: Gap) -> Result<()> {
        self.ask(|reply| Request::Register(Registration::Gap(gap), reply)).await
    }

    /// Notes that a scan of a table begins; [`baselines`](super::SqliteReader::baselines) tells its id.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn begin_baseline(
        &self,
        table: &str,
        segments: u32,
        items_expected: Option<u64>,
        at: Timestamp,
    ) -> Result<()> {
        let note = BaselineNote::Begun { table: table.to_owned(), segments, items_expected, at };
        self.ask(|reply| Request::Register(Registration::Baseline(note), reply)).await
    }

    /// Notes how far a segment is scanned.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn note_segment(&self, baseline: i64, segment: u32, record: SegmentRecord) -> Result<()> {
        let note = BaselineNote::Segment { baseline, segment, record };
        self.ask(|reply| Request::Register(Registration::Baseline(note), reply)).await
    }

    /// Notes that a scan is done.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn finish_baseline(&self, baseline: i64, at: Timestamp) -> Result<()> {
        let note = BaselineNote::Finished { baseline, at };
        self.ask(|reply| Request::Register(Registration::Baseline(note), reply)).await
    }

    /// Notes a restore that is about to be sent, so that its change is recognised when it comes.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn note_restore(&self, note: RestoreNote) -> Result<RestoreId> {
        self.ask(|reply| Request::NoteRestore(Box::new(note), reply)).await
    }

    /// Takes a restore back that was not done.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn forget_restore(&self, restore: RestoreId) -> Result<()> {
        self.ask(|reply| Request::ForgetRestore(restore, reply)).await
    }

    /// Has something written down beside the changes.
    pub(super) async fn register(&self, registration: Registration) -> Result<()> {
        self.ask(|reply| Request::Register(registration, reply)).await
    }

    /// The changes that were committed last.
    pub(super) fn fresh(&self) -> &FreshChanges {
        &self.fresh
    }

    /// The archive's files, which are looked at before everything that is written; for whoever looks in between.
    pub fn presence(&self) -> Presence {
        self.presence.clone()
    }

    /// The newest committed change, whenever there is one: wakes the feed.
    pub fn subscribe(&self) -> watch::Receiver<ChangeId> {
        self.newest.clone()
    }

    /// Finishes what waits, tidies the storage up and closes. Other handles' later requests fail.
    ///
    /// # Errors
    /// When the storage fails; everything committed stays committed.
    pub async fn close(&self) -> Result<()> {
        self.ask(Request::Close).await
    }
}

/// What became of a page that was sent.
async fn answered(sent: Result<oneshot::Receiver<Result<Committed>>>) -> Result<Committed> {
    sent?.await.map_err(|_| ArchiveError::Closed)?
}
