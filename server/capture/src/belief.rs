//! From when on answers are believed that may have been cut short on their way. Pure: whoever reads does the asking.
//!
//! Only what is missing tells of a shard's end: an answer has no place to go on at. So does an answer that was cut short,
//! and whoever believed it once would never read the rest of the shard.

use afterimage_model::SequenceNumber;

/// The end is believed when so many answers in a row have told of it, each from a place that was asked for anew, and
/// with nothing new in between.
pub const TOLD_UNTIL_BELIEVED: u32 = 3;

/// So many pages in a row with records that have no place are asked for again: they may have been cut short on their
/// way. The next one is believed, and a gap told.
pub const INCOMPLETE_UNTIL_BELIEVED: u32 = 4;

/// What was told of a shard's end.
#[derive(Clone, Debug, Default)]
pub(super) struct Ending {
    /// The checkpoint after which nothing came.
    after: Option<SequenceNumber>,
    times: u32,
}

impl Ending {
    /// An answer tells that nothing comes after the checkpoint, and never will: whether that is believed now.
    pub(super) fn told(&mut self, checkpoint: Option<&SequenceNumber>) -> bool {
        if self.after.as_ref() != checkpoint {
            *self = Self { after: checkpoint.cloned(), times: 0 };
        }
        self.times = self.times.saturating_add(1);
        self.times >= TOLD_UNTIL_BELIEVED
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(ending: &mut Ending, digits: &str) -> bool {
        ending.told(Some(&digits.parse().expect("digits")))
    }

    #[test]
    fn an_end_is_believed_when_it_was_told_again_and_nothing_came_in_between() {
        let mut ending = Ending::default();
        assert_eq!(["7", "7", "7"].map(|at| told(&mut ending, at)), [false, false, true]);
    }

    #[test]
    fn what_comes_after_an_end_that_was_told_makes_it_untrue() {
        let mut ending = Ending::default();
        assert!(!ending.told(None) && !ending.told(None));
        let told = ["7", "7", "9", "9", "9"].map(|at| told(&mut ending, at));
        assert_eq!(told, [false, false, false, false, true]);
    }
}
