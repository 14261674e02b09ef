//! From one stream of a table to the next: re-enabling makes a new stream, and an item's life goes on in it.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use afterimage_archive::{ShardRecord, StreamRecord};
use afterimage_model::Timestamp;
use futures::future::join_all;
use tokio::{sync::watch, time::Instant};
use tokio_util::sync::CancellationToken;

use super::{
    arn::{are_apart, are_of_one_table},
    lineage::Beginning,
    options::StartPosition,
    same_shard::{self, Earlier, Reached},
    shared::Shared,
    source::{ListedShard, ShardAddress},
};

/// How long a new stream waits while nothing of the table's earlier one is archived. What the earlier one holds may be
/// a day's changes, and takes what it takes; but no progress for so long means that something is wrong with it, and
/// that must not keep the new one from being read.
pub const HANDOVER_LIMIT: Duration = Duration::from_mins(1);

/// How often it is looked how the earlier streams get on.
const PROGRESS_CHECK: Duration = Duration::from_secs(5);

/// How far a stream is, for the table's next one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct DrainProgress {
    /// A look that was begun then, by the clock, found the stream off and nothing left to read.
    pub(super) drained_as_of: Option<Timestamp>,
    /// How many times in a row the stream was not found: after some it is over.
    pub(super) not_found: u32,
}

/// The stream that takes over, as a listing tells of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Successor<'l> {
    pub(super) created_at: Option<Timestamp>,
    pub(super) shards: &'l [ListedShard],
}

/// An earlier stream of the same table that is still followed.
#[derive(Clone, Debug)]
pub(super) struct Predecessor {
    pub(super) arn: String,
    pub(super) stop: CancellationToken,
    /// Cancelled when its follower has ended.
    pub(super) ended: CancellationToken,
    pub(super) drain_progress: watch::Receiver<DrainProgress>,
}

impl Predecessor {
    /// Waits until nothing of the stream can come any more: its follower has ended, or a look has found nothing left
    /// that was begun when everything had to be listed.
    async fn drained(&self, all_listed_at: Option<Timestamp>) {
        let mut drain_progress = self.drain_progress.clone();
        let drained = async {
            if drain_progress.wait_for(|drain_progress| drain_progress.is_drained(all_listed_at)).await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            () = self.ended.cancelled() => {}
            () = drained => {}
        }
    }

    fn is_drained(&self, all_listed_at: Option<Timestamp>) -> bool {
        self.ended.is_cancelled() || self.drain_progress.borrow().is_drained(all_listed_at)
    }
}

impl DrainProgress {
    /// Without an answer about the new stream's beginning there is no telling.
    fn is_drained(&self, all_listed_at: Option<Timestamp>) -> bool {
        all_listed_at.is_some() && self.drained_as_of >= all_listed_at
    }
}

/// How to begin the shards that a stream's next listing brings, and what is known of earlier ones with the same names.
///
/// A wish for the latest changes only holds for a table of which nothing was ever captured. A table of the same name in
/// another region is another one.
pub(super) async fn beginning(
    shared: &Arc<Shared>,
    table: &str,
    arn: &str,
    streams: &[StreamRecord],
    cancel: &CancellationToken,
) -> Option<(Beginning, Earlier)> {
    let is_of_table = |stream: &&StreamRecord| stream.table == table && !are_apart(&stream.arn, arn);
    let of_table: Vec<&StreamRecord> = streams.iter().filter(is_of_table).collect();
    let beginning = match shared.options.start {
        StartPosition::Latest if of_table.is_empty() => Beginning::Latest,
        StartPosition::Latest | StartPosition::TrimHorizon => Beginning::TrimHorizon,
    };
    let mut earlier = Earlier::default();
    for stream in of_table.into_iter().filter(|stream| are_of_one_table(&stream.arn, arn) && stream.arn != arn) {
        for shard in shards_of(shared, &stream.arn, cancel).await? {
            let Some(checkpoint) = shard.checkpoint else { continue };
            earlier.note(shard.shard_id, Reached { stream_arn: stream.arn.clone(), checkpoint });
        }
    }
    Some((beginning, earlier))
}

/// Waits until the earlier streams, oldest first, are drained, within limits. One whose shard is known to be the new
/// stream's, too, is ended instead: its changes are the new one's.
///
/// An earlier stream was off before the new one came to be. Its shards are listed some time after that at the latest,
/// so what a look tells after that time holds, and the rest of the earlier stream's own waiting is not waited for.
pub(super) async fn take_over(
    shared: &Arc<Shared>,
    mut predecessors: Vec<Predecessor>,
    successor: Successor<'_>,
    address: &(impl Fn(&str) -> ShardAddress + Sync),
    cancel: &CancellationToken,
) -> Option<()> {
    let all_listed_at = successor.created_at.map(|created_at| later(created_at, shared.options.late_shards));
    let (mut before, mut got_on_at, mut apart) = (Vec::new(), Instant::now(), BTreeSet::new());
    loop {
        for earlier in predecessors.iter().filter(|earlier| !earlier.ended.is_cancelled()) {
            if !apart.contains(&earlier.arn) {
                let sameness = end_if_same(shared, earlier, successor.shards, address, cancel).await?;
                if sameness == Sameness::No {
                    apart.insert(earlier.arn.clone());
                }
            }
        }
        let drained = join_all(predecessors.iter().map(|predecessor| predecessor.drained(all_listed_at)));
        if cancel.run_until_cancelled(tokio::time::timeout(PROGRESS_CHECK, drained)).await?.is_ok() {
            return Some(());
        }
        let now = progress(shared, &predecessors, cancel).await?;
        if now != before {
            (before, got_on_at) = (now, Instant::now());
        } else if got_on_at.elapsed() >= HANDOVER_LIMIT {
            // The others may only have waited for the oldest, as this one has: they get their time.
            let Some(stuck) = predecessors.iter().position(|earlier| !earlier.is_drained(all_listed_at)) else {
                continue;
            };
            let stuck = predecessors.remove(stuck);
            tracing::warn!(
                stream = stuck.arn,
                "a table's earlier stream is not drained; later ones are read all the same"
            );
            got_on_at = Instant::now();
        }
    }
}

/// Whether an earlier stream's shards are the new one's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sameness {
    Yes,
    No,
    /// Nothing that could tell is archived yet, or listed.
    Unknown,
}

/// Ends an earlier stream whose shards are the new one's: all that are not read to their end, and at least one.
async fn end_if_same(
    shared: &Arc<Shared>,
    earlier: &Predecessor,
    listed: &[ListedShard],
    address: &(impl Fn(&str) -> ShardAddress + Sync),
    cancel: &CancellationToken,
) -> Option<Sameness> {
    let shards = shards_of(shared, &earlier.arn, cancel).await?;
    let is_listed = |shard: &&ShardRecord| listed.iter().any(|listed| listed.shard_id == shard.shard_id);
    if shards.iter().any(|shard| !shard.finished && !is_listed(&shard)) {
        return Some(Sameness::Unknown);
    }
    let common: Vec<&ShardRecord> = shards.iter().filter(is_listed).collect();
    for shard in &common {
        let Some(checkpoint) = shard.checkpoint.clone() else { return Some(Sameness::Unknown) };
        let reached = [Reached { stream_arn: earlier.arn.clone(), checkpoint }];
        if same_shard::carried(shared, &address(&shard.shard_id), &reached, cancel).await?.is_none() {
            return Some(Sameness::No);
        }
    }
    if common.is_empty() {
        return Some(Sameness::Unknown);
    }
    end(shared, earlier, shards, cancel).await?;
    Some(Sameness::Yes)
}

/// How far the streams are: what is archived, and what the last looks have found.
async fn progress(
    shared: &Arc<Shared>,
    predecessors: &[Predecessor],
    cancel: &CancellationToken,
) -> Option<Vec<(DrainProgress, Vec<ShardRecord>)>> {
    let mut progress = Vec::new();
    for predecessor in predecessors {
        let drain_progress = *predecessor.drain_progress.borrow();
        progress.push((drain_progress, shards_of(shared, &predecessor.arn, cancel).await?));
    }
    Some(progress)
}

/// Stops an earlier stream's follower and closes its books.
async fn end(
    shared: &Arc<Shared>,
    predecessor: &Predecessor,
    shards: Vec<ShardRecord>,
    cancel: &CancellationToken,
) -> Option<()> {
    predecessor.stop.cancel();
    cancel.run_until_cancelled(predecessor.ended.cancelled()).await?;
    for shard in shards.iter().filter(|shard| !shard.finished) {
        shared.keep(cancel, || shared.sink.finish_shard(&predecessor.arn, &shard.shard_id)).await?;
    }
    let streams = shared.keep(cancel, || shared.sink.streams()).await?;
    if let Some(stream) = streams.into_iter().find(|stream| stream.arn == predecessor.arn) {
        shared.keep(cancel, || shared.sink.upsert_stream(StreamRecord { ended: true, ..stream.clone() })).await?;
    }
    shared.statuses.remove_stream(&predecessor.arn);
    Some(())
}

async fn shards_of(shared: &Arc<Shared>, arn: &str, cancel: &CancellationToken) -> Option<Vec<ShardRecord>> {
    shared.keep(cancel, || shared.sink.shards(arn)).await
}

fn later(time: Timestamp, wait: Duration) -> Timestamp {
    let wait_ms = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
    Timestamp::from_millis(time.as_millis().saturating_add(wait_ms))
}
