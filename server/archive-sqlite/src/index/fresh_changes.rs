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

use afterimage_archive::{IncomingChange, ShardPage};

/// No batch is kept beside others that have so many changes, or images of so many bytes: where changes come faster than
/// they are indexed, those that are not kept are read from the archive.
const MOST_CHANGES: usize = 8_192;
const MOST_BYTES: usize = 8 << 20;

/// What the item was before a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Before {
    /// There was no such item.
    Nothing,
    /// The change's own old image.
    OldImage,
    /// It is in the archive, if anywhere.
    InArchive,
}

/// A change that was committed a short while ago.
#[derive(Clone)]
pub(crate) struct FreshChange {
    pub(crate) change_id: i64,
    /// The page that it came in, and its place there.
    pub(crate) page: Arc<ShardPage>,
    pub(crate) at: usize,
    pub(crate) before: Before,
    /// Whether it is its item's first.
    pub(crate) is_first: bool,
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
pub(crate) struct FreshChanges(Arc<Mutex<VecDeque<FreshBatch>>>);

impl std::fmt::Debug for FreshChanges {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("FreshChanges")
    }
}

impl FreshChanges {
    /// Keeps a batch's changes, whose images have so many bytes, if there is room. They are committed, and nobody knows of
    /// them yet.
    pub(crate) fn keep(&self, changes: impl ExactSizeIterator<Item = FreshChange>, bytes: usize) {
        let mut batches = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept: usize = batches.iter().map(|batch| batch.changes.len()).sum();
        let has_room = kept + changes.len() <= MOST_CHANGES
            && batches.iter().map(|batch| batch.bytes).sum::<usize>() + bytes <= MOST_BYTES;
        if has_room && changes.len() > 0 {
            batches.push_back(FreshBatch { changes: changes.collect(), bytes });
        }
    }

    /// Takes out those with such ids; and forgets those before them, whose texts were read elsewhere.
    pub(crate) fn take(&self, wanted: RangeInclusive<i64>) -> Vec<FreshChange> {
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
