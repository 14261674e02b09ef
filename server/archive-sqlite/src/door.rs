//! `SQLite` behind the archive's door: each question goes to what answers it here.

use std::{collections::HashMap, sync::Arc};

use afterimage_archive::{
    Anchor, Archive, ArchiveReader, ArchiveWriter, BaselineRecord, ChangeCount, Committed, Figures, FillIndex,
    IncomingChange, IndexProgress, Indexer, ItemTimeline, ItemWalk, RawPage, RawReader, ReadArchive, ReadCharts,
    ReadItems, ReadJobs, ReadLog, ReadRaw, ReadRegistry, RestoreId, RestoreNote, RestoredVersion, Result, Scan,
    SegmentRecord, ShardPage, ShardRecord, StreamRecord, TableFigures, TimelinePosition, Version, WalkedItems,
    WriteArchive, WriteJobs, WriteLog, WriteRegistry,
};
use afterimage_base::{
    data_folder::Presence,
    work::{Deadline, Work},
};
use afterimage_model::{
    Change, ChangeId, ItemKey, Query, SequenceNumber, Timestamp,
    as_of::{At, ItemAsOf, ItemsAsOf},
    attribute_history::AttributeHistory,
    chart::{Bars, Histogram, Hot},
    diff::Path,
    item::ItemOverview,
    items::Activity,
    query::{CountedQuery, Span},
    table::Gap,
    view::View,
};
use async_trait::async_trait;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::{indexer::SqliteIndexer, open::SqliteArchive, raw::SqliteRaw, read::SqliteReader, write::SqliteWriter};

impl SqliteArchive {
    /// The archive as everybody else sees it.
    pub fn door(&self) -> Archive {
        Archive {
            writer: ArchiveWriter::new(self.writer.clone()),
            reader: self.reader.door(),
            indexer: Indexer::new(SqliteIndexer::new(self.clone())),
        }
    }
}

impl SqliteReader {
    /// The reader as everybody else sees it.
    pub fn door(&self) -> ArchiveReader {
        ArchiveReader::new(self.clone())
    }
}

#[async_trait]
impl ReadLog for SqliteReader {
    fn epoch(&self) -> &str {
        self.epoch()
    }

    async fn last_change_id(&self) -> Result<ChangeId> {
        self.last_change_id().await
    }

    async fn count_between(&self, after: ChangeId, to: ChangeId) -> Result<ChangeCount> {
        self.count_between(after, to).await
    }

    async fn change(&self, id: ChangeId) -> Result<Option<Change>> {
        self.change(id).await
    }

    async fn change_of_shard(
        &self,
        stream_arn: &str,
        shard_id: &str,
        sequence_number: &SequenceNumber,
    ) -> Result<Option<Change>> {
        self.change_of_shard(stream_arn, shard_id, sequence_number).await
    }

    async fn timeline_position(&self, id: ChangeId) -> Result<Option<TimelinePosition>> {
        self.timeline_position(id).await
    }

    async fn changes_after(&self, query: &Query, after: ChangeId, limit: usize) -> Result<Scan> {
        self.changes_after(query, after, limit).await
    }

    async fn changes_before(&self, query: &Query, before: Option<ChangeId>, limit: usize) -> Result<Scan> {
        self.changes_before(query, before, limit).await
    }

    async fn raw(&self, query: Query, after: ChangeId) -> Result<RawReader> {
        self.raw(query, after).await.map(RawReader::new)
    }
}

#[async_trait]
impl ReadRaw for SqliteRaw {
    fn until(&self) -> ChangeId {
        self.until()
    }

    fn total(&self) -> ChangeCount {
        self.total()
    }

    async fn next(&mut self) -> Result<Option<RawPage>> {
        self.next().await
    }
}

#[async_trait]
impl ReadItems for SqliteReader {
    async fn item(&self, table: &str, key: &ItemKey) -> Result<Option<ItemOverview>> {
        self.item(table, key).await
    }

    async fn version(&self, table: &str, key: &ItemKey, version: u64) -> Result<Option<Version>> {
        self.version(table, key, version).await
    }

    async fn timeline(
        &self,
        table: &str,
        key: &ItemKey,
        before: Option<ChangeId>,
        limit: usize,
    ) -> Result<Option<ItemTimeline>> {
        self.timeline(table, key, before, limit).await
    }

    async fn life_around(
        &self,
        table: &str,
        key: &ItemKey,
        anchor: Option<Anchor>,
        top: fn(u64, u64) -> u64,
        limit: usize,
    ) -> Result<Option<ItemTimeline>> {
        self.life_around(table, key, anchor, top, limit).await
    }

    async fn as_of(&self, table: &str, key: &ItemKey, at: At) -> Result<Option<ItemAsOf>> {
        self.as_of(table, key, at).await
    }

    async fn items_as_of(
        &self,
        table: &str,
        time: Timestamp,
        after: Option<&ItemKey>,
        limit: usize,
    ) -> Result<ItemsAsOf> {
        self.items_as_of(table, time, after, limit).await
    }

    async fn attribute_history(
        &self,
        table: &str,
        key: &ItemKey,
        path: &Path,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Option<AttributeHistory>> {
        self.attribute_history(table, key, path, before, limit).await
    }

    async fn walk_items(&self, table: &str, query: &Query, walk: &ItemWalk) -> Result<WalkedItems> {
        self.walk_items(table, query, walk).await
    }

    async fn item_count(&self, table: &str) -> Result<u64> {
        self.item_count(table).await
    }

    async fn items_beginning(&self, beginning: &str, limit: usize) -> Result<Vec<ItemOverview>> {
        self.items_beginning(beginning, limit).await
    }

    async fn activities(&self, table: &str, keys: &[ItemKey]) -> Result<Vec<Option<Activity>>> {
        self.activities(table, keys).await
    }
}

#[async_trait]
impl ReadCharts for SqliteReader {
    async fn counted(&self, query: &CountedQuery) -> Result<Histogram> {
        self.counted(query).await
    }

    async fn bars(&self, spans: &[Span]) -> Result<Bars> {
        self.bars(spans).await
    }

    async fn hottest_items(&self, wanted: &(dyn for<'t> Fn(&'t str) -> bool + Sync)) -> Result<Vec<Hot>> {
        self.hottest_items(wanted).await
    }
}

#[async_trait]
impl ReadRegistry for SqliteReader {
    async fn table_figures(&self) -> Result<Vec<TableFigures>> {
        self.table_figures().await
    }

    async fn figures(&self) -> Result<Figures> {
        self.figures().await
    }

    async fn streams(&self) -> Result<Vec<StreamRecord>> {
        self.streams().await
    }

    async fn checkpoints(&self, stream_arn: &str) -> Result<Vec<ShardRecord>> {
        self.checkpoints(stream_arn).await
    }

    async fn gaps(&self) -> Result<Vec<Gap>> {
        self.gaps().await
    }

    async fn gaps_of(&self, table: &str, limit: usize) -> Result<Vec<Gap>> {
        self.gaps_of(table, limit).await
    }

    async fn views(&self) -> Result<Vec<View>> {
        self.views().await
    }

    async fn view(&self, name: &str) -> Result<Option<View>> {
        self.view(name).await
    }
}

#[async_trait]
impl ReadJobs for SqliteReader {
    async fn baselines(&self) -> Result<Vec<BaselineRecord>> {
        self.baselines().await
    }

    async fn restored(&self, changes: &[ChangeId]) -> Result<HashMap<ChangeId, RestoredVersion>> {
        self.restored(changes).await
    }

    async fn restored_by(&self, change: ChangeId) -> Result<Vec<(ChangeId, u64)>> {
        self.restored_by(change).await
    }

    async fn arrived_as(&self, restore: RestoreId) -> Result<Option<ChangeId>> {
        self.arrived_as(restore).await
    }

    async fn index_progress(&self) -> Result<IndexProgress> {
        self.index_progress().await
    }
}

#[async_trait]
impl ReadArchive for SqliteReader {
    fn with_work(&self, work: Work) -> ArchiveReader {
        ArchiveReader::new(self.clone().with_work(work))
    }

    fn patient(&self) -> ArchiveReader {
        ArchiveReader::new(self.patient())
    }

    fn until(&self, deadline: Deadline) -> ArchiveReader {
        ArchiveReader::new(self.until(deadline))
    }

    fn for_the_feed(&self) -> ArchiveReader {
        ArchiveReader::new(self.for_the_feed())
    }

    fn work(&self) -> &Work {
        self.work()
    }

    async fn close(&self) {
        self.close().await;
    }
}

#[async_trait]
impl WriteLog for SqliteWriter {
    async fn append(&self, page: Arc<ShardPage>) -> Result<Committed> {
        self.append(page).await
    }

    async fn append_in_order(&self, pages: Vec<ShardPage>) -> Vec<Result<Committed>> {
        self.append_in_order(pages).await
    }

    fn foresee(&self, changes: &Arc<Vec<IncomingChange>>) {
        self.foresee(changes);
    }

    fn subscribe(&self) -> watch::Receiver<ChangeId> {
        self.subscribe()
    }
}

#[async_trait]
impl WriteRegistry for SqliteWriter {
    async fn upsert_stream(&self, stream: StreamRecord) -> Result<()> {
        self.upsert_stream(stream).await
    }

    async fn upsert_shards(&self, stream_arn: &str, shards: Vec<ShardRecord>) -> Result<()> {
        self.upsert_shards(stream_arn, shards).await
    }

    async fn finish_shard(&self, stream_arn: &str, shard_id: &str) -> Result<()> {
        self.finish_shard(stream_arn, shard_id).await
    }

    async fn record_gap(&self, gap: Gap) -> Result<()> {
        self.record_gap(gap).await
    }

    async fn put_view(&self, name: &str, query: &str, at: Timestamp, replace: bool) -> Result<()> {
        self.put_view(name, query, at, replace).await
    }

    async fn rename_view(&self, name: &str, to: &str, at: Timestamp) -> Result<()> {
        self.rename_view(name, to, at).await
    }

    async fn delete_view(&self, name: &str) -> Result<()> {
        self.delete_view(name).await
    }
}

#[async_trait]
impl WriteJobs for SqliteWriter {
    async fn begin_baseline(
        &self,
        table: &str,
        segments: u32,
        items_expected: Option<u64>,
        at: Timestamp,
    ) -> Result<()> {
        self.begin_baseline(table, segments, items_expected, at).await
    }

    async fn note_segment(&self, baseline: i64, segment: u32, record: SegmentRecord) -> Result<()> {
        self.note_segment(baseline, segment, record).await
    }

    async fn finish_baseline(&self, baseline: i64, at: Timestamp) -> Result<()> {
        self.finish_baseline(baseline, at).await
    }

    async fn note_restore(&self, note: RestoreNote) -> Result<RestoreId> {
        self.note_restore(note).await
    }

    async fn forget_restore(&self, restore: RestoreId) -> Result<()> {
        self.forget_restore(restore).await
    }
}

#[async_trait]
impl WriteArchive for SqliteWriter {
    fn presence(&self) -> Option<Presence> {
        Some(self.presence())
    }

    async fn close(&self) -> Result<()> {
        self.close().await
    }
}

#[async_trait]
impl FillIndex for SqliteIndexer {
    async fn finish(&self) -> Result<()> {
        self.finish().await
    }

    async fn run(&self, shutdown: CancellationToken) {
        self.run(shutdown).await;
    }
}
