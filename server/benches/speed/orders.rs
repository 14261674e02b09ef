//! Orders that change again and again: what the writer is given.

use afterimage_archive::{IncomingChange, ShardPage, incoming};
use afterimage_model::{AttributeValue, CapturedChange, Image, Number, Op, Timestamp, ViewType, dynamodb_json};

/// What one read of a shard brings at most.
pub const PAGE_CHANGES: usize = 1_000;

/// How many shards are read at the same time.
pub const SHARDS: usize = 4;

/// As many items of a shard are at work at a time; then others are.
const ITEMS_AT_WORK: usize = 1_000;

/// How often each is changed before that.
const CHANGES_PER_ITEM: usize = 10;

/// The fewest bits that tell two random numbers apart here.
fn mixed(seed: usize) -> usize {
    let mixed = (seed ^ (seed >> 31)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed ^ (mixed >> 29)
}

/// An order of about `bytes` of DynamoDB JSON, as it is after `version` changes.
pub fn order(item: usize, version: usize, bytes: usize) -> Image {
    let text = |name: &str, value: String| (name.to_owned(), AttributeValue::S(value));
    let number = |name: &str, value: usize| {
        (name.to_owned(), AttributeValue::N(Number::from(i64::try_from(value).unwrap_or_default())))
    };
    let mut image = Image::from_iter([
        text("order_id", format!("order#{item:08}")),
        text("customer", format!("customer#{:x}", mixed(item + 3) % 0xffff_ffff)),
        text("status", ["new", "paid", "packed", "sent", "delivered"][version % 5].to_owned()),
        number("total_cents", mixed(item + 4) % 100_000),
        number("version", version),
        number("updated_at", 1_795_356_557 + version * 60),
    ]);
    let mut line = 0;
    while dynamodb_json::to_text(&image).len() + 60 < bytes {
        line += 1;
        let words = format!(
            "sku-{:08x} x {} at {}",
            mixed(item + line) % 0xffff_ffff,
            line % 7,
            mixed(item * 7 + line) % 9_000
        );
        image.0.insert(format!("line_{line:02}"), AttributeValue::S(words));
    }
    image
}

/// The shard's change at a position.
fn change(shard: usize, at: usize, bytes: usize) -> IncomingChange {
    let round = at / (ITEMS_AT_WORK * CHANGES_PER_ITEM);
    let within = at % (ITEMS_AT_WORK * CHANGES_PER_ITEM);
    let version = within / ITEMS_AT_WORK;
    let item = (round * ITEMS_AT_WORK + within % ITEMS_AT_WORK) * SHARDS + shard;
    let image = order(item, version, bytes);
    let old_image = (version > 0).then(|| order(item, version - 1, bytes));
    incoming(CapturedChange {
        table: "orders".to_owned(),
        stream_arn: "arn:aws:dynamodb:eu-west-1:000000000000:table/orders/stream/2026-11-22T14:00:00.000".to_owned(),
        shard_id: format!("shardId-{shard:020}-deadbeef"),
        sequence_number: (100_000_000_000_000_000_000_u128 + at as u128 * 37).to_string().parse().expect("digits"),
        event_id: format!("{:016x}{:016x}", mixed(at), mixed(shard)),
        op: if version == 0 { Op::Insert } else { Op::Modify },
        item_key: format!("order_id=order#{item:08}").parse().expect("a key"),
        old_image,
        size_bytes: image.size_bytes() as u64,
        new_image: Some(image),
        created_at: Timestamp::from_millis(1_795_356_557_000),
        received_at: Timestamp::from_millis(1_795_356_557_400),
        actor: None,
        view_type: ViewType::NewAndOldImages,
        note: None,
    })
}

/// The shard's page that begins at a position.
pub fn page(shard: usize, from: usize, bytes: usize) -> ShardPage {
    let changes: Vec<_> = (from..from + PAGE_CHANGES).map(|at| change(shard, at, bytes)).collect();
    let (stream_arn, shard_id) = (changes[0].stream_arn.clone(), changes[0].shard_id.clone());
    ShardPage { stream_arn, shard_id, checkpoint: None, changes: changes.into() }
}
