//! What one transaction writes, worked out in memory: pure but for the images' compression.

use std::{borrow::Cow, collections::HashMap};

use afterimage_app::model::{Op, Timestamp};

use super::{
    IncomingChange,
    encoded::{EncodedChange, EncodedImage, EncodedPage},
    images::{COLUMN_PREVIOUS, Digest, Encoder, Lines, Place},
};

/// What names an item in the archive: its table's id and its key's canonical text.
pub(super) type ItemName<'a> = (i64, &'a str);

/// A change that is not in the archive yet, and the archive's ids of what it names.
pub(super) struct Fresh<'a> {
    pub(super) change: &'a IncomingChange,
    pub(super) encoded: &'a EncodedChange,
    pub(super) item: ItemName<'a>,
    pub(super) shard_id: i64,
    pub(super) actor_id: Option<i64>,
}

/// The last ids that were given out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "they are ids, and named as the columns are")]
pub(super) struct Positions {
    pub(super) change_id: i64,
    pub(super) item_id: i64,
    pub(super) block_id: i64,
}

/// An item's state: as it was loaded, and then after each change.
#[derive(Clone)]
pub(super) struct ItemState {
    pub(super) item_id: i64,
    pub(super) first_change_id: i64,
    pub(super) last_change_id: Option<i64>,
    pub(super) first_seen_at: i64,
    pub(super) last_seen_at: i64,
    pub(super) versions: i64,
    pub(super) alive: bool,
    pub(super) captured_from_first_version: bool,
    /// Of the last change's new image, where it carries one.
    pub(super) latest_image: Option<Digest>,
}

/// A row of `changes`.
pub(super) struct ChangeRow<'a> {
    pub(super) change_id: i64,
    pub(super) table_id: i64,
    pub(super) item_id: i64,
    pub(super) version: i64,
    pub(super) previous_change_id: Option<i64>,
    pub(super) shard_id: i64,
    pub(super) actor_id: Option<i64>,
    pub(super) archived_at: i64,
    /// Columns that say where the images are.
    pub(super) old_image: Option<i64>,
    pub(super) new_image: Option<i64>,
    pub(super) captured: &'a IncomingChange,
}

/// A row of `blocks`.
pub(super) struct BlockRow<'a> {
    pub(super) block_id: i64,
    pub(super) content: Cow<'a, [u8]>,
}

/// What is added to a table's counters.
#[derive(Default)]
pub(super) struct TableGrowth {
    pub(super) changes: i64,
    pub(super) items: i64,
    /// Nothing where only a scan has told of items: that they are there is no change.
    pub(super) last_change_at: Option<i64>,
}

/// All rows of one transaction.
pub(super) struct Batch<'a> {
    changes: Vec<ChangeRow<'a>>,
    pub(super) blocks: Vec<BlockRow<'a>>,
    /// Every item that the batch touches, after its last change.
    pub(super) items: HashMap<ItemName<'a>, ItemState>,
    /// The key values of the items that are new.
    pub(super) key_values: Vec<(String, i64)>,
    pub(super) tables: HashMap<i64, TableGrowth>,
    last: Positions,
    archived_at: i64,
    /// The id of the present page's first block.
    page_block_id: i64,
    /// Old images that are kept by themselves, and the id of the block that they are going to be.
    old_images: Lines,
    old_block_id: i64,
}

impl<'a> Batch<'a> {
    /// Goes on from where the archive stands; `items` holds those of the batch's items that it knows.
    pub(super) fn new(last: Positions, items: HashMap<ItemName<'a>, ItemState>, archived_at: Timestamp) -> Self {
        Self {
            changes: Vec::new(),
            blocks: Vec::new(),
            items,
            key_values: Vec::new(),
            tables: HashMap::new(),
            last,
            archived_at: archived_at.as_millis(),
            page_block_id: 0,
            old_images: Lines::default(),
            old_block_id: 0,
        }
    }

    /// Adds a page's new changes, in the order in which they are archived; how many of them are baselines that have come
    /// too late.
    pub(super) fn add_page<'f>(
        &mut self,
        page: &'a EncodedPage,
        fresh: impl Iterator<Item = &'f Fresh<'a>>,
        encoder: &mut Encoder,
    ) -> usize
    where
        'a: 'f,
    {
        self.begin_page(page);
        fresh.filter(|fresh| !self.add(fresh, encoder)).count()
    }

    /// The rows of the changes that were added since the last time.
    pub(super) fn take_changes(&mut self) -> Vec<ChangeRow<'a>> {
        std::mem::take(&mut self.changes)
    }

    fn begin_page(&mut self, page: &'a EncodedPage) {
        self.page_block_id = self.last.block_id + 1;
        for content in &page.blocks {
            self.last.block_id += 1;
            self.blocks.push(BlockRow { block_id: self.last.block_id, content: Cow::Borrowed(content) });
        }
    }

    /// No more changes are added.
    pub(super) fn finish(&mut self, encoder: &mut Encoder) {
        if !self.old_images.is_empty() {
            let content = Cow::Owned(encoder.finish(&mut self.old_images));
            self.blocks.push(BlockRow { block_id: self.old_block_id, content });
        }
    }

    /// Where the archive stands after this batch.
    pub(super) fn positions(&self) -> Positions {
        self.last
    }

    /// The next change; false for a baseline that has come too late.
    fn add(&mut self, fresh: &Fresh<'a>, encoder: &mut Encoder) -> bool {
        let change = fresh.change;
        let known = self.items.get(&fresh.item).filter(|_| change.op == Op::Baseline);
        if known.is_some_and(|item| !item.is_followed_by(fresh.encoded)) {
            return false;
        }
        self.last.change_id += 1;
        let change_id = self.last.change_id;
        let growth = self.tables.entry(fresh.item.0).or_default();
        growth.changes += 1;
        if change.op != Op::Baseline {
            growth.last_change_at = Some(change.created_at.as_millis());
        }
        if !self.items.contains_key(&fresh.item) {
            self.last.item_id += 1;
            growth.items += 1;
            self.key_values.extend(key_values(change, self.last.item_id));
            self.items.insert(fresh.item, ItemState::new(self.last.item_id, change_id, change));
        }
        let new_image = fresh.encoded.new.map(|image| self.place_of(image).to_column());
        let old_image = self.keep_old(fresh, encoder);
        let Some(item) = self.items.get_mut(&fresh.item) else { return false };
        item.latest_image = fresh.encoded.new.map(|image| image.digest);
        let previous_change_id = item.advance(change_id, change, fresh.encoded);
        self.changes.push(ChangeRow {
            change_id,
            table_id: fresh.item.0,
            item_id: item.item_id,
            version: item.versions,
            previous_change_id,
            shard_id: fresh.shard_id,
            actor_id: fresh.actor_id,
            archived_at: self.archived_at,
            old_image,
            new_image,
            captured: change,
        });
        true
    }

    fn place_of(&self, image: EncodedImage) -> Place {
        Place { block_id: self.page_block_id + i64::try_from(image.block).unwrap_or(0), line: image.line }
    }

    /// An old image is nearly always what the change before left behind, and then not kept a second time.
    fn keep_old(&mut self, fresh: &Fresh<'a>, encoder: &mut Encoder) -> Option<i64> {
        let (digest, image) = fresh.encoded.old.zip(fresh.change.old_image.as_ref())?;
        let latest = self.items.get(&fresh.item).and_then(|item| item.latest_image);
        let is_there = latest == Some(digest);
        Some(if is_there { COLUMN_PREVIOUS } else { self.put_old(image.as_bytes(), encoder).to_column() })
    }

    fn put_old(&mut self, text: &[u8], encoder: &mut Encoder) -> Place {
        if self.old_images.is_empty() {
            self.last.block_id += 1;
            self.old_block_id = self.last.block_id;
        }
        let line = self.old_images.push(text);
        let place = Place { block_id: self.old_block_id, line };
        if self.old_images.is_full() {
            self.finish(encoder);
        }
        place
    }
}

/// The key's values as people search them; a value that both key attributes have counts once.
fn key_values(change: &IncomingChange, item_id: i64) -> Vec<(String, i64)> {
    let mut labels: Vec<_> = change.item_key.attributes().iter().map(|(_, value)| value.label()).collect();
    labels.dedup();
    labels.into_iter().map(|label| (label, item_id)).collect()
}

impl ItemState {
    fn new(item_id: i64, change_id: i64, change: &IncomingChange) -> Self {
        let seen_at = change.created_at.as_millis();
        Self {
            item_id,
            first_change_id: change_id,
            last_change_id: None,
            first_seen_at: seen_at,
            last_seen_at: seen_at,
            versions: 0,
            alive: true,
            captured_from_first_version: change.op == Op::Insert,
            latest_image: None,
        }
    }

    /// The state after the change; the change before it.
    fn advance(&mut self, change_id: i64, change: &IncomingChange, encoded: &EncodedChange) -> Option<i64> {
        self.versions += 1;
        self.alive = match change.op {
            Op::Insert | Op::Modify => true,
            Op::Remove => false,
            // One that tells what was there before and nothing since: a gap has swallowed the removal.
            Op::Baseline => encoded.new.is_some() || encoded.old.is_none(),
        };
        self.last_seen_at = change.created_at.as_millis();
        self.last_change_id.replace(change_id)
    }

    /// Whether a baseline says something new of an item that is known. What a stream tells counts more than a scan:
    /// only one that was made knowing the item's latest state, and found another, tells what a gap has swallowed.
    fn is_followed_by(&self, baseline: &EncodedChange) -> bool {
        let Some(known) = baseline.old else { return false };
        self.latest_image == Some(known) && baseline.new.map(|image| image.digest) != Some(known)
    }
}
