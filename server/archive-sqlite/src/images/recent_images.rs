//! What was passed on lately: the image before a change is nearly always the one after an earlier change, and is wanted
//! that once.

use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

/// How much of what was passed on lately is kept at hand, in bytes: by all who pass on changes of an archive together.
const KEPT_BYTES: usize = 12 * 1024 * 1024;

/// How many images, and how many that were taken meanwhile.
const KEPT_IMAGES: usize = 100_000;

/// How many pass changes of an archive on. Clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct ImageSharers(Arc<AtomicUsize>);

/// The images that were passed on lately and not taken since, by where they are kept in the archive.
#[derive(Debug)]
pub(crate) struct RecentImages {
    image_sharers: ImageSharers,
    texts: HashMap<i64, Box<[u8]>>,
    /// In which order they came; some are taken already.
    order: VecDeque<i64>,
    bytes: usize,
}

impl RecentImages {
    /// Nothing yet, for one more who passes on.
    pub(crate) fn by_one_of(image_sharers: &ImageSharers) -> Self {
        image_sharers.0.fetch_add(1, Ordering::Relaxed);
        Self { image_sharers: image_sharers.clone(), texts: HashMap::new(), order: VecDeque::new(), bytes: 0 }
    }

    /// The image's text, where it is at hand; it is not afterwards.
    pub(crate) fn take(&mut self, column: i64) -> Option<Box<[u8]>> {
        let text = self.texts.remove(&column)?;
        self.bytes -= text.len();
        Some(text)
    }

    /// Keeps an image's text at hand for a while.
    pub(crate) fn keep(&mut self, column: i64, text: &[u8]) {
        drop(self.take(column));
        self.bytes += text.len();
        self.texts.insert(column, text.into());
        self.order.push_back(column);
        let room = KEPT_BYTES / self.image_sharers.0.load(Ordering::Relaxed).max(1);
        while self.bytes > room || self.order.len() > KEPT_IMAGES {
            let Some(oldest) = self.order.pop_front() else { return };
            drop(self.take(oldest));
        }
    }
}

impl Drop for RecentImages {
    fn drop(&mut self) {
        self.image_sharers.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_hand(passed: &RecentImages) -> Vec<i64> {
        let mut columns: Vec<i64> = passed.texts.keys().copied().collect();
        columns.sort_unstable();
        columns
    }

    #[test]
    fn what_was_passed_on_last_is_at_hand_as_far_as_there_is_room() {
        let mut passed = RecentImages::by_one_of(&ImageSharers::default());
        let text = vec![b'x'; KEPT_BYTES / 4];
        for column in 1..=6 {
            passed.keep(column, &text);
        }
        assert_eq!(at_hand(&passed), [3, 4, 5, 6]);
        passed.keep(7, &vec![b'x'; KEPT_BYTES + 1]);
        assert_eq!((at_hand(&passed), passed.bytes), (vec![], 0), "nothing takes more room than there is");
    }

    #[test]
    fn those_who_pass_on_at_the_same_time_share_the_room() {
        let image_sharers = ImageSharers::default();
        let (mut first, second) = (RecentImages::by_one_of(&image_sharers), RecentImages::by_one_of(&image_sharers));
        let text = vec![b'x'; KEPT_BYTES / 4];
        for column in 1..=4 {
            first.keep(column, &text);
        }
        assert_eq!(at_hand(&first), [3, 4]);
        drop(second);
        for column in 5..=6 {
            first.keep(column, &text);
        }
        assert_eq!(at_hand(&first), [3, 4, 5, 6]);
    }

    #[test]
    fn what_was_taken_makes_room() {
        let mut passed = RecentImages::by_one_of(&ImageSharers::default());
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
        let mut passed = RecentImages::by_one_of(&ImageSharers::default());
        for column in 0..3 * KEPT_IMAGES as i64 {
            passed.keep(column, b"{}");
            passed.take(column);
        }
        assert!(passed.order.len() <= KEPT_IMAGES);
        assert_eq!(passed.bytes, 0);
    }
}
