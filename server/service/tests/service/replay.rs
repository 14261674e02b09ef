//! Replays against the embedded DynamoDB: what a table holds afterwards, and what is told.

use std::sync::Arc;

use afterimage_archive::{Archive, ShardPage, incoming};
use afterimage_archive_sqlite::SqliteArchive;
use afterimage_aws::{AwsTables, Clients};
use afterimage_base::clock::ManualClock;
use afterimage_capture::{selection::TableSelection, tables::NewTable};
use afterimage_model::{
    AttributeValue, CapturedChange, Context, Image, ItemKey, Language, Op, Query, Timestamp, ViewType, dynamodb_json,
    health::WritePermission,
    replay::{ReplayPhase, ReplayRequest, ReplayStatus},
    table::KeyAttribute,
};
use afterimage_service::replay::{Refused, Replay, Replays};
use afterimage_test_dynamodb::EmbeddedDynamoDb;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

const NOW: Timestamp = Timestamp::from_millis(1_795_356_557_412);

/// An archive, and an embedded DynamoDB with the empty table `replayed` (partition key `id`).
struct Fixture {
    archive: Archive,
    clients: Clients,
    tables: AwsTables,
    _dynamodb: EmbeddedDynamoDb,
    _folder: TempDir,
}

async fn fixture() -> Fixture {
    let (dynamodb, folder) = (EmbeddedDynamoDb::start(), tempfile::tempdir().expect("a folder"));
    let clients = dynamodb.clients.clone();
    let tables = AwsTables::new(&clients, TableSelection::All, WritePermission::Allowed);
    let table = NewTable {
        name: "replayed".to_owned(),
        partition_key: KeyAttribute { name: "id".to_owned(), type_tag: "S".to_owned() },
        sort_key: None,
        ttl_attribute: None,
        view_type: ViewType::NewAndOldImages,
    };
    tables.create(&table).await.expect("a table");
    let archive = SqliteArchive::open(folder.path(), Arc::new(ManualClock::new(NOW))).await.expect("an archive").door();
    Fixture { archive, clients, tables, _dynamodb: dynamodb, _folder: folder }
}

fn item(id: &str, n: u32) -> Image {
    dynamodb_json::from_text(&format!(r#"{{"id": {{"S": "{id}"}}, "n": {{"N": "{n}"}}}}"#)).expect("an item")
}

async fn append(archive: &Archive, lived: Vec<(&str, Op, Option<Image>)>) {
    let changes = lived.into_iter().zip(1_u64..).map(|((key, op, new_image), at)| {
        incoming(CapturedChange {
            table: "original".to_owned(),
            stream_arn: "arn:aws:dynamodb:us-east-1:0:table/original/stream/1".to_owned(),
            shard_id: "shard".to_owned(),
            sequence_number: at.into(),
            event_id: format!("event-{at}"),
            op,
            item_key: key.parse::<ItemKey>().expect("a key"),
            old_image: None,
            new_image,
            created_at: NOW,
            received_at: NOW,
            actor: None,
            size_bytes: 40,
            view_type: ViewType::NewAndOldImages,
            note: None,
        })
    });
    let page = ShardPage {
        stream_arn: "arn:aws:dynamodb:us-east-1:0:table/original/stream/1".to_owned(),
        shard_id: "shard".to_owned(),
        changes: changes.collect::<Vec<_>>().into(),
        checkpoint: None,
    };
    archive.writer.append(page).await.expect("archived");
}

/// Somebody who asks and has time.
fn context() -> Context {
    Context::local_user(Language::English)
}

async fn replay(fixture: &Fixture, query: &str, rate: f64, cancel: CancellationToken) -> ReplayStatus {
    let target = fixture.tables.handle().replay_target("replayed").await.expect("a target");
    let query: Query = query.parse().expect("a query");
    let status = ReplayStatus { rate, ..ReplayStatus::default() };
    Replay { query, target, status, cancel }.run(&context(), &fixture.archive.reader, |_, _| {}).await
}

async fn now(fixture: &Fixture, key: &str) -> Option<Image> {
    fixture.tables.get_item("replayed", &key.parse().expect("a key")).await.expect("an answer")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_ends_as_the_changes_left_their_items() {
    let fixture = fixture().await;
    append(
        &fixture.archive,
        vec![
            ("id=a", Op::Insert, Some(item("a", 1))),
            ("id=b", Op::Insert, Some(item("b", 1))),
            ("id=a", Op::Modify, Some(item("a", 2))),
            ("id=b", Op::Remove, None),
            ("id=c", Op::Modify, None),
            ("other:N=1", Op::Insert, Some(item("a", 9))),
        ],
    )
    .await;
    let done = replay(&fixture, "", 1_000.0, CancellationToken::new()).await;
    assert_eq!((done.phase, done.put, done.deleted), (ReplayPhase::Finished, 3, 1));
    assert_eq!((done.without_image, done.other_key, done.percent), (1, 1, 100));
    assert_eq!(now(&fixture, "id=a").await, Some(item("a", 2)));
    assert_eq!(now(&fixture, "id=b").await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_table_refuses_is_passed_over_and_counted_and_what_is_dynamodbs_own_is_not_written() {
    let fixture = fixture().await;
    let with = |name: &str, value: AttributeValue| {
        let mut image = item("a", 1);
        image.0.insert(name.to_owned(), value);
        Some(image)
    };
    let managed = with("aws:rep:updatetime", AttributeValue::S("1795356557.4".to_owned()));
    append(
        &fixture.archive,
        vec![
            ("id=a", Op::Insert, managed),
            // As an endpoint without DynamoDB's limits has it.
            ("id=a", Op::Modify, with("text", AttributeValue::S("x".repeat(500_000)))),
            ("id=b", Op::Insert, Some(item("b", 1))),
        ],
    )
    .await;
    let done = replay(&fixture, "", 1_000.0, CancellationToken::new()).await;
    assert_eq!((done.phase, done.put, done.refused), (ReplayPhase::Finished, 2, 1), "{done:?}");
    assert!(done.refusals[0].reason.contains("size") && done.refusals[0].changes == 1, "{done:?}");
    assert_eq!(now(&fixture, "id=a").await, Some(item("a", 1)));
    assert_eq!(now(&fixture, "id=b").await, Some(item("b", 1)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_says_which_changes_are_sent() {
    let fixture = fixture().await;
    let lived = vec![("id=a", Op::Insert, Some(item("a", 1))), ("id=b", Op::Insert, Some(item("b", 1)))];
    append(&fixture.archive, lived).await;
    assert_eq!(replay(&fixture, "key:b", 1_000.0, CancellationToken::new()).await.put, 1);
    assert_eq!((now(&fixture, "id=a").await, now(&fixture, "id=b").await), (None, Some(item("b", 1))));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replay_ends_when_it_is_cancelled_and_only_one_is_under_way() {
    let fixture = fixture().await;
    append(&fixture.archive, (0..50).map(|n| ("id=a", Op::Modify, Some(item("a", n)))).collect()).await;
    let replays = Replays::default();
    // Five a second: it cannot be over before it is cancelled.
    let request = ReplayRequest { query: String::new(), to_table: "replayed".to_owned(), rate: 5.0 };
    let tables = fixture.tables.handle();
    let begin = async |request: ReplayRequest| {
        replays.begin(&context(), request, Query::all(), fixture.archive.reader.clone(), &tables).await
    };
    let begun = begin(request.clone()).await.expect("it begins");
    assert!(matches!(begin(request.clone()).await, Err(Refused::Busy { .. })));
    replays.cancel(&context(), begun.id);
    while replays.status(&context(), begun.id).is_some_and(|status| status.phase == ReplayPhase::UnderWay) {
        tokio::task::yield_now().await;
    }
    let ended = replays.latest(&context()).expect("remembered");
    assert_eq!(ended.phase, ReplayPhase::Cancelled);
    assert!(ended.put < 50 && ended.percent < 100, "{ended:?}");
    begin(request).await.expect("the next one begins");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_is_refused_with_its_reason() {
    let fixture = fixture().await;
    let replays = Replays::default();
    let request = |to_table: &str, rate| ReplayRequest { query: String::new(), to_table: to_table.to_owned(), rate };
    let begin = async |request, tables: &AwsTables| {
        let (archive, tables) = (fixture.archive.reader.clone(), tables.handle());
        let begun = replays.begin(&context(), request, Query::all(), archive, &tables).await;
        begun.expect_err("a refusal").to_string()
    };
    assert!(begin(request("replayed", f64::NAN), &fixture.tables).await.contains("0.1 to 1000"));
    assert!(begin(request("nowhere", 1.0), &fixture.tables).await.contains("no table nowhere"));
    let only_reading = AwsTables::new(&fixture.clients, TableSelection::All, WritePermission::ReadOnly);
    assert!(begin(request("replayed", 1.0), &only_reading).await.contains("--allow-writes"));
    let others =
        AwsTables::new(&fixture.clients, TableSelection::Named(vec!["x".to_owned()]), WritePermission::Allowed);
    assert!(begin(request("replayed", 1.0), &others).await.contains("--table replayed"));
}
