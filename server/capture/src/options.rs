//! How the engine goes about it, as whoever starts it wishes.

use std::time::Duration;

use super::{backoff::Chance, polling::PollIntervals};

/// Where a stream is begun that is met for the first time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StartPosition {
    /// With the oldest change it still holds, up to 24 hours back.
    #[default]
    TrimHorizon,
    /// With the next change that comes.
    Latest,
}

/// How the engine goes about it.
#[derive(Clone, Debug)]
pub struct SupervisorOptions {
    /// Where a stream is begun that is met for the first time.
    pub start: StartPosition,
    /// How often tables are listed again.
    pub discovery_interval: Duration,
    /// How often the shards of a stream are listed again of which nothing is known to have changed.
    pub shard_interval: Duration,
    /// How late a shard may be listed: a stream that is off is not over before it was looked for so long.
    pub late_shards: Duration,
    /// How many pages may be in hand at a time, from the request until they are archived, over all shards.
    pub pages_in_hand: usize,
    /// How long shards are left alone between reads.
    pub poll: PollIntervals,
    /// Where chance comes from; seeded in tests.
    pub chance: Chance,
}

/// How often tables are listed again unless told otherwise. `DescribeTable` costs nothing.
pub const DISCOVERY_INTERVAL: Duration = Duration::from_secs(10);

/// How often a stream's shards are listed again unless told otherwise, when nothing has happened: new shards come from
/// closed ones, and their end is seen by reading them.
pub const SHARD_INTERVAL: Duration = Duration::from_mins(1);

/// How late a shard may be listed, unless told otherwise. Seconds are usual.
pub const LATE_SHARDS: Duration = Duration::from_mins(1);

/// How many pages may be in hand, unless told otherwise. A page is 1 MB on the wire at most, and ten times that until it
/// is archived; fewer would not keep up with a thousand quiet shards over a slow network.
pub const PAGES_IN_HAND: usize = 10;

impl Default for SupervisorOptions {
    fn default() -> Self {
        Self {
            start: StartPosition::default(),
            discovery_interval: DISCOVERY_INTERVAL,
            shard_interval: SHARD_INTERVAL,
            late_shards: LATE_SHARDS,
            pages_in_hand: PAGES_IN_HAND,
            poll: PollIntervals::default(),
            chance: Chance::default(),
        }
    }
}
