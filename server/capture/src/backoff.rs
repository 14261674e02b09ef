//! How long to wait after failures. Pure: chance comes in as a number from 0 to 1.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use rand::{Rng, SeedableRng, rngs::StdRng};

/// The wait after the first failure, before jitter.
pub const FIRST_DELAY: Duration = Duration::from_millis(200);

/// The longest wait. There is no last attempt: credentials get renewed and networks come back.
pub const LONGEST_DELAY: Duration = Duration::from_secs(20);

/// Doubling beyond this many attempts would pass [`LONGEST_DELAY`] by far.
const MAX_DOUBLINGS: u32 = 16;

/// Failures in a row, and since when the waits grow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backoff {
    attempts: u32,
}

impl Backoff {
    /// One more failure: how long to wait. Doubles up to [`LONGEST_DELAY`]; half of each wait is left to chance, so
    /// that many shards that failed together do not come back together.
    pub fn failed(&mut self, chance: f64) -> Duration {
        let ceiling = FIRST_DELAY.saturating_mul(1 << self.attempts.min(MAX_DOUBLINGS)).min(LONGEST_DELAY);
        self.attempts = self.attempts.saturating_add(1);
        ceiling.mul_f64(0.5 + 0.5 * chance.clamp(0.0, 1.0))
    }

    /// It worked: the next failure is a first one.
    pub fn succeeded(&mut self) {
        self.attempts = 0;
    }

    /// How many failures there were in a row.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }
}

/// `interval`, a tenth shorter or longer by chance: what happens at intervals should not happen everywhere at once.
pub fn spread(interval: Duration, chance: f64) -> Duration {
    interval.mul_f64(0.9 + 0.2 * chance.clamp(0.0, 1.0))
}

/// Where chance comes from: one generator for the whole engine, seeded in tests.
#[derive(Clone)]
pub struct Chance(Arc<Mutex<StdRng>>);

impl Chance {
    /// Different every time.
    pub fn from_entropy() -> Self {
        Self(Arc::new(Mutex::new(StdRng::from_os_rng())))
    }

    /// The same for the same seed.
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    /// A number from 0 to 1.
    pub fn next(&self) -> f64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).random()
    }
}

impl Default for Chance {
    fn default() -> Self {
        Self::from_entropy()
    }
}

impl fmt::Debug for Chance {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Chance")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_waits_double_from_a_fifth_of_a_second_to_the_longest() {
        let mut backoff = Backoff::default();
        let waits: Vec<u128> = (0..9).map(|_| backoff.failed(1.0).as_millis()).collect();
        assert_eq!(waits, [200, 400, 800, 1_600, 3_200, 6_400, 12_800, 20_000, 20_000]);
        backoff.succeeded();
        assert_eq!(backoff.failed(0.0).as_millis(), 100);
    }

    proptest! {
        #[test]
        fn every_wait_is_within_its_bounds_however_often_it_failed(attempts in any::<u32>(), chance in 0.0..=1.0) {
            let mut backoff = Backoff { attempts };
            let wait = backoff.failed(chance);
            prop_assert!(wait >= FIRST_DELAY / 2 && wait <= LONGEST_DELAY, "{wait:?}");
        }

        #[test]
        fn a_spread_interval_stays_within_a_tenth(chance in 0.0..=1.0) {
            let spread = spread(Duration::from_secs(10), chance);
            prop_assert!(spread >= Duration::from_secs(9) && spread <= Duration::from_secs(11), "{spread:?}");
        }
    }
}
