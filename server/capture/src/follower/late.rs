//! Shards that are listed late: for how long they are looked for, and how often. Pure: the follower does the looking.
//!
//! A description is put together from what the endpoint knows so far. The children of a shard that was just closed may
//! come into it a little later, and of a stream that is off nothing else tells that something is still to come.

use std::time::Duration;

use tokio::time::Instant;

/// The first further look comes after so long, and each later one after as long again as was waited before: a minute
/// costs seven.
pub const FIRST_LATE_LOOK: Duration = Duration::from_secs(1);

/// Since when shards are waited for that are not listed yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct LateShards {
    limit: Duration,
    since: Option<Instant>,
}

impl LateShards {
    /// Waits so long at most.
    pub(super) fn new(limit: Duration) -> Self {
        Self { limit, since: None }
    }

    /// From here on shards may come that are not listed yet.
    pub(super) fn expect(&mut self, now: Instant) {
        self.since = Some(now);
    }

    /// None are to come.
    pub(super) fn dismiss(&mut self) {
        self.since = None;
    }

    pub(super) fn are_expected(&self) -> bool {
        self.since.is_some()
    }

    /// A look that was begun then brought none. Only one at the end of the time says that there are none.
    pub(super) fn none_came(&mut self, begun_at: Instant) {
        if self.since.is_some_and(|since| begun_at.saturating_duration_since(since) >= self.limit) {
            self.since = None;
        }
    }

    /// How long to wait for the next look; nothing when none are expected.
    pub(super) fn until_next_look(&self, now: Instant) -> Option<Duration> {
        let waited = now.saturating_duration_since(self.since?);
        Some(waited.max(FIRST_LATE_LOOK).min(self.limit.saturating_sub(waited)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The seconds, counted from the beginning, at which is looked until nothing is expected any more.
    fn looks(limit: Duration) -> Vec<f64> {
        let begun = Instant::now();
        let (mut late, mut now, mut looks) = (LateShards::new(limit), begun, Vec::new());
        late.expect(begun);
        while let Some(wait) = late.until_next_look(now) {
            now += wait;
            looks.push((now - begun).as_secs_f64());
            late.none_came(now);
        }
        looks
    }

    #[test]
    fn a_minute_is_waited_out_in_seven_looks_further_and_further_apart() {
        assert_eq!(looks(Duration::from_secs(60)), [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0]);
    }

    #[test]
    fn what_comes_begins_the_time_anew_and_what_is_dismissed_is_not_waited_for() {
        let begun = Instant::now();
        let mut late = LateShards::new(Duration::from_secs(60));
        assert_eq!(late.until_next_look(begun), None);
        late.expect(begun);
        let later = begun + Duration::from_secs(59);
        late.expect(later);
        late.none_came(later + Duration::from_secs(59));
        assert!(late.are_expected());
        late.dismiss();
        assert_eq!(late.until_next_look(later), None);
    }

    proptest! {
        #[test]
        fn the_last_look_is_at_the_end_of_the_time_and_there_are_few(limit_ms in 0..3_600_000u64) {
            let limit = Duration::from_millis(limit_ms);
            let looks = looks(limit);
            prop_assert!(looks.len() <= 14, "{looks:?}");
            prop_assert_eq!(looks.last().copied(), Some(limit.as_secs_f64()));
        }
    }
}
