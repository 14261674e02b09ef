//! From one stream of a table to the next: re-enabling makes a new stream, and an item's life goes on in it.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use futures::future::join_all;
use tokio_util::sync::CancellationToken;

use super::{follower::Listing, lineage::Beginning, parts::Parts, supervisor::StartPosition};
use crate::archive::{ShardRecord, StreamRecord};

/// How long a new stream waits while nothing of the table's earlier one is archived. What the earlier one holds may be
/// a day's changes, and takes what it takes; but no progress for so long means that something is wrong with it, and
/// that must not keep the new one from being read.
pub const HANDOVER_LIMIT: Duration = Duration::from_mins(1);

/// An earlier stream of the same table that is still followed.
#[derive(Clone, Debug)]
pub(super) struct Predecessor {
    pub(super) arn: String,
    pub(super) stop: CancellationToken,
    /// Cancelled when its follower has ended.
    pub(super) ended: CancellationToken,
}

/// How to begin the shards that a stream's next listing brings.
///
/// A wish for the latest changes only holds for a table of which nothing was ever captured. And where a shard's id is
/// known from an earlier stream of the table, the endpoint keeps one shard for all of them, as emulators do: reading
/// goes on where it was.
pub(super) async fn beginning(
    parts: &Arc<Parts>,
    table: &str,
    arn: &str,
    streams: &[StreamRecord],
    cancel: &CancellationToken,
) -> Option<Beginning> {
    let of_table: Vec<&StreamRecord> = streams.iter().filter(|stream| stream.table == table).collect();
    if of_table.is_empty() {
        return Some(match parts.options.start {
            StartPosition::TrimHorizon => Beginning::TrimHorizon,
            StartPosition::Latest => Beginning::Latest,
        });
    }
    let mut carried = BTreeMap::new();
    for stream in of_table.into_iter().filter(|stream| stream.arn != arn) {
        for shard in shards_of(parts, &stream.arn, cancel).await? {
            let Some(checkpoint) = shard.checkpoint else { continue };
            let newest = carried.entry(shard.shard_id).or_insert_with(|| checkpoint.clone());
            *newest = checkpoint.max(newest.clone());
        }
    }
    Some(Beginning::Carried(carried))
}

/// Waits until the earlier streams are drained, within limits. One that has a shard in common with the new stream is
/// ended instead: its changes are the new one's. Tells whether there was such a one.
pub(super) async fn take_over(
    parts: &Arc<Parts>,
    predecessors: Vec<Predecessor>,
    listing: &Listing,
    cancel: &CancellationToken,
) -> Option<bool> {
    let mut any_shared = false;
    for predecessor in &predecessors {
        let shards = shards_of(parts, &predecessor.arn, cancel).await?;
        let is_shared = |shard: &ShardRecord| listing.shards.iter().any(|listed| listed.shard_id == shard.shard_id);
        if shards.iter().any(is_shared) {
            any_shared = true;
            end(parts, predecessor, shards, cancel).await?;
        }
    }
    let mut before = progress(parts, &predecessors, cancel).await?;
    loop {
        let all_ended = join_all(predecessors.iter().map(|predecessor| predecessor.ended.cancelled()));
        if cancel.run_until_cancelled(tokio::time::timeout(HANDOVER_LIMIT, all_ended)).await?.is_ok() {
            break;
        }
        let now = progress(parts, &predecessors, cancel).await?;
        if now == before {
            tracing::warn!("a table's earlier stream is not drained; its new one is read all the same");
            break;
        }
        before = now;
    }
    Some(any_shared)
}

/// How far the streams are archived.
async fn progress(
    parts: &Arc<Parts>,
    predecessors: &[Predecessor],
    cancel: &CancellationToken,
) -> Option<Vec<ShardRecord>> {
    let mut shards = Vec::new();
    for predecessor in predecessors {
        shards.append(&mut shards_of(parts, &predecessor.arn, cancel).await?);
    }
    Some(shards)
}

/// Stops an earlier stream's follower and closes its books.
async fn end(
    parts: &Arc<Parts>,
    predecessor: &Predecessor,
    shards: Vec<ShardRecord>,
    cancel: &CancellationToken,
) -> Option<()> {
    predecessor.stop.cancel();
    cancel.run_until_cancelled(predecessor.ended.cancelled()).await?;
    for shard in shards.iter().filter(|shard| !shard.finished) {
        parts.keep(cancel, || parts.sink.finish_shard(&predecessor.arn, &shard.shard_id)).await?;
    }
    let streams = parts.keep(cancel, || parts.sink.streams()).await?;
    if let Some(stream) = streams.into_iter().find(|stream| stream.arn == predecessor.arn) {
        parts.keep(cancel, || parts.sink.upsert_stream(StreamRecord { ended: true, ..stream.clone() })).await?;
    }
    parts.board.remove_stream(&predecessor.arn);
    Some(())
}

async fn shards_of(parts: &Arc<Parts>, arn: &str, cancel: &CancellationToken) -> Option<Vec<ShardRecord>> {
    parts.keep(cancel, || parts.sink.shards(arn)).await
}
