//! Where a record stands in the order of its stream.
//!
//! A record that tells its shard comes after those of the same shard. One that does not (Lambda gets none) comes after those of
//! the same item, since all changes of an item go through one shard after another; such records are put into as few lanes as have
//! their sequence numbers in order, and the lanes stand in the archive for the shards that nobody knows.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
};

use afterimage_archive::IncomingChange;
use afterimage_model::SequenceNumber;

/// The first lane, and what the names of all others begin with.
const LANE: &str = "imported";

/// How many lanes a stream has at most. So many shards of a table are open at once only where it is very large.
const MAX_LANES: usize = 1_024;

/// How many items are remembered whose records do not tell their shards: about a hundred bytes each.
const MAX_ITEMS: usize = 2_000_000;

/// Where a record stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// After all those before it that it must come after; its shard is this one.
    Next(String),
    /// Not after all of them: it is there already, in one of these shards, or it comes too late.
    Earlier(Vec<String>),
}

/// Why a file's order cannot be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Untold {
    #[error(
        "records that do not tell their shards are of more than {MAX_ITEMS} items; split the file by items, or export it with \
         afterimage.shard_id"
    )]
    Items,
    #[error(
        "records that do not tell their shards jump back in their stream more than {MAX_LANES} times; is the file in the order in \
         which its records happened?"
    )]
    Lanes,
}

/// What was read so far.
#[derive(Debug, Default)]
pub(super) struct Order {
    streams: HashMap<String, Stream>,
    /// How many items are remembered, over all streams.
    items: usize,
}

#[derive(Debug, Default)]
struct Stream {
    /// The last sequence number of each shard that was told.
    shards: HashMap<String, SequenceNumber>,
    /// The last sequence number of each lane.
    lanes: Vec<SequenceNumber>,
    /// The last sequence number of each item, by a hash of its key, of records without a shard.
    items: HashMap<u64, SequenceNumber>,
}

impl Order {
    /// Where the record stands; from now on it is one of those before.
    ///
    /// # Errors
    /// When that would need more memory than a limit.
    pub(super) fn place(&mut self, change: &IncomingChange, shard: Option<&str>) -> Result<Place, Untold> {
        if !self.streams.contains_key(&change.stream_arn) {
            self.streams.insert(change.stream_arn.clone(), Stream::default());
        }
        let Some(stream) = self.streams.get_mut(&change.stream_arn) else { return Ok(Place::Earlier(Vec::new())) };
        match shard {
            Some(shard) => Ok(stream.place_in_shard(shard, &change.sequence_number)),
            None => stream.place_in_a_lane(change, &mut self.items),
        }
    }
}

impl Stream {
    fn place_in_shard(&mut self, shard: &str, number: &SequenceNumber) -> Place {
        match self.shards.get_mut(shard) {
            Some(last) if *last >= *number => return Place::Earlier(vec![shard.to_owned()]),
            Some(last) => last.clone_from(number),
            None => {
                self.shards.insert(shard.to_owned(), number.clone());
            }
        }
        Place::Next(shard.to_owned())
    }

    fn place_in_a_lane(&mut self, change: &IncomingChange, items: &mut usize) -> Result<Place, Untold> {
        let number = &change.sequence_number;
        let mut hasher = DefaultHasher::new();
        (&change.table, &change.item_key).hash(&mut hasher);
        let item = hasher.finish();
        match self.items.get_mut(&item) {
            Some(last) if *last >= *number => {
                return Ok(Place::Earlier((0..self.lanes.len()).map(lane_name).collect()));
            }
            Some(last) => last.clone_from(number),
            None if *items >= MAX_ITEMS => return Err(Untold::Items),
            None => {
                *items += 1;
                self.items.insert(item, number.clone());
            }
        }
        // The lane that comes closest: others are kept for those that are further behind.
        let closest = self.lanes.iter().enumerate().filter(|(_, last)| **last < *number);
        let lane = match closest.max_by(|(_, left), (_, right)| left.cmp(right)).map(|(lane, _)| lane) {
            Some(lane) => lane,
            None if self.lanes.len() >= MAX_LANES => return Err(Untold::Lanes),
            None => {
                self.lanes.push(number.clone());
                self.lanes.len() - 1
            }
        };
        if let Some(last) = self.lanes.get_mut(lane) {
            last.clone_from(number);
        }
        Ok(Place::Next(lane_name(lane)))
    }
}

fn lane_name(lane: usize) -> String {
    if lane == 0 { LANE.to_owned() } else { format!("{LANE}-{}", lane + 1) }
}
