//! Changes that take room: images that no compression makes smaller.

use std::{path::Path, sync::Arc};

use afterimage_archive::{Archive, IncomingChange, ShardPage, StreamRecord, incoming};
use afterimage_archive_sqlite::SqliteArchive;
use afterimage_base::clock::SystemClock;
use afterimage_model::{AttributeValue, CapturedChange, Image, ItemKey, Op, Timestamp, ViewType};
use rand::{RngCore, SeedableRng, rngs::StdRng};

const STREAM: &str = "arn:aws:dynamodb:us-east-1:000000000000:table/fault-orders/stream/2026-11-22T14:00:00.000";
const SHARD: &str = "shardId-00000001";

/// One page of `count` changes with images of so many bytes that no compression makes smaller. Pages are numbered from
/// 0 and follow each other.
pub fn page(number: usize, count: usize, bytes: usize) -> ShardPage {
    let mut rng = StdRng::seed_from_u64(number as u64);
    let change = |at: usize| {
        let sequence = number * count + at + 1;
        let key = Image::from_iter([("id".to_owned(), AttributeValue::S(format!("item-{sequence}")))]);
        let mut noise = vec![0; bytes];
        rng.fill_bytes(&mut noise);
        let mut image = key.clone();
        image.0.insert("noise".to_owned(), AttributeValue::B(noise));
        incoming(CapturedChange {
            table: "fault-orders".to_owned(),
            stream_arn: STREAM.to_owned(),
            shard_id: SHARD.to_owned(),
            sequence_number: sequence.to_string().parse().expect("digits"),
            event_id: format!("event-{sequence}"),
            op: Op::Insert,
            item_key: ItemKey::from_image(&key).expect("a key"),
            old_image: None,
            new_image: Some(image),
            created_at: Timestamp::from_millis(1_795_356_557_000),
            received_at: Timestamp::from_millis(1_795_356_557_400),
            actor: None,
            size_bytes: bytes as u64,
            view_type: ViewType::NewAndOldImages,
            note: None,
        })
    };
    let changes: Vec<IncomingChange> = (0..count).map(change).collect();
    let checkpoint = changes.last().map(|change| change.sequence_number.clone());
    ShardPage { stream_arn: STREAM.to_owned(), shard_id: SHARD.to_owned(), changes: changes.into(), checkpoint }
}

/// An archive in the folder that knows the pages' stream.
pub async fn archive(folder: &Path) -> Archive {
    let archive = SqliteArchive::open(folder, Arc::new(SystemClock)).await.expect("the archive opens").door();
    let stream = StreamRecord {
        arn: STREAM.to_owned(),
        table: "fault-orders".to_owned(),
        view_type: ViewType::NewAndOldImages,
        partition_key: None,
        sort_key: None,
        ended: false,
    };
    archive.writer.upsert_stream(stream).await.expect("the stream is known");
    archive
}
