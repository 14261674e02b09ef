//! Looking things up: the log itself, and how patiently.

use std::sync::Arc;

use afterimage_archive::{
    ArchiveReader, ChangeCount, FillIndex, RawReader, ReadArchive, ReadLog, Result, SCAN_LIMIT, Scan, TimelinePosition,
};
use afterimage_base::work::{Deadline, Work};
use afterimage_model::{Change, ChangeId, Query, SequenceNumber};
use async_trait::async_trait;
use tokio_util::sync::CancellationToken;

use crate::{Shared, raw::MemoryRaw, state::Kept};

/// The reader.
#[derive(Clone, Debug)]
pub(crate) struct MemoryReader {
    pub(crate) epoch: Arc<str>,
    pub(crate) state: Shared,
    pub(crate) work: Work,
    pub(crate) deadline: Deadline,
}

impl MemoryReader {
    /// Looks at changes in turn until enough match, or it is time to end: those that match, and the last that was looked at.
    async fn look(
        &self,
        query: &Query,
        changes: Vec<Arc<Change>>,
        limit: usize,
    ) -> Result<(Vec<Change>, Option<ChangeId>)> {
        let (query, deadline) = (query.clone(), self.deadline.clone());
        let look = move || {
            let (mut found, mut looked_to) = (Vec::new(), None);
            for change in changes {
                looked_to = Some(change.id);
                if query.matches(&change) {
                    found.push(Change::clone(&change));
                }
                if found.len() >= limit || deadline.is_over() {
                    break;
                }
            }
            (found, looked_to)
        };
        Ok(self.work.run(look).await?)
    }
}

/// The changes of what is kept, as many as one look goes through.
fn stretch<'a>(kept: impl Iterator<Item = (&'a ChangeId, &'a Kept)>) -> Vec<Arc<Change>> {
    kept.take(SCAN_LIMIT).map(|(_, kept)| Arc::clone(&kept.change)).collect()
}

#[async_trait]
impl ReadLog for MemoryReader {
    fn epoch(&self) -> &str {
        &self.epoch
    }

    async fn last_change_id(&self) -> Result<ChangeId> {
        Ok(self.state.lock().last_id())
    }

    async fn count_between(&self, after: ChangeId, to: ChangeId) -> Result<ChangeCount> {
        let state = self.state.lock();
        let between = state.changes.keys().filter(|id| **id > after && **id <= to);
        Ok(ChangeCount::Exactly(between.count() as u64))
    }

    async fn change(&self, id: ChangeId) -> Result<Option<Change>> {
        Ok(self.state.lock().kept(id).map(|kept| Change::clone(&kept.change)))
    }

    async fn change_of_shard(
        &self,
        stream_arn: &str,
        shard_id: &str,
        sequence_number: &SequenceNumber,
    ) -> Result<Option<Change>> {
        let is_it = |change: &&Arc<Change>| {
            (change.stream_arn.as_str(), change.shard_id.as_str()) == (stream_arn, shard_id)
                && change.sequence_number == *sequence_number
        };
        let state = self.state.lock();
        let found = state.changes.values().map(|kept| &kept.change).find(is_it);
        Ok(found.map(|change| Change::clone(change)))
    }

    async fn timeline_position(&self, id: ChangeId) -> Result<Option<TimelinePosition>> {
        let state = self.state.lock();
        let Some(kept) = state.kept(id) else { return Ok(None) };
        let Some(item) = state.item(&kept.change.table, &kept.change.item_key) else { return Ok(None) };
        let previous = state.version_of(item, kept.version - 1);
        Ok(Some(TimelinePosition {
            version: kept.version,
            versions: item.changes.len() as u64,
            previous: previous.map(|previous| previous.change.id),
            next: state.version_of(item, kept.version + 1).map(|next| next.change.id),
            previous_image: previous.and_then(|previous| previous.change.new_image.clone()),
        }))
    }

    async fn changes_after(&self, query: &Query, after: ChangeId, limit: usize) -> Result<Scan> {
        let (newest, changes) = {
            let state = self.state.lock();
            (state.last_id(), stretch(state.changes.iter().filter(|(id, _)| **id > after)))
        };
        let (changes, looked_to) = self.look(query, changes, limit.clamp(1, SCAN_LIMIT)).await?;
        let scanned_to = looked_to.unwrap_or_else(|| after.max(newest));
        Ok(Scan { changes, scanned_to, end: scanned_to >= newest })
    }

    async fn changes_before(&self, query: &Query, before: Option<ChangeId>, limit: usize) -> Result<Scan> {
        let (oldest, changes) = {
            let state = self.state.lock();
            let until = state.changes.iter().rev().filter(|(id, _)| before.is_none_or(|before| **id < before));
            (state.changes.keys().next().copied(), stretch(until))
        };
        let (changes, looked_to) = self.look(query, changes, limit.clamp(1, SCAN_LIMIT)).await?;
        let further = looked_to.filter(|looked_to| oldest.is_some_and(|oldest| oldest < *looked_to));
        Ok(Scan { changes, scanned_to: further.unwrap_or(ChangeId::START), end: further.is_none() })
    }

    async fn raw(&self, query: Query, after: ChangeId) -> Result<RawReader> {
        let until = self.last_change_id().await?;
        let total = self.count_between(after, until).await?;
        let (state, work) = (self.state.clone(), self.work.patient());
        Ok(RawReader::new(MemoryRaw { state, work, query, until, total, reached: after, scanned: 0 }))
    }
}

#[async_trait]
impl ReadArchive for MemoryReader {
    fn with_work(&self, work: Work) -> ArchiveReader {
        ArchiveReader::new(Self { work, ..self.clone() })
    }

    fn patient(&self) -> ArchiveReader {
        self.with_work(self.work.patient())
    }

    fn until(&self, deadline: Deadline) -> ArchiveReader {
        ArchiveReader::new(Self { deadline, ..self.clone() })
    }

    fn for_the_feed(&self) -> ArchiveReader {
        self.with_work(Work::apart().patient())
    }

    fn work(&self) -> &Work {
        &self.work
    }

    async fn close(&self) {}
}

/// What fills no index, since everything is looked through.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NothingToFill;

#[async_trait]
impl FillIndex for NothingToFill {
    async fn finish(&self) -> Result<()> {
        Ok(())
    }

    async fn run(&self, shutdown: CancellationToken) {
        shutdown.cancelled().await;
    }
}
