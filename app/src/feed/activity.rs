//! How many changes happened when: what the bar strip and the rate are drawn from.

use std::collections::VecDeque;

use afterimage_model::{ChangeSummary, Op, Timestamp};

/// How much time one bar stands for, in milliseconds. Changes tell their time to the second.
pub const BAR_MS: i64 = 2_000;

/// How many bars there are: three minutes.
pub const BARS: usize = 90;

/// The rate is that of the last bars which are complete.
const RATE_BARS: i64 = 5;

/// One bar: how many changes of each op.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bar {
    /// New items, and items that were there before.
    pub inserts: u32,
    /// Changed items.
    pub modifies: u32,
    /// Deleted and expired items.
    pub removes: u32,
}

impl Bar {
    /// All of them.
    pub fn total(&self) -> u32 {
        self.inserts + self.modifies + self.removes
    }
}

/// Counts of changes by time, as far back as the strip shows.
#[derive(Clone, Debug, Default)]
pub struct Activity {
    /// By the number of the bar since the epoch, ascending; without the empty ones.
    bars: VecDeque<(i64, Bar)>,
}

impl Activity {
    /// Counts a change in.
    pub fn count(&mut self, change: &ChangeSummary) {
        let number = bar_number(change.created_at);
        let at = self.bars.partition_point(|(other, _)| *other < number);
        if self.bars.get(at).is_none_or(|(other, _)| *other != number) {
            self.bars.insert(at, (number, Bar::default()));
        }
        if let Some((_, bar)) = self.bars.get_mut(at) {
            match change.op {
                Op::Insert | Op::Baseline => bar.inserts += 1,
                Op::Modify => bar.modifies += 1,
                Op::Remove => bar.removes += 1,
            }
        }
        while self.bars.len() > BARS {
            self.bars.pop_front();
        }
    }

    /// The bars that end with `now`, oldest first; without a present, those that end with the last change.
    pub fn bars(&self, now: Option<Timestamp>) -> [Bar; BARS] {
        let mut bars = [Bar::default(); BARS];
        let newest = self.bars.back().map_or(0, |(number, _)| *number);
        let last = now.map_or(newest, bar_number);
        for (number, bar) in &self.bars {
            let from_end = usize::try_from(last - number).ok().filter(|from_end| *from_end < BARS);
            if let Some(from_end) = from_end {
                bars[BARS - 1 - from_end] = *bar;
            }
        }
        bars
    }

    /// Changes a second lately.
    pub fn rate(&self, now: Timestamp) -> f64 {
        let current = bar_number(now);
        let lately = |number: i64| number < current && number >= current - RATE_BARS;
        let total: u32 = self.bars.iter().filter(|(number, _)| lately(*number)).map(|(_, bar)| bar.total()).sum();
        f64::from(total) * 1_000.0 / (RATE_BARS * BAR_MS) as f64
    }
}

fn bar_number(time: Timestamp) -> i64 {
    time.as_millis().div_euclid(BAR_MS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::store::sample::change_at;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1_000)
    }

    #[test]
    fn bars_end_with_the_present() {
        let mut activity = Activity::default();
        for (id, second) in [(1, 100), (2, 101), (3, 104), (4, 96)] {
            activity.count(&change_at(id, second));
        }
        let totals = |now| activity.bars(now).map(|bar| bar.total());
        assert_eq!(totals(None)[BARS - 5..], [1, 0, 2, 0, 1]);
        assert_eq!(totals(Some(at(108)))[BARS - 5..], [2, 0, 1, 0, 0]);
        assert_eq!(totals(Some(at(1_000_000))), [0; BARS], "what is long past is not shown");
    }

    #[test]
    fn the_rate_is_of_the_last_ten_complete_seconds() {
        let mut activity = Activity::default();
        for id in 0..20 {
            activity.count(&change_at(id, 100 + id / 2));
        }
        assert!((activity.rate(at(110)) - 2.0).abs() < f64::EPSILON);
        assert!(activity.rate(at(200)).abs() < f64::EPSILON);
    }

    #[test]
    fn memory_is_bounded() {
        let mut activity = Activity::default();
        for id in 0..10_000 {
            activity.count(&change_at(id, id * 2));
        }
        assert_eq!(activity.bars.len(), BARS);
    }
}
