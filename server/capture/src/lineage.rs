//! Which shards may be read now. Pure: no waiting, no asking, no archive.
//!
//! Changes of one item are in order within a shard and from a shard to its children, so a child is read only when its
//! parent is drained (<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html>). Shards come and
//! go: a parent may be trimmed before its child, and children may be listed before their parents.

use std::collections::{BTreeMap, BTreeSet};

use afterimage_archive::ShardRecord;
use afterimage_model::{SequenceNumber, table::ShardState};

use super::source::{IteratorStart, ListedShard};

/// What is known of one stream's shards.
#[derive(Clone, Debug, Default)]
pub struct Lineage {
    shards: BTreeMap<String, Node>,
    /// Listed shards that are held back, because nobody knows their parents; and how many listings they were in.
    orphans: BTreeMap<String, u32>,
}

/// A shard whose parent is neither known nor listed is met when it was in so many listings: the listing is put together
/// page by page and from what the endpoint knows so far, so the parent may still come. This is not for a stream's first
/// listing, where parents are missing as a rule: they were trimmed before anybody looked.
pub const LISTINGS_UNTIL_ORPHANED: u32 = 3;

#[derive(Clone, Debug)]
struct Node {
    parent: Option<String>,
    listed: bool,
    /// It was listed with an end.
    has_end: bool,
    progress: Progress,
    /// Where to begin reading, the next time that it is begun.
    start: IteratorStart,
    /// How many times in a row the source did not know the shard.
    lost: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Progress {
    Unread,
    Reading,
    Finished,
}

/// How shards are begun that are met for the first time.
#[derive(Clone, Debug)]
pub enum Beginning {
    /// With the oldest change they hold. The rule, and always for what is met later on: its changes came after
    /// capture began.
    TrimHorizon,
    /// With the next change: for the first listing of a table met for the first time, where that is wished.
    Latest,
    /// After these sequence numbers, by shard id: the endpoint keeps these shards from one stream of a table to the next,
    /// as was found by reading them.
    Carried(BTreeMap<String, SequenceNumber>),
}

/// What a listing brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Met {
    /// Shards that were not known before.
    pub new: Vec<ShardRecord>,
    /// Those of them that are not going to be read, because only what comes from now on is wanted.
    pub skipped: Vec<String>,
    /// Parents of new shards that came and went without ever being listed, as far as is known here.
    pub missed: BTreeSet<String>,
}

impl Lineage {
    /// As the archive kept it. A shard without a checkpoint is begun anew: what was in it then is still wanted.
    pub fn restore(records: Vec<ShardRecord>) -> Self {
        let node = |record: ShardRecord| {
            let progress = if record.finished { Progress::Finished } else { Progress::Unread };
            let start = record.checkpoint.map_or(IteratorStart::TrimHorizon, IteratorStart::AfterSequenceNumber);
            // Taken for listed until the first listing says otherwise.
            let parent = record.parent_shard_id;
            let node = Node { parent, listed: true, has_end: false, progress, start, lost: 0 };
            (record.shard_id, node)
        };
        Self { shards: records.into_iter().map(node).collect(), orphans: BTreeMap::new() }
    }

    /// Whether nothing of the shard is archived, and nobody reads it.
    pub fn is_unbegun(&self, shard_id: &str) -> bool {
        let is_unbegun = |node: &Node| node.progress == Progress::Unread && node.start == IteratorStart::TrimHorizon;
        self.shards.get(shard_id).is_none_or(is_unbegun)
    }

    /// Every shard that is known and of which nothing is archived, and that nobody reads.
    pub fn unbegun(&self) -> impl Iterator<Item = &str> {
        self.shards.keys().map(String::as_str).filter(|id| self.is_unbegun(id))
    }

    /// Shards that were met and not begun when the program ended are begun as if they were met now.
    pub fn carry(&mut self, beginning: &Beginning) {
        let Beginning::Carried(carried) = beginning else { return };
        for (id, node) in self.shards.iter_mut().filter(|(_, node)| node.start == IteratorStart::TrimHorizon) {
            if let Some(number) = carried.get(id) {
                node.start = IteratorStart::AfterSequenceNumber(number.clone());
            }
        }
    }

    /// Takes in a complete listing of the stream's shards.
    pub fn meet(&mut self, listed: &[ListedShard], beginning: &Beginning) -> Met {
        let is_first = self.shards.is_empty();
        self.note_ends(listed);
        let ids: BTreeSet<&str> = listed.iter().map(|shard| shard.shard_id.as_str()).collect();
        self.forget_finished(&ids);
        let mut met = Met::default();
        let held = if is_first { BTreeSet::new() } else { self.hold_back(listed, &ids, &mut met) };
        let parents: BTreeSet<&str> = listed.iter().filter_map(|shard| shard.parent_shard_id.as_deref()).collect();
        for shard in listed {
            let id = shard.shard_id.as_str();
            if !self.shards.contains_key(id) && !held.contains(id) {
                self.meet_one(shard.clone(), parents.contains(id), beginning, &mut met);
            }
        }
        met
    }

    /// Takes in some shards' children, where no complete listing was asked for. Their parents are known.
    pub fn meet_children(&mut self, listed: &[ListedShard]) -> Met {
        let mut met = Met::default();
        for shard in listed.iter().filter(|shard| self.is_new_child(shard)).cloned().collect::<Vec<_>>() {
            self.orphans.remove(&shard.shard_id);
            self.meet_one(shard, false, &Beginning::TrimHorizon, &mut met);
        }
        met
    }

    fn is_new_child(&self, shard: &ListedShard) -> bool {
        let has_known_parent = shard.parent_shard_id.as_ref().is_some_and(|parent| self.shards.contains_key(parent));
        has_known_parent && !self.shards.contains_key(&shard.shard_id)
    }

    fn note_ends(&mut self, listed: &[ListedShard]) {
        for shard in listed.iter().filter(|shard| shard.has_end) {
            if let Some(node) = self.shards.get_mut(&shard.shard_id) {
                node.has_end = true;
            }
        }
    }

    /// Finished shards are forgotten when they are not listed a second time; not before a child is known, which would
    /// be taken for one without a parent.
    fn forget_finished(&mut self, ids: &BTreeSet<&str>) {
        let with_children: BTreeSet<String> = self.shards.values().filter_map(|node| node.parent.clone()).collect();
        self.shards.retain(|id, node| {
            let was_listed = std::mem::replace(&mut node.listed, ids.contains(id.as_str()));
            node.listed || was_listed || node.progress != Progress::Finished || !with_children.contains(id)
        });
    }

    /// The new shards whose parents may still be listed, and those shards' descendants.
    fn hold_back<'a>(&mut self, listed: &'a [ListedShard], ids: &BTreeSet<&str>, met: &mut Met) -> BTreeSet<&'a str> {
        let new = || listed.iter().filter(|shard| !self.shards.contains_key(&shard.shard_id));
        let parent_of = |shard: &'a ListedShard| shard.parent_shard_id.as_deref();
        let mut orphans = BTreeMap::new();
        for shard in new() {
            let is_missing = |parent: &&str| !self.shards.contains_key(*parent) && !ids.contains(*parent);
            let Some(parent) = parent_of(shard).filter(is_missing) else { continue };
            let listings = self.orphans.get(&shard.shard_id).map_or(1, |before| before + 1);
            if listings < LISTINGS_UNTIL_ORPHANED {
                orphans.insert(shard.shard_id.clone(), listings);
            } else {
                met.missed.insert(parent.to_owned());
            }
        }
        let is_orphan = |shard: &&ListedShard| orphans.contains_key(&shard.shard_id);
        let mut held: BTreeSet<&str> = new().filter(is_orphan).map(|shard| shard.shard_id.as_str()).collect();
        loop {
            let is_below = |shard: &&'a ListedShard| parent_of(shard).is_some_and(|parent| held.contains(parent));
            let below: Vec<&str> = new().filter(is_below).map(|shard| shard.shard_id.as_str()).collect();
            let before = held.len();
            held.extend(below);
            if held.len() == before {
                break;
            }
        }
        self.orphans = orphans;
        held
    }

    /// Whether shards are held back: the next listing is worth having soon.
    pub fn has_orphans(&self) -> bool {
        !self.orphans.is_empty()
    }

    /// The shards that were held back; there will be no further listing.
    pub fn give_up_orphans(&mut self) -> Vec<String> {
        std::mem::take(&mut self.orphans).into_keys().collect()
    }

    fn meet_one(&mut self, shard: ListedShard, has_child: bool, beginning: &Beginning, met: &mut Met) {
        let ListedShard { shard_id, parent_shard_id, has_end } = shard;
        let skip = matches!(beginning, Beginning::Latest) && has_child;
        let start = match beginning {
            Beginning::TrimHorizon => IteratorStart::TrimHorizon,
            Beginning::Latest => IteratorStart::Latest,
            Beginning::Carried(carried) => {
                carried.get(&shard_id).cloned().map_or(IteratorStart::TrimHorizon, IteratorStart::AfterSequenceNumber)
            }
        };
        met.new.push(ShardRecord {
            shard_id: shard_id.clone(),
            parent_shard_id: parent_shard_id.clone(),
            checkpoint: None,
            finished: skip,
        });
        if skip {
            met.skipped.push(shard_id.clone());
        }
        let progress = if skip { Progress::Finished } else { Progress::Unread };
        let node = Node { parent: parent_shard_id, listed: true, has_end, progress, start, lost: 0 };
        self.shards.insert(shard_id, node);
    }

    /// The shards that may be read now and are not, each with where to begin; they are taken for being read from here
    /// on.
    pub fn take_ready(&mut self) -> Vec<(String, IteratorStart)> {
        let may_be_read = |(id, node): &(&String, &Node)| node.progress == Progress::Unread && !self.is_blocked(id);
        let ready: Vec<String> = self.shards.iter().filter(may_be_read).map(|(id, _)| id.clone()).collect();
        let take = |id: String| {
            let node = self.shards.get_mut(&id)?;
            node.progress = Progress::Reading;
            // Begun at the next change and without a checkpoint, a second time must not leave out what came since.
            let again =
                if node.start == IteratorStart::Latest { IteratorStart::TrimHorizon } else { node.start.clone() };
            Some((id, std::mem::replace(&mut node.start, again)))
        };
        ready.into_iter().filter_map(take).collect()
    }

    /// A reader left off without having drained its shard: it may be read again, from this checkpoint.
    pub fn release(&mut self, shard_id: &str, checkpoint: Option<SequenceNumber>) {
        if let Some(node) = self.shards.get_mut(shard_id) {
            node.progress = Progress::Unread;
            if let Some(checkpoint) = checkpoint {
                node.start = IteratorStart::AfterSequenceNumber(checkpoint);
            }
        }
    }

    /// The source does not know the shard: how many times in a row.
    pub fn count_lost(&mut self, shard_id: &str) -> u32 {
        self.shards.get_mut(shard_id).map_or(0, |node| {
            node.lost += 1;
            node.lost
        })
    }

    /// The source knows the shard.
    pub fn found(&mut self, shard_id: &str) {
        if let Some(node) = self.shards.get_mut(shard_id) {
            node.lost = 0;
        }
    }

    /// A shard is drained, or lost for good: its children's way is free.
    pub fn finish(&mut self, shard_id: &str) {
        if let Some(node) = self.shards.get_mut(shard_id) {
            node.progress = Progress::Finished;
        }
    }

    /// Whether no shard was ever met.
    pub fn is_empty(&self) -> bool {
        self.shards.is_empty()
    }

    /// Whether there is nothing left to read.
    pub fn is_finished(&self) -> bool {
        self.orphans.is_empty() && self.shards.values().all(|node| node.progress == Progress::Finished)
    }

    /// Whether the last listing held the shard.
    pub fn is_listed(&self, shard_id: &str) -> bool {
        self.shards.get(shard_id).is_some_and(|node| node.listed)
    }

    /// Whether the listings agree that the shard takes no more changes: it has an end or a child, or is not there.
    pub fn may_be_closed(&self, shard_id: &str) -> bool {
        let is_open = |node: &Node| node.listed && !node.has_end;
        self.has_child(shard_id) || !self.shards.get(shard_id).is_some_and(is_open)
    }

    /// Whether a child of the shard is known.
    pub fn has_child(&self, shard_id: &str) -> bool {
        self.shards.values().any(|node| node.parent.as_deref() == Some(shard_id))
    }

    /// The finished shards of which no child is known.
    pub fn childless(&self) -> Vec<String> {
        let is_childless = |(id, node): &(&String, &Node)| node.progress == Progress::Finished && !self.has_child(id);
        self.shards.iter().filter(is_childless).map(|(id, _)| id.clone()).collect()
    }

    /// The last known checkpoint of a shard, as far as it was told here.
    pub fn checkpoint(&self, shard_id: &str) -> Option<SequenceNumber> {
        match &self.shards.get(shard_id)?.start {
            IteratorStart::AfterSequenceNumber(number) => Some(number.clone()),
            IteratorStart::TrimHorizon | IteratorStart::Latest => None,
        }
    }

    /// Every shard with its parent, state and checkpoint, parents before their children.
    pub fn overview(&self) -> Vec<(&str, Option<&str>, ShardState)> {
        let mut rows: Vec<_> = self.shards.iter().map(|(id, node)| (self.depth(id), id, node)).collect();
        rows.sort_by_key(|(depth, id, _)| (*depth, *id));
        rows.into_iter().map(|(_, id, node)| (id.as_str(), node.parent.as_deref(), node.progress.into())).collect()
    }

    /// A parent that is known and not drained blocks. One that is not known is trimmed, and does not. A ring of
    /// parents, which only a broken endpoint lists, is no reason to read nothing.
    fn is_blocked(&self, shard_id: &str) -> bool {
        let parent = self.shards.get(shard_id).and_then(|node| node.parent.as_deref());
        let Some((parent_id, parent)) = parent.and_then(|id| self.shards.get_key_value(id)) else { return false };
        parent.progress != Progress::Finished && !self.ancestors(parent_id).any(|ancestor| ancestor == shard_id)
    }

    /// The shard itself, its parent, and so on as far as known; as many as there are shards at most.
    fn ancestors<'a>(&'a self, shard_id: &'a str) -> impl Iterator<Item = &'a str> {
        let parent_of = |id: &&'a str| {
            let parent = self.shards.get(*id)?.parent.as_deref()?;
            self.shards.get_key_value(parent).map(|(id, _)| id.as_str())
        };
        std::iter::successors(Some(shard_id), parent_of).take(self.shards.len())
    }

    fn depth(&self, shard_id: &str) -> usize {
        self.ancestors(shard_id).count()
    }
}

impl From<Progress> for ShardState {
    fn from(progress: Progress) -> Self {
        match progress {
            Progress::Unread => Self::Waiting,
            Progress::Reading => Self::Reading,
            Progress::Finished => Self::Drained,
        }
    }
}

#[cfg(test)]
#[path = "lineage_tests.rs"]
mod tests;
