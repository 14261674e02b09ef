//! What one transaction writes, worked out in memory: pure but for the images' compression.
//!
//! A batch takes in page after page while another one is being committed. Rows name their change by its place in the
//! batch's pages, so that a finished batch can go to another thread as it is.

use std::{collections::HashMap, sync::Arc};

use afterimage_archive::IncomingChange;
use afterimage_model::{Op, SequenceNumber, Timestamp};

use super::{
    encoded::{EncodedChange, EncodedImage, EncodedPage},
    item_cache::ItemCache,
    item_state::{ItemName, ItemState},
};
use crate::{
    images::{COLUMN_PREVIOUS, Digest, Encoder, ImageAddress, Lines},
    index::{Before, FreshChange},
};

/// A change that is not in the archive yet, and the archive's ids of what it names.
#[derive(Clone, Copy)]
pub(super) struct Fresh {
    /// Its place in the page.
    pub(super) change: usize,
    pub(super) table_id: i64,
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

/// Where in a batch's pages a change is.
#[derive(Clone, Copy)]
pub(super) struct At {
    page: usize,
    change: usize,
}

/// A row of `changes`.
pub(super) struct ChangeRow {
    pub(super) at: At,
    pub(super) change_id: i64,
    pub(super) table_id: i64,
    pub(super) item_id: i64,
    pub(super) version: i64,
    pub(super) previous_change_id: Option<i64>,
    pub(super) shard_id: i64,
    pub(super) actor_id: Option<i64>,
    /// Columns that say where the images are.
    pub(super) old_image: Option<i64>,
    pub(super) new_image: Option<i64>,
}

/// A row of `blocks`.
pub(super) struct BlockRow {
    pub(super) block_id: i64,
    content: BlockContent,
}

enum BlockContent {
    /// Made with its page.
    OfPage { page: usize, block: usize },
    /// Made with the batch: old images that are kept by themselves.
    OfBatch(Vec<u8>),
}

/// A row of `items`: an item that the batch touches, after its last change.
pub(super) struct ItemRow {
    at: At,
    pub(super) table_id: i64,
    pub(super) is_new: bool,
    pub(super) state: ItemState,
}

/// What is added to a table's counters.
#[derive(Default)]
pub(super) struct TableGrowth {
    pub(super) changes: i64,
    pub(super) items: i64,
    /// Nothing where only a scan has told of items: that they are there is no change.
    pub(super) last_change_at: Option<i64>,
}

/// How many of a page's changes are new in the archive, and how many are not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) archived: usize,
    pub(crate) skipped: usize,
}

/// All rows of one transaction, and the pages that they are of.
pub(crate) struct Batch {
    pub(crate) pages: Vec<EncodedPage>,
    /// Of each page.
    pub(crate) counts: Vec<Count>,
    pub(super) changes: Vec<ChangeRow>,
    pub(super) blocks: Vec<BlockRow>,
    pub(super) items: Vec<ItemRow>,
    /// The key values of the items that are new.
    pub(super) key_values: Vec<(String, i64)>,
    pub(super) tables: HashMap<i64, TableGrowth>,
    /// By the shard's id, how far it is archived with this batch.
    pub(super) checkpoints: HashMap<i64, SequenceNumber>,
    /// The restores that its changes complete, each with the change that does.
    pub(super) restores: Vec<(i64, i64)>,
    /// The restores that nobody waits for any more.
    pub(super) overdue_restores: Vec<i64>,
    /// Where the archive stands after it.
    pub(super) last: Positions,
    pub(super) archived_at: i64,
    /// Where in `items` those are that it touches, by their ids.
    touched: hashbrown::HashMap<i64, usize>,
    /// The id of the present page's first block.
    page_block_id: i64,
    /// Old images that are kept by themselves, and the id of the block that they are going to be.
    old_images: Lines,
    old_block_id: i64,
    encoder: Encoder,
}

impl Batch {
    /// Goes on from where the archive stands.
    pub(super) fn new(last: Positions, archived_at: Timestamp) -> Self {
        Self {
            pages: Vec::new(),
            counts: Vec::new(),
            changes: Vec::new(),
            blocks: Vec::new(),
            items: Vec::new(),
            key_values: Vec::new(),
            tables: HashMap::new(),
            checkpoints: HashMap::new(),
            restores: Vec::new(),
            overdue_restores: Vec::new(),
            last,
            archived_at: archived_at.as_millis(),
            touched: hashbrown::HashMap::new(),
            page_block_id: 0,
            old_images: Lines::default(),
            old_block_id: 0,
            encoder: Encoder::default(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.pages.is_empty()
    }

    /// How many changes its pages have, new or not.
    pub(crate) fn len(&self) -> usize {
        self.counts.iter().map(|count| count.archived + count.skipped).sum()
    }

    /// The change of a row, and what was worked out of it.
    pub(super) fn change(&self, at: At) -> (&IncomingChange, &EncodedChange) {
        let page = &self.pages[at.page];
        (&page.page.changes[at.change], &page.encoded.changes[at.change])
    }

    /// The item's key in canonical text.
    pub(super) fn item_key(&self, row: &ItemRow) -> &str {
        &self.change(row.at).1.item_key
    }

    /// Its changes as they came, for the index.
    pub(crate) fn fresh_changes(&self) -> impl ExactSizeIterator<Item = FreshChange> {
        self.changes.iter().map(|row| {
            let before = match (row.previous_change_id, row.old_image) {
                (None, _) => Before::Nothing,
                (Some(_), Some(COLUMN_PREVIOUS)) => Before::OldImage,
                (Some(_), _) => Before::InArchive,
            };
            let page = Arc::clone(&self.pages[row.at.page].page);
            let (at, is_first) = (row.at.change, row.version == 1);
            FreshChange { change_id: row.change_id, page, at, before, is_first }
        })
    }

    /// How many bytes its images have.
    pub(crate) fn images_bytes(&self) -> usize {
        let images = |change: &IncomingChange| {
            let images = [&change.old_image, &change.new_image].into_iter().flatten();
            images.map(|image| image.as_bytes().len()).sum::<usize>()
        };
        self.pages.iter().flat_map(|page| page.page.changes.iter()).map(images).sum()
    }

    /// A block as it is kept.
    pub(super) fn content<'a>(&'a self, row: &'a BlockRow) -> &'a [u8] {
        match &row.content {
            BlockContent::OfPage { page, block } => &self.pages[*page].encoded.blocks[*block],
            BlockContent::OfBatch(content) => content,
        }
    }

    /// Takes a page in, with those of its changes that are new, in the order in which they are archived. `known` holds
    /// those of their items that the archive has.
    pub(super) fn add_page(&mut self, page: EncodedPage, shard_id: i64, fresh: &[Fresh], known: &mut ItemCache) {
        let total = page.page.changes.len();
        self.page_block_id = self.last.block_id + 1;
        let page_at = self.pages.len();
        if !fresh.is_empty() {
            for block in 0..page.encoded.blocks.len() {
                self.last.block_id += 1;
                let content = BlockContent::OfPage { page: page_at, block };
                self.blocks.push(BlockRow { block_id: self.last.block_id, content });
            }
        }
        // A row needs its change, and the page is the batch's: it is put in afterwards.
        let archived = fresh.iter().filter(|fresh| self.add(&page, page_at, shard_id, **fresh, known)).count();
        self.pages.push(page);
        self.counts.push(Count { archived, skipped: total - archived });
    }

    /// No more changes are added.
    pub(super) fn finish(&mut self) {
        self.finish_old_images();
        // Neighbours in the table are neighbours on its pages.
        self.items.sort_unstable_by_key(|item| item.state.item_id);
    }

    fn finish_old_images(&mut self) {
        if !self.old_images.is_empty() {
            let content = BlockContent::OfBatch(self.encoder.finish(&mut self.old_images));
            self.blocks.push(BlockRow { block_id: self.old_block_id, content });
        }
    }

    /// The next change; false for a baseline that has come too late.
    fn add(&mut self, page: &EncodedPage, page_at: usize, shard_id: i64, fresh: Fresh, known: &mut ItemCache) -> bool {
        let (change, encoded) = (&page.page.changes[fresh.change], &page.encoded.changes[fresh.change]);
        let at = At { page: page_at, change: fresh.change };
        let name = ItemName { table_id: fresh.table_id, item_key: &encoded.item_key };
        let is_late = |item: &mut ItemState| change.op == Op::Baseline && !item.is_followed_by(encoded);
        let (is_known, is_late) = known.get(name).map_or((false, false), |item| (true, is_late(item)));
        if is_late {
            return false;
        }
        self.last.change_id += 1;
        let change_id = self.last.change_id;
        let growth = self.tables.entry(fresh.table_id).or_default();
        growth.changes += 1;
        if change.op != Op::Baseline {
            growth.last_change_at = Some(change.created_at.as_millis());
        }
        if !is_known {
            self.last.item_id += 1;
            growth.items += 1;
            self.key_values.extend(key_values(change, self.last.item_id));
            let seen_at = change.created_at.as_millis();
            known.put(name, ItemState::new(self.last.item_id, change_id, change.op, seen_at));
        }
        let Some(item) = known.get(name) else { return false };
        let new_image = encoded.new.map(|image| self.place_of(image).to_column());
        let old_image = self.keep_old(item.latest_image, change, encoded);
        item.latest_image = encoded.new.map(|image| image.digest);
        let previous_change_id = item.advance(change_id, change, encoded);
        self.changes.push(ChangeRow {
            at,
            change_id,
            table_id: fresh.table_id,
            item_id: item.item_id,
            version: item.versions,
            previous_change_id,
            shard_id,
            actor_id: fresh.actor_id,
            old_image,
            new_image,
        });
        self.touch(item, at, fresh.table_id, !is_known);
        true
    }

    fn touch(&mut self, item: &ItemState, at: At, table_id: i64, is_new: bool) {
        let next = self.items.len();
        let place = *self.touched.entry(item.item_id).or_insert(next);
        match self.items.get_mut(place) {
            Some(row) => row.state.clone_from(item),
            None => self.items.push(ItemRow { at, table_id, is_new, state: item.clone() }),
        }
    }

    fn place_of(&self, image: EncodedImage) -> ImageAddress {
        ImageAddress { block_id: self.page_block_id + i64::try_from(image.block).unwrap_or(0), line: image.line }
    }

    /// An old image is nearly always what the change before left behind, and then not kept a second time.
    fn keep_old(&mut self, latest: Option<Digest>, change: &IncomingChange, encoded: &EncodedChange) -> Option<i64> {
        let (digest, image) = encoded.old.zip(change.old_image.as_ref())?;
        let is_there = latest == Some(digest);
        Some(if is_there { COLUMN_PREVIOUS } else { self.put_old(image.as_bytes()).to_column() })
    }

    fn put_old(&mut self, text: &[u8]) -> ImageAddress {
        if self.old_images.is_empty() {
            self.last.block_id += 1;
            self.old_block_id = self.last.block_id;
        }
        let line = self.old_images.push(text);
        let place = ImageAddress { block_id: self.old_block_id, line };
        if self.old_images.is_full() {
            self.finish_old_images();
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
