//! Changes to put in, and ways to take them out.

use afterimage_model::{
    CapturedChange, Change, ChangeId, Image, ItemKey, Op, Query, Timestamp, ViewType, dynamodb_json,
};

use crate::{Archive, Committed, ShardPage, incoming};

/// The table that samples are of.
pub const TABLE: &str = "orders";

/// Its stream.
pub const STREAM: &str = "arn:aws:dynamodb:us-east-1:000000000000:table/orders/stream/2026-11-22T14:00:00.000";

/// The stream's first shard.
pub const SHARD: &str = "shardId-00000001";

/// When the clock stands at the beginning.
pub const NOW: Timestamp = Timestamp::from_millis(1_795_356_557_412);

/// When the first sample happened; each next one a second later.
pub const BEGUN: i64 = 1_795_356_000_000;

/// An image in DynamoDB JSON.
pub fn image(json: &str) -> Image {
    dynamodb_json::from_text(json).expect("DynamoDB JSON")
}

/// An item's key, as `name=value`.
pub fn key(text: &str) -> ItemKey {
    text.parse().expect("an item key")
}

/// A query.
pub fn query(text: &str) -> Query {
    Query::read(text, NOW).expect("a query")
}

/// A moment so many seconds after the first sample.
pub fn second(seconds: u64) -> Timestamp {
    Timestamp::from_millis(BEGUN + i64::try_from(seconds).expect("few") * 1_000)
}

/// A change without images, `sequence` seconds after the first.
pub fn change(item_key: &str, op: Op, sequence: u64) -> CapturedChange {
    CapturedChange {
        table: TABLE.to_owned(),
        stream_arn: STREAM.to_owned(),
        shard_id: SHARD.to_owned(),
        sequence_number: sequence.to_string().parse().expect("digits"),
        event_id: format!("event-{sequence}"),
        op,
        item_key: key(item_key),
        old_image: None,
        new_image: None,
        created_at: second(sequence),
        received_at: second(sequence),
        actor: None,
        size_bytes: 42,
        view_type: ViewType::NewAndOldImages,
        note: None,
    }
}

/// The change from one image to the other.
pub fn with_images(change: CapturedChange, old: Option<&str>, new: Option<&str>) -> CapturedChange {
    CapturedChange { old_image: old.map(image), new_image: new.map(image), ..change }
}

/// The page of the first change's shard with these changes.
pub fn page(changes: Vec<CapturedChange>) -> ShardPage {
    let first = changes.first().expect("a change");
    let (stream_arn, shard_id) = (first.stream_arn.clone(), first.shard_id.clone());
    let changes: Vec<_> = changes.into_iter().map(incoming).collect();
    ShardPage { stream_arn, shard_id, checkpoint: None, changes: changes.into() }
}

/// Archives the changes as one page.
pub async fn append(archive: &Archive, changes: Vec<CapturedChange>) -> Committed {
    archive.writer.append(page(changes)).await.expect("the page is archived")
}

/// The ids of all changes, oldest first.
pub async fn ids(archive: &Archive) -> Vec<ChangeId> {
    everything(archive).await.iter().map(|change| change.id).collect()
}

/// All changes, oldest first.
pub async fn everything(archive: &Archive) -> Vec<Change> {
    forward(archive, &Query::all()).await
}

/// The changes that match, oldest first, a few a look.
pub async fn forward(archive: &Archive, query: &Query) -> Vec<Change> {
    let (mut changes, mut cursor) = (Vec::new(), ChangeId::START);
    loop {
        let scan = archive.reader.changes_after(query, cursor, 7).await.expect("read");
        assert!(scan.end || scan.scanned_to > cursor, "a look gets on");
        assert!(scan.changes.len() <= 7, "a look has no more than it was asked for");
        changes.extend(scan.changes);
        cursor = scan.scanned_to;
        if scan.end {
            return changes;
        }
    }
}

/// The changes that match, newest first, a few a look.
pub async fn backward(archive: &Archive, query: &Query) -> Vec<Change> {
    let (mut changes, mut before) = (Vec::new(), None);
    loop {
        let scan = archive.reader.changes_before(query, before, 7).await.expect("read");
        assert!(scan.end || before.is_none_or(|before| scan.scanned_to < before), "a look gets on");
        changes.extend(scan.changes);
        before = Some(scan.scanned_to);
        if scan.end {
            return changes;
        }
    }
}

/// The changes that match, oldest first, as an export reads them.
pub async fn raw(archive: &Archive, query: &Query) -> Vec<Change> {
    let mut reader = archive.reader.raw(query.clone(), ChangeId::START).await.expect("read");
    let mut changes = Vec::new();
    while let Some(page) = reader.next().await.expect("read") {
        changes.extend(page.changes.iter().map(|change| page.read(change).expect("as it was archived")));
    }
    changes
}

/// Archives three hundred changes of some items in several tables and shards, of all kinds.
pub async fn many(archive: &Archive) {
    let states = ["paid", "packed", "sent", "back"];
    let mut images: std::collections::HashMap<String, Image> = std::collections::HashMap::new();
    for (index, at) in (0..300).zip(0_u64..) {
        let (table, item) = (["orders", "carts", "users"][index % 3], (at * at + 7 * at) % 23);
        let old = images.remove(&format!("{table}/{item}"));
        let gone = old.is_some() && at % 11 == 0;
        let text = format!(
            r#"{{"id": {{"S": "i-{item}"}}, "n": {{"N": "{at}"}}, "status": {{"S": "{}"}}}}"#,
            states[index % states.len()]
        );
        let new = (!gone).then(|| image(&text));
        let op = match (&old, &new) {
            (None, _) => Op::Insert,
            (_, None) => Op::Remove,
            _ => Op::Modify,
        };
        if let Some(new) = &new {
            images.insert(format!("{table}/{item}"), new.clone());
        }
        let one = CapturedChange {
            table: table.to_owned(),
            stream_arn: format!("{STREAM}/{table}"),
            old_image: old,
            new_image: new,
            ..change(&format!("id=i-{item}"), op, at + 1)
        };
        append(archive, vec![one]).await;
    }
}
