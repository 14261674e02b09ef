//! Scans of tables for version 0 of their items, against the embedded DynamoDB and against a scripted one.

use std::{sync::Arc, time::Duration};

use afterimage_archive_sqlite::SqliteArchive;
use afterimage_aws::{AwsTables, Clients};
use afterimage_base::clock::{ManualClock, SystemClock};
use afterimage_capture::baseline::{BaselineParts, Baselines};
use afterimage_capture::{StatusRegistry, selection::TableSelection, tables::NewTable};
use afterimage_model::{
    ChangeId, Context, Language, Query, Timestamp, ViewType, health::WritePermission, plain_json, table::KeyAttribute,
    write::WriteRequest,
};
use afterimage_test_dynamodb::{
    EmbeddedDynamoDb,
    wire_server::{Operation, Script, WireServer, faults::Fault},
};
use aws_sdk_dynamodb::config::retry::RetryConfig;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

const PATIENCE: Duration = Duration::from_secs(60);

const TABLE: &str = "demo-users";

/// Somebody who asks and has time.
fn context() -> Context {
    Context::local_user(Language::English)
}

/// Scans the table once; how many items were new to the archive.
async fn scanned(baselines: &Baselines, before: Option<Timestamp>) -> u64 {
    baselines.request(&context(), TABLE).expect("it begins");
    let done = async {
        loop {
            let status = baselines.status(&context(), TABLE).filter(|status| Some(status.started_at) != before);
            match status.filter(|status| status.finished_at.is_some()) {
                Some(status) => return status.items_added,
                None => tokio::task::yield_now().await,
            }
        }
    };
    timeout(PATIENCE, done).await.expect("the baseline is done")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_finds_as_much_after_the_clock_was_set_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let cancel = CancellationToken::new();
    let dynamodb = EmbeddedDynamoDb::start();
    let tables = AwsTables::new(&dynamodb.clients, TableSelection::All, WritePermission::Allowed);
    let key = KeyAttribute { name: "user_id".to_owned(), type_tag: "S".to_owned() };
    let view_type = ViewType::NewAndOldImages;
    let table = NewTable { name: TABLE.to_owned(), partition_key: key, sort_key: None, ttl_attribute: None, view_type };
    assert!(tables.create(&table).await.expect("created"));
    let began_at = Timestamp::from_millis(1_795_356_557_412);
    let clock = Arc::new(ManualClock::new(began_at));
    let archive = SqliteArchive::open(folder.path(), clock.clone()).await.expect("an archive").door();
    let parts = BaselineParts {
        tables: tables.handle(),
        archive: archive.clone(),
        statuses: StatusRegistry::default(),
        clock: clock.clone(),
    };
    let (baselines, task) = Baselines::new(parts);
    let running = tokio::spawn(task.run(None, cancel.clone()));
    let put = async |id: String| {
        let item = plain_json::from_text(&format!(r#"{{"user_id": "{id}"}}"#)).expect("an item");
        tables.write(TABLE, WriteRequest::Put { item, only_if_absent: false }).await.expect("written");
    };
    for number in 0..12 {
        put(format!("first-{number}")).await;
    }
    assert_eq!(scanned(&baselines, None).await, 12);
    clock.advance_millis(-60 * 60 * 1_000);
    for number in 0..12 {
        put(format!("second-{number}")).await;
    }
    assert_eq!(scanned(&baselines, Some(began_at)).await, 12, "items were taken for archived");
    let all = archive.reader.changes_after(&Query::all(), ChangeId::START, 100).await.expect("the archive answers");
    assert_eq!(all.changes.len(), 24);
    cancel.cancel();
    running.await.expect("it ends in order");
}

/// A server whose table has one stream with one shard.
async fn one_shard() -> WireServer {
    let mut script = Script::default();
    let arn = script.add_stream(TABLE, 1);
    script.add_shard(&arn, "shardId-00000000000000000001-root", None);
    WireServer::start(script).await
}

/// With a client that does not ask again by itself, which only takes its time.
fn tables(server: &WireServer) -> AwsTables {
    let clients = server.clients();
    let config = clients.dynamodb.config().to_builder().retry_config(RetryConfig::disabled());
    let clients = Clients { dynamodb: aws_sdk_dynamodb::Client::from_conf(config.build()), ..clients };
    AwsTables::new(&clients, TableSelection::All, WritePermission::ReadOnly)
}

/// Each segment's first page lacks the place to go on at.
#[tokio::test]
async fn a_page_of_a_scan_that_has_items_is_not_the_last_one() {
    const PAGES: [&str; 8] = [
        r#"{"Items": [{"id": {"S": "a"}}], "Count": 1}"#,
        r#"{"Items": [{"id": {"S": "b"}}], "Count": 1}"#,
        r#"{"Items": [{"id": {"S": "c"}}], "Count": 1}"#,
        r#"{"Items": [{"id": {"S": "d"}}], "Count": 1, "LastEvaluatedKey": null}"#,
        r#"{"Items": [{"id": {"S": "e"}}], "Count": 1}"#,
        r#"{"Items": [{"id": {"S": "f"}}], "Count": 1}"#,
        r#"{"Items": [{"id": {"S": "g"}}], "Count": 1}"#,
        r#"{"Items": [{"id": {"S": "h"}}], "Count": 1}"#,
    ];
    let server = one_shard().await;
    for page in PAGES {
        server.script().fail_next(Operation::Scan, Fault::Plain(200, page));
    }
    let folder = tempfile::tempdir().expect("a folder");
    let archive = SqliteArchive::open(folder.path(), Arc::new(SystemClock)).await.expect("an archive").door();
    let parts = BaselineParts {
        tables: tables(&server).handle(),
        archive: archive.clone(),
        statuses: StatusRegistry::default(),
        clock: Arc::new(SystemClock),
    };
    let (baselines, task) = Baselines::new(parts);
    baselines.request(&context(), TABLE).expect("nothing is under way");
    let cancel = CancellationToken::new();
    let running = tokio::spawn(task.run(None, cancel.clone()));
    let is_done = || baselines.status(&context(), TABLE).is_some_and(|status| status.finished_at.is_some());
    while !is_done() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    cancel.cancel();
    running.await.expect("the task ends");
    let scan = archive.reader.changes_after(&Query::all(), ChangeId::START, 100).await.expect("read");
    let mut keys: Vec<String> = scan.changes.iter().map(|change| change.item_key.to_string()).collect();
    keys.sort();
    assert_eq!(keys, ["a", "b", "c", "d", "e", "f", "g", "h"].map(|id| format!("id={id}")));
}
