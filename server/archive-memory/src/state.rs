//! What is kept.

use std::{collections::BTreeMap, sync::Arc};

use afterimage_archive::{ArchiveError, BaselineRecord, ImageText, RestoreNote, Result, ShardRecord, StreamRecord};
use afterimage_model::{
    Change, ChangeId, ItemKey, Timestamp,
    as_of::VersionAt,
    item::ItemOverview,
    table::{Gap, KeyAttribute},
    view::View,
};

use tokio::sync::watch;

use crate::ids::Ids;

/// A table's name and an item's key in canonical text.
pub(crate) type ItemName = (String, String);

/// All that is kept.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) ids: Ids,
    pub(crate) changes: BTreeMap<ChangeId, Kept>,
    pub(crate) items: BTreeMap<ItemName, Item>,
    pub(crate) tables: BTreeMap<String, Table>,
    /// In the order in which they were put in, as everything in lists here.
    pub(crate) streams: Vec<Stream>,
    pub(crate) gaps: Vec<Gap>,
    pub(crate) views: BTreeMap<String, View>,
    pub(crate) baselines: Vec<BaselineRecord>,
    pub(crate) restores: Vec<Restore>,
    /// Tells the newest change; nothing once the archive is closed.
    pub(crate) announce: Option<watch::Sender<ChangeId>>,
}

/// A change and the version that it made.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) change: Arc<Change>,
    pub(crate) version: u64,
}

/// An item's life.
#[derive(Debug)]
pub(crate) struct Item {
    /// Which one it is in the order in which items were met: tells those apart that are equal otherwise.
    pub(crate) number: i64,
    pub(crate) key: ItemKey,
    /// Its changes, oldest first: never empty.
    pub(crate) changes: Vec<ChangeId>,
    /// What its last change left behind, where that carries it.
    pub(crate) latest: Option<ImageText>,
}

/// What is known of a table.
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub(crate) partition_key: Option<KeyAttribute>,
    pub(crate) sort_key: Option<KeyAttribute>,
}

/// A restore that was noted.
#[derive(Clone, Debug)]
pub(crate) struct Restore {
    pub(crate) note: RestoreNote,
    pub(crate) requested_at: Timestamp,
    pub(crate) stage: Stage,
}

/// What has become of a restore.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    Awaited,
    ArrivedAs(ChangeId),
    /// Taken back, or waited for in vain.
    Over,
}

/// A stream and its shards.
#[derive(Debug)]
pub(crate) struct Stream {
    /// Without its table's keys, which are the table's.
    pub(crate) record: StreamRecord,
    pub(crate) shards: Vec<ShardRecord>,
}

impl State {
    /// The newest change.
    pub(crate) fn last_id(&self) -> ChangeId {
        self.changes.keys().next_back().copied().unwrap_or(ChangeId::START)
    }

    /// Refuses whatever is asked after it was closed.
    pub(crate) fn refuse_closed(&self) -> Result<()> {
        if self.announce.is_none() { Err(ArchiveError::Closed) } else { Ok(()) }
    }

    /// An item, where it is known.
    pub(crate) fn item(&self, table: &str, key: &ItemKey) -> Option<&Item> {
        self.items.get(&(table.to_owned(), key.to_string()))
    }

    /// A table's items, each with its key's text.
    pub(crate) fn items_of<'a>(&'a self, table: &'a str) -> impl Iterator<Item = (&'a str, &'a Item)> {
        let from = (table.to_owned(), String::new());
        let of_table = self.items.range(from..).take_while(move |((of, _), _)| of == table);
        of_table.map(|((_, key), item)| (key.as_str(), item))
    }

    /// What is known of an item.
    pub(crate) fn overview(&self, table: &str, item: &Item) -> Option<ItemOverview> {
        let (first, last) = (self.kept(*item.changes.first()?)?, self.kept(*item.changes.last()?)?);
        Some(ItemOverview {
            table: table.to_owned(),
            item_key: item.key.clone(),
            first_change_id: first.change.id,
            last_change_id: last.change.id,
            first_seen_at: first.change.created_at,
            last_seen_at: last.change.created_at,
            versions: item.changes.len() as u64,
            alive: last.change.leaves_item(),
            captured_from_first_version: first.change.op == afterimage_model::Op::Insert,
        })
    }

    /// A change, where it is known.
    pub(crate) fn kept(&self, id: ChangeId) -> Option<&Kept> {
        self.changes.get(&id)
    }

    /// The change that made one of an item's versions, from 1.
    pub(crate) fn version_of(&self, item: &Item, version: u64) -> Option<&Kept> {
        let at = usize::try_from(version.checked_sub(1)?).ok()?;
        self.kept(*item.changes.get(at)?)
    }

    /// The stream's place in the list.
    pub(crate) fn stream(&self, arn: &str) -> Option<&Stream> {
        self.streams.iter().find(|stream| stream.record.arn == arn)
    }

    /// The same, to be changed; an error where it was never put in.
    pub(crate) fn known_stream(&mut self, arn: &str) -> Result<&mut Stream> {
        let stream = self.streams.iter_mut().find(|stream| stream.record.arn == arn);
        stream.ok_or_else(|| ArchiveError::UnknownStream(arn.to_owned()))
    }
}

impl Stream {
    /// The shard's record, which is made where there is none.
    pub(crate) fn shard(&mut self, shard_id: &str) -> &mut ShardRecord {
        let at = self.shards.iter().position(|shard| shard.shard_id == shard_id);
        let at = at.unwrap_or_else(|| {
            self.shards.push(ShardRecord {
                shard_id: shard_id.to_owned(),
                parent_shard_id: None,
                checkpoint: None,
                finished: false,
            });
            self.shards.len() - 1
        });
        &mut self.shards[at]
    }
}

impl Kept {
    /// Its place in its item's life.
    pub(crate) fn version_at(&self) -> VersionAt {
        let change = &self.change;
        VersionAt { version: self.version, change_id: change.id, at: change.created_at, op: change.op }
    }

    /// When it happened.
    pub(crate) fn at(&self) -> Timestamp {
        self.change.created_at
    }
}
