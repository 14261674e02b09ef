//! What was passed on lately: the image before a change is nearly always the one after an earlier change, and is wanted
//! that once.

use std::collections::{HashMap, VecDeque};

/// How much of what was passed on lately is kept at hand, in bytes.
const KEPT_BYTES: usize = 12 * 1024 * 1024;

/// How many images, and how many that were taken meanwhile.
const KEPT_IMAGES: usize = 100_000;

/// The images that were passed on lately and not taken since, by where they are kept in the archive.
#[derive(Debug, Default)]
pub(super) struct Passed {
    texts: HashMap<i64, Box<[u8]>>,
    /// In which order they came; some are taken already.
    order: VecDeque<i64>,
    bytes: usize,
}

impl Passed {
    /// The image's text, where it is at hand; it is not afterwards.
    pub(super) fn take(&mut self, column: i64) -> Option<Box<[u8]>> {
        let text = self.texts.remove(&column)?;
        self.bytes -= text.len();
        Some(text)
    }

    /// Keeps an image's text at hand for a while.
    pub(super) fn keep(&mut self, column: i64, text: &[u8]) {
        drop(self.take(column));
        self.bytes += text.len();
        self.texts.insert(column, text.into());
        self.order.push_back(column);
        while self.bytes > KEPT_BYTES || self.order.len() > KEPT_IMAGES {
            let Some(oldest) = self.order.pop_front() else { return };
            drop(self.take(oldest));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_hand(passed: &Passed) -> Vec<i64> {
        let mut columns: Vec<i64> = passed.texts.keys().copied().collect();
        columns.sort_unstable();
        columns
    }

    #[test]
    fn what_was_passed_on_last_is_at_hand_as_far_as_there_is_room() {
        let mut passed = Passed::default();
        let text = vec![b'x'; KEPT_BYTES / 4];
        for column in 1..=6 {
            passed.keep(column, &text);
        }
        assert_eq!(at_hand(&passed), [3, 4, 5, 6]);
        passed.keep(7, &vec![b'x'; KEPT_BYTES + 1]);
        assert_eq!((at_hand(&passed), passed.bytes), (vec![], 0), "nothing takes more room than there is");
    }

    #[test]
    fn what_was_taken_makes_room() {
        let mut passed = Passed::default();
        let text = vec![b'x'; KEPT_BYTES / 2];
        passed.keep(1, &text);
        passed.keep(2, &text);
        assert_eq!(passed.take(2).as_deref(), Some(&text[..]));
        assert_eq!(passed.take(2), None);
        passed.keep(3, &text);
        assert_eq!(at_hand(&passed), [1, 3]);
    }

    #[test]
    fn what_is_kept_and_taken_all_the_time_takes_no_more_room() {
        let mut passed = Passed::default();
        for column in 0..3 * KEPT_IMAGES as i64 {
            passed.keep(column, b"{}");
            passed.take(column);
        }
        assert!(passed.order.len() <= KEPT_IMAGES);
        assert_eq!(passed.bytes, 0);
    }
}
