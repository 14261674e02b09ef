//! Follows one stream: lists its shards, reads those that may be read, and knows when the stream is over.

mod losses;

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use afterimage_app::model::{
    SequenceNumber, ViewType,
    table::{ShardState, ShardStatus, StreamState},
};
use futures::FutureExt;
use tokio::{
    sync::{Notify, watch},
    task::JoinSet,
    time::Instant,
};
use tokio_util::sync::CancellationToken;

use super::{
    backoff::{Backoff, LONGEST_DELAY, spread},
    handover::{self, Predecessor},
    lineage::{Beginning, Lineage, Met},
    parts::{Parts, wait},
    shard_reader::{ReaderEnd, ShardReader},
    source::{FollowedTable, IteratorStart, ListedShard, ShardAddress, SourceError, SourceErrorKind, StreamPhase},
};
use crate::archive::StreamRecord;

/// A drained shard's children may be listed a little late: so many more looks, this far apart, before the usual ones.
const EAGER_LOOKS: u32 = 5;
const EAGER_LOOK_SPACING: Duration = Duration::from_secs(1);

/// How a follower ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FollowerEnd {
    /// The stream is off and drained, or gone.
    Over,
    /// Cancelled.
    Stopped,
}

/// A complete listing.
pub(super) struct Listing {
    pub(super) phase: StreamPhase,
    pub(super) view_type: ViewType,
    pub(super) shards: Vec<ListedShard>,
}

pub(super) struct Follower {
    parts: Arc<Parts>,
    table: FollowedTable,
    arn: String,
    view_type: ViewType,
    predecessors: Vec<Predecessor>,
    cancel: CancellationToken,
    /// Somebody knows that something has changed.
    look_now: Arc<Notify>,
    lineage: Lineage,
    /// How the shards of the next listing are begun that are new in it.
    beginning: Beginning,
    readers: JoinSet<(String, ReaderEnd)>,
    last_call: watch::Sender<bool>,
    backoff: Backoff,
    /// How many times in a row the stream was not found, and since when.
    not_found: Option<(u32, Instant)>,
    next_look: Instant,
    eager_looks: u32,
    /// Drained shards whose children are not listed yet.
    childless: Vec<String>,
    /// Shards that the source did not know, with their checkpoints: the next listing tells what is the matter.
    lost: Vec<(String, Option<SequenceNumber>)>,
    /// Nothing was drained since a listing that said that the stream takes no more changes.
    off: bool,
}

impl Follower {
    pub(super) fn new(
        parts: Arc<Parts>,
        table: FollowedTable,
        arn: String,
        predecessors: Vec<Predecessor>,
        cancel: CancellationToken,
        look_now: Arc<Notify>,
    ) -> Self {
        Self {
            parts,
            table,
            arn,
            view_type: ViewType::NewAndOldImages,
            predecessors,
            cancel,
            look_now,
            lineage: Lineage::default(),
            beginning: Beginning::TrimHorizon,
            readers: JoinSet::new(),
            last_call: watch::Sender::new(false),
            backoff: Backoff::default(),
            not_found: None,
            next_look: Instant::now(),
            eager_looks: 0,
            childless: Vec::new(),
            lost: Vec::new(),
            off: false,
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
            if Instant::now() >= self.next_look {
                self.look().await?;
            }
            self.start_readers();
            if self.is_over() {
                self.end().await?;
                return Some(FollowerEnd::Over);
            }
            tokio::select! {
                biased;
                () = self.cancel.cancelled() => return None,
                Some(ended) = self.readers.join_next() => self.reader_ended(ended).await?,
                () = self.look_now.notified() => self.next_look = Instant::now(),
                () = tokio::time::sleep_until(self.next_look) => {}
            }
        }
    }

    /// Off, and everything is read. A shard that was the last may have a child that is not listed yet.
    fn is_over(&self) -> bool {
        self.off && self.lost.is_empty() && self.childless.is_empty() && self.lineage.is_finished()
    }

    /// Takes up what the archive knows of the stream.
    async fn restore(&mut self) -> Option<()> {
        self.show_stream(StreamState::Unknown { reason: "the stream's shards are not listed yet".to_owned() });
        let parts = Arc::clone(&self.parts);
        let streams = parts.keep(&self.cancel, || parts.sink.streams()).await?;
        let known = parts.keep(&self.cancel, || parts.sink.shards(&self.arn)).await?;
        self.lineage = Lineage::restore(known);
        self.beginning = handover::beginning(&parts, &self.table.name, &self.arn, &streams, &self.cancel).await?;
        self.lineage.carry(&self.beginning);
        (self.childless, self.eager_looks) = (self.lineage.childless(), EAGER_LOOKS);
        Some(())
    }

    /// Lists the shards and acts on it.
    async fn look(&mut self) -> Option<()> {
        let cancel = self.cancel.clone();
        match cancel.run_until_cancelled(self.list()).await? {
            Ok(listing) => {
                self.backoff.succeeded();
                self.not_found = None;
                self.take_in(listing).await?;
                self.next_look = Instant::now() + self.until_next_look();
            }
            Err(error) => self.listing_failed(&error).await?,
        }
        Some(())
    }

    /// All pages of the stream's description.
    async fn list(&self) -> Result<Listing, SourceError> {
        let mut page = self.parts.describe(&self.arn, None).await?;
        let mut shards = std::mem::take(&mut page.shards);
        while let Some(last) = page.last_shard_id.take() {
            page = self.parts.describe(&self.arn, Some(&last)).await?;
            shards.append(&mut page.shards);
        }
        Ok(Listing { phase: page.phase, view_type: page.view_type, shards })
    }

    async fn take_in(&mut self, listing: Listing) -> Option<()> {
        self.view_type = listing.view_type;
        self.off = !listing.phase.is_on();
        self.last_call.send_replace(false);
        self.note_stream(false).await?;
        if !self.predecessors.is_empty() {
            self.take_over(&listing).await?;
        }
        let met = self.lineage.meet(&listing.shards, &self.beginning);
        // A stream that is only just being turned on has had its first listing, too: its shards are all new.
        self.beginning = Beginning::TrimHorizon;
        self.note_missed(&met.missed).await?;
        self.note_shards(met).await?;
        self.settle_lost(losses::CAUSE_SHARD_GONE).await?;
        self.childless.retain(|shard| !self.lineage.has_child(shard));
        self.show_stream(self.state());
        self.show_shards();
        Some(())
    }

    /// Lets the table's earlier streams come to their end first, so that an item's changes stay in order.
    async fn take_over(&mut self, listing: &Listing) -> Option<()> {
        let predecessors = std::mem::take(&mut self.predecessors);
        let shared = handover::take_over(&self.parts, predecessors, listing, &self.cancel).await?;
        if shared {
            self.restore().await?;
        }
        Some(())
    }

    async fn listing_failed(&mut self, error: &SourceError) -> Option<()> {
        tracing::warn!(stream = self.arn, %error, "the stream's shards cannot be listed just now");
        self.parts.board.stream_failed(&self.arn, error.to_string(), self.parts.now());
        let wait = self.parts.delay(&mut self.backoff);
        self.next_look = Instant::now() + wait;
        if error.kind == SourceErrorKind::StreamNotFound { self.stream_not_found().await } else { Some(()) }
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
        self.parts.keep(&self.cancel, || self.parts.sink.upsert_stream(record.clone())).await
    }

    async fn note_shards(&self, met: Met) -> Option<()> {
        if !met.new.is_empty() {
            self.parts.keep(&self.cancel, || self.parts.sink.upsert_shards(&self.arn, met.new.clone())).await?;
        }
        for shard_id in &met.skipped {
            self.note_finished(shard_id).await?;
        }
        Some(())
    }

    async fn note_finished(&self, shard_id: &str) -> Option<()> {
        self.parts.keep(&self.cancel, || self.parts.sink.finish_shard(&self.arn, shard_id)).await
    }

    fn start_readers(&mut self) {
        let ready = self.lineage.take_ready();
        if ready.is_empty() {
            return;
        }
        for (shard_id, start) in ready {
            self.start_reader(shard_id, start);
        }
        self.show_shards();
    }

    fn start_reader(&mut self, shard_id: String, start: IteratorStart) {
        let shard = ShardAddress {
            table: self.table.name.clone(),
            stream_arn: self.arn.clone(),
            shard_id: shard_id.clone(),
            view_type: self.view_type,
        };
        tracing::info!(table = shard.table, shard = shard_id, ?start, "reading a shard");
        let reader =
            ShardReader::new(Arc::clone(&self.parts), shard, start, self.last_call.subscribe(), self.cancel.clone());
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

    async fn reader_ended(&mut self, ended: Result<(String, ReaderEnd), tokio::task::JoinError>) -> Option<()> {
        match ended {
            Ok((shard_id, ReaderEnd::Drained)) => self.drained(shard_id).await?,
            Ok((shard_id, ReaderEnd::Lost { checkpoint, was_found })) => {
                if was_found {
                    self.lineage.found(&shard_id);
                }
                self.lost.push((shard_id, checkpoint));
                self.next_look = self.next_look.min(Instant::now() + EAGER_LOOK_SPACING);
            }
            Ok((shard_id, ReaderEnd::Stopped(checkpoint))) => self.lineage.release(&shard_id, checkpoint),
            Err(aborted) => tracing::error!(stream = self.arn, %aborted, "a shard's reader was taken away"),
        }
        Some(())
    }

    async fn drained(&mut self, shard_id: String) -> Option<()> {
        tracing::info!(table = self.table.name, shard = shard_id, "drained a shard");
        self.note_finished(&shard_id).await?;
        self.lineage.finish(&shard_id);
        self.show_shards();
        if !self.lineage.has_child(&shard_id) && !*self.last_call.borrow() {
            self.childless.push(shard_id);
            self.eager_looks = EAGER_LOOKS;
            self.off = false;
            // Shards that are held back are counted by listings, which are to be some time apart: the next one is near.
            if !self.lineage.has_orphans() {
                self.next_look = Instant::now();
            }
        }
        Some(())
    }

    fn until_next_look(&mut self) -> Duration {
        let (usual, soon) = (self.parts.options.discovery_interval, EAGER_LOOK_SPACING);
        if self.childless.is_empty() || self.eager_looks == 0 {
            self.childless.clear();
            let usual = spread(usual, self.parts.options.chance.next());
            return if self.lineage.has_orphans() { soon.min(usual) } else { usual };
        }
        self.eager_looks -= 1;
        soon.min(usual)
    }

    /// Over for good.
    async fn end(&self) -> Option<()> {
        tracing::info!(table = self.table.name, stream = self.arn, "the stream is over");
        self.note_stream(true).await?;
        self.parts.board.remove_stream(&self.arn);
        Some(())
    }

    fn state(&self) -> StreamState {
        let arn = self.arn.clone();
        if self.off { StreamState::Disabled { arn } } else { StreamState::Enabled { arn, view_type: self.view_type } }
    }

    fn show_stream(&self, state: StreamState) {
        self.parts.board.set_stream(&self.arn, &self.table.name, self.view_type, state);
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
        self.parts.board.set_shards(&self.arn, self.lineage.overview().into_iter().map(status).collect());
    }
}

/// A fault of this program ended a reader. The shard is read again from its checkpoint, which is harmless, but not at
/// once: the fault may be there again.
async fn after_fault(cancel: &CancellationToken) -> ReaderEnd {
    tracing::error!("a shard's reader broke; the shard is read again in a while");
    wait(cancel, LONGEST_DELAY).await;
    ReaderEnd::Stopped(None)
}
