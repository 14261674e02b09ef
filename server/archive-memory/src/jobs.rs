//! How work fares that takes longer than a request.

use std::collections::{BTreeMap, HashMap};

use afterimage_archive::{BaselineRecord, IndexProgress, ReadJobs, RestoreId, RestoredVersion, Result, SegmentRecord};
use afterimage_model::{ChangeId, Timestamp};
use async_trait::async_trait;

use crate::{reader::MemoryReader, state::State};

impl State {
    /// Notes that a scan of a table begins.
    pub(crate) fn begin_baseline(&mut self, table: &str, segments: u32, items_expected: Option<u64>, at: Timestamp) {
        self.meet_table(table);
        let id = i64::try_from(self.baselines.len()).unwrap_or(i64::MAX).saturating_add(1);
        let segments = (0..segments).map(|_| SegmentRecord::default()).collect();
        self.baselines.push(BaselineRecord {
            id,
            table: table.to_owned(),
            started_at: at,
            finished_at: None,
            items_expected,
            segments,
        });
    }
}

#[async_trait]
impl ReadJobs for MemoryReader {
    async fn baselines(&self) -> Result<Vec<BaselineRecord>> {
        let state = self.state.lock();
        let last: BTreeMap<&str, &BaselineRecord> =
            state.baselines.iter().map(|record| (record.table.as_str(), record)).collect();
        let mut records: Vec<BaselineRecord> = last.into_values().cloned().collect();
        records.sort_unstable_by_key(|record| record.id);
        Ok(records)
    }

    async fn restored(&self, changes: &[ChangeId]) -> Result<HashMap<ChangeId, RestoredVersion>> {
        let state = self.state.lock();
        Ok(changes.iter().filter_map(|id| Some((*id, state.restored(*id)?))).collect())
    }

    async fn restored_by(&self, change: ChangeId) -> Result<Vec<(ChangeId, u64)>> {
        Ok(self.state.lock().restorers_of(change))
    }

    async fn arrived_as(&self, restore: RestoreId) -> Result<Option<ChangeId>> {
        Ok(self.state.lock().arrived_as(restore))
    }

    async fn index_progress(&self) -> Result<IndexProgress> {
        // There is no index that could be behind.
        let total = self.state.lock().changes.len() as u64;
        Ok(IndexProgress { texts: total, counted: total, total })
    }
}
