//! What a query finds out about one change while it looks at it: each thing once, however many terms ask for it.

use std::{
    cell::{OnceCell, RefCell},
    collections::BTreeMap,
};

use super::{
    PlacePattern, changed,
    folded::{Folded, FoldedTexts},
    within::Binary,
};
use crate::{
    AttributeValue, Change, Diff,
    diff::{self, Path},
};

/// How much of attributes' texts is kept in lower case beside the change's own, in bytes: beyond, they are made again for
/// each term.
const MAX_KEPT_BYTES: usize = 4 * 1024 * 1024;

/// Which of a change's images something is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Old,
    New,
}

/// A change that is being looked at.
pub(super) struct Looking<'a> {
    pub(super) change: &'a Change,
    texts: &'a FoldedTexts,
    /// The texts within attributes' values.
    values: RefCell<BTreeMap<(Side, String), Folded>>,
    difference: OnceCell<Diff>,
}

impl<'a> Looking<'a> {
    /// Begins; `texts` are the change's own.
    pub(super) fn at(change: &'a Change, texts: &'a FoldedTexts) -> Self {
        Self { change, texts, values: RefCell::default(), difference: OnceCell::new() }
    }

    /// Whether a bare word is in it; the word is in lower case.
    pub(super) fn has_text(&self, needle: &str) -> bool {
        self.texts.of(self.change).contains(needle)
    }

    /// Whether the value, which is at this path of an image, has the text within; the text is in lower case.
    pub(super) fn value_has_text(&self, side: Side, path: &Path, value: &AttributeValue, needle: &str) -> bool {
        let place = (side, path.to_string());
        let mut values = self.values.borrow_mut();
        if let Some(folded) = values.get(&place) {
            return folded.contains(needle);
        }
        let mut folded = Folded::default();
        folded.add_value(value, Binary::InHex);
        let is_there = folded.contains(needle);
        if values.values().map(Folded::len).sum::<usize>() + folded.len() <= MAX_KEPT_BYTES {
            values.insert(place, folded);
        }
        is_there
    }

    /// Whether the change touches the place.
    pub(super) fn touches(&self, place: &PlacePattern) -> bool {
        match (&self.change.old_image, &self.change.new_image) {
            (Some(old), Some(new)) => {
                changed::touches(old, new, place, || self.difference.get_or_init(|| diff::between(old, new)))
            }
            _ => false,
        }
    }
}
