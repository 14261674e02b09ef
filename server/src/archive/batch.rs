//! What one transaction writes, worked out in memory: pure but for the images' compression.

use std::collections::HashMap;

use afterimage_app::model::{CapturedChange, Image, Op, Timestamp};

use super::images::{self, Decoder, Encoder};

/// What names an item in the archive: its table's id and its key's canonical text.
pub(super) type ItemName = (i64, String);

/// A change that is not in the archive yet, and the archive's ids of what it names.
pub(super) struct Fresh<'a> {
    pub(super) change: &'a CapturedChange,
    pub(super) item: ItemName,
    pub(super) shard_id: i64,
    pub(super) actor_id: Option<i64>,
}

/// The last ids that were given out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Positions {
    pub(super) change_id: i64,
    pub(super) item_id: i64,
}

/// An item's state: as it was loaded, and then after each change.
pub(super) struct ItemState {
    pub(super) item_id: i64,
    pub(super) first_change_id: i64,
    pub(super) last_change_id: Option<i64>,
    pub(super) first_seen_at: i64,
    pub(super) last_seen_at: i64,
    pub(super) versions: i64,
    pub(super) alive: bool,
    pub(super) captured_from_first_version: bool,
    pub(super) latest: Latest,
}

/// The item's last new image.
pub(super) enum Latest {
    /// The last change carries none.
    Absent,
    /// As the archive keeps it.
    Kept(Vec<u8>),
    /// Its canonical text.
    Text(Vec<u8>),
}

/// A row of `changes`, and of `images` where there are any.
pub(super) struct ChangeRow<'a> {
    pub(super) change_id: i64,
    pub(super) table_id: i64,
    pub(super) item_id: i64,
    pub(super) version: i64,
    pub(super) previous_change_id: Option<i64>,
    pub(super) shard_id: i64,
    pub(super) actor_id: Option<i64>,
    pub(super) archived_at: i64,
    pub(super) captured: &'a CapturedChange,
}

/// A row of `images`.
pub(super) struct ImagesRow {
    pub(super) change_id: i64,
    pub(super) old_image: Option<Vec<u8>>,
    pub(super) new_image: Option<Vec<u8>>,
}

/// What is added to a table's counters.
#[derive(Default)]
pub(super) struct TableGrowth {
    pub(super) changes: i64,
    pub(super) items: i64,
    pub(super) last_change_at: i64,
}

/// All rows of one transaction.
pub(super) struct Batch<'a> {
    pub(super) changes: Vec<ChangeRow<'a>>,
    pub(super) images: Vec<ImagesRow>,
    /// Every item that the batch touches, after its last change.
    pub(super) items: HashMap<ItemName, ItemState>,
    /// The key values of the items that are new.
    pub(super) key_values: Vec<(String, i64)>,
    pub(super) tables: HashMap<i64, TableGrowth>,
    last: Positions,
    archived_at: i64,
}

impl<'a> Batch<'a> {
    /// Goes on from where the archive stands; `items` holds those of the batch's items that it knows.
    pub(super) fn new(last: Positions, items: HashMap<ItemName, ItemState>, archived_at: Timestamp) -> Self {
        Self {
            changes: Vec::new(),
            images: Vec::new(),
            items,
            key_values: Vec::new(),
            tables: HashMap::new(),
            last,
            archived_at: archived_at.as_millis(),
        }
    }

    /// Where the archive stands after this batch.
    pub(super) fn positions(&self) -> Positions {
        self.last
    }

    /// The next change, in the order in which they are archived; false for a baseline that has come too late.
    pub(super) fn add(&mut self, fresh: &Fresh<'a>, encoder: &mut Encoder, decoder: &mut Decoder) -> bool {
        let change = fresh.change;
        let known = self.items.get(&fresh.item).filter(|_| change.op == Op::Baseline);
        if known.is_some_and(|item| !item.is_followed_by(change, decoder)) {
            return false;
        }
        self.last.change_id += 1;
        let change_id = self.last.change_id;
        let growth = self.tables.entry(fresh.item.0).or_default();
        growth.changes += 1;
        growth.last_change_at = change.created_at.as_millis();
        if !self.items.contains_key(&fresh.item) {
            self.last.item_id += 1;
            growth.items += 1;
            self.key_values.extend(key_values(change, self.last.item_id));
            self.items.insert(fresh.item.clone(), ItemState::new(self.last.item_id, change_id, change));
        }
        let Some(item) = self.items.get_mut(&fresh.item) else { return false };
        self.images.extend(item.keep_images(change_id, change, encoder, decoder));
        let previous_change_id = item.advance(change_id, change);
        self.changes.push(ChangeRow {
            change_id,
            table_id: fresh.item.0,
            item_id: item.item_id,
            version: item.versions,
            previous_change_id,
            shard_id: fresh.shard_id,
            actor_id: fresh.actor_id,
            archived_at: self.archived_at,
            captured: change,
        });
        true
    }
}

/// The key's values as people search them; a value that both key attributes have counts once.
fn key_values(change: &CapturedChange, item_id: i64) -> Vec<(String, i64)> {
    let mut labels: Vec<_> = change.item_key.attributes().iter().map(|(_, value)| value.label()).collect();
    labels.dedup();
    labels.into_iter().map(|label| (label, item_id)).collect()
}

impl ItemState {
    fn new(item_id: i64, change_id: i64, change: &CapturedChange) -> Self {
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
            latest: Latest::Absent,
        }
    }

    /// The state after the change; the change before it.
    fn advance(&mut self, change_id: i64, change: &CapturedChange) -> Option<i64> {
        self.versions += 1;
        self.alive = match change.op {
            Op::Insert | Op::Modify => true,
            Op::Remove => false,
            // One that tells what was there before and nothing since: a gap has swallowed the removal.
            Op::Baseline => change.new_image.is_some() || change.old_image.is_none(),
        };
        self.last_seen_at = change.created_at.as_millis();
        self.last_change_id.replace(change_id)
    }

    /// Whether a baseline says something new of an item that is known. What a stream tells counts more than a scan:
    /// only one that was made knowing the item's latest state, and found another, tells what a gap has swallowed.
    fn is_followed_by(&self, baseline: &CapturedChange, decoder: &mut Decoder) -> bool {
        let Some(known) = &baseline.old_image else { return false };
        baseline.new_image.as_ref() != Some(known) && self.is_latest(&images::canonical_text(known), decoder)
    }

    fn is_latest(&self, text: &[u8], decoder: &mut Decoder) -> bool {
        match &self.latest {
            Latest::Absent => false,
            Latest::Kept(kept) => decoder.text(kept).is_ok_and(|latest| latest == text),
            Latest::Text(latest) => latest == text,
        }
    }

    fn keep_images(
        &mut self,
        change_id: i64,
        change: &CapturedChange,
        encoder: &mut Encoder,
        decoder: &mut Decoder,
    ) -> Option<ImagesRow> {
        let old_image = change.old_image.as_ref().map(|image| self.keep_old(image, encoder, decoder));
        let new_text = change.new_image.as_ref().map(images::canonical_text);
        let new_image = new_text.as_ref().map(|text| encoder.encode(text));
        self.latest = new_text.map_or(Latest::Absent, Latest::Text);
        (old_image.is_some() || new_image.is_some()).then_some(ImagesRow { change_id, old_image, new_image })
    }

    /// An old image is nearly always what the change before left behind, and then not kept a second time.
    fn keep_old(&mut self, image: &Image, encoder: &mut Encoder, decoder: &mut Decoder) -> Vec<u8> {
        let text = images::canonical_text(image);
        if self.is_latest(&text, decoder) { vec![images::TAG_PREVIOUS] } else { encoder.encode(&text) }
    }
}
