//! Pages that are archived in their order or not at all: after one that failed none goes in.
//!
//! They may still go into one transaction, and the next ones be put together while that is being committed.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use afterimage_archive::{ArchiveError, Committed, Result};

use super::reply::Reply;

/// What pages that were sent together share: whether one of them has failed.
#[derive(Clone, Debug, Default)]
pub(super) struct InOrder(Arc<AtomicBool>);

/// Who waits for a page.
pub(super) struct Waiting {
    pub(super) reply: Reply<Committed>,
    /// Nothing for a page that stands by itself.
    pub(super) in_order: Option<InOrder>,
}

impl Waiting {
    /// Why the page may not be archived any more, if so. Such a page has to be new as a whole.
    pub(super) fn refusal(&self, is_all_new: bool, shard_id: &str) -> Option<ArchiveError> {
        let in_order = self.in_order.as_ref()?;
        if in_order.0.load(Ordering::Relaxed) {
            return Some(ArchiveError::AfterFailed);
        }
        (!is_all_new).then(|| ArchiveError::Passed { shard_id: shard_id.to_owned() })
    }

    /// Answers. After a failure, none of the pages behind this one is archived.
    pub(super) fn answer(self, answer: Result<Committed>) {
        if let (Err(_), Some(in_order)) = (&answer, &self.in_order) {
            in_order.0.store(true, Ordering::Relaxed);
        }
        // Whoever does not wait any more reads again and finds it skipped.
        let _ = self.reply.send(answer);
    }
}
