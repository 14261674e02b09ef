//! Capture from end to end, against the embedded DynamoDB.

use afterimage_test_dynamodb::{EmbeddedDynamoDb, ingest};

#[tokio::test(flavor = "multi_thread")]
async fn every_write_is_archived_once_in_order_and_unchanged() {
    ingest::every_write_is_archived_once_in_order_and_unchanged(&EmbeddedDynamoDb::start().clients).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_view_type_tells_what_it_tells() {
    ingest::each_view_type_tells_what_it_tells(&EmbeddedDynamoDb::start().clients).await;
}
