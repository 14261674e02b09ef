//! How long to wait before a shard is read again. Pure: the reader does the waiting.

use std::time::Duration;

/// How long the waits are.
///
/// A shard answers about five reads a second for all of its readers together
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html> allows two readers), so no
/// interval that lasts should be under 200 ms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PollIntervals {
    /// After a page that held some changes and was not full.
    pub soon: Duration,
    /// After an empty page, at first.
    pub empty: Duration,
    /// After many empty pages: the longest wait.
    pub idle: Duration,
}

impl Default for PollIntervals {
    fn default() -> Self {
        Self { soon: Duration::from_millis(200), empty: Duration::from_millis(250), idle: Duration::from_secs(1) }
    }
}

/// An empty page says nothing: an open shard returns them in the midst of changes. Only this many in a row are taken
/// for quiet.
pub const EMPTY_PAGES_UNTIL_QUIET: u32 = 4;

/// All quiet shards together are asked so many times a second at most: each costs, and so does each answer. A thousand
/// of them are asked every four seconds.
pub const QUIET_READS_A_SECOND: u32 = 250;

/// The wait of a quiet shard that is read beside others, `readers` in all.
pub fn among(wait: Duration, readers: usize) -> Duration {
    let readers = u32::try_from(readers).unwrap_or(u32::MAX);
    wait.max(Duration::from_secs(1).saturating_mul(readers) / QUIET_READS_A_SECOND)
}

/// The state behind the waits of one shard.
#[derive(Clone, Debug)]
pub struct Polling {
    intervals: PollIntervals,
    empty_pages: u32,
}

impl Polling {
    /// Before the first page.
    pub fn new(intervals: PollIntervals) -> Self {
        Self { intervals, empty_pages: 0 }
    }

    /// How long to wait after a page of `changes`, where `limit` would have been a full one.
    pub fn after_page(&mut self, changes: usize, limit: usize) -> Duration {
        if changes == 0 {
            self.empty_pages = self.empty_pages.saturating_add(1);
            return self.after_empty_page();
        }
        self.empty_pages = 0;
        if changes >= limit { Duration::ZERO } else { self.intervals.soon }
    }

    /// Somebody knows of a change that is about to come: waits are short again.
    pub fn wake(&mut self) {
        self.empty_pages = 0;
    }

    /// Whether so many pages in a row were empty that the shard is taken for read up to the present.
    pub fn is_quiet(&self) -> bool {
        self.empty_pages >= EMPTY_PAGES_UNTIL_QUIET
    }

    /// The same wait until it is quiet, then doubled with each page up to the longest.
    fn after_empty_page(&self) -> Duration {
        let doublings = self.empty_pages.saturating_sub(EMPTY_PAGES_UNTIL_QUIET - 1).min(16);
        self.intervals.empty.saturating_mul(1 << doublings).min(self.intervals.idle.max(self.intervals.empty))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LIMIT: usize = 1_000;

    fn waits(pages: &[usize]) -> Vec<u128> {
        let mut polling = Polling::new(PollIntervals::default());
        pages.iter().map(|changes| polling.after_page(*changes, LIMIT).as_millis()).collect()
    }

    #[test]
    fn a_full_page_is_followed_at_once_and_a_partial_one_soon() {
        assert_eq!(waits(&[LIMIT, LIMIT, 3]), [0, 0, 200]);
    }

    #[test]
    fn a_few_empty_pages_change_nothing_and_then_the_waits_grow_to_a_second() {
        assert_eq!(waits(&[0; 7]), [250, 250, 250, 500, 1_000, 1_000, 1_000]);
        assert_eq!(waits(&[0, 0, 0, 0, 0, 1, 0]), [250, 250, 250, 500, 1_000, 200, 250]);
    }

    #[test]
    fn a_wake_up_makes_the_waits_short_again() {
        let mut polling = Polling::new(PollIntervals::default());
        for _ in 0..9 {
            polling.after_page(0, LIMIT);
        }
        assert!(polling.is_quiet());
        polling.wake();
        assert!(!polling.is_quiet());
        assert_eq!(polling.after_page(0, LIMIT).as_millis(), 250);
    }

    #[test]
    fn a_quiet_shard_waits_longer_the_more_are_read_beside_it() {
        let second = Duration::from_secs(1);
        assert_eq!([1, 250, 1_000].map(|readers| among(second, readers).as_secs()), [1, 1, 4]);
    }

    proptest! {
        #[test]
        fn no_wait_is_longer_than_idle_and_none_but_after_a_full_page_is_zero(
            pages in prop::collection::vec(0..=LIMIT, 1..80),
        ) {
            let intervals = PollIntervals::default();
            let mut polling = Polling::new(intervals);
            for changes in pages {
                let wait = polling.after_page(changes, LIMIT);
                prop_assert!(wait <= intervals.idle);
                prop_assert_eq!(wait.is_zero(), changes == LIMIT);
            }
        }
    }
}
