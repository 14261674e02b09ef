//! The way out of the archive. Every look is bounded.

use afterimage_app::model::{Change, ChangeId, ItemKey, Query, item::ItemPage, table::Gap};

use super::{Figures, ItemTimeline, Place, Result, Scan, ShardRecord, StreamRecord, TableFigures};

/// Looks into the archive; sees what is committed.
#[derive(Clone, Debug)]
pub struct ArchiveReader {}

impl ArchiveReader {
    /// Names this history: it changes when the archive was replaced, and then every cursor is void.
    pub fn epoch(&self) -> &str {
        todo!()
    }

    /// The newest change; [`ChangeId::START`] while there is none.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn last_change_id(&self) -> Result<ChangeId> {
        todo!()
    }

    /// One change.
    ///
    /// # Errors
    /// When the storage fails or the change cannot be read.
    pub async fn change(&self, id: ChangeId) -> Result<Option<Change>> {
        let _ = id;
        todo!()
    }

    /// A change's place in its item's life.
    ///
    /// # Errors
    /// As [`Self::change`].
    pub async fn place(&self, id: ChangeId) -> Result<Option<Place>> {
        let _ = id;
        todo!()
    }

    /// Oldest first: changes after `after` that match. Looks at a bounded stretch; go on from `scanned_to` until `end`.
    ///
    /// # Errors
    /// As [`Self::change`].
    pub async fn changes_after(&self, query: &Query, after: ChangeId, limit: usize) -> Result<Scan> {
        let _ = (query, after, limit);
        todo!()
    }

    /// Newest first: changes before `before` that match. Looks at a bounded stretch; go on with `scanned_to` as
    /// `before` until `end`.
    ///
    /// # Errors
    /// As [`Self::change`].
    pub async fn changes_before(&self, query: &Query, before: Option<ChangeId>, limit: usize) -> Result<Scan> {
        let _ = (query, before, limit);
        todo!()
    }

    /// A page of an item's life, newest first; nothing when the archive does not know the item.
    ///
    /// # Errors
    /// As [`Self::change`].
    pub async fn timeline(
        &self,
        table: &str,
        key: &ItemKey,
        before: Option<ChangeId>,
        limit: usize,
    ) -> Result<Option<ItemTimeline>> {
        let _ = (table, key, before, limit);
        todo!()
    }

    /// A page of a table's items, the most lately changed first; `prefix` keeps those with a key value that begins so.
    /// A page may be short, even empty, and still have an older one.
    ///
    /// # Errors
    /// As [`Self::change`].
    pub async fn items(&self, table: &str, prefix: &str, before: Option<ChangeId>, limit: usize) -> Result<ItemPage> {
        let _ = (table, prefix, before, limit);
        todo!()
    }

    /// What the archive holds of each table, in the order of their names. Cheap at any size.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn table_figures(&self) -> Result<Vec<TableFigures>> {
        todo!()
    }

    /// What the archive holds in all. Cheap at any size.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn figures(&self) -> Result<Figures> {
        todo!()
    }

    /// A stream's shards and how far each is archived, in the order in which they were put in: where a restart goes on.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn checkpoints(&self, stream_arn: &str) -> Result<Vec<ShardRecord>> {
        let _ = stream_arn;
        todo!()
    }

    /// All streams, in the order in which they were put in.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn streams(&self) -> Result<Vec<StreamRecord>> {
        todo!()
    }

    /// All gaps, newest first.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn gaps(&self) -> Result<Vec<Gap>> {
        todo!()
    }
}
