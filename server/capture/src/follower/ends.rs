//! How a follower ends its shards: what answers tell must agree with what is listed.

use afterimage_language::phrase;
use afterimage_model::table::ShardState;
use tokio::time::Instant;

use super::{Follower, Presence};
use crate::shard_reader::Drained;

/// A shard that answers tell to be closed, and that is listed as open. Each has a time of its own: others that end
/// meanwhile do not make it wait.
pub(super) struct Unproven {
    shard_id: String,
    drained: Drained,
    since: Instant,
}

impl Follower {
    pub(super) async fn note_finished(&self, shard_id: &str) -> Option<()> {
        self.shared.keep(&self.cancel, || self.shared.sink.finish_shard(&self.arn, shard_id)).await
    }

    /// Answers tell that the shard is closed. That counts when it was told to a reader that began when listings agreed:
    /// what was told before may have been untrue then, and the shard have gone on and been closed since.
    pub(super) async fn drained(&mut self, shard_id: String, drained: Drained) -> Option<()> {
        if self.is_proven(&shard_id, &drained) {
            self.finish(&shard_id).await?;
        } else if self.is_closed(&shard_id) {
            self.lineage.release(&shard_id, drained.checkpoint);
            return Some(());
        } else {
            self.unproven.push(Unproven { shard_id: shard_id.clone(), drained, since: Instant::now() });
        }
        if !self.lineage.has_child(&shard_id) && !*self.last_call.borrow() {
            if !self.childless.contains(&shard_id) {
                self.childless.push(shard_id);
            }
            self.late.expect(Instant::now());
            // Shards that are held back are counted by listings, which are to be some time apart: the next one is near.
            if !self.lineage.has_orphans() {
                self.look_for_late_soon();
            }
        }
        Some(())
    }

    /// Nothing can be asked of a stream that is gone, and no reader sent to a place that it never had.
    fn is_proven(&self, shard_id: &str, drained: &Drained) -> bool {
        let cannot_be_asked = self.presence == Presence::Gone || drained.is_without_place && self.is_closed(shard_id);
        cannot_be_asked || self.begun_closed.contains(shard_id)
    }

    /// Whether all that is listed agrees that the shard takes no more changes.
    pub(super) fn is_closed(&self, shard_id: &str) -> bool {
        self.presence != Presence::On || self.lineage.may_be_closed(shard_id)
    }

    pub(super) async fn finish(&mut self, shard_id: &str) -> Option<()> {
        tracing::info!(table = self.table.name, shard = shard_id, "drained a shard");
        self.note_finished(shard_id).await?;
        self.lineage.finish(shard_id);
        self.begun_closed.remove(shard_id);
        self.show_state(shard_id, ShardState::Drained);
        Some(())
    }

    /// Shards that answers tell to be closed: when the listings agree, they are asked once more, and finished then.
    pub(super) async fn settle_unproven(&mut self) -> Option<()> {
        for unproven in std::mem::take(&mut self.unproven) {
            let Unproven { shard_id, drained, since } = &unproven;
            if self.is_proven(shard_id, drained) {
                self.finish(shard_id).await?;
            } else if self.is_closed(shard_id) {
                self.lineage.release(shard_id, drained.checkpoint.clone());
            } else if since.elapsed() >= self.shared.options.late_shards {
                self.read_on(unproven);
            } else {
                // Usually the listing is a little behind; one that has come since and does not agree is trouble.
                let words = phrase!("server-stream-end-unproven");
                self.shared.statuses.shard_failed(&self.arn, shard_id, words, self.shared.now());
                self.unproven.push(unproven);
            }
        }
        Some(())
    }

    /// Nothing that is listed agrees after all this time: they are open, and answers were cut short on their way.
    pub(super) fn read_unproven_on(&mut self) {
        for unproven in std::mem::take(&mut self.unproven) {
            self.read_on(unproven);
        }
    }

    fn read_on(&mut self, Unproven { shard_id, drained, .. }: Unproven) {
        tracing::warn!(stream = self.arn, shard = shard_id, "told to be closed, and listed as open: it is read on");
        self.childless.retain(|childless| *childless != shard_id);
        self.lineage.release(&shard_id, drained.checkpoint);
    }

    /// A shard whose reader broke is read from its checkpoint on, as the archive has it. Where the reader began is long
    /// past by then, and may be trimmed.
    pub(super) async fn take_up_again(&mut self, shard_id: &str) -> Option<()> {
        let known = self.shared.keep(&self.cancel, || self.shared.sink.shards(&self.arn)).await?;
        let checkpoint = known.into_iter().find(|shard| shard.shard_id == shard_id).and_then(|shard| shard.checkpoint);
        self.lineage.release(shard_id, checkpoint);
        Some(())
    }
}
