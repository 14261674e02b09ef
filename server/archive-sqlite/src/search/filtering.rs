//! Comparing changes with a query as they are decoded, until enough match or it is time to end.

use std::{mem, ops::ControlFlow, sync::Arc};

use afterimage_archive::Result;
use afterimage_base::work::{Attention, Deadline};
use afterimage_model::{Change, Query, query::FoldedTexts};

use crate::read::Decoding;

/// One look ends with the change that brings what was found to so many bytes of keys and images.
pub(super) const MAX_FOUND_BYTES: u64 = 8 * 1024 * 1024;

/// What is still looked for.
#[derive(Clone)]
pub(super) struct Wanted {
    pub(super) query: Arc<Query>,
    /// The changes that there is still room for.
    pub(super) room: usize,
    /// The bytes of changes that there is still room for.
    pub(super) room_bytes: u64,
    /// Whether one change was looked at already, so that it may end.
    pub(super) has_begun: bool,
    pub(super) deadline: Deadline,
}

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct Filtered {
    /// Those that match, in the order in which they were given.
    pub(super) changes: Vec<Change>,
    /// The last one that was looked at.
    pub(super) looked_to: Option<i64>,
    /// Whether not all were.
    pub(super) is_cut: bool,
}

/// Changes being filtered.
pub(super) struct Filtering {
    decoding: Decoding,
    wanted: Wanted,
    filtered: Filtered,
}

impl Filtering {
    pub(super) fn new(decoding: Decoding, wanted: Wanted) -> Self {
        Self { decoding, wanted, filtered: Filtered::default() }
    }

    /// Does the next piece.
    pub(super) fn piece(&mut self, attention: &Attention<'_>) -> ControlFlow<Result<Filtered>> {
        if self.may_end() {
            return self.end(true);
        }
        match self.decoding.piece() {
            Ok(ControlFlow::Continue(None)) => ControlFlow::Continue(()),
            Ok(ControlFlow::Continue(Some((_, change)))) => self.look_at(change, attention),
            Ok(ControlFlow::Break(())) => self.end(false),
            Err(error) => ControlFlow::Break(Err(error)),
        }
    }

    /// Looks at a change. Whoever asks for many words in large images is stopped between two of them.
    fn look_at(&mut self, change: Change, attention: &Attention<'_>) -> ControlFlow<Result<Filtered>> {
        let stop = || attention.is_gone() || self.may_end();
        let matches = self.wanted.query.matches_unless(&change, &FoldedTexts::default(), &stop);
        let Some(matches) = matches else { return self.end(true) };
        self.filtered.looked_to = Some(change.id.0);
        self.wanted.has_begun = true;
        if matches {
            self.wanted.room = self.wanted.room.saturating_sub(1);
            self.wanted.room_bytes = self.wanted.room_bytes.saturating_sub(change.size_bytes);
            self.filtered.changes.push(change);
        }
        if self.wanted.room == 0 || self.wanted.room_bytes == 0 {
            return self.end(true);
        }
        ControlFlow::Continue(())
    }

    fn may_end(&self) -> bool {
        self.wanted.has_begun && self.wanted.deadline.is_over()
    }

    fn end(&mut self, is_cut: bool) -> ControlFlow<Result<Filtered>> {
        ControlFlow::Break(Ok(Filtered { is_cut, ..mem::take(&mut self.filtered) }))
    }
}
