//! What was passed on lately: the image before a change is nearly always the one after an earlier change.

use std::collections::HashMap;

/// How much of what was passed on lately is kept at hand, in bytes: two generations of this each.
const KEPT_BYTES: usize = 8 * 1024 * 1024;

/// The images that were passed on lately, by where they are kept. When the younger generation is full it becomes the
/// older one.
#[derive(Debug, Default)]
pub(super) struct Passed {
    young: HashMap<i64, Box<[u8]>>,
    young_bytes: usize,
    old: HashMap<i64, Box<[u8]>>,
}

impl Passed {
    /// The image's text, where it is at hand.
    pub(super) fn get(&self, column: i64) -> Option<&[u8]> {
        self.young.get(&column).or_else(|| self.old.get(&column)).map(AsRef::as_ref)
    }

    /// Keeps an image's text at hand for a while.
    pub(super) fn keep(&mut self, column: i64, text: &[u8]) {
        if self.young_bytes >= KEPT_BYTES {
            self.old = std::mem::take(&mut self.young);
            self.young_bytes = 0;
        }
        self.young_bytes += text.len();
        self.young.insert(column, text.into());
    }
}
