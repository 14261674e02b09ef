//! What the supervisor, the followers and the readers share.

use std::{sync::Arc, time::Duration};

use afterimage_archive::ChangeSink;
use afterimage_base::clock::SharedClock;
use afterimage_language::Phrase;
use afterimage_model::{Timestamp, table::Gap};
use tokio::{
    sync::{Mutex, OwnedSemaphorePermit, Semaphore},
    time::Instant,
};
use tokio_util::sync::CancellationToken;

use super::{
    backoff::Backoff,
    measures,
    options::SupervisorOptions,
    source::{SourceError, StreamPage, StreamSource, StreamsPage},
    status_registry::StatusRegistry,
};

/// DescribeStream answers at most ten calls a second for a whole account
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_DescribeStream.html>).
const DESCRIBE_SPACING: Duration = Duration::from_millis(100);

/// `ListStreams` answers at most five calls a second
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_ListStreams.html>).
const LIST_STREAMS_SPACING: Duration = Duration::from_millis(200);

/// How many pages shards in trouble may have in hand, beside those that the options allow. An answer that never comes
/// takes a place for as long as it is waited for, and that is to be no other shard's.
const PAGES_IN_TROUBLE: usize = 4;

/// The engine's surroundings.
pub(super) struct Shared {
    pub(super) source: Arc<dyn StreamSource>,
    pub(super) sink: Arc<dyn ChangeSink>,
    pub(super) statuses: StatusRegistry,
    pub(super) options: SupervisorOptions,
    pub(super) clock: SharedClock,
    describe_pace: CallRate,
    list_streams_pace: CallRate,
    pages: Arc<Semaphore>,
    pages_in_trouble: Arc<Semaphore>,
    readers: Arc<()>,
}

/// Stands for one reader as long as it lives.
#[derive(Debug)]
pub(super) struct Counted(#[expect(dead_code, reason = "it is there to be counted")] Arc<()>);

/// The right to have a page in hand, as long as it lives.
#[derive(Debug)]
pub(super) struct PageInHand {
    _permit: Option<OwnedSemaphorePermit>,
}

impl Shared {
    pub(super) fn new(
        source: Arc<dyn StreamSource>,
        sink: Arc<dyn ChangeSink>,
        options: SupervisorOptions,
        clock: SharedClock,
    ) -> Self {
        let (describe_pace, list_streams_pace) = (CallRate::new(DESCRIBE_SPACING), CallRate::new(LIST_STREAMS_SPACING));
        let pages = Arc::new(Semaphore::new(options.pages_in_hand.max(1)));
        let pages_in_trouble = Arc::new(Semaphore::new(PAGES_IN_TROUBLE));
        let statuses = StatusRegistry::default();
        Self {
            source,
            sink,
            statuses,
            options,
            clock,
            describe_pace,
            list_streams_pace,
            pages,
            pages_in_trouble,
            readers: Arc::default(),
        }
    }

    /// One more reader.
    pub(super) fn count_reader(&self) -> Counted {
        Counted(Arc::clone(&self.readers))
    }

    /// How many shards are read just now.
    pub(super) fn readers(&self) -> usize {
        Arc::strong_count(&self.readers) - 1
    }

    /// Waits for the right to have a page in hand, which lasts until the permit is dropped. First come, first served;
    /// but who could not be read last time waits with its like.
    pub(super) async fn page_in_hand(&self, is_in_trouble: bool) -> PageInHand {
        let pages = if is_in_trouble { &self.pages_in_trouble } else { &self.pages };
        // They are never closed.
        PageInHand { _permit: Arc::clone(pages).acquire_owned().await.ok() }
    }

    /// The right to have one more, where nobody waits for it.
    pub(super) fn another_page_in_hand(&self) -> Option<PageInHand> {
        Arc::clone(&self.pages).try_acquire_owned().ok().map(|permit| PageInHand { _permit: Some(permit) })
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The wait after one more failure.
    pub(super) fn delay(&self, backoff: &mut Backoff) -> Duration {
        backoff.failed(self.options.chance.next())
    }

    /// One page of DescribeStream, at the pace that all streams together may ask at.
    pub(super) async fn describe(&self, arn: &str, after: Option<&str>) -> Result<StreamPage, SourceError> {
        self.describe_pace.take_turn().await;
        self.statuses.count_description(self.now());
        self.source.describe_stream(arn, after).await
    }

    /// One page of DescribeStream that tells of a shard's children alone; at the same pace.
    pub(super) async fn describe_children(
        &self,
        arn: &str,
        parent: &str,
        after: Option<&str>,
    ) -> Result<StreamPage, SourceError> {
        self.describe_pace.take_turn().await;
        self.statuses.count_description(self.now());
        self.source.describe_children(arn, parent, after).await
    }

    /// One page of `ListStreams`, at the pace that all tables together may ask at.
    pub(super) async fn list_streams(&self, table: &str, after: Option<&str>) -> Result<StreamsPage, SourceError> {
        self.list_streams_pace.take_turn().await;
        self.source.list_streams(table, after).await
    }

    /// Does something with the archive until it succeeds; nothing when cancelled while waiting to try again. What is
    /// under way is never broken off.
    pub(super) async fn insist<T, F>(
        &self,
        cancel: &CancellationToken,
        failed: impl Fn(Phrase),
        attempt: impl Fn() -> F,
    ) -> Option<T>
    where
        F: Future<Output = afterimage_archive::Result<T>>,
    {
        let mut backoff = Backoff::default();
        loop {
            match attempt().await {
                Ok(done) => return Some(done),
                Err(error) => failed(error.in_words()),
            }
            if !wait(cancel, self.delay(&mut backoff)).await {
                return None;
            }
        }
    }

    /// As [`insist`](Self::insist), for what has no place in the registry: failures are logged.
    pub(super) async fn keep<T, F>(&self, cancel: &CancellationToken, attempt: impl Fn() -> F) -> Option<T>
    where
        F: Future<Output = afterimage_archive::Result<T>>,
    {
        let failed =
            |error: Phrase| tracing::error!(error = error.in_english(), "the archive did not answer; trying again");
        self.insist(cancel, failed, attempt).await
    }

    /// Makes a gap known: in the archive, where it is shown from, in the log and in the metrics.
    pub(super) async fn record_gap(&self, cancel: &CancellationToken, gap: Gap) -> Option<()> {
        self.keep(cancel, || self.sink.record_gap(gap.clone())).await?;
        let Gap { table, shard_id, cause, .. } = &gap;
        tracing::error!(table, shard = shard_id, cause, after = ?gap.after_sequence_number, "changes are lost");
        measures::gap(table);
        Some(())
    }
}

/// Waits; false when cancelled meanwhile.
pub(super) async fn wait(cancel: &CancellationToken, duration: Duration) -> bool {
    cancel.run_until_cancelled(tokio::time::sleep(duration)).await.is_some()
}

/// Lets calls through one by one, some time apart.
#[derive(Debug)]
struct CallRate {
    spacing: Duration,
    next: Mutex<Option<Instant>>,
}

impl CallRate {
    fn new(spacing: Duration) -> Self {
        Self { spacing, next: Mutex::new(None) }
    }

    async fn take_turn(&self) {
        let mut next = self.next.lock().await;
        if let Some(next) = *next {
            tokio::time::sleep_until(next).await;
        }
        *next = Some(Instant::now() + self.spacing);
    }
}
