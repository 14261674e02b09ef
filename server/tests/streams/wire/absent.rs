//! What answers lack. A field that is missing, null, empty or of another type ends nothing and empties nothing: the
//! table in `../README.md` says what it means instead.

use std::{sync::Arc, time::Duration};

use afterimage_app::model::{ChangeId, ItemKey, Query, health::WritePermission, table::StreamState};
use afterimage_server::{
    archive::Archive,
    baseline::{BaselineParts, Baselines},
    clock::SystemClock,
    config::{TableSelection, TableTag},
    stream::{
        StreamBoard, StreamSource, TableCatalog,
        source::{IteratorStart, ListedShard, ShardIterator, SourceError, SourceErrorKind, StreamPhase, TableStream},
    },
    tables::{Clients, Failure, FailureKind, Segment, Tables},
};
use aws_sdk_dynamodb::config::retry::RetryConfig;
use tokio_util::sync::CancellationToken;

use super::{
    SHARD, TABLE, one_shard, read, shard, source,
    wire_server::{Operation, WireServer, faults::Fault},
};

/// Answers that are none, whatever was asked.
const ERRORS: [&str; 6] = [
    r#"{"__type": "com.amazonaws.dynamodb.v20120810#InternalServerError", "message": "a proxy made a success of it"}"#,
    r#"{"__type": "x", "Records": [], "Streams": [], "TableNames": [], "Items": [], "Tags": [], "Table": {}}"#,
    "[]",
    "null",
    "<html></html>",
    r#"{"Records": [], "Streams": [], "TableNames": [], "Items": []"#,
];

/// However often it is asked for, this is answered.
fn answers_of(server: &WireServer, operation: Operation, answer: &'static str) {
    for _ in 0..3 {
        server.script().fail_next(operation, Fault::Plain(200, answer));
    }
}

/// With a client that does not ask again by itself, which only takes its time.
fn tables(server: &WireServer, selection: TableSelection) -> Tables {
    let clients = server.clients();
    let config = clients.dynamodb.config().to_builder().retry_config(RetryConfig::disabled());
    let clients = Clients { dynamodb: aws_sdk_dynamodb::Client::from_conf(config.build()), ..clients };
    Tables::new(&clients, selection, WritePermission::ReadOnly)
}

fn assert_unavailable<T: std::fmt::Debug>(told: Result<T, SourceError>, answer: &str) {
    let error = told.expect_err(answer);
    assert_eq!(error.kind, SourceErrorKind::Unavailable, "{answer}: {}", error.message);
}

fn assert_failed<T: std::fmt::Debug>(told: Result<T, Failure>, answer: &str) {
    let failure = told.expect_err(answer);
    assert_eq!(failure.kind, FailureKind::Unavailable, "{answer}: {failure}");
}

#[tokio::test]
async fn get_records_without_a_list_of_records_is_no_page_and_no_end() {
    let (server, arn) = one_shard().await;
    let source = source(&server);
    for answer in [
        "",
        "{}",
        r#"{"NextShardIterator": "next"}"#,
        r#"{"Records": null}"#,
        r#"{"Records": null, "NextShardIterator": null}"#,
        r#"{"Records": null, "NextShardIterator": "next"}"#,
        r#"{"Records": 5, "NextShardIterator": "next"}"#,
        r#"{"Records": {}, "NextShardIterator": "next"}"#,
        r#"{"Records": [], "NextShardIterator": ""}"#,
        r#"{"Records": [], "NextShardIterator": 7}"#,
        r#"{"Records": [], "NextShardIterator": {}}"#,
    ]
    .into_iter()
    .chain(ERRORS)
    {
        server.script().fail_next(Operation::GetRecords, Fault::Plain(200, answer));
        let told = source.records(&shard(&arn, SHARD), &ShardIterator("any".to_owned()), 1_000).await;
        assert_unavailable(told, answer);
    }
    for told_to_be_over in [r#"{"Records": []}"#, r#"{"Records": [], "NextShardIterator": null}"#] {
        server.script().fail_next(Operation::GetRecords, Fault::Plain(200, told_to_be_over));
        let told = source.records(&shard(&arn, SHARD), &ShardIterator("any".to_owned()), 1_000).await;
        let page = told.expect("a page that tells of the end, which the engine asks about again");
        assert_eq!((page.changes.len(), page.unplaced, page.next_iterator), (0, 0, None));
    }
    let nulls = r#"{"Records": [null, {"dynamodb": null}, {"dynamodb": {"SequenceNumber": null}}], "NextShardIterator": "next"}"#;
    server.script().fail_next(Operation::GetRecords, Fault::Plain(200, nulls));
    let told = source.records(&shard(&arn, SHARD), &ShardIterator("any".to_owned()), 1_000).await;
    assert_eq!(told.expect("a page").unplaced, 3, "records that the engine asks for again");
}

#[tokio::test]
async fn get_shard_iterator_without_an_iterator_is_no_answer() {
    let (server, arn) = one_shard().await;
    let source = source(&server);
    for answer in ["", "{}", r#"{"ShardIterator": null}"#, r#"{"ShardIterator": ""}"#, r#"{"ShardIterator": 7}"#]
        .into_iter()
        .chain(ERRORS)
    {
        server.script().fail_next(Operation::GetShardIterator, Fault::Plain(200, answer));
        assert_unavailable(source.shard_iterator(&shard(&arn, SHARD), &IteratorStart::TrimHorizon).await, answer);
    }
    assert!(read(&source, &shard(&arn, SHARD), &IteratorStart::TrimHorizon).await.is_ok());
}

#[tokio::test]
async fn list_streams_without_its_list_is_not_a_table_without_streams() {
    let (server, _) = one_shard().await;
    let source = source(&server);
    for answer in [
        "",
        "{}",
        r#"{"Streams": null}"#,
        r#"{"Streams": {}}"#,
        r#"{"Streams": [{"TableName": "wired-orders"}]}"#,
        r#"{"Streams": [{"StreamArn": null}]}"#,
        r#"{"Streams": [{"StreamArn": ""}]}"#,
        r#"{"Streams": [{"StreamArn": 5}]}"#,
        r#"{"Streams": [], "LastEvaluatedStreamArn": ""}"#,
        r#"{"Streams": [], "LastEvaluatedStreamArn": 5}"#,
    ]
    .into_iter()
    .chain(ERRORS)
    {
        server.script().fail_next(Operation::ListStreams, Fault::Plain(200, answer));
        assert_unavailable(source.list_streams(TABLE, None).await, answer);
    }
    for none in [r#"{"Streams": []}"#, r#"{"Streams": [], "LastEvaluatedStreamArn": null}"#] {
        server.script().fail_next(Operation::ListStreams, Fault::Plain(200, none));
        let page = source.list_streams(TABLE, None).await.expect(none);
        assert_eq!((page.arns.len(), page.last_arn), (0, None));
    }
}

#[tokio::test]
async fn describe_stream_without_its_shards_is_not_a_stream_without_shards() {
    let (server, arn) = one_shard().await;
    let source = source(&server);
    for answer in [
        "",
        "{}",
        r#"{"StreamDescription": null}"#,
        r#"{"StreamDescription": []}"#,
        r#"{"StreamDescription": {}}"#,
        r#"{"StreamDescription": {"StreamStatus": "ENABLED"}}"#,
        r#"{"StreamDescription": {"StreamStatus": "DISABLED", "Shards": null}}"#,
        r#"{"StreamDescription": {"StreamStatus": "DISABLED", "Shards": 5}}"#,
        r#"{"StreamDescription": {"StreamStatus": "ENABLED", "Shards": [{}]}}"#,
        r#"{"StreamDescription": {"StreamStatus": "ENABLED", "Shards": [{"ShardId": null}]}}"#,
        r#"{"StreamDescription": {"StreamStatus": "ENABLED", "Shards": [{"ShardId": ""}]}}"#,
        r#"{"StreamDescription": {"StreamStatus": "ENABLED", "Shards": [{"ShardId": 5}]}}"#,
        r#"{"StreamDescription": {"StreamStatus": "ENABLED", "Shards": [], "LastEvaluatedShardId": ""}}"#,
        r#"{"StreamDescription": {"StreamStatus": "ENABLED", "Shards": [], "LastEvaluatedShardId": 5}}"#,
    ]
    .into_iter()
    .chain(ERRORS)
    {
        server.script().fail_next(Operation::DescribeStream, Fault::Plain(200, answer));
        assert_unavailable(source.describe_stream(&arn, None).await, answer);
    }
}

#[tokio::test]
async fn what_else_a_description_lacks_says_nothing() {
    let (server, arn) = one_shard().await;
    let source = source(&server);
    let described = async |answer: &'static str| {
        server.script().fail_next(Operation::DescribeStream, Fault::Plain(200, answer));
        source.describe_stream(&arn, None).await.expect(answer)
    };
    let none_yet = described(r#"{"StreamDescription": {"StreamStatus": "ENABLING"}}"#).await;
    assert_eq!((none_yet.phase, none_yet.shards.len()), (StreamPhase::Enabling, 0));
    for unsaid in [
        r#"{"StreamDescription": {"Shards": []}}"#,
        r#"{"StreamDescription": {"StreamStatus": null, "Shards": [], "LastEvaluatedShardId": null}}"#,
        r#"{"StreamDescription": {"StreamStatus": "", "Shards": [], "StreamViewType": "", "StreamLabel": ""}}"#,
    ] {
        let page = described(unsaid).await;
        assert_eq!(page.phase, StreamPhase::Enabled, "{unsaid}: it is not over");
        assert_eq!((page.created_at, page.last_shard_id, page.is_final), (None, None, false), "{unsaid}");
    }
    let shards = described(
        r#"{"StreamDescription": {"Shards": [
            {"ShardId": "root", "ParentShardId": null},
            {"ShardId": "another-root", "ParentShardId": "", "SequenceNumberRange": {"EndingSequenceNumber": ""}},
            {"ShardId": "child", "ParentShardId": "root", "SequenceNumberRange": {"EndingSequenceNumber": null}},
            {"ShardId": "closed", "ParentShardId": "root", "SequenceNumberRange": {"EndingSequenceNumber": "1"}}
        ]}}"#,
    )
    .await
    .shards;
    let shard = |id: &str, parent: Option<&str>, has_end| ListedShard {
        shard_id: id.to_owned(),
        parent_shard_id: parent.map(str::to_owned),
        has_end,
    };
    let expected = [
        shard("root", None, false),
        shard("another-root", None, false),
        shard("child", Some("root"), false),
        shard("closed", Some("root"), true),
    ];
    assert_eq!(shards, expected);
}

#[tokio::test]
async fn list_tables_without_its_list_does_not_say_that_all_tables_are_deleted() {
    let (server, _) = one_shard().await;
    let tables = tables(&server, TableSelection::All);
    for answer in [
        "",
        "{}",
        r#"{"TableNames": null}"#,
        r#"{"TableNames": 5}"#,
        r#"{"LastEvaluatedTableName": "wired-orders"}"#,
        r#"{"TableNames": [], "LastEvaluatedTableName": ""}"#,
    ]
    .into_iter()
    .chain(ERRORS)
    {
        answers_of(&server, Operation::ListTables, answer);
        assert_unavailable(TableCatalog::tables(&tables).await, answer);
        server.script().forget_faults();
    }
    server.script().fail_next(Operation::ListTables, Fault::Plain(200, r#"{"TableNames": []}"#));
    assert_eq!(tables.all_names().await.expect("no tables"), [""; 0]);
}

#[tokio::test]
async fn a_list_that_comes_back_to_where_it_was_is_given_up() {
    let (server, _) = one_shard().await;
    let tables = tables(&server, TableSelection::All);
    for place in ["one", "other", "one"] {
        let page = if place == "one" {
            r#"{"TableNames": [], "LastEvaluatedTableName": "one"}"#
        } else {
            r#"{"TableNames": [], "LastEvaluatedTableName": "other"}"#
        };
        server.script().fail_next(Operation::ListTables, Fault::Plain(200, page));
    }
    assert_failed(tables.all_names().await, "a circle");
    assert_eq!(server.script().count(Operation::ListTables), 3);
}

/// A list may be short of a table that is there.
#[tokio::test]
async fn a_table_that_is_only_not_listed_is_not_taken_for_deleted() {
    let (server, _) = one_shard().await;
    assert_unavailable(tables(&server, TableSelection::All).why_unlisted(TABLE).await, "it is there");
}

#[tokio::test]
async fn describe_table_without_its_table_or_its_key_is_no_answer() {
    let (server, _) = one_shard().await;
    let tables = tables(&server, TableSelection::All);
    for answer in [
        "",
        "{}",
        r#"{"Table": null}"#,
        r#"{"Table": {}}"#,
        r#"{"Table": {"KeySchema": null, "AttributeDefinitions": []}}"#,
        r#"{"Table": {"KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}]}}"#,
        r#"{"Table": {"AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}]}}"#,
    ]
    .into_iter()
    .chain(ERRORS)
    {
        answers_of(&server, Operation::DescribeTable, answer);
        assert_failed(tables.describe(TABLE).await, answer);
        server.script().forget_faults();
        answers_of(&server, Operation::DescribeTable, answer);
        let followed = TableCatalog::tables(&tables).await.expect("the list is known");
        assert!(matches!(followed[0].stream, TableStream::Unknown(_)), "{answer}: {followed:?}");
        server.script().forget_faults();
    }
}

#[tokio::test]
async fn what_a_table_does_not_tell_of_its_stream_does_not_turn_it_off() {
    let (server, _) = one_shard().await;
    let tables = tables(&server, TableSelection::All);
    let state = async |rest: &'static str| {
        server.script().fail_next(Operation::DescribeTable, Fault::Plain(200, rest));
        tables.describe(TABLE).await.expect(rest).stream
    };
    let nameless = state(
        r#"{"Table": {"KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
            "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"}}}"#,
    );
    assert!(matches!(nameless.await, StreamState::Unknown { .. }), "it is on, and nobody says which it is");
    let of_unknown_view = state(
        r#"{"Table": {"KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}], "LatestStreamArn": "arn",
            "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
            "StreamSpecification": {"StreamEnabled": true}}}"#,
    );
    assert!(matches!(of_unknown_view.await, StreamState::Enabled { .. }), "its records tell what they carry");
    let off = state(
        r#"{"Table": {"KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}], "LatestStreamArn": "arn",
            "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}]}}"#,
    );
    assert_eq!(off.await, StreamState::Disabled { arn: "arn".to_owned() }, "as DynamoDB tells of a stream that is off");
}

#[tokio::test]
async fn tags_that_are_missing_are_not_tags_that_a_table_does_not_have() {
    let (server, _) = one_shard().await;
    let tag = || TableTag { key: "capture".to_owned(), value: "yes".to_owned() };
    let tables = tables(&server, TableSelection::Tagged(tag()));
    let names = async |answer: &'static str| {
        answers_of(&server, Operation::ListTagsOfResource, answer);
        let names = tables.followed_names().await.expect(answer);
        server.script().forget_faults();
        // The program asks again when it has given the table a tag.
        tables.tag(TABLE, &TableTag { key: "another".to_owned(), value: "one".to_owned() }).await.expect("tagged");
        names
    };
    let tagged = r#"{"Tags": [{"Key": "capture", "Value": "yes"}]}"#;
    assert_eq!(names(tagged).await, [TABLE]);
    for answer in ["", "{}", r#"{"Tags": null}"#, r#"{"Tags": [], "NextToken": "again"}"#].into_iter().chain(ERRORS) {
        assert_eq!(names(answer).await, [TABLE], "{answer}: it is what it was before");
    }
    assert_eq!(names(r#"{"Tags": []}"#).await, [""; 0], "that is an answer");
}

#[tokio::test]
async fn a_scan_without_its_items_is_not_the_end_of_a_table() {
    let (server, _) = one_shard().await;
    let tables = tables(&server, TableSelection::All);
    let segment = Segment { index: 0, total: 1 };
    for answer in [
        "",
        "{}",
        r#"{"Count": 0, "ScannedCount": 0}"#,
        r#"{"Items": null}"#,
        r#"{"Items": 5}"#,
        r#"{"Items": [], "Count": 3}"#,
        r#"{"Items": [], "LastEvaluatedKey": {}}"#,
        r#"{"Items": [null]}"#,
    ]
    .into_iter()
    .chain(ERRORS)
    {
        answers_of(&server, Operation::Scan, answer);
        assert_failed(tables.scan_page(TABLE, segment, None, 10).await, answer);
        server.script().forget_faults();
    }
    let page = tables.scan_page(TABLE, segment, None, 10).await.expect("an empty table");
    assert_eq!((page.items.len(), page.last_key), (0, None));
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
    let (server, _) = one_shard().await;
    for page in PAGES {
        server.script().fail_next(Operation::Scan, Fault::Plain(200, page));
    }
    let folder = tempfile::tempdir().expect("a folder");
    let archive = Archive::open(folder.path(), Arc::new(SystemClock)).await.expect("an archive");
    let parts = BaselineParts {
        tables: tables(&server, TableSelection::All),
        archive: archive.clone(),
        board: StreamBoard::default(),
        clock: Arc::new(SystemClock),
    };
    let (baselines, task) = Baselines::new(parts);
    baselines.request(TABLE).expect("nothing is under way");
    let cancel = CancellationToken::new();
    let running = tokio::spawn(task.run(None, cancel.clone()));
    let is_done = || baselines.status(TABLE).is_some_and(|status| status.finished_at.is_some());
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

#[tokio::test]
async fn an_item_that_is_not_there_is_told_twice() {
    let (server, _) = one_shard().await;
    let tables = tables(&server, TableSelection::All);
    let key: ItemKey = "id=a".parse().expect("a key");
    for answer in [r#"{"Item": {}}"#, r#"{"Item": 5}"#].into_iter().chain(ERRORS) {
        answers_of(&server, Operation::GetItem, answer);
        assert_failed(tables.get_item(TABLE, &key).await, answer);
        server.script().forget_faults();
    }
    server.script().fail_next(Operation::GetItem, Fault::Plain(200, "{}"));
    server.script().fail_next(Operation::GetItem, Fault::Plain(200, r#"{"Item": {"id": {"S": "a"}}}"#));
    assert!(tables.get_item(TABLE, &key).await.expect("an answer").is_some(), "one answer was cut short");
    assert_eq!(tables.get_item(TABLE, &key).await.expect("an answer"), None);
}
