//! What AWS's clients are answered at the port, where dynoxide alone would answer something else than Amazon.

mod arns;
mod last_records;
mod records;
mod shards;

use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
    StreamSpecification, StreamViewType,
};
use aws_sdk_dynamodbstreams::types::{Record, ShardIteratorType};

use super::{Running, TABLE};

/// AWS's clients at the port, as anybody on this machine has them.
struct Amazon<'a>(&'a Running);

impl Amazon<'_> {
    /// A table with a stream.
    async fn create(&self, view_type: StreamViewType) {
        let key = KeySchemaElement::builder().attribute_name("id").key_type(KeyType::Hash).build().expect("a key");
        let attribute = AttributeDefinition::builder().attribute_name("id").attribute_type(ScalarAttributeType::S);
        let create = self.0.clients.dynamodb.create_table().table_name(TABLE).key_schema(key);
        let create = create.attribute_definitions(attribute.build().expect("an attribute"));
        let create = create.billing_mode(BillingMode::PayPerRequest).stream_specification(stream(true, view_type));
        create.send().await.expect("a table");
    }

    /// Puts an item with this number.
    async fn put(&self, id: &str, number: &str) {
        let put = self.0.clients.dynamodb.put_item().table_name(TABLE).item("id", AttributeValue::S(id.to_owned()));
        put.item("n", AttributeValue::N(number.to_owned())).send().await.expect("written");
    }

    /// The table's stream, as the table tells it.
    async fn stream_arn(&self) -> String {
        let described = self.0.clients.dynamodb.describe_table().table_name(TABLE).send().await.expect("a table");
        described.table.and_then(|table| table.latest_stream_arn).expect("a stream")
    }

    /// The stream's one shard.
    async fn shard_id(&self, stream_arn: &str) -> String {
        let described = self.0.clients.streams.describe_stream().stream_arn(stream_arn).send().await.expect("a stream");
        let shards = described.stream_description.expect("a description").shards.expect("shards");
        let [shard] = shards.as_slice() else { panic!("not one shard: {shards:?}") };
        shard.shard_id.clone().expect("an id")
    }

    /// All records of the table's stream.
    async fn records(&self) -> Vec<Record> {
        let arn = self.stream_arn().await;
        let shard = self.shard_id(&arn).await;
        self.records_of(&arn, &shard).await
    }

    /// All records of a shard.
    async fn records_of(&self, stream_arn: &str, shard_id: &str) -> Vec<Record> {
        let streams = &self.0.clients.streams;
        let iterator = streams.get_shard_iterator().stream_arn(stream_arn).shard_id(shard_id);
        let iterator = iterator.shard_iterator_type(ShardIteratorType::TrimHorizon).send().await.expect("an iterator");
        let records = streams.get_records().set_shard_iterator(iterator.shard_iterator).send().await;
        records.expect("records").records.expect("a list")
    }
}

fn stream(enabled: bool, view_type: StreamViewType) -> StreamSpecification {
    let stream = StreamSpecification::builder().stream_enabled(enabled);
    let stream = if enabled { stream.stream_view_type(view_type) } else { stream };
    stream.build().expect("a specification")
}
