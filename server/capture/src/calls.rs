//! How often the streams API is called: what a month of it costs depends on nothing else.

use std::collections::VecDeque;

use afterimage_model::Timestamp;

/// The pace is that of the last minutes.
const WINDOW_MINUTES: i64 = 10;

const MINUTE_MS: i64 = 60_000;

/// A month of 30 days, in milliseconds.
const MONTH_MS: i64 = 30 * 24 * 60 * MINUTE_MS;

/// What has been counted for less than this is told as if it had been counted for so long: the first call is no pace.
const SHORTEST_MS: i64 = 10_000;

/// Counts calls by the minute, as far back as the window reaches.
#[derive(Clone, Debug, Default)]
pub struct CallMeter {
    /// The number of the minute since the epoch, ascending, and its calls.
    minutes: VecDeque<(i64, u64)>,
    since: Option<Timestamp>,
}

impl CallMeter {
    /// Counts a call in.
    pub fn count(&mut self, now: Timestamp) {
        let minute = minute_of(now);
        // The clock was set back: what was counted ahead of it says nothing of the pace from here on.
        if self.minutes.back().is_some_and(|(last, _)| *last > minute + 1) {
            *self = Self::default();
        }
        self.since.get_or_insert(now);
        match self.minutes.back_mut() {
            Some((last, calls)) if *last >= minute => *calls += 1,
            _ => self.minutes.push_back((minute, 1)),
        }
        self.forget(minute);
    }

    /// Calls a month at the pace of the last minutes.
    pub fn a_month(&self, now: Timestamp) -> u64 {
        let Some(since) = self.since else { return 0 };
        let first = minute_of(now) - WINDOW_MINUTES;
        let calls: u64 = self.minutes.iter().filter(|(minute, _)| *minute >= first).map(|(_, calls)| calls).sum();
        let begun = since.as_millis().max(first * MINUTE_MS);
        let span_ms = (now.as_millis() - begun).max(SHORTEST_MS);
        let month = u128::from(calls) * u128::from(MONTH_MS.unsigned_abs()) / u128::from(span_ms.unsigned_abs());
        u64::try_from(month).unwrap_or(u64::MAX)
    }

    fn forget(&mut self, minute: i64) {
        while self.minutes.front().is_some_and(|(first, _)| *first < minute - WINDOW_MINUTES) {
            self.minutes.pop_front();
        }
    }
}

fn minute_of(time: Timestamp) -> i64 {
    time.as_millis().div_euclid(MINUTE_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(1_795_356_000_000 + seconds * 1_000)
    }

    #[test]
    fn a_call_a_second_is_two_and_a_half_million_a_month() {
        let mut meter = CallMeter::default();
        for second in 0..=3_600 {
            meter.count(at(second));
        }
        let month = meter.a_month(at(3_600));
        assert!((2_580_000..=2_600_000).contains(&month), "{month}");
        assert!(meter.minutes.len() <= usize::try_from(WINDOW_MINUTES).unwrap_or(0) + 1);
    }

    #[test]
    fn a_clock_that_jumps_leaves_the_pace_as_it_is() {
        let mut meter = CallMeter::default();
        for jump in [0, 5 * 3_600, -5 * 3_600] {
            for second in 0..1_200 {
                meter.count(at(jump + second));
            }
            let month = meter.a_month(at(jump + 1_200));
            assert!((2_400_000..=2_800_000).contains(&month), "after {jump} s: {month}");
        }
    }

    #[test]
    fn the_first_calls_are_no_pace_and_long_past_ones_are_forgotten() {
        let mut meter = CallMeter::default();
        assert_eq!(meter.a_month(at(0)), 0);
        meter.count(at(0));
        assert_eq!(meter.a_month(at(0)), 259_200, "one call in ten seconds");
        assert_eq!(meter.a_month(at(3_600)), 0);
    }
}
