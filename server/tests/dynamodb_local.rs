//! The same promises as in `ingest.rs`, against Amazon's own DynamoDB Local: an independent check that the embedded
//! DynamoDB is not right only by its own measure.
//!
//! Needs Java and the folder that `scripts/setup --test` puts into `DYNAMODB_LOCAL`. Without it the tests say that they
//! are left out; where CI=true they fail.

#[path = "ingest/random.rs"]
mod random;
#[path = "ingest/scenario.rs"]
mod scenario;

#[path = "dynamodb_local/server.rs"]
mod server;

use afterimage_server::tables::Clients;
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
        scenario::every_write_is_archived_once_in_order_and_unchanged(&clients).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_view_type_tells_what_it_tells() {
    if let Some((_local, clients)) = local().await {
        scenario::each_view_type_tells_what_it_tells(&clients).await;
    }
}
