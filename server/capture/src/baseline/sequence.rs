//! The places of scanned items in their shard. They follow the time, and never go back with it: what is at or before a
//! shard's checkpoint would be taken for archived.

use afterimage_model::{SequenceNumber, Timestamp};

/// So many places are in a millisecond. More than a page has items.
const PLACES_PER_MS: u128 = 1_000_000;

/// The places of one shard, in the order in which they are given out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct SequenceNumbers {
    /// The last that was given out, in this scan or an earlier one.
    last: u128,
}

impl SequenceNumbers {
    /// After what is archived of the shard.
    pub(super) fn after(checkpoint: Option<&SequenceNumber>) -> Self {
        // A longer one is nothing that a scan has made: then the places begin anew, as far as they can.
        Self { last: checkpoint.and_then(|checkpoint| checkpoint.as_str().parse().ok()).unwrap_or(0) }
    }

    /// The next one, for what was read at a time.
    pub(super) fn next(&mut self, at: Timestamp) -> SequenceNumber {
        let by_time = u128::try_from(at.as_millis()).unwrap_or(0) * PLACES_PER_MS;
        self.last = by_time.max(self.last.saturating_add(1));
        self.last.to_string().parse().unwrap_or_else(|_| SequenceNumber::from(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever the clock says, and however often the scan is begun again from what is archived.
        #[test]
        fn places_only_grow(
            times in prop::collection::vec((0i64..4_102_444_800_000, any::<bool>()), 1..60),
        ) {
            let (mut numbers, mut before) = (SequenceNumbers::default(), None);
            for (millis, begins_again) in times {
                if begins_again {
                    numbers = SequenceNumbers::after(before.as_ref());
                }
                let next = numbers.next(Timestamp::from_millis(millis));
                prop_assert!(before.as_ref().is_none_or(|before| *before < next), "{before:?} {next}");
                before = Some(next);
            }
        }
    }

    #[test]
    fn they_follow_the_time_where_it_goes_on() {
        let mut numbers = SequenceNumbers::default();
        let at = |millis| Timestamp::from_millis(millis);
        let given = [numbers.next(at(7)), numbers.next(at(7)), numbers.next(at(8)), numbers.next(at(3))];
        assert_eq!(given.map(|scanned_at| scanned_at.to_string()), ["7000000", "7000001", "8000000", "8000001"]);
    }
}
