//! The one way into the archive: a handle, and the task behind it that owns the only connection that writes.
//!
//! Requests wait in a bounded channel, so that a slow disk holds the shard readers up instead of filling the memory.
//! What waits there goes into one transaction: under load commits get larger, not more.

use std::{sync::Arc, time::Instant};

use afterimage_app::model::{ChangeId, Timestamp, table::Gap};
use sqlx::{Connection, SqliteConnection};
use tokio::{
    sync::{mpsc, oneshot, watch},
    task::JoinHandle,
};

use super::{
    ArchiveError, Committed, Result, SegmentRecord, ShardPage, ShardRecord, StreamRecord,
    append::Appender,
    baselines::BaselineNote,
    dictionaries::{Dictionaries, Learning},
    encoded::EncodedPage,
    lock::FolderLock,
    registry::{self, Registration},
};
use crate::clock::SharedClock;

/// How many requests wait for the writer before the next one waits outside.
const QUEUED_REQUESTS: usize = 64;

/// A transaction takes no further page when it has this many changes.
const GROUP_CHANGES: usize = 5_000;

/// Puts changes into the archive: a handle to the one task that writes.
#[derive(Clone, Debug)]
pub struct ArchiveWriter {
    requests: mpsc::Sender<Request>,
    newest: watch::Receiver<ChangeId>,
    dictionaries: Dictionaries,
}

type Reply<T> = oneshot::Sender<Result<T>>;

/// What the task is asked.
enum Request {
    Append(Incoming, Reply<Committed>),
    Register(Registration, Reply<()>),
    Close(Reply<()>),
}

/// A page that is being encoded. It has its place in the queue from the beginning, so that pages are archived in the
/// order in which they came, however long their encoding takes.
struct Incoming {
    changes: usize,
    encoding: JoinHandle<EncodedPage>,
}

impl Incoming {
    fn new(page: Arc<ShardPage>, dictionaries: Dictionaries) -> Self {
        let changes = page.changes.len();
        Self { changes, encoding: tokio::task::spawn_blocking(move || EncodedPage::new(page, &dictionaries)) }
    }

    async fn encoded(self) -> Result<EncodedPage> {
        self.encoding.await.map_err(|fault| ArchiveError::Storage(fault.into()))
    }
}

impl ArchiveWriter {
    /// Starts the task. It ends when it is told to close, or when no handle is left.
    pub(super) async fn start(mut connection: SqliteConnection, lock: FolderLock, clock: SharedClock) -> Result<Self> {
        let appender = Appender::start(&mut connection, clock.clone()).await?;
        let learning = Learning::start(&mut connection).await?;
        let dictionaries = learning.dictionaries();
        let (requests, inbox) = mpsc::channel(QUEUED_REQUESTS);
        let (announce, newest) = watch::channel(appender.last_id());
        tokio::spawn(Task { connection, appender, learning, clock, inbox, announce, lock }.run());
        Ok(Self { requests, newest, dictionaries })
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
        let page = Incoming::new(page.into(), self.dictionaries.clone());
        self.ask(|reply| Request::Append(page, reply)).await
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

    /// Notes that a scan of a table begins; [`baselines`](super::ArchiveReader::baselines) tells its id.
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

    /// Has something written down beside the changes.
    pub(super) async fn register(&self, registration: Registration) -> Result<()> {
        self.ask(|reply| Request::Register(registration, reply)).await
    }

    /// The newest committed change, whenever there is one: wakes the feed.
    pub fn subscribe(&self) -> watch::Receiver<ChangeId> {
        self.newest.clone()
    }

    /// Finishes what waits, tidies the storage up and closes. Other handles' later requests fail.
    ///
    /// # Errors
    /// When the storage fails; everything committed stays committed.
    pub async fn close(self) -> Result<()> {
        self.ask(Request::Close).await
    }
}

/// A page and who waits for it.
type Waiting = (Incoming, Reply<Committed>);

/// The pages when they are encoded; who waits for one that cannot be is told so.
async fn encoded(group: Vec<Waiting>) -> (Vec<EncodedPage>, Vec<Reply<Committed>>) {
    let (mut pages, mut replies) = (Vec::with_capacity(group.len()), Vec::with_capacity(group.len()));
    for (page, reply) in group {
        match page.encoded().await {
            Ok(page) => {
                pages.push(page);
                replies.push(reply);
            }
            Err(error) => {
                let _ = reply.send(Err(error));
            }
        }
    }
    (pages, replies)
}

/// The task: everything that writes, in one place and one after the other.
struct Task {
    connection: SqliteConnection,
    appender: Appender,
    learning: Learning,
    clock: SharedClock,
    inbox: mpsc::Receiver<Request>,
    announce: watch::Sender<ChangeId>,
    /// Let go of when the connection is closed, not before.
    lock: FolderLock,
}

impl Task {
    async fn run(mut self) {
        let mut next = self.inbox.recv().await;
        while let Some(request) = next {
            next = match request {
                Request::Append(page, reply) => {
                    let (group, left_over) = self.gather((page, reply));
                    self.append_group(group).await;
                    match left_over {
                        Some(request) => Some(request),
                        None => self.inbox.recv().await,
                    }
                }
                Request::Register(registration, reply) => {
                    let outcome = registry::register(&mut self.connection, &registration).await;
                    let _ = reply.send(outcome);
                    self.inbox.recv().await
                }
                Request::Close(reply) => return self.close(Some(reply)).await,
            };
        }
        self.close(None).await;
    }

    /// The page and those that wait behind it, as far as one transaction takes them; and the request that ended it.
    /// Some may still be being encoded: to wait for that is shorter than to wait for the disk once more.
    fn gather(&mut self, first: Waiting) -> (Vec<Waiting>, Option<Request>) {
        let mut changes = first.0.changes;
        let mut group = vec![first];
        while changes < GROUP_CHANGES {
            match self.inbox.try_recv() {
                Ok(Request::Append(page, reply)) => {
                    changes += page.changes;
                    group.push((page, reply));
                }
                Ok(other) => return (group, Some(other)),
                Err(_) => break,
            }
        }
        (group, None)
    }

    /// Commits the group; when that fails, each page by itself, so that one page's failure is that page's only.
    async fn append_group(&mut self, group: Vec<Waiting>) {
        let (pages, replies) = encoded(group).await;
        let outcomes = match self.commit(&pages).await {
            Ok(outcomes) => outcomes.into_iter().map(Ok).collect(),
            Err(error) if pages.len() == 1 => vec![Err(error)],
            Err(_) => self.commit_each(&pages).await,
        };
        for (reply, outcome) in replies.into_iter().zip(outcomes) {
            // Whoever does not wait any more reads again and finds it skipped.
            let _ = reply.send(outcome);
        }
        for page in &pages {
            self.learning.see(&page.page);
        }
        self.learning.keep_trained(&mut self.connection, self.clock.now()).await;
    }

    async fn commit_each(&mut self, pages: &[EncodedPage]) -> Vec<Result<Committed>> {
        let mut outcomes = Vec::with_capacity(pages.len());
        for page in pages {
            let committed = self.commit(std::slice::from_ref(page)).await;
            outcomes.push(committed.and_then(|committed| committed.into_iter().next().ok_or(ArchiveError::Closed)));
        }
        outcomes
    }

    /// One transaction, and after it the news.
    async fn commit(&mut self, pages: &[EncodedPage]) -> Result<Vec<Committed>> {
        let started = Instant::now();
        let outcomes = self.appender.append(&mut self.connection, pages).await?;
        let archived: usize = outcomes.iter().map(|outcome| outcome.archived).sum();
        metrics::histogram!("afterimage_archive_commit_seconds").record(started.elapsed());
        metrics::counter!("afterimage_archive_rows_total").increment(archived as u64);
        if archived > 0 {
            self.announce.send_replace(self.appender.last_id());
        }
        Ok(outcomes)
    }

    async fn close(self, reply: Option<Reply<()>>) {
        let outcome = close(self.connection).await.map_err(ArchiveError::from);
        if let Err(error) = &outcome {
            tracing::warn!(%error, "the archive was not closed cleanly; nothing is lost, the next start tidies it up");
        }
        // Before the answer: whoever waits for it may open the archive again at once.
        drop(self.lock);
        if let Some(reply) = reply {
            let _ = reply.send(outcome);
        }
    }
}

/// Folds the write-ahead log into the file, so that the file alone is a whole archive.
async fn close(mut connection: SqliteConnection) -> sqlx::Result<()> {
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut connection).await?;
    connection.close().await
}
