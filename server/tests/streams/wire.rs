//! AWS's own client against an endpoint that answers with bytes written by hand: what comes over the wire and cannot
//! be made with the client's types.

use std::sync::{Arc, Mutex};

use afterimage_app::model::{AttributeValue, ViewType};
use afterimage_server::{
    clock::SystemClock,
    stream::{
        StreamSource,
        aws::AwsStreamSource,
        source::{RecordsPage, ShardAddress, ShardIterator, SourceError, SourceErrorKind, StreamPhase},
    },
};
use aws_sdk_dynamodbstreams::{
    Client,
    config::{BehaviorVersion, Credentials, Region},
};
use axum::{Router, http::StatusCode, response::IntoResponse, routing::post};

/// An endpoint that answers every request the same way, and keeps what was asked.
struct Wire {
    source: AwsStreamSource,
    asked: Arc<Mutex<Vec<String>>>,
}

async fn wire(status: u16, answer: &'static str) -> Wire {
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let keep = Arc::clone(&asked);
    let reply = move |request: String| async move {
        keep.lock().expect("no test panics while it holds this").push(request);
        let status = StatusCode::from_u16(status).expect("a status");
        (status, [("content-type", "application/x-amz-json-1.0")], answer).into_response()
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(axum::serve(listener, Router::new().route("/", post(reply))).into_future());
    let config = aws_sdk_dynamodbstreams::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(Credentials::new("test", "test", None, None, "test"))
        .endpoint_url(url)
        .build();
    Wire { source: AwsStreamSource::new(&Client::from_conf(config), Arc::new(SystemClock)), asked }
}

impl Wire {
    async fn records(&self) -> Result<RecordsPage, SourceError> {
        let shard = ShardAddress {
            table: "orders".to_owned(),
            stream_arn: "arn:aws:dynamodb:eu-west-1:1:table/orders/stream/1".to_owned(),
            shard_id: "shardId-1".to_owned(),
            view_type: ViewType::NewAndOldImages,
        };
        self.source.records(&shard, &ShardIterator("here".to_owned()), 1_000).await
    }
}

#[tokio::test]
async fn an_attribute_of_an_unknown_type_is_kept_as_null_with_a_note_and_holds_nothing_up() {
    let wire = wire(
        200,
        r#"{"Records": [
            {"eventID": "1", "eventName": "INSERT", "dynamodb": {"SequenceNumber": "111111111111111111111",
             "ApproximateCreationDateTime": 1795356557, "Keys": {"id": {"S": "a"}},
             "NewImage": {"id": {"S": "a"}, "odd": {"VECTOR": [1, 2]}, "list": {"L": [{"N": "1"}, {"VECTOR": []}]}}}},
            {"eventID": "2", "eventName": "UPSERT", "dynamodb": {"SequenceNumber": "111111111111111111112",
             "ApproximateCreationDateTime": 1795356557, "Keys": {"id": {"S": "a"}}}}]}"#,
    )
    .await;
    let page = wire.records().await.expect("a page");
    assert_eq!((page.changes.len(), page.unplaced, page.next_iterator), (2, 0, None));
    let image = page.changes[0].new_image.clone().expect("an image");
    assert_eq!(image.get("odd"), Some(&AttributeValue::Null));
    let note = page.changes[0].note.clone().expect("a note");
    assert!(note.contains("new image odd: of a type that this version does not know, kept as NULL"), "{note}");
    assert!(note.contains("new image list.[1]"), "{note}");
    let note = page.changes[1].note.clone().expect("a note");
    assert!(note.contains(r#""UPSERT": taken for MODIFY"#), "{note}");
    assert!(wire.asked.lock().expect("asked")[0].contains(r#""Limit":1000"#));
}

#[tokio::test]
async fn an_error_is_asked_for_once_and_known_by_its_code() {
    let throttled =
        wire(400, r#"{"__type": "com.amazonaws.dynamodb.v20120810#LimitExceededException", "message": "slow down"}"#);
    let wire = throttled.await;
    let error = wire.records().await.expect_err("an error");
    assert_eq!(error, SourceError::new(SourceErrorKind::Throttled, "slow down"));
    assert_eq!(wire.asked.lock().expect("asked").len(), 1, "waiting is the engine's business");
}

#[tokio::test]
async fn a_description_tells_its_shards_and_where_the_next_page_begins() {
    let wire = wire(
        200,
        r#"{"StreamDescription": {"StreamStatus": "DISABLED", "StreamViewType": "KEYS_ONLY", "StreamLabel": "1",
            "Shards": [{"ShardId": "b", "ParentShardId": "a"}], "LastEvaluatedShardId": "b"}}"#,
    )
    .await;
    let arn = "arn:aws:dynamodb:eu-west-1:1:table/orders/stream/1";
    let page = wire.source.describe_stream(arn, Some("a")).await.expect("a page");
    assert_eq!((page.phase, page.view_type), (StreamPhase::Disabled, ViewType::KeysOnly));
    assert_eq!(page.shards[0].parent_shard_id.as_deref(), Some("a"));
    assert_eq!(page.last_shard_id.as_deref(), Some("b"));
    assert!(wire.asked.lock().expect("asked")[0].contains(r#""ExclusiveStartShardId":"a""#));
}
