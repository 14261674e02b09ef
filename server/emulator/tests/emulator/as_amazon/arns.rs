//! ARNs of tables and streams.

use aws_sdk_dynamodb::types::{StreamViewType, Tag};
use aws_sdk_dynamodbstreams::types::ShardIteratorType;

use super::Amazon;
use crate::{TABLE, start};

/// `2026-12-01T15:36:00.943`
fn is_iso_time(label: &str) -> bool {
    let shape: String = label.chars().map(|letter| if letter.is_ascii_digit() { '0' } else { letter }).collect();
    shape == "0000-00-00T00:00:00.000"
}

#[tokio::test(flavor = "multi_thread")]
async fn a_streams_arn_has_a_region_and_a_time_wherever_it_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let running = start(folder.path());
    let (amazon, clients) = (Amazon(&running), &running.clients);
    amazon.create(StreamViewType::NewAndOldImages).await;
    amazon.put("a", "1").await;
    let described = clients.dynamodb.describe_table().table_name(TABLE).send().await.expect("a table");
    let table = described.table.expect("a description");
    let (table_arn, arn) = (table.table_arn.expect("an ARN"), table.latest_stream_arn.expect("an ARN"));
    let label = table.latest_stream_label.expect("a label");
    assert_eq!(table_arn, format!("arn:aws:dynamodb:us-east-1:000000000000:table/{TABLE}"));
    assert_eq!(arn, format!("{table_arn}/stream/{label}"));
    assert!(is_iso_time(&label), "{label}");

    let listed =
        clients.streams.list_streams().table_name(TABLE).send().await.expect("a list").streams.expect("a list");
    assert_eq!((listed.len(), listed[0].stream_arn(), listed[0].stream_label()), (1, Some(&*arn), Some(&*label)));
    let after = clients.streams.list_streams().table_name(TABLE).exclusive_start_stream_arn(&arn).send().await;
    assert_eq!(after.expect("a list").streams.expect("a list"), []);
    let stream = clients.streams.describe_stream().stream_arn(&arn).send().await.expect("a stream");
    let stream = stream.stream_description.expect("a description");
    assert_eq!((stream.stream_arn(), stream.stream_label()), (Some(&*arn), Some(&*label)));
    let records = amazon.records().await;
    assert_eq!(records[0].aws_region(), Some("us-east-1"));

    let tag = Tag::builder().key("k").value("v").build().expect("a tag");
    clients.dynamodb.tag_resource().resource_arn(&table_arn).tags(tag).send().await.expect("tagged");
    let tags = clients.dynamodb.list_tags_of_resource().resource_arn(&table_arn).send().await.expect("tags").tags;
    assert_eq!(tags.expect("tags")[0].key(), "k");
    running.stop().await;

    let running = start(folder.path());
    assert_eq!(Amazon(&running).stream_arn().await, arn, "after a restart");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_arn_in_dynoxides_form_is_taken_and_answered_in_that_form() {
    let folder = tempfile::tempdir().expect("a folder");
    let running = start(folder.path());
    let amazon = Amazon(&running);
    amazon.create(StreamViewType::NewAndOldImages).await;
    amazon.put("a", "1").await;
    let amazons = amazon.stream_arn().await;
    let (table, label) = amazons.rsplit_once('/').expect("a label");
    let seconds = format!("{label}Z").parse::<afterimage_model::Timestamp>().expect("a time").as_millis();
    let own = format!("{}/{}.{:03}000000", table.replace("us-east-1", "dynoxide"), seconds / 1_000, seconds % 1_000);
    let stream = running.clients.streams.describe_stream().stream_arn(&own).send().await.expect("a stream");
    assert_eq!(stream.stream_description.expect("a description").stream_arn(), Some(&*own));
    assert_eq!(amazon.shard_id(&own).await, amazon.shard_id(&amazons).await);
    let iterator = running.clients.streams.get_shard_iterator().stream_arn(&own).shard_id(amazon.shard_id(&own).await);
    iterator.shard_iterator_type(ShardIteratorType::Latest).send().await.expect("an iterator");
    running.stop().await;
}
