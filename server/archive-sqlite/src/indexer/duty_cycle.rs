//! How much of the time the indexer takes while changes arrive.
//!
//! Where half of one processor is enough to keep up with what arrives, it takes that much at most. Where changes arrive
//! faster than that it could not keep up anyway: then it takes a tenth, leaves the machine to them, and catches up when
//! they have come.

use std::time::{Duration, Instant};

/// Nothing is arriving when the newest change has been the same for so long.
const QUIET: Duration = Duration::from_millis(500);

/// How many changes arrive is measured over so long at least.
const MEASURED_OVER: Duration = Duration::from_secs(1);

/// How much of the time keeping up may need, for it to be tried; half is taken then, so that arrears are made up for.
const MOST_NEEDED: f64 = 0.4;

/// The rest after a step, in lengths of it: half of the time, and a tenth of it.
const REST_IN_PACE: u32 = 1;
const REST_BEHIND: u32 = 9;

/// What is known of the changes that arrive.
#[derive(Clone, Copy, Debug)]
pub(super) struct DutyCycle {
    newest: i64,
    newest_since: Instant,
    measured_from: (i64, Instant),
    changes_per_second: f64,
}

impl DutyCycle {
    /// Nothing is known but the newest change: for all that is known, very many arrive.
    pub(super) fn new(newest: i64, now: Instant) -> Self {
        Self { newest, newest_since: now, measured_from: (newest, now), changes_per_second: f64::INFINITY }
    }

    /// Takes note of the newest change.
    pub(super) fn note(&mut self, newest: i64, now: Instant) {
        if newest != self.newest {
            (self.newest, self.newest_since) = (newest, now);
        }
        let (first, since) = self.measured_from;
        let measured_over = now.saturating_duration_since(since);
        if measured_over >= MEASURED_OVER {
            self.changes_per_second = (newest - first) as f64 / measured_over.as_secs_f64();
            self.measured_from = (newest, now);
        }
    }

    /// How long to rest after a step that did so many changes and took so long.
    pub(super) fn rest(&self, changes: i64, took: Duration, now: Instant) -> Duration {
        if now.saturating_duration_since(self.newest_since) >= QUIET {
            return Duration::ZERO;
        }
        let needed = self.changes_per_second * took.as_secs_f64() / changes.max(1) as f64;
        took * if needed <= MOST_NEEDED { REST_IN_PACE } else { REST_BEHIND }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEP: Duration = Duration::from_millis(100);

    fn second(second: u64, begin: Instant) -> Instant {
        begin + Duration::from_secs(second)
    }

    #[test]
    fn while_changes_arrive_that_it_can_keep_up_with_it_takes_half_of_the_time() {
        let begin = Instant::now();
        let mut duty_cycle = DutyCycle::new(0, begin);
        duty_cycle.note(2_000, second(1, begin));
        assert_eq!(duty_cycle.rest(2_000, STEP, second(1, begin)), STEP);
    }

    #[test]
    fn while_more_arrive_or_nothing_is_known_yet_it_takes_a_tenth() {
        let begin = Instant::now();
        let mut duty_cycle = DutyCycle::new(0, begin);
        assert_eq!(duty_cycle.rest(2_000, STEP, begin), STEP * 9);
        duty_cycle.note(20_000, second(1, begin));
        assert_eq!(duty_cycle.rest(2_000, STEP, second(1, begin)), STEP * 9);
    }

    #[test]
    fn when_nothing_arrives_it_takes_all() {
        let begin = Instant::now();
        let mut duty_cycle = DutyCycle::new(0, begin);
        duty_cycle.note(20_000, second(1, begin));
        duty_cycle.note(20_000, second(2, begin));
        assert_eq!(duty_cycle.rest(2_000, STEP, second(2, begin)), Duration::ZERO);
    }
}
