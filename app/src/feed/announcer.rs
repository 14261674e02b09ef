//! When those who do not see the list are told how much is new.

/// The shortest time between two announcements, in milliseconds: a live region that speaks more often cannot be
/// listened to.
pub const INTERVAL_MS: i64 = 10_000;

/// What was announced so far.
#[derive(Clone, Copy, Debug, Default)]
pub struct Announcer {
    announced: u64,
    last_at_ms: Option<i64>,
}

impl Announcer {
    /// What is to be announced now, if anything: how many changes came since the last announcement. `arrived` counts
    /// all that came since the page was loaded.
    pub fn due(&mut self, now_ms: i64, arrived: u64) -> Option<u64> {
        let is_early = self.last_at_ms.is_some_and(|last_at_ms| now_ms - last_at_ms < INTERVAL_MS);
        if is_early || arrived <= self.announced {
            return None;
        }
        self.last_at_ms = Some(now_ms);
        Some(arrived - std::mem::replace(&mut self.announced, arrived))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_speaks_at_most_every_ten_seconds_and_counts_everything() {
        let mut announcer = Announcer::default();
        let told: Vec<_> =
            (0..35).filter_map(|second| announcer.due(second * 1_000, second.unsigned_abs() * 5)).collect();
        assert_eq!(told, [5, 50, 50, 50]);
    }

    #[test]
    fn it_is_silent_while_nothing_comes() {
        let mut announcer = Announcer::default();
        assert_eq!([0, 20_000].map(|now_ms| announcer.due(now_ms, 0)), [None, None]);
        assert_eq!(announcer.due(21_000, 3), Some(3));
        assert_eq!(announcer.due(50_000, 3), None);
    }
}
