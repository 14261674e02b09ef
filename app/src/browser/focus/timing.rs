//! When the focus moves: decided frame by frame.

/// How many frames are waited for something to appear or to go: a part of the page may have to be downloaded.
#[cfg(any(test, feature = "hydrate"))]
pub(super) const MAX_FRAMES: u32 = 120;

/// When the focus should move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// At once.
    Now,
    /// In the next frame: what was changed is on the page by then.
    NextFrame,
    /// As soon as the target is on the page; given up after two seconds.
    OnceThere,
    /// In the next frame, if nothing has the focus then.
    IfLost,
    /// As soon as nothing has the focus; given up after two seconds.
    OnceLost,
    /// The same, where something has the focus now: it is about to be taken away.
    OnceTaken,
}

/// What is known in a frame.
#[cfg(any(test, feature = "hydrate"))]
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    /// How many frames have passed since it was asked for.
    pub frame: u32,
    /// Whether nothing has the focus.
    pub is_lost: bool,
    /// Whether the target is on the page.
    pub is_there: bool,
}

/// What is done in a frame.
#[cfg(any(test, feature = "hydrate"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    /// The focus moves.
    Move,
    /// The next frame decides.
    Wait,
    /// The focus stays where it is.
    GiveUp,
}

#[cfg(any(test, feature = "hydrate"))]
impl When {
    pub(super) fn decide(self, seen: Seen) -> Decision {
        let Seen { frame, is_lost, is_there } = seen;
        match (self, frame) {
            (Self::Now, _) => Decision::Move,
            (Self::OnceTaken, 0) if is_lost => Decision::GiveUp,
            (_, 0) => Decision::Wait,
            (Self::NextFrame, _) => Decision::Move,
            (Self::OnceThere, _) if is_there => Decision::Move,
            (Self::IfLost | Self::OnceLost | Self::OnceTaken, _) if is_lost => Decision::Move,
            (Self::IfLost, _) => Decision::GiveUp,
            (Self::OnceThere | Self::OnceLost | Self::OnceTaken, _) if frame > MAX_FRAMES => Decision::GiveUp,
            (Self::OnceThere | Self::OnceLost | Self::OnceTaken, _) => Decision::Wait,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The frame in which the focus moves, where it is lost and the target is there from certain frames on.
    fn moves_in(when: When, lost_from: u32, there_from: u32) -> Option<u32> {
        for frame in 0.. {
            match when.decide(Seen { frame, is_lost: frame >= lost_from, is_there: frame >= there_from }) {
                Decision::Move => return Some(frame),
                Decision::Wait => {}
                Decision::GiveUp => return None,
            }
        }
        None
    }

    const NEVER: u32 = u32::MAX;

    #[test]
    fn what_is_wanted_moves_at_once_or_in_the_next_frame_whatever_has_the_focus() {
        assert_eq!(moves_in(When::Now, NEVER, NEVER), Some(0));
        assert_eq!(moves_in(When::NextFrame, NEVER, NEVER), Some(1));
    }

    #[test]
    fn what_is_not_there_yet_is_waited_for_and_not_for_ever() {
        assert_eq!([0, 1, 70].map(|there| moves_in(When::OnceThere, NEVER, there)), [Some(1), Some(1), Some(70)]);
        assert_eq!(moves_in(When::OnceThere, NEVER, NEVER), None);
    }

    #[test]
    fn a_focus_that_is_not_lost_stays() {
        assert_eq!([0, 1, 2].map(|lost| moves_in(When::IfLost, lost, 0)), [Some(1), Some(1), None]);
        assert_eq!([0, 70, NEVER].map(|lost| moves_in(When::OnceLost, lost, 0)), [Some(1), Some(70), None]);
    }

    #[test]
    fn who_had_no_focus_before_something_went_gets_none() {
        assert_eq!([0, 1, 70, NEVER].map(|lost| moves_in(When::OnceTaken, lost, 0)), [None, Some(1), Some(70), None]);
    }
}
