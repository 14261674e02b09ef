//! What a shard is doing, told apart further than its reader does: a shard that takes no more changes and is read to
//! its end is not one that is merely read.

use afterimage_model::table::{ShardState, ShardStatus, StreamState};

use crate::say;

/// What a shard is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ShardPhase {
    /// Open, and read.
    Reading,
    /// Closed, because its children have taken over or its stream is off; what it still holds is being read.
    Draining,
    /// Its parent is not drained yet.
    Waiting,
    /// Closed, and everything in it is archived.
    Drained,
    /// Named as a parent and no longer listed.
    Trimmed,
}

impl ShardPhase {
    /// In the order in which they are counted.
    pub const ALL: [Self; 5] = [Self::Reading, Self::Draining, Self::Waiting, Self::Drained, Self::Trimmed];

    /// What a listed shard is doing.
    pub fn of(shard: &ShardStatus, has_children: bool, stream: &StreamState) -> Self {
        match shard.state {
            ShardState::Waiting => Self::Waiting,
            ShardState::Drained => Self::Drained,
            ShardState::Reading if has_children || !takes_changes(stream, &shard.stream_arn) => Self::Draining,
            ShardState::Reading => Self::Reading,
        }
    }

    /// In a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Reading => say!("tables-standing-reading"),
            Self::Draining => say!("tables-standing-draining"),
            Self::Waiting => say!("tables-standing-waiting"),
            Self::Drained => say!("tables-standing-drained"),
            Self::Trimmed => say!("tables-standing-trimmed"),
        }
    }

    /// The style sheet's class for it.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Reading => "is-reading",
            Self::Draining => "is-draining",
            Self::Waiting => "is-waiting",
            Self::Drained => "is-drained",
            Self::Trimmed => "is-trimmed",
        }
    }

    /// In a sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Reading => say!("tables-about-reading"),
            Self::Draining => say!("tables-about-draining"),
            Self::Waiting => say!("tables-about-waiting"),
            Self::Drained => say!("tables-about-drained"),
            Self::Trimmed => say!("tables-about-trimmed"),
        }
    }
}

/// Whether changes still go into the stream, as far as is known.
fn takes_changes(stream: &StreamState, arn: &str) -> bool {
    match stream {
        StreamState::Enabled { arn: enabled, .. } => enabled == arn,
        StreamState::Disabled { .. } | StreamState::Off | StreamState::TableGone => false,
        StreamState::Unknown { .. } => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::tables::shards::testing::shard;
    use afterimage_model::ViewType;

    #[test]
    fn a_shard_that_has_children_or_whose_stream_is_off_is_drained_and_not_just_read() {
        let enabled = StreamState::Enabled { arn: "arn".to_owned(), view_type: ViewType::NewAndOldImages };
        let reading = shard("s", None, ShardState::Reading);
        assert_eq!(ShardPhase::of(&reading, false, &enabled), ShardPhase::Reading);
        assert_eq!(ShardPhase::of(&reading, true, &enabled), ShardPhase::Draining);
        assert_eq!(ShardPhase::of(&reading, false, &StreamState::Off), ShardPhase::Draining);
        let earlier = ShardStatus { stream_arn: "earlier".to_owned(), ..reading };
        assert_eq!(ShardPhase::of(&earlier, false, &enabled), ShardPhase::Draining);
        let unknown = StreamState::Unknown { reason: "no answer".to_owned() };
        assert_eq!(ShardPhase::of(&earlier, false, &unknown), ShardPhase::Reading);
    }

    #[test]
    fn waiting_and_drained_stay_what_they_are() {
        let phase = |state| ShardPhase::of(&shard("s", None, state), true, &StreamState::Off);
        assert_eq!(phase(ShardState::Waiting), ShardPhase::Waiting);
        assert_eq!(phase(ShardState::Drained), ShardPhase::Drained);
    }
}
