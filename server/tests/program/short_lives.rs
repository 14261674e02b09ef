//! Tables and streams of the embedded DynamoDB that are there for a moment: all of what they held is archived.

use std::time::{Duration, Instant};

use afterimage_aws::Clients;
use aws_sdk_dynamodb::{
    Client,
    types::{
        AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
        StreamSpecification, StreamViewType,
    },
};

use crate::all_the_way::{Program, at_least, start, stop};

const TABLE: &str = "short-lived";

fn client(program: &Program) -> Client {
    let afterimage_model::health::Endpoint::Embedded { url } = &program.0.endpoint else { panic!("not embedded") };
    Clients::embedded(url).dynamodb
}

fn stream(view_type: Option<StreamViewType>) -> StreamSpecification {
    let stream = StreamSpecification::builder().stream_enabled(view_type.is_some()).set_stream_view_type(view_type);
    stream.build().expect("a specification")
}

async fn create(client: &Client) {
    let key = KeySchemaElement::builder().attribute_name("id").key_type(KeyType::Hash).build().expect("a key");
    let attribute = AttributeDefinition::builder().attribute_name("id").attribute_type(ScalarAttributeType::S);
    let create = client.create_table().table_name(TABLE).key_schema(key);
    let create = create.attribute_definitions(attribute.build().expect("an attribute"));
    let create = create.stream_specification(stream(Some(StreamViewType::NewAndOldImages)));
    create.billing_mode(BillingMode::PayPerRequest).send().await.expect("a table");
}

async fn put(client: &Client, number: usize) {
    let put = client.put_item().table_name(TABLE).item("id", AttributeValue::S("a".to_owned()));
    put.item("n", AttributeValue::N(number.to_string())).send().await.expect("written");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_that_is_made_is_followed_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = start(folder.path(), 0.0).await;
    let client = client(&program);
    // Not just when the tables are listed anyway.
    tokio::time::sleep(Duration::from_secs(1)).await;
    create(&client).await;
    let begun = Instant::now();
    put(&client, 0).await;
    at_least(&program.0, 1).await;
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    stop(program).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_that_lives_for_a_moment_leaves_all_of_its_changes() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = start(folder.path(), 0.0).await;
    let client = client(&program);
    for life in 1..=3 {
        create(&client).await;
        for number in 0..10 {
            put(&client, number).await;
        }
        client.delete_table().table_name(TABLE).send().await.expect("deleted");
        assert_eq!(at_least(&program.0, 0).await.len(), 10 * life, "all of it, before the table is gone");
    }
    stop(program).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_just_before_a_stream_is_replaced_is_archived() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = start(folder.path(), 0.0).await;
    let client = client(&program);
    create(&client).await;
    for life in 0..4 {
        put(&client, life).await;
        for view_type in [None, Some(StreamViewType::NewImage)] {
            let update = client.update_table().table_name(TABLE).stream_specification(stream(view_type));
            update.send().await.expect("another stream");
        }
    }
    put(&client, 4).await;
    at_least(&program.0, 5).await;
    stop(program).await;
    let program = start(folder.path(), 0.0).await;
    put(&self::client(&program), 5).await;
    let changes = at_least(&program.0, 6).await;
    let told: Vec<_> = changes.iter().map(|change| change["new_image"]["n"]["N"].clone()).collect();
    assert_eq!(told, ["0", "1", "2", "3", "4", "5"], "each once");
    stop(program).await;
}
