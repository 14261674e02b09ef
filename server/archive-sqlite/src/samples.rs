//! Changes for tests beside the code.

use afterimage_archive::{ShardPage, StreamRecord, incoming};
use afterimage_model::{AttributeValue, CapturedChange, Image, Op, Timestamp, ViewType};

use crate::open::SqliteArchive;

const STREAM: &str = "arn:aws:dynamodb:local:000000000000:table/orders/stream/2026-11-22T00:00:00.000";
const SHARD: &str = "shard-1";

/// Has the archive know the pages' stream.
pub(crate) async fn introduce(archive: &SqliteArchive) {
    let stream = StreamRecord {
        arn: STREAM.to_owned(),
        table: "orders".to_owned(),
        view_type: ViewType::NewImage,
        partition_key: None,
        sort_key: None,
        ended: false,
    };
    archive.writer.upsert_stream(stream).await.expect("the stream");
}

/// The page of a number, from 0 on, with an item for each text.
pub(crate) fn page(number: usize, texts: &[String]) -> ShardPage {
    let now = Timestamp::from_millis(1_795_356_557_000);
    let change = |(at, text): (usize, &String)| {
        let sequence = number * texts.len() + at + 1;
        let id = AttributeValue::S(sequence.to_string());
        let image = [("id".to_owned(), id), ("text".to_owned(), AttributeValue::S(text.clone()))];
        incoming(CapturedChange {
            table: "orders".to_owned(),
            stream_arn: STREAM.to_owned(),
            shard_id: SHARD.to_owned(),
            sequence_number: sequence.to_string().parse().expect("digits"),
            event_id: format!("event-{sequence}"),
            op: Op::Insert,
            item_key: format!("id={sequence}").parse().expect("a key"),
            old_image: None,
            new_image: Some(Image::from_iter(image)),
            created_at: now,
            received_at: now,
            actor: None,
            size_bytes: text.len() as u64,
            view_type: ViewType::NewImage,
            note: None,
        })
    };
    let changes: Vec<_> = texts.iter().enumerate().map(change).collect();
    ShardPage { stream_arn: STREAM.to_owned(), shard_id: SHARD.to_owned(), changes: changes.into(), checkpoint: None }
}
