//! The task behind the archive's writer: the only thing that writes.
//!
//! Pages are put together into a batch, and while that is being committed, on a thread where it may take its time, the
//! next batch is put together. When a commit fails, what was put together after it is put together anew.

use std::{pin::pin, sync::Arc, time::Instant};

use afterimage_archive::{ArchiveError, Committed, Result, ShardPage};
use afterimage_base::{clock::SharedClock, data_folder::Presence};
use afterimage_model::ChangeId;
use rusqlite::{Connection, config::DbConfig};
use sqlx::{Connection as _, SqliteConnection};
use tokio::sync::{Mutex, mpsc, watch};

use super::{
    in_order::Waiting,
    registration,
    reply::Reply,
    request::{Incoming, Request},
};
use crate::{
    append::{self, Appender, Batch, Deduplicated, EncodedPage},
    database::{Stored, WalSize, raw_connection},
    images::Learning,
    index::FreshChanges,
    measures,
};

/// A batch takes no further page when it has this many changes.
const BATCH_CHANGES: usize = 5_000;

/// Pages that are going to be committed together, and who waits for them, in their order.
struct Group {
    batch: Batch,
    replies: Vec<Waiting>,
}

/// What the task works with.
pub(super) struct Task {
    pub(super) connection: Arc<Mutex<SqliteConnection>>,
    /// Looked after whenever something was written and nothing is being written.
    pub(super) log: WalSize,
    pub(super) appender: Appender,
    pub(super) learning: Learning,
    pub(super) clock: SharedClock,
    pub(super) inbox: mpsc::Receiver<Request>,
    pub(super) announce: watch::Sender<ChangeId>,
    /// What is committed is kept here for a while.
    pub(super) fresh: FreshChanges,
    /// Whether what is open is where it was.
    pub(super) presence: Presence,
}

impl Task {
    /// Until it is told to close, or nobody is left who could ask for anything.
    pub(super) async fn run(mut self) {
        let mut next = self.inbox.recv().await;
        while let Some(request) = next {
            let left_over = match (request, self.presence.check()) {
                (Request::Close(reply), _) => return self.close(Some(reply)).await,
                (request, Err(absence)) => {
                    request.refuse(absence.into());
                    None
                }
                (Request::Append(page, reply), Ok(())) => self.append(page, reply).await,
                (Request::Register(registration, reply), Ok(())) => {
                    let outcome = registration::register(&mut *self.connection.lock().await, &registration).await;
                    let _ = reply.send(outcome);
                    None
                }
                (Request::NoteRestore(note, reply), Ok(())) => {
                    let mut connection = self.connection.lock().await;
                    let noted = self.appender.restores.note(&mut connection, &note, self.clock.now()).await;
                    let _ = reply.send(noted);
                    None
                }
                (Request::ForgetRestore(restore, reply), Ok(())) => {
                    let mut connection = self.connection.lock().await;
                    let _ = reply.send(self.appender.restores.forget(&mut connection, restore).await);
                    None
                }
            };
            self.log.keep_short(&mut *self.connection.lock().await).await;
            next = match left_over {
                Some(request) => Some(request),
                None => self.inbox.recv().await,
            };
        }
        self.close(None).await;
    }

    /// Archives the page, and whatever pages come until a commit is done and none has come; the request that ended that
    /// earlier.
    async fn append(&mut self, page: Incoming, reply: Waiting) -> Option<Request> {
        let mut group = self.group();
        match self.learn(&page.page).await {
            Ok(deduplicated) => self.add_when_encoded(&mut group, page, deduplicated, reply).await,
            Err(error) => reply.answer(Err(error)),
        }
        let mut left_over = None;
        while left_over.is_none() && group.has_room() {
            let Ok(request) = self.inbox.try_recv() else { break };
            left_over = self.take_in(&mut group, request).await;
        }
        while !group.batch.is_empty() {
            (group, left_over) = self.commit_and_gather(group, left_over).await;
        }
        left_over
    }

    /// Commits the group, and puts the next one together meanwhile.
    async fn commit_and_gather(&mut self, mut group: Group, left_over: Option<Request>) -> (Group, Option<Request>) {
        self.appender.finish(&mut group.batch);
        let mut committing = pin!(self.commit(group.batch));
        let (mut next, mut left_over) = (self.group(), left_over);
        let (batch, outcome) = loop {
            tokio::select! {
                biased;
                done = &mut committing => break done,
                Some(request) = self.inbox.recv(), if left_over.is_none() && next.has_room() => {
                    left_over = self.take_in(&mut next, request).await;
                }
            }
        };
        match outcome {
            Ok(()) => self.committed(batch, group.replies).await,
            Err(error) => {
                self.start_over(batch, group.replies, error).await;
                next = self.put_together_again(next).await;
            }
        }
        (next, left_over)
    }

    /// A new group, after everything that was put together so far.
    fn group(&self) -> Group {
        Group { batch: self.appender.begin(), replies: Vec::new() }
    }

    /// Adds the request to the group where it is a page, and gives it back where it is not. A page that names what was
    /// never named before has to wait as well: while a batch is being committed nothing else is written.
    async fn take_in(&mut self, group: &mut Group, request: Request) -> Option<Request> {
        let Request::Append(page, reply) = request else { return Some(request) };
        match self.appender.deduplicate(&page.page) {
            Ok(Some(deduplicated)) => self.add_when_encoded(group, page, deduplicated, reply).await,
            Ok(None) => return Some(Request::Append(page, reply)),
            Err(error) => reply.answer(Err(error)),
        }
        None
    }

    /// What of the page is new, once everything that it names is known. Nothing is being committed.
    async fn learn(&mut self, page: &ShardPage) -> Result<Deduplicated> {
        if let Some(deduplicated) = self.appender.deduplicate(page)? {
            return Ok(deduplicated);
        }
        self.appender.learn(&mut *self.connection.lock().await, page).await?;
        self.appender.deduplicate(page)?.ok_or_else(|| ArchiveError::UnknownStream(page.stream_arn.clone()))
    }

    /// Adds a page to the group. It may still be being encoded: to wait for that is shorter than to wait for the disk once
    /// more.
    async fn add_when_encoded(
        &mut self,
        group: &mut Group,
        page: Incoming,
        deduplicated: Deduplicated,
        reply: Waiting,
    ) {
        match page.encoded().await {
            Ok(page) => self.add(group, page, deduplicated, reply).await,
            Err(error) => reply.answer(Err(error)),
        }
    }

    async fn add(&mut self, group: &mut Group, page: EncodedPage, deduplicated: Deduplicated, reply: Waiting) {
        if let Some(refusal) = reply.refusal(deduplicated.is_all_of(&page.page), &page.page.shard_id) {
            return reply.answer(Err(refusal));
        }
        match self.appender.add(&mut group.batch, page, deduplicated).await {
            Ok(()) => group.replies.push(reply),
            Err(error) => reply.answer(Err(error)),
        }
    }

    /// What happens after a commit: the news, and the answers.
    async fn committed(&mut self, batch: Option<Batch>, replies: Vec<Waiting>) {
        let Some(batch) = batch else { return };
        self.appender.committed(&batch);
        let last_id = self.appender.last_id();
        let archived: usize = batch.counts.iter().map(|count| count.archived).sum();
        measures::archived(archived);
        if archived > 0 {
            self.fresh.keep(batch.fresh_changes(), batch.images_bytes());
            self.announce.send_replace(last_id);
        }
        for (reply, count) in replies.into_iter().zip(&batch.counts) {
            reply.answer(Ok(Committed { archived: count.archived, skipped: count.skipped, last_id }));
        }
        for page in &batch.pages {
            self.learning.see(&page.page);
        }
        let mut connection = self.connection.lock().await;
        self.learning.keep_trained(&mut connection, self.clock.now()).await;
        self.log.keep_short(&mut connection).await;
        drop(connection);
        // Some ten thousand small pieces of memory: they are given back elsewhere, while the next batch goes its way.
        tokio::task::spawn_blocking(move || drop(batch));
    }

    /// After a commit that failed: each page by itself, so that one page's failure is that page's only.
    async fn start_over(&mut self, batch: Option<Batch>, replies: Vec<Waiting>, error: ArchiveError) {
        self.appender.forget();
        let pages = batch.map(|batch| batch.pages).unwrap_or_default();
        if pages.len() < 2 {
            return tell_failures(replies, error);
        }
        for (page, reply) in pages.into_iter().zip(replies) {
            let mut group = self.group();
            self.add_again(&mut group, page, reply).await;
            if group.batch.is_empty() {
                continue;
            }
            self.appender.finish(&mut group.batch);
            match self.commit(group.batch).await {
                (batch, Ok(())) => self.committed(batch, group.replies).await,
                (_, Err(error)) => {
                    self.appender.forget();
                    tell_failures(group.replies, error);
                }
            }
        }
    }

    /// The same pages after what has become of those before them.
    async fn put_together_again(&mut self, group: Group) -> Group {
        let mut again = self.group();
        for (page, reply) in group.batch.pages.into_iter().zip(group.replies) {
            self.add_again(&mut again, page, reply).await;
        }
        again
    }

    async fn add_again(&mut self, group: &mut Group, page: EncodedPage, reply: Waiting) {
        match self.learn(&page.page).await {
            Ok(deduplicated) => self.add(group, page, deduplicated, reply).await,
            Err(error) => reply.answer(Err(error)),
        }
    }

    /// One transaction, into files that can be reached.
    fn commit(&self, batch: Batch) -> impl Future<Output = (Option<Batch>, Result<()>)> + Send + use<> {
        commit(Arc::clone(&self.connection), self.presence.clone(), batch)
    }

    async fn close(self, reply: Option<Reply<()>>) {
        let is_in_place = self.presence.check().is_ok();
        let outcome = match Arc::into_inner(self.connection) {
            Some(connection) if is_in_place => close(connection.into_inner()).await.stored(),
            Some(connection) => leave(connection.into_inner()).await,
            None => Err(ArchiveError::Closed),
        };
        if let Err(error) = &outcome {
            tracing::warn!(%error, "the archive was not closed cleanly; nothing is lost, the next start tidies it up");
        }
        // What is remembered, and with it the right to write. Before the answer: whoever waits for it may open the archive again
        // at once.
        drop(self.appender);
        if let Some(reply) = reply {
            let _ = reply.send(outcome);
        }
    }
}

impl Group {
    fn has_room(&self) -> bool {
        self.batch.len() < BATCH_CHANGES
    }
}

/// The cause goes to the first; a batch of several pages fails for all of them only when its thread died.
fn tell_failures(replies: Vec<Waiting>, error: ArchiveError) {
    let mut error = Some(error);
    for reply in replies {
        reply.answer(Err(error.take().unwrap_or(ArchiveError::Closed)));
    }
}

/// One transaction, unless the archive's files are not where they were. The batch comes back, unless its thread died.
async fn commit(
    connection: Arc<Mutex<SqliteConnection>>,
    presence: Presence,
    batch: Batch,
) -> (Option<Batch>, Result<()>) {
    let started = Instant::now();
    let committing = tokio::task::spawn_blocking(move || {
        let commit = |bare: &Connection| append::commit(bare, &batch);
        let outcome = match presence.check() {
            Ok(()) => raw_connection::with(&mut connection.blocking_lock(), commit),
            Err(absence) => Err(absence.into()),
        };
        (batch, outcome)
    });
    match committing.await {
        Ok((batch, outcome)) => {
            measures::committed(started.elapsed());
            (Some(batch), outcome)
        }
        Err(fault) => (None, Err(ArchiveError::Storage(fault.into()))),
    }
}

/// Folds the write-ahead log into the file, so that the file alone is a whole archive.
async fn close(mut connection: SqliteConnection) -> sqlx::Result<()> {
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut connection).await?;
    connection.close().await
}

/// Lets go of files that are not where they were. SQLite would fold the log into the file, and remove it by its name: that
/// may be the log of another archive by now.
async fn leave(mut connection: SqliteConnection) -> Result<()> {
    raw_connection::with(&mut connection, |bare| bare.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true))?;
    connection.close().await.stored()
}
