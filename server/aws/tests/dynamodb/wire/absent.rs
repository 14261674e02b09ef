//! What answers lack. A field that is missing, null, empty or of another type ends nothing and empties nothing: the
//! table in `server/capture/tests/streams/README.md` says what it means instead.

use afterimage_aws::{AwsTables, Clients};
use afterimage_capture::{
    StreamSource, TableCatalog,
    selection::TableSelection,
    source::{IteratorStart, ListedShard, ShardIterator, SourceError, SourceErrorKind, StreamPhase, TableStream},
    tables::{Failure, FailureKind},
};
use afterimage_model::{health::WritePermission, table::StreamState};
use afterimage_test_dynamodb::wire_server::{Operation, WireServer, faults::Fault};
use aws_sdk_dynamodb::config::retry::RetryConfig;

use super::{SHARD, TABLE, one_shard, read, shard, source};

mod items;

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
fn tables(server: &WireServer, selection: TableSelection) -> AwsTables {
    let clients = server.clients();
    let config = clients.dynamodb.config().to_builder().retry_config(RetryConfig::disabled());
    let clients = Clients { dynamodb: aws_sdk_dynamodb::Client::from_conf(config.build()), ..clients };
    AwsTables::new(&clients, selection, WritePermission::ReadOnly)
}

fn assert_unavailable<T: std::fmt::Debug>(told: Result<T, SourceError>, answer: &str) {
    let error = told.expect_err(answer);
    assert_eq!(error.kind, SourceErrorKind::Unavailable, "{answer}: {error}");
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
    assert!(nameless.await.is_err(), "it is on, and nobody says which it is");
    let of_unknown_view = state(
        r#"{"Table": {"KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}], "LatestStreamArn": "arn",
            "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
            "StreamSpecification": {"StreamEnabled": true}}}"#,
    );
    assert!(matches!(of_unknown_view.await, Ok(StreamState::Enabled { .. })), "its records tell what they carry");
    let off = state(
        r#"{"Table": {"KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}], "LatestStreamArn": "arn",
            "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}]}}"#,
    );
    let disabled = Ok(StreamState::Disabled { arn: "arn".to_owned() });
    assert_eq!(off.await, disabled, "as DynamoDB tells of a stream that is off");
}
