//! The demo's lives as a stream would tell them.

use std::collections::BTreeMap;

use afterimage_model::{CapturedChange, Image, ItemKey, Op, Timestamp, ViewType, write::WriteRequest};
use afterimage_server::demo_generator::{World, WorldEvent, sample_tables};
use rand::{SeedableRng, rngs::StdRng};
use serde_json::json;

/// What happens in a second of the demo, twice.
const STEP_MILLIS: i64 = 500;

/// A change, and the bytes of its record as DynamoDB Streams sends it.
pub struct Lived {
    pub change: CapturedChange,
    pub record_bytes: usize,
}

/// So many changes of the same lives every time.
pub fn lives(changes: usize) -> Vec<Lived> {
    let (mut world, mut random) = (World::resume(vec![], vec![], vec![]), StdRng::seed_from_u64(11));
    let mut items: BTreeMap<(&'static str, String), Image> = BTreeMap::new();
    (0..changes)
        .map(|at| {
            let now = Timestamp::from_millis(1_795_356_557_000 + at as i64 * STEP_MILLIS);
            lived(&world.next(&mut random, now), at, now, &mut items)
        })
        .collect()
}

fn lived(step: &WorldEvent, at: usize, now: Timestamp, items: &mut BTreeMap<(&'static str, String), Image>) -> Lived {
    let (item, new_image) = match &step.request {
        WriteRequest::Put { item, .. }
        | WriteRequest::Update { item, .. }
        | WriteRequest::Replace { item: Some(item), .. } => (item, Some(item.clone())),
        WriteRequest::Delete { key } | WriteRequest::Replace { key, .. } => (key, None),
    };
    let keys = keys_of(step.table, item);
    let item_key = ItemKey::from_image(&keys).expect("a key");
    let place = (step.table, item_key.to_string());
    let old_image = match &new_image {
        Some(image) => items.insert(place, image.clone()),
        None => items.remove(&place),
    };
    let op = match (&old_image, &new_image) {
        (None, _) => Op::Insert,
        (Some(_), Some(_)) => Op::Modify,
        (Some(_), None) => Op::Remove,
    };
    let change = CapturedChange {
        table: step.table.to_owned(),
        stream_arn: format!(
            "arn:aws:dynamodb:us-east-1:000000000000:table/{}/stream/2026-11-23T00:00:00.000",
            step.table
        ),
        shard_id: format!("shardId-00000001795356557000-{}", step.table),
        sequence_number: (410_000_000_000_000_000_000_u128 + at as u128 * 1_093).to_string().parse().expect("digits"),
        event_id: format!("{:032x}", (at as u128 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835)),
        op,
        item_key,
        size_bytes: [&old_image, &new_image].into_iter().flatten().map(|image| image.size_bytes() as u64).sum(),
        old_image,
        new_image,
        created_at: now,
        received_at: now,
        actor: None,
        view_type: ViewType::NewAndOldImages,
        note: None,
    };
    Lived { record_bytes: record_bytes(&change, &keys), change }
}

fn keys_of(table: &str, item: &Image) -> Image {
    let table = sample_tables().into_iter().find(|known| known.name == table).expect("a sample table");
    let names = [Some(table.partition_key), table.sort_key].into_iter().flatten().map(|key| key.name);
    names.map(|name| (name.clone(), item.get(&name).expect("a key attribute").clone())).collect()
}

/// The record as compact JSON, with every field that AWS sends.
fn record_bytes(change: &CapturedChange, keys: &Image) -> usize {
    let mut body = json!({
        "ApproximateCreationDateTime": change.created_at.as_millis() / 1_000, "Keys": keys,
        "SequenceNumber": change.sequence_number, "SizeBytes": change.size_bytes,
        "StreamViewType": change.view_type.as_str(),
    });
    for (name, image) in [("OldImage", &change.old_image), ("NewImage", &change.new_image)] {
        if let Some(image) = image {
            body[name] = json!(image);
        }
    }
    let record = json!({
        "eventID": change.event_id, "eventName": change.op.as_str(), "eventVersion": "1.1",
        "eventSource": "aws:dynamodb", "awsRegion": "us-east-1", "dynamodb": body,
    });
    record.to_string().len()
}
