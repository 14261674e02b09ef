//! The one way into the archive.

use afterimage_app::model::{ChangeId, table::Gap};
use tokio::sync::watch;

use super::{Committed, Result, ShardPage, ShardRecord, StreamRecord};

/// Puts changes into the archive: a handle to the one task that writes.
#[derive(Clone, Debug)]
pub struct ArchiveWriter {}

impl ArchiveWriter {
    /// Archives a page and its checkpoint in one transaction; resolves after the commit. Changes at or before the
    /// shard's checkpoint are there already and skipped, so that reading again is harmless.
    ///
    /// # Errors
    /// Nothing of the page is archived then.
    pub async fn append(&self, page: ShardPage) -> Result<Committed> {
        let _ = page;
        todo!()
    }

    /// Puts a stream in, or brings what is known of it up to date.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn upsert_stream(&self, stream: StreamRecord) -> Result<()> {
        let _ = stream;
        todo!()
    }

    /// Puts shards in, or their parents up to date.
    ///
    /// # Errors
    /// When the stream was never put in, or the storage fails.
    pub async fn upsert_shards(&self, stream_arn: &str, shards: Vec<ShardRecord>) -> Result<()> {
        let _ = (stream_arn, shards);
        todo!()
    }

    /// Marks a shard as closed and drained.
    ///
    /// # Errors
    /// When the stream was never put in, or the storage fails.
    pub async fn finish_shard(&self, stream_arn: &str, shard_id: &str) -> Result<()> {
        let _ = (stream_arn, shard_id);
        todo!()
    }

    /// Records a gap; the same gap again is harmless.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn record_gap(&self, gap: Gap) -> Result<()> {
        let _ = gap;
        todo!()
    }

    /// The newest committed change, whenever there is one: wakes the feed.
    pub fn subscribe(&self) -> watch::Receiver<ChangeId> {
        todo!()
    }

    /// Finishes what waits, tidies the storage up and closes. Other handles' later requests fail.
    ///
    /// # Errors
    /// When the storage fails; everything committed stays committed.
    pub async fn close(self) -> Result<()> {
        todo!()
    }
}
