//! What happened to a million orders: which one changes next, and what it is then; the same for the same position.

use afterimage_archive::{IncomingChange, incoming};
use afterimage_model::{Actor, CapturedChange, Image, ItemKey, Op, SequenceNumber, Timestamp, ViewType, dynamodb_json};

use crate::orders::order;

/// The table of it.
pub const TABLE: &str = "orders";

/// Its stream.
pub const STREAM: &str = "arn:aws:dynamodb:eu-west-1:000000000000:table/orders/stream/2026-10-23T00:00:00.000";

/// How many shards are read side by side; an item is always in the same one.
pub const SHARDS: usize = 4;

/// Changes for each item, on average.
const CHANGES_PER_ITEM: usize = 10;

/// One change in so many is of the one item that changes most.
const HOT_EVERY: usize = 100;

/// One change in so many takes the item away; half of those are expiries.
const REMOVED_EVERY: u64 = 50;

/// An image's DynamoDB JSON has about so many bytes.
const IMAGE_BYTES: usize = 400;

/// When the first change happened, and over how long all of them are spread, in milliseconds.
const BEGIN_MS: i64 = 1_792_713_600_000;
const SPREAD_MS: i64 = 30 * 86_400_000;

/// The item is not there; the rest of the number is how often it was changed.
const IS_REMOVED: u32 = 1 << 31;

/// The orders as they are, and how they go on.
#[derive(Clone)]
pub struct Lives {
    versions: Vec<u32>,
    planned: usize,
    changes: usize,
}

impl Lives {
    /// Nothing has happened; this many changes will be spread over the time.
    pub fn new(changes: usize) -> Self {
        let items = (changes / CHANGES_PER_ITEM).max(SHARDS);
        Self { versions: vec![IS_REMOVED; items], planned: changes, changes: 0 }
    }

    /// How many changes there were.
    pub fn changes(&self) -> usize {
        self.changes
    }

    /// How many items there are or were.
    pub fn items(&self) -> usize {
        self.versions.len()
    }

    /// How many versions an item has.
    pub fn versions_of(&self, item: usize) -> u32 {
        self.versions[item] & !IS_REMOVED
    }

    /// An item that has a version, for any number.
    pub fn item_for(&self, number: u64) -> usize {
        let from = usize::try_from(mixed(number)).unwrap_or_default() % self.items();
        let known = |item: &usize| self.versions_of(*item) > 0;
        (from..self.items()).chain(0..from).find(known).unwrap_or_default()
    }

    /// How many bytes a record's two images have as JSON, about.
    pub fn record_bytes(&self) -> f64 {
        let bytes = |item| dynamodb_json::to_text(&image(item, 3)).len();
        let sample = 100.min(self.items());
        2.0 * (0..sample).map(bytes).sum::<usize>() as f64 / sample as f64
    }

    /// The next change, and the shard that it is in.
    pub fn next(&mut self) -> (usize, IncomingChange) {
        let at = self.changes;
        let (item, version, was_there, is_removed) = self.step();
        let change = change(at, item, version, was_there, is_removed, self.time_at(at));
        (item % SHARDS, change)
    }

    /// Goes on as if so many changes had been told.
    pub fn skip(&mut self, changes: usize) {
        for _ in 0..changes {
            self.step();
        }
    }

    /// Which item changes next, which version it had, whether it was there, and whether it is gone then.
    fn step(&mut self) -> (usize, u32, bool, bool) {
        let at = self.changes;
        self.changes += 1;
        let item = self.item_at(at);
        let state = self.versions[item];
        let (version, was_there) = (state & !IS_REMOVED, state & IS_REMOVED == 0);
        let is_removed = was_there && mixed(at as u64 ^ 0x5EED).is_multiple_of(REMOVED_EVERY);
        self.versions[item] = (version + 1) | if is_removed { IS_REMOVED } else { 0 };
        (item, version, was_there, is_removed)
    }

    /// Few items change often, and most seldom.
    fn item_at(&self, at: usize) -> usize {
        if at.is_multiple_of(HOT_EVERY) {
            return 0;
        }
        let part = u128::from(mixed(at as u64) >> 32);
        let item = ((self.items() - 1) as u128 * part * part) >> 64;
        1 + usize::try_from(item).unwrap_or_default()
    }

    fn time_at(&self, at: usize) -> Timestamp {
        let spread = i128::from(SPREAD_MS) * at as i128 / self.planned.max(1) as i128;
        Timestamp::from_millis(BEGIN_MS + i64::try_from(spread).unwrap_or_default())
    }
}

/// The number, with its bits everywhere.
pub fn mixed(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// An item's key.
pub fn key(item: usize) -> String {
    format!("order_id=order#{item:08}")
}

/// The item's image as it is after a version.
pub fn image(item: usize, version: u32) -> Image {
    order(item, version as usize, IMAGE_BYTES)
}

fn change(
    at: usize,
    item: usize,
    version: u32,
    was_there: bool,
    is_removed: bool,
    created_at: Timestamp,
) -> IncomingChange {
    let old_image = was_there.then(|| image(item, version));
    let new_image = (!is_removed).then(|| image(item, version + 1));
    let shard = item % SHARDS;
    let key: ItemKey = key(item).parse().expect("a key");
    let size_bytes = new_image.as_ref().or(old_image.as_ref()).map_or(0, Image::size_bytes) as u64;
    let sequence_number: SequenceNumber =
        (100_000_000_000_000_000_000_u128 + at as u128 * 37).to_string().parse().expect("digits");
    incoming(CapturedChange {
        table: TABLE.to_owned(),
        stream_arn: STREAM.to_owned(),
        shard_id: shard_id(shard),
        sequence_number,
        event_id: format!("{:016x}{:016x}", mixed(at as u64), mixed(item as u64)),
        op: match (was_there, is_removed) {
            (false, _) => Op::Insert,
            (true, false) => Op::Modify,
            (true, true) => Op::Remove,
        },
        item_key: key,
        old_image,
        new_image,
        size_bytes,
        created_at,
        received_at: Timestamp::from_millis(created_at.as_millis() + 400),
        actor: (is_removed && at.is_multiple_of(2)).then(Actor::ttl),
        view_type: ViewType::NewAndOldImages,
        note: None,
    })
}

/// A shard's id.
pub fn shard_id(shard: usize) -> String {
    format!("shardId-{shard:020}-deadbeef")
}
