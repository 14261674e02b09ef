//! What is known of tables, streams, shards, gaps and views.

use afterimage_archive::{ArchiveError, Figures, ReadRegistry, Result, ShardRecord, StreamRecord, TableFigures};
use afterimage_model::{
    Op, Timestamp,
    table::Gap,
    view::{MAX_VIEWS, View},
};
use async_trait::async_trait;

use crate::{
    reader::MemoryReader,
    state::{State, Stream},
};

impl State {
    /// Puts a stream in, or brings what is known of it up to date.
    pub(crate) fn upsert_stream(&mut self, stream: StreamRecord) {
        let table = self.meet_table(&stream.table);
        if stream.partition_key.is_some() {
            (table.partition_key, table.sort_key) = (stream.partition_key.clone(), stream.sort_key.clone());
        }
        match self.streams.iter_mut().find(|known| known.record.arn == stream.arn) {
            Some(known) => (known.record.view_type, known.record.ended) = (stream.view_type, stream.ended),
            None => self.streams.push(Stream { record: stream, shards: Vec::new() }),
        }
    }

    /// Puts shards in. A parent once known is not forgotten when a later listing leaves it out.
    pub(crate) fn upsert_shards(&mut self, stream_arn: &str, shards: Vec<ShardRecord>) -> Result<()> {
        let stream = self.known_stream(stream_arn)?;
        for shard in shards {
            let known = stream.shard(&shard.shard_id);
            known.parent_shard_id = shard.parent_shard_id.or(known.parent_shard_id.take());
        }
        Ok(())
    }

    /// Records a gap, once.
    pub(crate) fn record_gap(&mut self, gap: Gap) {
        self.meet_table(&gap.table);
        let is_known = |known: &Gap| {
            let ends = |gap: &Gap| (gap.after_sequence_number.clone(), gap.until_sequence_number.clone());
            (&known.stream_arn, &known.shard_id, &known.cause) == (&gap.stream_arn, &gap.shard_id, &gap.cause)
                && ends(known) == ends(&gap)
        };
        if !self.gaps.iter().any(is_known) {
            self.gaps.push(gap);
        }
    }

    /// Keeps a query under a name.
    pub(crate) fn put_view(&mut self, name: &str, query: &str, at: Timestamp, replace: bool) -> Result<()> {
        let (name, query, updated_at) = (name.to_owned(), query.to_owned(), at);
        let created_at = match self.views.get(&name) {
            Some(_) if !replace => return Err(ArchiveError::ViewExists(name)),
            Some(known) => known.created_at,
            None if self.views.len() >= MAX_VIEWS => return Err(ArchiveError::TooManyViews),
            None => at,
        };
        self.views.insert(name.clone(), View { name, query, created_at, updated_at });
        Ok(())
    }

    /// Gives a view another name.
    pub(crate) fn rename_view(&mut self, name: &str, to: &str, at: Timestamp) -> Result<()> {
        if self.views.contains_key(to) {
            return Err(ArchiveError::ViewExists(to.to_owned()));
        }
        let view = self.views.remove(name).ok_or_else(|| ArchiveError::UnknownView(name.to_owned()))?;
        self.views.insert(to.to_owned(), View { name: to.to_owned(), updated_at: at, ..view });
        Ok(())
    }

    fn figures_of(&self, table: &str) -> TableFigures {
        let changes: Vec<_> = self.changes.values().filter(|kept| kept.change.table == table).collect();
        // That a scan found an item is no change of it.
        let mut told = changes.iter().filter(|kept| kept.change.op != Op::Baseline);
        let keys = self.tables.get(table);
        TableFigures {
            table: table.to_owned(),
            changes: changes.len() as u64,
            items: self.items_of(table).count() as u64,
            last_change_at: told.next_back().map(|kept| kept.at()),
            gaps: self.gaps.iter().filter(|gap| gap.table == table).count() as u64,
            partition_key: keys.and_then(|table| table.partition_key.clone()),
            sort_key: keys.and_then(|table| table.sort_key.clone()),
        }
    }

    /// A stream with its table's keys.
    fn described(&self, stream: &Stream) -> StreamRecord {
        let table = self.tables.get(&stream.record.table);
        StreamRecord {
            partition_key: table.and_then(|table| table.partition_key.clone()),
            sort_key: table.and_then(|table| table.sort_key.clone()),
            ..stream.record.clone()
        }
    }
}

#[async_trait]
impl ReadRegistry for MemoryReader {
    async fn table_figures(&self) -> Result<Vec<TableFigures>> {
        let state = self.state.lock();
        Ok(state.tables.keys().map(|table| state.figures_of(table)).collect())
    }

    async fn figures(&self) -> Result<Figures> {
        let state = self.state.lock();
        let newest = state.changes.values().next_back();
        Ok(Figures {
            changes: state.changes.len() as u64,
            items: state.items.len() as u64,
            gaps: state.gaps.len() as u64,
            size_bytes: state.changes.values().map(|kept| kept.change.size_bytes).sum(),
            last_change_id: state.last_id(),
            last_archived_at: newest.map(|kept| kept.change.archived_at),
        })
    }

    async fn streams(&self) -> Result<Vec<StreamRecord>> {
        let state = self.state.lock();
        Ok(state.streams.iter().map(|stream| state.described(stream)).collect())
    }

    async fn checkpoints(&self, stream_arn: &str) -> Result<Vec<ShardRecord>> {
        Ok(self.state.lock().stream(stream_arn).map(|stream| stream.shards.clone()).unwrap_or_default())
    }

    async fn gaps(&self) -> Result<Vec<Gap>> {
        Ok(self.state.lock().gaps.iter().rev().cloned().collect())
    }

    async fn gaps_of(&self, table: &str, limit: usize) -> Result<Vec<Gap>> {
        let state = self.state.lock();
        let of_table = state.gaps.iter().rev().filter(|gap| gap.table == table);
        Ok(of_table.take(limit).cloned().collect())
    }

    async fn views(&self) -> Result<Vec<View>> {
        Ok(self.state.lock().views.values().cloned().collect())
    }

    async fn view(&self, name: &str) -> Result<Option<View>> {
        Ok(self.state.lock().views.get(name).cloned())
    }
}
