//! How fast a table is scanned.

use std::time::Duration;

/// The read capacity that all scans together may take, in units a second.
const UNITS_A_SECOND: f64 = 200.0;

/// How many items a second are taken from an endpoint that does not tell what they cost.
const ITEMS_A_SECOND: f64 = 2_000.0;

/// How long to wait after a page that cost so much, where `readers` take pages side by side.
pub(super) fn rest(capacity_units: f64, items: usize, readers: usize) -> Duration {
    let by_capacity = capacity_units / UNITS_A_SECOND;
    let by_items = items as f64 / ITEMS_A_SECOND;
    Duration::from_secs_f64(by_capacity.max(by_items).max(0.0) * readers as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn side_by_side_readers_share_the_pace() {
        assert_eq!(rest(100.0, 10, 1), Duration::from_millis(500));
        assert_eq!(rest(100.0, 10, 4), Duration::from_secs(2));
        assert_eq!(rest(0.0, 250, 4), Duration::from_millis(500));
        assert_eq!(rest(0.0, 0, 4), Duration::ZERO);
    }
}
