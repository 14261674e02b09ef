//! What the writer is told to write down beside the changes.

use afterimage_archive::{RestoreId, RestoreNote, Result, SegmentRecord, ShardRecord, StreamRecord};
use afterimage_model::{Timestamp, table::Gap};

use super::{registration::Registration, request::Request, writer::SqliteWriter};
use crate::registry::{baselines::BaselineNote, views::ViewNote};

impl SqliteWriter {
    /// Puts a stream in, or brings what is known of it up to date.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn upsert_stream(&self, stream: StreamRecord) -> Result<()> {
        self.register(Registration::Stream(stream)).await
    }

    /// Puts shards in, or their parents up to date.
    ///
    /// # Errors
    /// When the stream was never put in, or the storage fails.
    pub async fn upsert_shards(&self, stream_arn: &str, shards: Vec<ShardRecord>) -> Result<()> {
        let registration = Registration::Shards { stream_arn: stream_arn.to_owned(), shards };
        self.register(registration).await
    }

    /// Marks a shard as closed and drained.
    ///
    /// # Errors
    /// When the stream was never put in, or the storage fails.
    pub async fn finish_shard(&self, stream_arn: &str, shard_id: &str) -> Result<()> {
        let registration = Registration::Finished { stream_arn: stream_arn.to_owned(), shard_id: shard_id.to_owned() };
        self.register(registration).await
    }

    /// Records a gap; the same gap again is harmless.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn record_gap(&self, gap: Gap) -> Result<()> {
        self.register(Registration::Gap(gap)).await
    }

    /// Keeps a query under a name; in the place of the one that has it, where that may be.
    ///
    /// # Errors
    /// When the name is taken, there are too many views, or the storage fails.
    pub async fn put_view(&self, name: &str, query: &str, at: Timestamp, replace: bool) -> Result<()> {
        let note = ViewNote::Put { name: name.to_owned(), query: query.to_owned(), at, replace };
        self.register(Registration::View(note)).await
    }

    /// Gives a view another name.
    ///
    /// # Errors
    /// When there is no such view, the new name is taken, or the storage fails.
    pub async fn rename_view(&self, name: &str, to: &str, at: Timestamp) -> Result<()> {
        let note = ViewNote::Renamed { name: name.to_owned(), to: to.to_owned(), at };
        self.register(Registration::View(note)).await
    }

    /// Forgets a view.
    ///
    /// # Errors
    /// When there is no such view, or the storage fails.
    pub async fn delete_view(&self, name: &str) -> Result<()> {
        self.register(Registration::View(ViewNote::Deleted { name: name.to_owned() })).await
    }

    /// Notes that a scan of a table begins; [`baselines`](crate::SqliteReader::baselines) tells its id.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn begin_baseline(
        &self,
        table: &str,
        segments: u32,
        items_expected: Option<u64>,
        at: Timestamp,
    ) -> Result<()> {
        let note = BaselineNote::Begun { table: table.to_owned(), segments, items_expected, at };
        self.register(Registration::Baseline(note)).await
    }

    /// Notes how far a segment is scanned.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn note_segment(&self, baseline: i64, segment: u32, record: SegmentRecord) -> Result<()> {
        let note = BaselineNote::Segment { baseline, segment, record };
        self.register(Registration::Baseline(note)).await
    }

    /// Notes that a scan is done.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn finish_baseline(&self, baseline: i64, at: Timestamp) -> Result<()> {
        let note = BaselineNote::Finished { baseline, at };
        self.register(Registration::Baseline(note)).await
    }

    /// Notes a restore that is about to be sent, so that its change is recognised when it comes.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn note_restore(&self, note: RestoreNote) -> Result<RestoreId> {
        self.ask(|reply| Request::NoteRestore(Box::new(note), reply)).await
    }

    /// Takes a restore back that was not done.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn forget_restore(&self, restore: RestoreId) -> Result<()> {
        self.ask(|reply| Request::ForgetRestore(restore, reply)).await
    }
}
