//! What was passed on lately: the image before a change is nearly always the one after an earlier change.

use std::{collections::HashMap, ops::Range};

/// How much of what was passed on lately is kept at hand, in bytes: two generations of this each.
const KEPT_BYTES: usize = 8 * 1024 * 1024;

/// The images that were passed on lately, by where they are kept. When the younger generation is full it becomes the
/// older one.
#[derive(Debug, Default)]
pub(super) struct Passed {
    young: Generation,
    old: Generation,
}

/// Texts one after the other, in room that is used again.
#[derive(Debug, Default)]
struct Generation {
    texts: Vec<u8>,
    places: HashMap<i64, Range<usize>>,
}

impl Passed {
    /// The image's text, where it is at hand.
    pub(super) fn get(&self, column: i64) -> Option<&[u8]> {
        self.young.get(column).or_else(|| self.old.get(column))
    }

    /// Keeps an image's text at hand for a while.
    pub(super) fn keep(&mut self, column: i64, text: &[u8]) {
        if self.young.texts.len() + text.len() > KEPT_BYTES {
            std::mem::swap(&mut self.young, &mut self.old);
            self.young.clear();
        }
        self.young.keep(column, text);
    }
}

impl Generation {
    fn get(&self, column: i64) -> Option<&[u8]> {
        self.places.get(&column).and_then(|place| self.texts.get(place.clone()))
    }

    fn keep(&mut self, column: i64, text: &[u8]) {
        let begin = self.texts.len();
        self.texts.extend_from_slice(text);
        self.places.insert(column, begin..self.texts.len());
    }

    fn clear(&mut self) {
        self.texts.clear();
        self.places.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_passed_on_lately_is_at_hand_and_the_rest_is_forgotten() {
        let mut passed = Passed::default();
        let text = vec![b'x'; KEPT_BYTES / 4];
        for column in 1..=12 {
            passed.keep(column, &text);
        }
        let at_hand: Vec<i64> = (1..=12).filter(|column| passed.get(*column).is_some()).collect();
        assert_eq!(at_hand, [5, 6, 7, 8, 9, 10, 11, 12]);
    }

    #[test]
    fn a_text_longer_than_a_generation_is_kept_alone() {
        let mut passed = Passed::default();
        passed.keep(1, b"short");
        passed.keep(2, &vec![b'x'; KEPT_BYTES + 1]);
        assert_eq!(passed.get(1), Some(&b"short"[..]));
        assert_eq!(passed.get(2).map(<[u8]>::len), Some(KEPT_BYTES + 1));
    }
}
