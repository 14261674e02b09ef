//! The same promises as in `server/aws/tests/dynamodb`, against Amazon's own DynamoDB Local: an independent check that the embedded
//! DynamoDB is not right only by its own measure.
//!
//! Needs Java and the folder that `scripts/setup --test` puts into `DYNAMODB_LOCAL`. Without it the tests say that they
//! are left out; where CI=true they fail.

mod no_unicode;
mod server;

use afterimage_aws::Clients;
use afterimage_test_dynamodb::{ingest, swap};
use server::DynamoDbLocal;

/// A DynamoDB Local of the test's own, or nothing, visibly.
async fn local() -> Option<(DynamoDbLocal, Clients)> {
    let Some(folder) = std::env::var_os("DYNAMODB_LOCAL") else {
        let required = std::env::var("CI").is_ok_and(|ci| ci == "true");
        assert!(!required, "DYNAMODB_LOCAL is not set, and on CI this test must run: use `make test`");
        eprintln!("LEFT OUT: DYNAMODB_LOCAL is not set; `make test` sets it where there is a Java");
        return None;
    };
    let local = DynamoDbLocal::start(folder.as_ref()).await;
    let clients = Clients::embedded(&local.url());
    Some((local, clients))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_write_is_archived_once_in_order_and_unchanged() {
    if let Some((_local, clients)) = local().await {
        ingest::every_write_is_archived_once_in_order_and_unchanged(&clients).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_view_type_tells_what_it_tells() {
    if let Some((_local, clients)) = local().await {
        ingest::each_view_type_tells_what_it_tells(&clients).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn text_that_is_no_unicode_comes_through_every_way_there_is() {
    if let Some((local, clients)) = local().await {
        no_unicode::text_that_is_no_unicode_comes_through_every_way_there_is(&local.url(), &clients).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_item_is_replaced_only_as_it_was_seen() {
    if let Some((_local, clients)) = local().await {
        let tables = swap::table(&clients).await;
        swap::values_of_every_type_are_compared_as_they_were_read(&tables).await;
        swap::each_way_of_having_moved_is_noticed(&tables).await;
        swap::an_attribute_that_nobody_could_have_foreseen_is_kept_and_told_of(&tables).await;
        for count in [149, 400] {
            swap::as_many_attributes_are_compared(&tables, count).await.expect("replaced");
        }
    }
}
