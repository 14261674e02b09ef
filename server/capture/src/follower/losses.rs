//! What a follower does about shards and streams that are not there any more: it makes sure, and then it tells.

use std::{collections::BTreeSet, time::Duration};

use afterimage_model::{SequenceNumber, table::Gap};
use tokio::time::Instant;

use super::{Follower, Presence};

/// The cause of a gap that a shard left behind which was trimmed whole.
pub const CAUSE_SHARD_GONE: &str = "shard_gone";

/// The cause of a gap that a stream left behind which was deleted before it was drained.
pub const CAUSE_STREAM_GONE: &str = "stream_gone";

/// Stands for a shard's id where a stream is lost of which no shard was ever listed.
pub const EVERY_SHARD: &str = "*";

/// A stream that is not found this many times in a row, and for this long, is over: a few seconds may be an endpoint that
/// starts, and one of which no shard was ever listed may be too new to be known everywhere. What is over is not read
/// again.
const NOT_FOUND_UNTIL_OVER: u32 = 3;
const NOT_FOUND_FOR: Duration = Duration::from_secs(10);
const NEW_NOT_FOUND_FOR: Duration = Duration::from_mins(1);

/// A shard that is listed and yet not found this many times in a row is lost.
const NOT_FOUND_UNTIL_LOST: u32 = 3;

impl Follower {
    /// There is no such stream, at least not now.
    pub(super) async fn stream_not_found(&mut self) -> Option<()> {
        let (times, since) = self.not_found.map_or((1, Instant::now()), |(times, since)| (times + 1, since));
        self.not_found = Some((times, since));
        self.drain_progress.send_modify(|drain_progress| drain_progress.not_found = times);
        let limit = if self.lineage.is_empty() { NEW_NOT_FOUND_FOR } else { NOT_FOUND_FOR };
        if times < NOT_FOUND_UNTIL_OVER || since.elapsed() < limit {
            return Some(());
        }
        let before = std::mem::replace(&mut self.presence, Presence::Gone);
        if before != Presence::Gone && self.is_lost_whole() {
            self.tell(EVERY_SHARD.to_owned(), None, CAUSE_STREAM_GONE).await?;
        }
        self.last_call.send_replace(true);
        self.childless.clear();
        self.late.dismiss();
        for shard_id in self.lineage.give_up_orphans() {
            self.tell(shard_id, None, CAUSE_STREAM_GONE).await?;
        }
        self.settle_unproven().await?;
        self.settle_lost(CAUSE_STREAM_GONE).await
    }

    /// Whether the stream was known to be there, and not one of its shards was ever listed.
    fn is_lost_whole(&self) -> bool {
        self.is_noted && self.lineage.is_empty()
    }

    /// What became of the shards that the source did not know: listed ones are tried again a few times, others are
    /// lost, and with them whatever was not read of them.
    pub(super) async fn settle_lost(&mut self, cause: &str) -> Option<()> {
        for (shard_id, checkpoint) in std::mem::take(&mut self.lost) {
            let tries = self.lineage.count_lost(&shard_id);
            let stream_is_there = cause == CAUSE_SHARD_GONE;
            if stream_is_there && self.lineage.is_listed(&shard_id) && tries < NOT_FOUND_UNTIL_LOST {
                self.lineage.release(&shard_id, checkpoint);
                continue;
            }
            self.tell(shard_id.clone(), checkpoint, cause).await?;
            self.note_finished(&shard_id).await?;
            self.lineage.finish(&shard_id);
        }
        Some(())
    }

    /// Tells of shards that came and went without being listed; all of what they held is lost. Those that the archive
    /// knows were read, and only forgotten here.
    pub(super) async fn note_missed(&self, missed: &BTreeSet<String>) -> Option<()> {
        if missed.is_empty() {
            return Some(());
        }
        let known = self.shared.keep(&self.cancel, || self.shared.sink.shards(&self.arn)).await?;
        let is_known = |shard_id: &&String| known.iter().any(|shard| shard.shard_id == **shard_id);
        for shard_id in missed.iter().filter(|shard_id| !is_known(shard_id)) {
            self.tell(shard_id.clone(), None, CAUSE_SHARD_GONE).await?;
        }
        Some(())
    }

    async fn tell(&self, shard_id: String, after: Option<SequenceNumber>, cause: &str) -> Option<()> {
        let gap = Gap {
            table: self.table.name.clone(),
            stream_arn: self.arn.clone(),
            shard_id,
            after_sequence_number: after,
            until_sequence_number: None,
            cause: cause.to_owned(),
            detected_at: self.shared.now(),
        };
        self.shared.record_gap(&self.cancel, gap).await
    }
}
