//! Replacing an item that is still as it was seen, against the embedded DynamoDB.

use afterimage_aws::AwsTables;
use afterimage_test_dynamodb::{EmbeddedDynamoDb, swap};

async fn table() -> (AwsTables, EmbeddedDynamoDb) {
    let dynamodb = EmbeddedDynamoDb::start();
    (swap::table(&dynamodb.clients).await, dynamodb)
}

#[tokio::test(flavor = "multi_thread")]
async fn values_of_every_type_are_compared_as_they_were_read() {
    let (tables, _dynamodb) = table().await;
    swap::values_of_every_type_are_compared_as_they_were_read(&tables).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_way_of_having_moved_is_noticed() {
    let (tables, _dynamodb) = table().await;
    swap::each_way_of_having_moved_is_noticed(&tables).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attribute_that_nobody_could_have_foreseen_is_kept_and_told_of() {
    let (tables, _dynamodb) = table().await;
    swap::an_attribute_that_nobody_could_have_foreseen_is_kept_and_told_of(&tables).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn as_many_attributes_are_compared_as_one_expression_takes() {
    let (tables, _dynamodb) = table().await;
    swap::as_many_attributes_are_compared(&tables, 149).await.expect("it fits");
}

/// Amazon's own takes them (see `dynamodb_local.rs`); the embedded one does not, and then nothing is written.
#[tokio::test(flavor = "multi_thread")]
async fn more_attributes_than_an_endpoint_compares_are_refused_with_the_reason() {
    let (tables, _dynamodb) = table().await;
    let refused = swap::as_many_attributes_are_compared(&tables, 400).await.expect_err("a refusal");
    assert_eq!(refused.code, "invalid_item");
    assert!(refused.message.in_english().contains("401 attributes"), "{refused}");
}
