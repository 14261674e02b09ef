//! The changes that were committed last, as they came: the index of texts is filled from them, so that what has only
//! just been put away need not be found and unpacked again.
//!
//! To read a change back, the blocks of two images are unpacked for the sake of one line in each, which takes four
//! fifths of the index's time. It keeps up with five times as many changes from here.

use std::{
    collections::VecDeque,
    ops::RangeInclusive,
    sync::{Arc, Mutex, PoisonError},
};

use super::{
    IncomingChange, ShardPage,
    batch::{Batch, ChangeRow},
    images::COLUMN_PREVIOUS,
};

/// No batch is kept beside others that have so many changes, or images of so many bytes: where changes come faster than
/// they are indexed, those that are not kept are read from the archive.
const MOST_CHANGES: usize = 8_192;
const MOST_BYTES: usize = 8 << 20;

/// What the item was before a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Before {
    /// There was no such item.
    Nothing,
    /// The change's own old image.
    OldImage,
    /// It is in the archive, if anywhere.
    InArchive,
}

/// A change that was committed a short while ago.
#[derive(Clone)]
pub(super) struct FreshChange {
    pub(super) change_id: i64,
    page: Arc<ShardPage>,
    at: usize,
    pub(super) before: Before,
    /// Whether it is its item's first.
    pub(super) is_first: bool,
}

impl FreshChange {
    /// The change as it came.
    pub(super) fn change(&self) -> &IncomingChange {
        &self.page.changes[self.at]
    }
}

/// Those of one batch that are not taken yet, in the order of their ids.
struct FreshBatch {
    changes: VecDeque<FreshChange>,
    /// Of all of the batch's images.
    bytes: usize,
}

/// The changes that are kept: the writer puts them in, the indexer takes them out.
#[derive(Clone, Default)]
pub(super) struct FreshChanges(Arc<Mutex<VecDeque<FreshBatch>>>);

impl std::fmt::Debug for FreshChanges {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("FreshChanges")
    }
}

impl FreshChanges {
    /// Keeps a batch's changes, if there is room. They are committed, and nobody knows of them yet.
    pub(super) fn keep(&self, batch: &Batch) {
        let mut batches = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept: usize = batches.iter().map(|batch| batch.changes.len()).sum();
        let bytes = bytes_of(batch);
        let has_room = kept + batch.changes.len() <= MOST_CHANGES
            && batches.iter().map(|batch| batch.bytes).sum::<usize>() + bytes <= MOST_BYTES;
        if has_room && !batch.changes.is_empty() {
            let changes = batch.changes.iter().map(|row| fresh(batch, row)).collect();
            batches.push_back(FreshBatch { changes, bytes });
        }
    }

    /// Takes out those with such ids; and forgets those before them, whose texts were read elsewhere.
    pub(super) fn take(&self, wanted: RangeInclusive<i64>) -> Vec<FreshChange> {
        let mut batches = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut taken = Vec::new();
        while let Some(batch) = batches.front_mut() {
            let reached = batch.changes.partition_point(|change| change.change_id <= *wanted.end());
            taken.extend(batch.changes.drain(..reached).filter(|change| wanted.contains(&change.change_id)));
            if !batch.changes.is_empty() {
                break;
            }
            batches.pop_front();
        }
        taken
    }
}

fn fresh(batch: &Batch, row: &ChangeRow) -> FreshChange {
    let before = match (row.previous_change_id, row.old_image) {
        (None, _) => Before::Nothing,
        (Some(_), Some(COLUMN_PREVIOUS)) => Before::OldImage,
        (Some(_), _) => Before::InArchive,
    };
    let (page, at) = batch.place(row.at);
    FreshChange { change_id: row.change_id, page: Arc::clone(page), at, before, is_first: row.version == 1 }
}

fn bytes_of(batch: &Batch) -> usize {
    let images = |change: &IncomingChange| {
        let images = [&change.old_image, &change.new_image].into_iter().flatten();
        images.map(|image| image.as_bytes().len()).sum::<usize>()
    };
    batch.pages.iter().flat_map(|page| page.page.changes.iter()).map(images).sum()
}
