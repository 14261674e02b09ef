//! Follows one stream: lists its shards, reads those that may be read, and knows when the stream is over.

mod ends;
mod late;
mod listing;
mod losses;

use std::{collections::BTreeSet, panic::AssertUnwindSafe, sync::Arc};

use afterimage_archive::StreamRecord;
use afterimage_language::phrase;
use afterimage_model::{
    SequenceNumber, ViewType,
    table::{ShardState, ShardStatus, StreamState},
};
use futures::FutureExt;
use tokio::{
    sync::{Notify, watch},
    task::{JoinError, JoinSet},
    time::Instant,
};
use tokio_util::sync::CancellationToken;

use super::{
    backoff::{Backoff, LONGEST_DELAY},
    handover::{self, DrainProgress, Predecessor},
    lineage::{Beginning, Lineage},
    same_shard::Earlier,
    shard_reader::{ReaderEnd, ShardReader},
    shared::{Shared, wait},
    source::{FollowedTable, IteratorStart, ShardAddress},
    status_registry::Shown,
};
pub use late::FIRST_LATE_LOOK;
use late::LateShards;

/// How a follower ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FollowerEnd {
    /// The stream is off and drained, or gone.
    Over,
    /// Cancelled.
    Stopped,
}

/// What was last told of the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Presence {
    /// Changes can still come into it.
    On,
    /// It takes no more changes.
    Off,
    /// It was not found again and again, and is taken for deleted.
    Gone,
}

/// How a follower and the supervisor speak with each other.
#[derive(Debug)]
pub(super) struct Lines {
    /// Ends the follower.
    pub(super) cancel: CancellationToken,
    /// Somebody knows that something has changed.
    pub(super) look_now: Arc<Notify>,
    /// How far it is.
    pub(super) drain_progress: watch::Sender<DrainProgress>,
}

pub(super) struct Follower {
    shared: Arc<Shared>,
    table: FollowedTable,
    arn: String,
    view_type: ViewType,
    predecessors: Vec<Predecessor>,
    cancel: CancellationToken,
    look_now: Arc<Notify>,
    drain_progress: watch::Sender<DrainProgress>,
    lineage: Lineage,
    /// How the shards of the next listing are begun that are new in it.
    beginning: Beginning,
    /// How far shards of earlier streams were read that may be these.
    earlier: Earlier,
    readers: JoinSet<(String, ReaderEnd)>,
    last_call: watch::Sender<bool>,
    backoff: Backoff,
    /// How many times in a row the stream was not found, and since when.
    not_found: Option<(u32, Instant)>,
    /// When all shards are listed again, and when the childless ones' children are asked for.
    next_listing: Instant,
    next_children: Option<Instant>,
    /// When the last look was done.
    looked_at: Option<Instant>,
    /// How many calls the last complete listing took.
    pages: usize,
    /// Whether the endpoint can be asked for a shard's children alone, as far as is known.
    knows_filter: bool,
    late: LateShards,
    /// Drained shards whose children are not listed yet.
    childless: Vec<String>,
    /// Those of them that answers tell to be closed and listings do not.
    unproven: Vec<ends::Unproven>,
    /// Shards that were listed as closed when their readers began.
    begun_closed: BTreeSet<String>,
    /// Shards that the source did not know, with their checkpoints: the next listing tells what is the matter.
    lost: Vec<(String, Option<SequenceNumber>)>,
    presence: Presence,
    /// The archive knows the stream.
    is_noted: bool,
}

impl Follower {
    pub(super) fn new(
        shared: Arc<Shared>,
        table: FollowedTable,
        arn: String,
        predecessors: Vec<Predecessor>,
        lines: Lines,
    ) -> Self {
        let late = LateShards::new(shared.options.late_shards);
        Self {
            shared,
            table,
            arn,
            view_type: ViewType::NewAndOldImages,
            predecessors,
            cancel: lines.cancel,
            look_now: lines.look_now,
            drain_progress: lines.drain_progress,
            lineage: Lineage::default(),
            beginning: Beginning::TrimHorizon,
            earlier: Earlier::default(),
            readers: JoinSet::new(),
            last_call: watch::Sender::new(false),
            backoff: Backoff::default(),
            not_found: None,
            next_listing: Instant::now(),
            next_children: None,
            looked_at: None,
            pages: 0,
            knows_filter: true,
            late,
            childless: Vec::new(),
            unproven: Vec::new(),
            begun_closed: BTreeSet::new(),
            lost: Vec::new(),
            presence: Presence::On,
            is_noted: false,
        }
    }

    /// Follows the stream until it is over, or until cancelled; all its readers have ended then.
    pub(super) async fn run(mut self) -> FollowerEnd {
        let end = self.follow().await.unwrap_or(FollowerEnd::Stopped);
        while self.readers.join_next().await.is_some() {}
        end
    }

    /// Nothing when cancelled.
    async fn follow(&mut self) -> Option<FollowerEnd> {
        self.restore().await?;
        loop {
            self.look_if_due().await?;
            self.start_readers();
            if self.is_over() {
                self.end().await?;
                return Some(FollowerEnd::Over);
            }
            let next_look = self.next_look();
            tokio::select! {
                biased;
                () = self.cancel.cancelled() => return None,
                Some(ended) = self.readers.join_next() => self.readers_ended(ended).await?,
                () = self.look_now.notified() => self.next_listing = Instant::now(),
                () = tokio::time::sleep_until(next_look) => {}
            }
        }
    }

    /// Off, everything is read, and no shard is to come any more that is not listed yet.
    fn is_over(&self) -> bool {
        self.presence != Presence::On && !self.late.are_expected() && self.has_nothing_to_read()
    }

    fn has_nothing_to_read(&self) -> bool {
        self.lost.is_empty() && self.lineage.is_finished()
    }

    /// Takes up what the archive knows of the stream.
    async fn restore(&mut self) -> Option<()> {
        self.show_stream(Shown::Unknown(phrase!("server-stream-not-listed")));
        let shared = Arc::clone(&self.shared);
        let streams = shared.keep(&self.cancel, || shared.sink.streams()).await?;
        self.is_noted = streams.iter().any(|stream| stream.arn == self.arn);
        let known = shared.keep(&self.cancel, || shared.sink.shards(&self.arn)).await?;
        self.lineage = Lineage::restore(known);
        let beginning = handover::beginning(&shared, &self.table.name, &self.arn, &streams, &self.cancel).await?;
        (self.beginning, self.earlier) = beginning;
        self.childless = self.lineage.childless();
        self.late.expect(Instant::now());
        Some(())
    }

    /// Notes the stream in the archive, which wants to know it before its shards.
    async fn note_stream(&self, ended: bool) -> Option<()> {
        let record = StreamRecord {
            arn: self.arn.clone(),
            table: self.table.name.clone(),
            view_type: self.view_type,
            partition_key: self.table.partition_key.clone(),
            sort_key: self.table.sort_key.clone(),
            ended,
        };
        self.shared.keep(&self.cancel, || self.shared.sink.upsert_stream(record.clone())).await
    }

    fn start_readers(&mut self) {
        // An earlier stream of the table comes first, and so does the question where a shard is begun that may have been
        // that one's; unless this one is not there any more.
        let is_undecided = || self.lineage.unbegun().any(|shard_id| self.earlier.knows(shard_id));
        if (!self.predecessors.is_empty() || is_undecided()) && self.presence != Presence::Gone {
            return;
        }
        for (shard_id, start) in self.lineage.take_ready() {
            self.show_state(&shard_id, ShardState::Reading);
            self.start_reader(shard_id, start);
        }
    }

    fn start_reader(&mut self, shard_id: String, start: IteratorStart) {
        if self.is_closed(&shard_id) {
            self.begun_closed.insert(shard_id.clone());
        } else {
            self.begun_closed.remove(&shard_id);
        }
        let shard = self.address(&shard_id);
        tracing::info!(table = shard.table, shard = shard_id, ?start, "reading a shard");
        let reader =
            ShardReader::new(Arc::clone(&self.shared), shard, start, self.last_call.subscribe(), self.cancel.clone());
        let cancel = self.cancel.clone();
        self.readers.spawn(async move {
            let end = AssertUnwindSafe(reader.run()).catch_unwind().await;
            (
                shard_id,
                match end {
                    Ok(end) => end,
                    Err(_) => after_fault(&cancel).await,
                },
            )
        });
    }

    fn address(&self, shard_id: &str) -> ShardAddress {
        ShardAddress {
            table: self.table.name.clone(),
            stream_arn: self.arn.clone(),
            shard_id: shard_id.to_owned(),
            view_type: self.view_type,
        }
    }

    /// One reader has ended, and whoever else has: many shards may end together, and then one look does for all.
    async fn readers_ended(&mut self, first: Result<(String, ReaderEnd), JoinError>) -> Option<()> {
        self.reader_ended(first).await?;
        while let Some(ended) = self.readers.try_join_next() {
            self.reader_ended(ended).await?;
        }
        Some(())
    }

    async fn reader_ended(&mut self, ended: Result<(String, ReaderEnd), JoinError>) -> Option<()> {
        match ended {
            Ok((shard_id, ReaderEnd::Drained(drained))) => self.drained(shard_id, drained).await?,
            Ok((shard_id, ReaderEnd::Lost { checkpoint, was_found })) => {
                if was_found {
                    self.lineage.found(&shard_id);
                }
                self.lost.push((shard_id, checkpoint));
                self.next_listing = self.next_listing.min(Instant::now() + FIRST_LATE_LOOK);
            }
            Ok((shard_id, ReaderEnd::Stopped(checkpoint))) => self.lineage.release(&shard_id, checkpoint),
            Ok((shard_id, ReaderEnd::Broken)) => self.take_up_again(&shard_id).await?,
            Err(aborted) => tracing::error!(stream = self.arn, %aborted, "a shard's reader was taken away"),
        }
        Some(())
    }

    /// Over for good.
    async fn end(&self) -> Option<()> {
        tracing::info!(table = self.table.name, stream = self.arn, "the stream is over");
        self.note_stream(true).await?;
        self.shared.statuses.remove_stream(&self.arn);
        Some(())
    }

    fn state(&self) -> StreamState {
        let arn = self.arn.clone();
        match self.presence {
            Presence::On => StreamState::Enabled { arn, view_type: self.view_type },
            Presence::Off | Presence::Gone => StreamState::Disabled { arn },
        }
    }

    fn show_stream(&self, state: Shown) {
        self.shared.statuses.set_stream(&self.arn, &self.table.name, self.view_type, state);
    }

    fn show_state(&self, shard_id: &str, state: ShardState) {
        self.shared.statuses.set_shard_state(&self.arn, shard_id, state);
    }

    fn show_shards(&self) {
        let status = |(shard_id, parent, state): (&str, Option<&str>, ShardState)| ShardStatus {
            stream_arn: self.arn.clone(),
            shard_id: shard_id.to_owned(),
            parent_shard_id: parent.map(str::to_owned),
            state,
            checkpoint: self.lineage.checkpoint(shard_id),
            lag_ms: None,
            last_read_at: None,
            caught_up_at: None,
            error: None,
        };
        self.shared.statuses.set_shards(&self.arn, self.lineage.overview().into_iter().map(status).collect());
    }
}

/// A fault of this program ended a reader. The shard is read again from its checkpoint, but not at once: the fault may
/// be there again.
async fn after_fault(cancel: &CancellationToken) -> ReaderEnd {
    tracing::error!("a shard's reader broke; the shard is read again in a while");
    wait(cancel, LONGEST_DELAY).await;
    ReaderEnd::Broken
}
