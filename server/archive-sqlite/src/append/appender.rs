//! Pages into batches: which of their changes are new, and what becomes of their items.
//!
//! A batch may be put together while the one before it is being committed, so what is remembered here is one batch ahead
//! of the archive. When a commit fails, all of it is thrown away and looked up again.

use std::collections::HashSet;

use afterimage_archive::{ArchiveError, IncomingChange, Result, ShardPage};
use afterimage_base::clock::SharedClock;
use afterimage_model::{ChangeId, SequenceNumber};
use sqlx::SqliteConnection;

use super::{
    awaiting::Awaiting,
    batch::{Batch, Fresh, Positions},
    encoded::EncodedPage,
    id_cache::IdCache,
    item_cache::ItemCache,
    item_state::ItemName,
    lookup::ItemLookup,
};
use crate::{
    database::{SoleWriter, Stored},
    schema::ids,
};

/// Puts batches together; remembers between them what would otherwise be looked up each time.
pub(crate) struct Appender {
    ids: IdCache,
    items: ItemCache,
    lookup: ItemLookup,
    /// Where the archive stands when everything is committed.
    ahead: Positions,
    committed: Positions,
    /// Restores whose changes are to come.
    pub(crate) restores: Awaiting,
    clock: SharedClock,
    /// Given back with everything that is remembered.
    sole: SoleWriter,
}

/// What of a page is new.
pub(crate) struct Deduplicated {
    shard_id: i64,
    fresh: Vec<Fresh>,
    /// How far the shard is archived with the page, where that is further than before.
    reached: Option<SequenceNumber>,
}

impl Deduplicated {
    /// Whether all of the page is new.
    pub(crate) fn is_all_of(&self, page: &ShardPage) -> bool {
        self.fresh.len() == page.changes.len()
    }
}

impl Appender {
    /// Looks up where the archive stands.
    pub(crate) async fn start(
        connection: &mut SqliteConnection,
        lookup: ItemLookup,
        sole: SoleWriter,
        clock: SharedClock,
    ) -> Result<Self> {
        let change_id = ids::last_change_id(&mut *connection).await?;
        let item_id = sqlx::query_scalar("SELECT coalesce(max(item_id), 0) FROM items")
            .fetch_one(&mut *connection)
            .await
            .stored()?;
        let block_id = sqlx::query_scalar("SELECT coalesce(max(block_id), 0) FROM blocks")
            .fetch_one(&mut *connection)
            .await
            .stored()?;
        let restores = Awaiting::start(&sole, connection, clock.now()).await?;
        let committed = Positions { change_id, item_id, block_id };
        let (ids, items) = (IdCache::of(&sole), ItemCache::of(&sole));
        Ok(Self { ids, items, lookup, ahead: committed, committed, restores, clock, sole })
    }

    /// The newest committed change.
    pub(crate) fn last_id(&self) -> ChangeId {
        ChangeId(self.committed.change_id)
    }

    /// An empty batch. The one before it is finished.
    pub(crate) fn begin(&self) -> Batch {
        Batch::new(self.ahead, self.clock.now())
    }

    /// What of a page is new; nothing where it names what was not learnt yet.
    ///
    /// # Errors
    /// When it holds changes of another shard.
    pub(crate) fn deduplicate(&self, page: &ShardPage) -> Result<Option<Deduplicated>> {
        refuse_foreign(page)?;
        let Some(shard) = self.ids.shard(page) else { return Ok(None) };
        let new = new_changes(page, shard.checkpoint.as_ref());
        let reached = new.iter().map(|at| &page.changes[*at].sequence_number).chain(&page.checkpoint).max();
        let reached = reached.filter(|reached| shard.checkpoint.as_ref() < Some(*reached)).cloned();
        let fresh = self.fresh(page, &new);
        Ok(fresh.map(|fresh| Deduplicated { shard_id: shard.id, fresh, reached }))
    }

    /// Learns what the page names. Nothing is being committed meanwhile: it may write.
    pub(crate) async fn learn(&mut self, connection: &mut SqliteConnection, page: &ShardPage) -> Result<()> {
        self.ids.learn(connection, page).await
    }

    /// Adds a page to a batch.
    pub(crate) async fn add(&mut self, batch: &mut Batch, page: EncodedPage, deduplicated: Deduplicated) -> Result<()> {
        self.remember_items(&page, &deduplicated.fresh).await?;
        if let Some(reached) = deduplicated.reached {
            self.ids.set_checkpoint(&page.page, reached.clone());
            batch.checkpoints.insert(deduplicated.shard_id, reached);
        }
        batch.add_page(page, deduplicated.shard_id, &deduplicated.fresh, &mut self.items);
        Ok(())
    }

    /// No page is added to the batch any more; every earlier one is committed.
    pub(crate) fn finish(&mut self, batch: &mut Batch) {
        batch.finish();
        batch.overdue_restores = self.restores.end_overdue(self.clock.now());
        batch.restores = self.restores.done_by(batch);
        self.items.trim();
        self.ahead = batch.last;
    }

    /// The batch is committed.
    pub(crate) fn committed(&mut self, batch: &Batch) {
        self.committed = batch.last;
        self.restores.arrived(&batch.restores);
    }

    /// Forgets everything that may never come to be.
    pub(crate) fn forget(&mut self) {
        self.ids = IdCache::of(&self.sole);
        self.items = ItemCache::of(&self.sole);
        self.ahead = self.committed;
    }

    /// The archive's ids of what changes name; nothing where one was not learnt.
    fn fresh(&self, page: &ShardPage, changes: &[usize]) -> Option<Vec<Fresh>> {
        // Nearly always one table for all.
        let mut table = None;
        let with_ids = |at: &usize| {
            let change = &page.changes[*at];
            let table_id = match table {
                Some((name, id)) if name == change.table.as_str() => id,
                _ => self.ids.table(&change.table)?,
            };
            table = Some((change.table.as_str(), table_id));
            let actor_id = match &change.actor {
                Some(actor) => Some(self.ids.actor(actor)?),
                None => None,
            };
            Some(Fresh { change: *at, table_id, actor_id })
        };
        changes.iter().map(with_ids).collect()
    }

    /// Looks those of the changes' items up that are not remembered.
    ///
    /// What is being committed meanwhile is remembered, so it does not matter whether it is in the archive yet.
    async fn remember_items(&mut self, page: &EncodedPage, fresh: &[Fresh]) -> Result<()> {
        let names = fresh
            .iter()
            .map(|fresh| ItemName { table_id: fresh.table_id, item_key: &page.encoded.changes[fresh.change].item_key });
        let mut unknown: Vec<ItemName<'_>> = names.filter(|name| !self.items.contains(*name)).collect();
        unknown.sort_unstable();
        unknown.dedup();
        for of_table in unknown.chunk_by(|one, next| one.table_id == next.table_id) {
            for (item_key, state) in self.lookup.items(of_table).await? {
                let name = ItemName { table_id: of_table[0].table_id, item_key: &item_key };
                self.items.put(name, state);
            }
        }
        Ok(())
    }
}

fn refuse_foreign(page: &ShardPage) -> Result<()> {
    let is_foreign =
        |change: &&IncomingChange| change.shard_id != page.shard_id || change.stream_arn != page.stream_arn;
    match page.changes.iter().find(is_foreign) {
        Some(change) => {
            let other = format!("{} of {}", change.shard_id, change.stream_arn);
            Err(ArchiveError::ForeignChange { shard_id: page.shard_id.clone(), other })
        }
        None => Ok(()),
    }
}

/// The page's changes after the checkpoint, each once, by their places.
///
/// Only the checkpoint from before the page decides: should a page ever be out of order, nothing of it is lost.
fn new_changes(page: &ShardPage, checkpoint: Option<&SequenceNumber>) -> Vec<usize> {
    let in_order = page.changes.is_sorted_by(|one, next| one.sequence_number < next.sequence_number);
    let mut seen = HashSet::new();
    let mut is_new = |at: &usize| {
        let number = &page.changes[*at].sequence_number;
        checkpoint.is_none_or(|checkpoint| number > checkpoint) && (in_order || seen.insert(number))
    };
    (0..page.changes.len()).filter(|at| is_new(at)).collect()
}
