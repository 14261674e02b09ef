//! What is asked of the archive. Every look is bounded, and sees what is committed.
//!
//! An engine answers these; everybody else holds an [`ArchiveReader`]. Ids grow in the order of archiving and say nothing of how
//! many changes there are: between two neighbours any number of ids may never have been given out. Whoever wants to know how many lie
//! between asks for it.
//!
//! Every question fails when the storage fails, and with [`ArchiveError::Busy`](crate::ArchiveError::Busy) or
//! [`Overloaded`](crate::ArchiveError::Overloaded) when too many ask; those that give changes fail as well when one cannot be
//! read back.

use std::{collections::HashMap, fmt, ops::Deref, sync::Arc};

use afterimage_base::work::{Deadline, Work};
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

use crate::{
    Anchor, BaselineRecord, ChangeCount, Figures, IndexProgress, ItemTimeline, ItemWalk, RawReader, RestoreId,
    RestoredVersion, Result, Scan, ShardRecord, StreamRecord, TableFigures, TimelinePosition, Version, WalkedItems,
};

/// The log of changes, in the order in which they were archived.
#[async_trait]
pub trait ReadLog: Send + Sync {
    /// Names this history: it changes when the archive was replaced, and then every cursor is void.
    fn epoch(&self) -> &str;

    /// The newest change; [`ChangeId::START`] while there is none.
    async fn last_change_id(&self) -> Result<ChangeId>;

    /// How many changes there are after one position, up to and with another. Cheap at any size.
    async fn count_between(&self, after: ChangeId, to: ChangeId) -> Result<ChangeCount>;

    /// One change.
    async fn change(&self, id: ChangeId) -> Result<Option<Change>>;

    /// The change with this sequence number, as a shard told it.
    async fn change_of_shard(
        &self,
        stream_arn: &str,
        shard_id: &str,
        sequence_number: &SequenceNumber,
    ) -> Result<Option<Change>>;

    /// A change's place in its item's life.
    async fn timeline_position(&self, id: ChangeId) -> Result<Option<TimelinePosition>>;

    /// Oldest first: changes after `after` that match. Looks at a bounded stretch; go on from `scanned_to` until `end`.
    async fn changes_after(&self, query: &Query, after: ChangeId, limit: usize) -> Result<Scan>;

    /// Newest first: changes before `before` that match. Looks at a bounded stretch; go on with `scanned_to` as
    /// `before` until `end`.
    async fn changes_before(&self, query: &Query, before: Option<ChangeId>, limit: usize) -> Result<Scan>;

    /// A reader of the changes after `after` that match and are archived now, as they are kept.
    async fn raw(&self, query: Query, after: ChangeId) -> Result<RawReader>;
}

/// Items, their lives, and the past.
#[async_trait]
pub trait ReadItems: Send + Sync {
    /// What is known of an item; nothing when the archive does not know it.
    async fn item(&self, table: &str, key: &ItemKey) -> Result<Option<ItemOverview>>;

    /// One version of an item, from 1; nothing when it has none of this number.
    async fn version(&self, table: &str, key: &ItemKey, version: u64) -> Result<Option<Version>>;

    /// A page of an item's life, newest first, before a change; nothing when the archive does not know the item.
    async fn timeline(
        &self,
        table: &str,
        key: &ItemKey,
        before: Option<ChangeId>,
        limit: usize,
    ) -> Result<Option<ItemTimeline>>;

    /// The page of an item's life that ends, newest first, with a version near the anchor: `top` makes the page's first
    /// version out of the anchor's and the last. Nothing when the archive does not know the item.
    async fn life_around(
        &self,
        table: &str,
        key: &ItemKey,
        anchor: Option<Anchor>,
        top: fn(u64, u64) -> u64,
        limit: usize,
    ) -> Result<Option<ItemTimeline>>;

    /// The item as it was at a moment; nothing when the archive does not know it.
    async fn as_of(&self, table: &str, key: &ItemKey, at: At) -> Result<Option<ItemAsOf>>;

    /// A page of a table's items as of a time, in the order of their keys: those that existed, and those of which the
    /// archive cannot tell.
    async fn items_as_of(
        &self,
        table: &str,
        time: Timestamp,
        after: Option<&ItemKey>,
        limit: usize,
    ) -> Result<ItemsAsOf>;

    /// The attribute's values over the newest versions before one, at most `limit` of them; nothing when the archive
    /// does not know the item.
    async fn attribute_history(
        &self,
        table: &str,
        key: &ItemKey,
        path: &Path,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Option<AttributeHistory>>;

    /// Walks a table's items that match, as far as one look goes: go on from `reached` until `end`. What a query says is
    /// said of the items as they are, and of deleted ones as they last were.
    async fn walk_items(&self, table: &str, query: &Query, walk: &ItemWalk) -> Result<WalkedItems>;

    /// How many items the archive knows of the table.
    async fn item_count(&self, table: &str) -> Result<u64>;

    /// The first items, in the order of their key values, that have one which begins with the text.
    async fn items_beginning(&self, beginning: &str, limit: usize) -> Result<Vec<ItemOverview>>;

    /// The activity of items of a table, for each key in turn; nothing for those that the archive does not know, and for
    /// those beyond [`MAX_ACTIVITIES`](crate::MAX_ACTIVITIES).
    async fn activities(&self, table: &str, keys: &[ItemKey]) -> Result<Vec<Option<Activity>>>;
}

/// How many changes when, and of what most.
#[async_trait]
pub trait ReadCharts: Send + Sync {
    /// How many changes match when: exact, and complete where its progress says so.
    async fn counted(&self, query: &CountedQuery) -> Result<Histogram>;

    /// Bars that hold everything that may match, by the times that must hold.
    async fn bars(&self, spans: &[Span]) -> Result<Bars>;

    /// The items with the most changes of the tables that are wanted, at most
    /// [`MAX_HOTTEST`](afterimage_model::chart::MAX_HOTTEST).
    async fn hottest_items(&self, wanted: &(dyn for<'t> Fn(&'t str) -> bool + Sync)) -> Result<Vec<Hot>>;
}

/// What is known of tables, streams, shards, gaps and views.
#[async_trait]
pub trait ReadRegistry: Send + Sync {
    /// What the archive holds of each table, in the order of their names. Cheap at any size.
    async fn table_figures(&self) -> Result<Vec<TableFigures>>;

    /// What the archive holds in all. Cheap at any size.
    async fn figures(&self) -> Result<Figures>;

    /// All streams, in the order in which they were put in.
    async fn streams(&self) -> Result<Vec<StreamRecord>>;

    /// A stream's shards and how far each is archived, in the order in which they were put in: where a restart goes on.
    async fn checkpoints(&self, stream_arn: &str) -> Result<Vec<ShardRecord>>;

    /// All gaps, newest first.
    async fn gaps(&self) -> Result<Vec<Gap>>;

    /// A table's gaps, newest first.
    async fn gaps_of(&self, table: &str, limit: usize) -> Result<Vec<Gap>>;

    /// All views, in the order of their names.
    async fn views(&self) -> Result<Vec<View>>;

    /// The view of that name.
    async fn view(&self, name: &str) -> Result<Option<View>>;
}

/// How work fares that takes longer than a request.
#[async_trait]
pub trait ReadJobs: Send + Sync {
    /// The last baseline of each table that ever had one.
    async fn baselines(&self) -> Result<Vec<BaselineRecord>>;

    /// What these changes restored, by the change that did; those that restored nothing are left out.
    async fn restored(&self, changes: &[ChangeId]) -> Result<HashMap<ChangeId, RestoredVersion>>;

    /// The newest changes that brought the item back to what this change made, each with its version.
    async fn restored_by(&self, change: ChangeId) -> Result<Vec<(ChangeId, u64)>>;

    /// The change that a restore arrived as, once it has.
    async fn arrived_as(&self, restore: RestoreId) -> Result<Option<ChangeId>>;

    /// How far the archive can be searched quickly.
    async fn index_progress(&self) -> Result<IndexProgress>;
}

/// All that is asked of an archive, and how patiently.
#[async_trait]
pub trait ReadArchive: ReadLog + ReadItems + ReadCharts + ReadRegistry + ReadJobs + fmt::Debug {
    /// The same reader with other threads to decode and compare on.
    fn with_work(&self, work: Work) -> ArchiveReader;

    /// The same reader for whoever is not refused when many look into the archive, and waits.
    fn patient(&self) -> ArchiveReader;

    /// The same reader, whose scans and walks end at the deadline with what was found so far. They look at one change
    /// more at least, so that whoever goes on from there gets on.
    fn until(&self, deadline: Deadline) -> ArchiveReader;

    /// The same reader for the feed's tail, which one asks for on behalf of all: it waits behind nobody who looks up pages.
    fn for_the_feed(&self) -> ArchiveReader;

    /// Where it decodes and compares, for those who do more with what they have read.
    fn work(&self) -> &Work;

    /// Lets go of what it holds, and with it all of its clones: nothing can be looked up any more.
    async fn close(&self);
}

/// Looks into the archive; see [`ReadArchive`].
#[derive(Clone, Debug)]
pub struct ArchiveReader(Arc<dyn ReadArchive>);

impl ArchiveReader {
    /// A handle to an engine's reader.
    pub fn new(engine: impl ReadArchive + 'static) -> Self {
        Self(Arc::new(engine))
    }
}

impl Deref for ArchiveReader {
    type Target = dyn ReadArchive;

    fn deref(&self) -> &Self::Target {
        &*self.0
    }
}
