//! What answers say, down to the last attribute.

use afterimage_aws::AwsTables;
use afterimage_capture::{
    StreamSource,
    selection::TableSelection,
    source::{IteratorStart, ListedShard, SHARDS_PER_PAGE, StreamPhase},
};
use afterimage_model::{AttributeValue, Op, table::StreamState};
use afterimage_test_dynamodb::wire_server::{Operation, Script, WireServer, canned::Load, faults::Fault};

use super::{SHARD, TABLE, one_shard, read, shard, source};

#[tokio::test]
async fn an_attribute_of_an_unknown_type_is_kept_as_its_text_with_a_note_and_holds_nothing_up() {
    let (server, arn) = one_shard().await;
    let odd = r#"{"Records": [
        {"eventID": "1", "eventName": "INSERT", "dynamodb": {"SequenceNumber": "111111111111111111111",
         "ApproximateCreationDateTime": 1795356557, "Keys": {"id": {"S": "a"}},
         "NewImage": {"id": {"S": "a"}, "odd": {"VECTOR": [1, 2]}, "list": {"L": [{"N": "1"}, {"VECTOR": []}]}}}},
        {"eventID": "2", "eventName": "UPSERT", "dynamodb": {"SequenceNumber": "111111111111111111112",
         "ApproximateCreationDateTime": 1795356557, "Keys": {"id": {"S": "a"}}}}]}"#;
    server.script().fail_next(Operation::GetRecords, Fault::Plain(200, odd));
    let page = read(&source(&server), &shard(&arn, SHARD), &IteratorStart::TrimHorizon).await.expect("a page");
    assert_eq!((page.changes.len(), page.unplaced, page.next_iterator), (2, 0, None));
    let image = page.changes[0].new_image.as_ref().and_then(|image| image.to_image().ok()).expect("an image");
    assert_eq!(image.get("odd"), Some(&AttributeValue::Raw(r#"{"VECTOR":[1, 2]}"#.to_owned())));
    let note = page.changes[0].note.clone().expect("a note");
    assert!(note.contains(r#"new image odd: of the type "VECTOR", which this version does not know"#), "{note}");
    assert!(note.contains("new image list.[1]"), "{note}");
    let note = page.changes[1].note.clone().expect("a note");
    assert!(note.contains(r#""UPSERT": taken for MODIFY"#), "{note}");
}

#[tokio::test]
async fn a_description_of_250_shards_is_told_a_hundred_at_a_time() {
    let mut script = Script::default();
    let arn = script.add_stream(TABLE, 1);
    let id = |at: usize| format!("shardId-{at:020}-of-many");
    for at in 0..250 {
        script.add_shard(&arn, &id(at), at.checked_sub(100).map(id).as_deref());
    }
    script.disable(&arn);
    let server = WireServer::start(script).await;
    let source = source(&server);

    let mut shards = Vec::new();
    let mut pages = Vec::new();
    let mut after = None;
    loop {
        let page = source.describe_stream(&arn, after.as_deref()).await.expect("a page");
        assert_eq!(page.phase, StreamPhase::Disabled);
        pages.push(page.shards.len());
        shards.extend(page.shards);
        after = page.last_shard_id;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(pages, [SHARDS_PER_PAGE, SHARDS_PER_PAGE, 50]);
    let expected =
        |at: usize| ListedShard { shard_id: id(at), parent_shard_id: at.checked_sub(100).map(id), has_end: true };
    assert_eq!(shards, (0..250).map(expected).collect::<Vec<_>>());
}

#[tokio::test]
async fn records_come_a_page_at_a_time_from_where_they_are_asked_for() {
    let (server, arn) = one_shard().await;
    let (source, address) = (source(&server), shard(&arn, SHARD));
    let numbers: Vec<_> = (1..=5).map(|version| server.script().write(&arn, SHARD, "a", version)).collect();
    server.script().shard(&arn, SHARD).closed = true;

    let mut iterator = Some(source.shard_iterator(&address, &IteratorStart::TrimHorizon).await.expect("an iterator"));
    let (mut changes, mut pages) = (Vec::new(), 0);
    while let Some(place) = iterator {
        let page = source.records(&address, &place, 2).await.expect("a page");
        pages += 1;
        changes.extend(page.changes.iter().cloned());
        iterator = page.next_iterator;
    }
    assert_eq!(pages, 3, "the last page of a closed shard carries records");
    let told: Vec<_> = changes.iter().map(|change| change.sequence_number.to_string()).collect();
    assert_eq!(told, numbers.iter().map(ToString::to_string).collect::<Vec<_>>());
    assert_eq!(changes[0].op, Op::Insert);
    assert_eq!(changes[4].old_image, changes[3].new_image);

    let after_second = IteratorStart::AfterSequenceNumber(numbers[1].to_string().parse().expect("digits"));
    let rest = read(&source, &address, &after_second).await.expect("a page");
    assert_eq!(rest.changes.len(), 3);
    let latest = read(&source, &address, &IteratorStart::Latest).await.expect("a page");
    assert_eq!((latest.changes.len(), latest.next_iterator), (0, None));
}

#[tokio::test]
async fn canned_pages_are_records_like_any_other_and_the_laps_fit_together() {
    let load = Load { item_bytes: 600, items_per_shard: 2_000 };
    let server = WireServer::start(Script::under_load(load, 1, 4_000)).await;
    let (source, arn) = (source(&server), canned_arn(&server).await);
    let described = source.describe_stream(&arn, None).await.expect("a page");
    let address = shard(&arn, &described.shards[0].shard_id);

    let mut iterator = Some(source.shard_iterator(&address, &IteratorStart::TrimHorizon).await.expect("an iterator"));
    let mut changes = Vec::new();
    while let Some(place) = iterator {
        let page = source.records(&address, &place, 1_000).await.expect("a page");
        assert_eq!((page.changes.len(), page.unplaced), (1_000, 0));
        changes.extend(page.changes.iter().cloned());
        iterator = page.next_iterator;
    }
    assert_eq!(changes.len(), 4_000);
    assert!(changes.is_sorted_by(|left, right| left.sequence_number < right.sequence_number));
    assert!(changes.iter().all(|change| change.note.is_none()));
    for (first, second) in changes[..2_000].iter().zip(&changes[2_000..]) {
        assert_eq!(first.item_key, second.item_key);
        assert_eq!(first.new_image, second.old_image);
    }
}

async fn canned_arn(server: &WireServer) -> String {
    let listed = server.clients().streams.list_streams().send().await.expect("streams");
    listed.streams()[0].stream_arn().expect("an ARN").to_owned()
}

#[tokio::test]
async fn tables_tell_their_latest_stream_and_whether_it_is_on() {
    let (server, arn) = one_shard().await;
    let permission = afterimage_model::health::WritePermission::ReadOnly;
    let tables = AwsTables::new(&server.clients(), TableSelection::All, permission);
    let on = tables.followed().await.expect("tables");
    assert_eq!(on.len(), 1);
    assert!(matches!(&on[0].stream, Ok(StreamState::Enabled { arn: told, .. }) if *told == arn), "{on:?}");
    server.script().disable(&arn);
    let off = tables.describe(TABLE).await.expect("a table");
    assert_eq!(off.stream, Ok(StreamState::Disabled { arn }));
    let newest = server.script().add_stream(TABLE, 2);
    let again = tables.describe(TABLE).await.expect("a table");
    assert!(matches!(again.stream, Ok(StreamState::Enabled { arn, .. }) if arn == newest));
}
