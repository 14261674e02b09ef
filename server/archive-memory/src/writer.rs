//! What goes in, one after the other.

use std::{fmt, sync::Arc};

use afterimage_archive::{
    ArchiveError, Committed, RestoreId, RestoreNote, Result, SegmentRecord, ShardPage, ShardRecord, StreamRecord,
    WriteArchive, WriteJobs, WriteLog, WriteRegistry,
};
use afterimage_base::{clock::SharedClock, data_folder::Presence};
use afterimage_model::{ChangeId, Timestamp, table::Gap};
use async_trait::async_trait;
use tokio::sync::watch;

use crate::{Shared, state::State};

/// The writer: whatever it is asked is done at once.
#[derive(Clone)]
pub(crate) struct MemoryWriter {
    pub(crate) state: Shared,
    pub(crate) clock: SharedClock,
    pub(crate) newest: watch::Receiver<ChangeId>,
}

impl fmt::Debug for MemoryWriter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("MemoryWriter").field("newest", &*self.newest.borrow()).finish_non_exhaustive()
    }
}

impl MemoryWriter {
    /// Changes what is kept, unless it is closed.
    fn change<T>(&self, change: impl FnOnce(&mut State) -> Result<T>) -> Result<T> {
        let mut state = self.state.lock();
        state.refuse_closed()?;
        change(&mut state)
    }

    fn append_one(&self, page: &ShardPage, whole: bool) -> Result<Committed> {
        self.change(|state| {
            let committed = state.append(page, self.clock.now(), whole)?;
            if let Some(announce) = state.announce.as_ref().filter(|_| committed.archived > 0) {
                announce.send_replace(committed.last_id);
            }
            Ok(committed)
        })
    }
}

#[async_trait]
impl WriteLog for MemoryWriter {
    async fn append(&self, page: Arc<ShardPage>) -> Result<Committed> {
        self.append_one(&page, false)
    }

    async fn append_in_order(&self, pages: Vec<ShardPage>) -> Vec<Result<Committed>> {
        let mut has_failed = false;
        let in_turn = |page: &ShardPage| {
            if has_failed {
                return Err(ArchiveError::AfterFailed);
            }
            let done = self.append_one(page, true);
            has_failed = done.is_err();
            done
        };
        pages.iter().map(in_turn).collect()
    }

    fn subscribe(&self) -> watch::Receiver<ChangeId> {
        self.newest.clone()
    }
}

#[async_trait]
impl WriteRegistry for MemoryWriter {
    async fn upsert_stream(&self, stream: StreamRecord) -> Result<()> {
        self.change(|state| {
            state.upsert_stream(stream);
            Ok(())
        })
    }

    async fn upsert_shards(&self, stream_arn: &str, shards: Vec<ShardRecord>) -> Result<()> {
        self.change(|state| state.upsert_shards(stream_arn, shards))
    }

    async fn finish_shard(&self, stream_arn: &str, shard_id: &str) -> Result<()> {
        self.change(|state| {
            state.known_stream(stream_arn)?.shard(shard_id).finished = true;
            Ok(())
        })
    }

    async fn record_gap(&self, gap: Gap) -> Result<()> {
        self.change(|state| {
            state.record_gap(gap);
            Ok(())
        })
    }

    async fn put_view(&self, name: &str, query: &str, at: Timestamp, replace: bool) -> Result<()> {
        self.change(|state| state.put_view(name, query, at, replace))
    }

    async fn rename_view(&self, name: &str, to: &str, at: Timestamp) -> Result<()> {
        self.change(|state| state.rename_view(name, to, at))
    }

    async fn delete_view(&self, name: &str) -> Result<()> {
        self.change(|state| {
            let deleted = state.views.remove(name);
            deleted.map(|_| ()).ok_or_else(|| ArchiveError::UnknownView(name.to_owned()))
        })
    }
}

#[async_trait]
impl WriteJobs for MemoryWriter {
    async fn begin_baseline(
        &self,
        table: &str,
        segments: u32,
        items_expected: Option<u64>,
        at: Timestamp,
    ) -> Result<()> {
        self.change(|state| {
            state.begin_baseline(table, segments, items_expected, at);
            Ok(())
        })
    }

    async fn note_segment(&self, baseline: i64, segment: u32, record: SegmentRecord) -> Result<()> {
        self.change(|state| {
            let noted = state.baselines.iter_mut().find(|known| known.id == baseline);
            let noted = noted.and_then(|known| known.segments.get_mut(usize::try_from(segment).ok()?));
            if let Some(noted) = noted {
                *noted = record;
            }
            Ok(())
        })
    }

    async fn finish_baseline(&self, baseline: i64, at: Timestamp) -> Result<()> {
        self.change(|state| {
            if let Some(known) = state.baselines.iter_mut().find(|known| known.id == baseline) {
                known.finished_at = Some(at);
            }
            Ok(())
        })
    }

    async fn note_restore(&self, note: RestoreNote) -> Result<RestoreId> {
        self.change(|state| Ok(state.note_restore(note, self.clock.now())))
    }

    async fn forget_restore(&self, restore: RestoreId) -> Result<()> {
        self.change(|state| {
            state.forget_restore(restore);
            Ok(())
        })
    }
}

#[async_trait]
impl WriteArchive for MemoryWriter {
    fn presence(&self) -> Option<Presence> {
        None
    }

    async fn close(&self) -> Result<()> {
        self.change(|state| {
            state.announce = None;
            Ok(())
        })
    }
}
