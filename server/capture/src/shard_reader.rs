//! Reads one shard to its end: page by page, each archived with its checkpoint before the next is taken in. The page
//! after a full one is asked for while that one is being archived.

use std::{sync::Arc, time::Duration};

use afterimage_archive::{IncomingChange, ShardPage};
use afterimage_language::{Phrase, phrase};
use afterimage_model::{SequenceNumber, Timestamp, table::Gap};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::{
    backoff::Backoff,
    belief::{Ending, INCOMPLETE_UNTIL_BELIEVED},
    measures,
    polling::{self, Polling},
    shared::{Counted, PageInHand, Shared, wait},
    source::{IteratorStart, RECORDS_PER_PAGE, RecordsPage, ShardAddress, ShardIterator, SourceError, SourceErrorKind},
    status_registry::PageRead,
};

/// The cause of a gap that was trimmed before it was read.
pub const CAUSE_TRIMMED: &str = "trimmed";

/// The cause of a gap made by records without a place.
pub const CAUSE_UNREADABLE: &str = "unreadable";

/// How a reader ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ReaderEnd {
    /// Answers tell that the shard is closed, and all of it is archived.
    Drained(Drained),
    /// The source does not know the shard, or its stream.
    Lost {
        checkpoint: Option<SequenceNumber>,
        /// It did know the shard when this reader began.
        was_found: bool,
    },
    /// Cancelled; the page in hand is archived.
    Stopped(Option<SequenceNumber>),
    /// A fault of this program. Only the archive knows how far the shard was read.
    Broken,
}

/// Where a reader stood when it was told of the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Drained {
    pub(super) checkpoint: Option<SequenceNumber>,
    /// It was begun with the next change, and none came: asked from the beginning, the shard would tell what is not
    /// wished for.
    pub(super) is_without_place: bool,
}

/// How long after it was told of its end a shard is asked again.
pub const END_ASKED_AGAIN_AFTER: Duration = Duration::from_millis(200);

/// What a reader does next.
enum NextAction {
    /// Read on after a wait that a wake-up may cut short.
    Poll(Duration),
    /// Try again after a wait that nothing cuts short.
    Retry(Duration),
    End(ReaderEnd),
}

/// A page that was asked for while the one before it was being archived.
struct Ahead {
    asked_at: Timestamp,
    answer: Result<RecordsPage, SourceError>,
    in_hand: PageInHand,
}

pub(super) struct ShardReader {
    shared: Arc<Shared>,
    shard: ShardAddress,
    /// Where the next iterator begins, when there is none in hand.
    start: IteratorStart,
    iterator: Option<ShardIterator>,
    /// The iterator in hand came with a page: it may stand anywhere, not only after the checkpoint.
    is_carried_on: bool,
    checkpoint: Option<SequenceNumber>,
    /// The stream says that what follows the checkpoint is trimmed. Only the oldest change that is left tells whether
    /// something is lost.
    trimmed: bool,
    /// When the page in hand was asked for.
    asked_at: Timestamp,
    ahead: Option<Ahead>,
    was_found: bool,
    ending: Ending,
    /// How many pages in a row had records without a place.
    incomplete: u32,
    polling: Polling,
    backoff: Backoff,
    wake_ups: watch::Receiver<()>,
    last_call: watch::Receiver<bool>,
    cancel: CancellationToken,
    _counted: Counted,
}

impl ShardReader {
    /// `last_call` says that the stream is over: what is quiet then counts as drained.
    pub(super) fn new(
        shared: Arc<Shared>,
        shard: ShardAddress,
        start: IteratorStart,
        last_call: watch::Receiver<bool>,
        cancel: CancellationToken,
    ) -> Self {
        let checkpoint = match &start {
            IteratorStart::AfterSequenceNumber(number) => Some(number.clone()),
            IteratorStart::TrimHorizon | IteratorStart::Latest => None,
        };
        let polling = Polling::new(shared.options.poll);
        let wake_ups = shared.statuses.wake_ups(&shard.table);
        let (asked_at, counted) = (shared.now(), shared.count_reader());
        Self {
            asked_at,
            ahead: None,
            shared,
            shard,
            start,
            iterator: None,
            is_carried_on: false,
            checkpoint,
            trimmed: false,
            was_found: false,
            ending: Ending::default(),
            incomplete: 0,
            polling,
            backoff: Backoff::default(),
            wake_ups,
            last_call,
            cancel,
            _counted: counted,
        }
    }

    /// Reads until the shard is drained or lost, or until cancelled.
    pub(super) async fn run(mut self) -> ReaderEnd {
        loop {
            let step = self.step().await;
            let go_on = match step {
                NextAction::Poll(duration) => self.doze(duration).await,
                NextAction::Retry(duration) => wait(&self.cancel, duration).await,
                NextAction::End(end) => return end,
            };
            if !go_on {
                return self.stopped();
            }
        }
    }

    /// Fetches a page and archives it. Only so many readers have one in hand at a time.
    async fn step(&mut self) -> NextAction {
        let cancel = self.cancel.clone();
        match cancel.run_until_cancelled(self.next_page()).await {
            None => NextAction::End(self.stopped()),
            Some((Ok(page), _in_hand)) => self.take_in(page).await,
            Some((Err(error), _)) => self.recover(&error),
        }
    }

    /// The page that was asked for ahead, or a new one.
    async fn next_page(&mut self) -> (Result<RecordsPage, SourceError>, PageInHand) {
        if let Some(Ahead { asked_at, answer, in_hand }) = self.ahead.take() {
            self.asked_at = asked_at;
            return (answer, in_hand);
        }
        let shared = Arc::clone(&self.shared);
        let in_hand = shared.page_in_hand(self.backoff.attempts() > 0).await;
        (self.fetch().await, in_hand)
    }

    fn stopped(&self) -> ReaderEnd {
        ReaderEnd::Stopped(self.checkpoint.clone())
    }

    fn drained(&self) -> ReaderEnd {
        let (checkpoint, is_without_place) = (self.checkpoint.clone(), self.is_without_place());
        ReaderEnd::Drained(Drained { checkpoint, is_without_place })
    }

    fn is_without_place(&self) -> bool {
        self.checkpoint.is_none() && self.start == IteratorStart::Latest
    }

    fn lost(&self) -> ReaderEnd {
        ReaderEnd::Lost { checkpoint: self.checkpoint.clone(), was_found: self.was_found }
    }

    async fn fetch(&mut self) -> Result<RecordsPage, SourceError> {
        let source = &self.shared.source;
        let iterator = match &self.iterator {
            Some(iterator) => iterator.clone(),
            None => source.shard_iterator(&self.shard, &self.start).await?,
        };
        self.iterator = Some(iterator.clone());
        self.asked_at = self.shared.now();
        self.shared.statuses.count_read(self.asked_at);
        measures::timed_read(source.records(&self.shard, &iterator, RECORDS_PER_PAGE)).await
    }

    /// Archives a page; what the stream told with it counts only once it is durable.
    async fn take_in(&mut self, page: RecordsPage) -> NextAction {
        if page.unplaced > 0 && self.incomplete < INCOMPLETE_UNTIL_BELIEVED {
            self.incomplete += 1;
            return self.recover(&without_places(page.unplaced));
        }
        self.incomplete = 0;
        self.backoff.succeeded();
        self.was_found = true;
        let count = page.changes.len();
        if self.note_losses(&page).await.is_none() {
            return NextAction::End(self.stopped());
        }
        let RecordsPage { changes, next_iterator, .. } = page;
        let after_full = next_iterator.clone().filter(|_| count >= RECORDS_PER_PAGE);
        let ahead = ask_ahead(Arc::clone(&self.shared), self.shard.clone(), after_full);
        let (cancel, changes) = (self.cancel.clone(), self.new_ones(changes));
        let (archived, ahead) = tokio::join!(self.archive(changes), cancel.run_until_cancelled(ahead));
        if archived.is_none() {
            return NextAction::End(self.stopped());
        }
        self.ahead = ahead.flatten();
        let mut wait = self.polling.after_page(count, RECORDS_PER_PAGE);
        if self.polling.is_quiet() {
            wait = polling::among(wait, self.shared.readers());
        }
        if count == 0 {
            let quiet = self.polling.is_quiet();
            self.show_page(quiet.then_some(0), quiet.then_some(self.asked_at));
        }
        let is_last_call = *self.last_call.borrow();
        let Some(next) = next_iterator else {
            let is_believed = is_last_call || self.ending.told(self.checkpoint.as_ref());
            return if is_believed { NextAction::End(self.drained()) } else { self.doubt_the_end() };
        };
        (self.iterator, self.is_carried_on) = (Some(next), true);
        if self.polling.is_quiet() && is_last_call {
            return NextAction::End(self.drained());
        }
        NextAction::Poll(wait)
    }

    /// Asks again from the checkpoint on. Whoever began with the newest change and has got none asks at the same place:
    /// what was there before is not wished for.
    fn doubt_the_end(&mut self) -> NextAction {
        if !self.is_without_place() {
            self.start_again();
        }
        NextAction::Retry(END_ASKED_AGAIN_AFTER)
    }

    /// What comes after the checkpoint. The archive would skip the rest by itself, but for a shard that goes on from an
    /// earlier stream of the table: of that, only the reader knows how far it was read.
    fn new_ones(&self, mut changes: Arc<Vec<IncomingChange>>) -> Arc<Vec<IncomingChange>> {
        let is_new = |change: &IncomingChange| Some(&change.sequence_number) > self.checkpoint.as_ref();
        if !changes.iter().all(is_new) {
            Arc::make_mut(&mut changes).retain(is_new);
        }
        changes
    }

    /// Rows and checkpoint in one transaction; nothing when cancelled while the archive fails.
    async fn archive(&mut self, changes: Arc<Vec<IncomingChange>>) -> Option<()> {
        let Some(last) = changes.last() else { return Some(()) };
        let checkpoint = self.checkpoint.clone().max(Some(last.sequence_number.clone()));
        // Told to the second: what happened within it may still be to come.
        let caught_up_at = last.created_at;
        let lag_ms = self.shared.now().millis_since(last.created_at);
        let counted = measures::by_op(&changes);
        let page = Arc::new(ShardPage {
            stream_arn: self.shard.stream_arn.clone(),
            shard_id: self.shard.shard_id.clone(),
            changes,
            checkpoint: checkpoint.clone(),
        });
        let append = || self.shared.sink.append(Arc::clone(&page));
        self.shared.insist(&self.cancel, |error| self.show_failure(error), append).await?;
        measures::archived(&self.shard.table, &counted);
        self.checkpoint = checkpoint;
        self.show_page(Some(u64::try_from(lag_ms).unwrap_or(0)), Some(caught_up_at));
        Some(())
    }

    /// Gaps go into the archive before the changes after them, so that no stop in between can hide one.
    async fn note_losses(&mut self, page: &RecordsPage) -> Option<()> {
        if page.unplaced > 0 {
            tracing::error!(shard = self.shard.shard_id, records = page.unplaced, "records without a sequence number");
            self.record_gap(CAUSE_UNREADABLE, None).await?;
        }
        let oldest_left = page.changes.first().map(|change| change.sequence_number.clone());
        let may_be_told_yet = oldest_left.is_some() || page.next_iterator.is_none() || self.polling.is_quiet();
        if !self.trimmed || !may_be_told_yet {
            return Some(());
        }
        // Where the oldest change that is left was archived long ago, nothing is missing: emulators say "trimmed" of
        // any sequence number that they do not like.
        if oldest_left.is_none() || oldest_left > self.checkpoint {
            self.record_gap(CAUSE_TRIMMED, oldest_left).await?;
        }
        self.trimmed = false;
        Some(())
    }

    async fn record_gap(&self, cause: &str, until: Option<SequenceNumber>) -> Option<()> {
        let gap = Gap {
            table: self.shard.table.clone(),
            stream_arn: self.shard.stream_arn.clone(),
            shard_id: self.shard.shard_id.clone(),
            after_sequence_number: self.checkpoint.clone(),
            until_sequence_number: until,
            cause: cause.to_owned(),
            detected_at: self.shared.now(),
        };
        self.shared.record_gap(&self.cancel, gap).await
    }

    /// Decides by the kind of error what to do; whatever it is, the shard is tried again.
    fn recover(&mut self, error: &SourceError) -> NextAction {
        match error.kind {
            SourceErrorKind::StreamNotFound => return NextAction::End(self.lost()),
            SourceErrorKind::ExpiredIterator | SourceErrorKind::Other => self.start_again(),
            // Only what is asked from the checkpoint on tells that what follows the checkpoint is trimmed.
            SourceErrorKind::Trimmed if self.is_carried_on => self.start_again(),
            SourceErrorKind::Trimmed => {
                self.trimmed = self.checkpoint.is_some();
                // Empty pages from before say nothing of what is left.
                self.polling.wake();
                self.start_again();
            }
            SourceErrorKind::Throttled => measures::throttled(),
            SourceErrorKind::AccessDenied | SourceErrorKind::Credentials | SourceErrorKind::Unavailable => {}
        }
        // An iterator that had to be renewed is no failure unless it happens twice in a row.
        if error.kind != SourceErrorKind::ExpiredIterator || self.backoff.attempts() > 0 {
            self.show_failure(error.in_words());
        }
        NextAction::Retry(self.shared.delay(&mut self.backoff))
    }

    /// The next iterator begins after the checkpoint, or with the oldest change that is left: never later than that,
    /// even if it was begun with the newest, because changes may have come in the meantime.
    fn start_again(&mut self) {
        (self.iterator, self.is_carried_on) = (None, false);
        self.start = match &self.checkpoint {
            Some(checkpoint) if !self.trimmed => IteratorStart::AfterSequenceNumber(checkpoint.clone()),
            _ => IteratorStart::TrimHorizon,
        };
    }

    /// Waits until the shard is worth another look; false when cancelled.
    async fn doze(&mut self, duration: Duration) -> bool {
        tokio::select! {
            biased;
            () = self.cancel.cancelled() => return false,
            Ok(()) = self.wake_ups.changed() => self.polling.wake(),
            () = tokio::time::sleep(duration) => {}
        }
        true
    }

    fn show_page(&self, lag_ms: Option<u64>, caught_up_at: Option<Timestamp>) {
        let page = PageRead { checkpoint: self.checkpoint.clone(), lag_ms, caught_up_at, at: self.shared.now() };
        self.shared.statuses.page_read(&self.shard.stream_arn, &self.shard.shard_id, page);
    }

    fn show_failure(&self, why: Phrase) {
        let ShardAddress { stream_arn, shard_id, .. } = &self.shard;
        tracing::warn!(shard = shard_id, error = why.in_english(), "the shard is not being read just now");
        self.shared.statuses.shard_failed(stream_arn, shard_id, why, self.shared.now());
    }
}

fn without_places(records: usize) -> SourceError {
    SourceError::new(SourceErrorKind::Unavailable, phrase!("server-stream-unplaced", records = records.to_string()))
}

/// Asks for the page after a full one; not when as many pages are in hand as may be.
async fn ask_ahead(shared: Arc<Shared>, shard: ShardAddress, after_full: Option<ShardIterator>) -> Option<Ahead> {
    let (iterator, in_hand) = (after_full?, shared.another_page_in_hand()?);
    let asked_at = shared.now();
    shared.statuses.count_read(asked_at);
    let answer = measures::timed_read(shared.source.records(&shard, &iterator, RECORDS_PER_PAGE)).await;
    if let Ok(page) = &answer {
        shared.sink.foresee(&page.changes);
    }
    Some(Ahead { asked_at, answer, in_hand })
}
