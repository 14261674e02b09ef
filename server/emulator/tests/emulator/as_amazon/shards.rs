//! Shards and their names.

use aws_sdk_dynamodb::types::StreamViewType;
use aws_sdk_dynamodbstreams::types::{ShardFilter, ShardFilterType, ShardIteratorType};

use super::Amazon;
use crate::start;

/// `shardId-`, 20 digits, `-`, 8 hexadecimal digits.
fn is_of_amazons_form(shard_id: &str) -> bool {
    let parts = shard_id.strip_prefix("shardId-").and_then(|rest| rest.split_once('-'));
    parts.is_some_and(|(time, rest)| {
        time.len() == 20
            && time.bytes().all(|digit| digit.is_ascii_digit())
            && rest.len() == 8
            && rest.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shard_has_a_name_of_amazons_form_and_is_read_by_it_also_after_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let running = start(folder.path());
    let amazon = Amazon(&running);
    amazon.create(StreamViewType::NewAndOldImages).await;
    amazon.put("a", "1").await;
    let arn = amazon.stream_arn().await;
    let shard = amazon.shard_id(&arn).await;
    assert!(is_of_amazons_form(&shard), "{shard}");
    assert_eq!(amazon.records_of(&arn, &shard).await.len(), 1);
    running.stop().await;

    let running = start(folder.path());
    let amazon = Amazon(&running);
    assert_eq!(amazon.shard_id(&arn).await, shard);
    assert_eq!(amazon.records_of(&arn, &shard).await.len(), 1);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shard_that_there_is_not_is_refused_and_the_one_has_nothing_after_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let running = start(folder.path());
    let amazon = Amazon(&running);
    amazon.create(StreamViewType::NewAndOldImages).await;
    let arn = amazon.stream_arn().await;
    let shard = amazon.shard_id(&arn).await;
    let streams = &running.clients.streams;
    let other = streams.get_shard_iterator().stream_arn(&arn).shard_id("shardId-00000001796139360462-00000000");
    let refused = other.shard_iterator_type(ShardIteratorType::TrimHorizon).send().await.expect_err("there is none");
    assert!(refused.into_service_error().is_resource_not_found_exception());

    let describe = || streams.describe_stream().stream_arn(&arn);
    let filter = ShardFilter::builder().r#type(ShardFilterType::ChildShards).shard_id(&shard).build();
    for describe in [describe().exclusive_start_shard_id(&shard), describe().shard_filter(filter)] {
        let description = describe.send().await.expect("a stream").stream_description.expect("a description");
        assert_eq!(description.shards.expect("a list"), []);
    }
    running.stop().await;
}
