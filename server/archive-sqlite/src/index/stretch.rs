//! Stretches of the log: ids in a row, gone through one way or the other.

/// Which way a scan goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    OldestFirst,
    NewestFirst,
}

/// The ids to look at, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) first: i64,
    pub(crate) last: i64,
}

impl Stretch {
    /// How many ids it has.
    pub(crate) fn len(self) -> i64 {
        self.last.saturating_sub(self.first).saturating_add(1).max(0)
    }

    /// As much of it as `limit` ids, from where the scan begins.
    pub(crate) fn shortened(self, direction: Direction, limit: i64) -> Self {
        match direction {
            Direction::OldestFirst => Self { last: self.last.min(self.first.saturating_add(limit - 1)), ..self },
            Direction::NewestFirst => Self { first: self.first.max(self.last.saturating_sub(limit - 1)), ..self },
        }
    }
}
