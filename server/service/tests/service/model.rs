//! The tables of a data model, created at the embedded DynamoDB.

use std::path::Path;

use afterimage_aws::AwsTables;
use afterimage_capture::selection::TableSelection;
use afterimage_model::{AttributeValue, ItemKey, data_model::TableResult, health::WritePermission, table::StreamState};
use afterimage_service::workbench;
use afterimage_test_dynamodb::EmbeddedDynamoDb;

/// Amazon's sample of an online shop (MIT-0, see the licence beside it).
fn shop() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data/an-online-shop.json")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_models_tables_have_streams_indexes_and_sample_data_and_are_made_once() {
    let dynamodb = EmbeddedDynamoDb::start();
    let clients = dynamodb.clients.clone();
    let tables = AwsTables::new(&clients, TableSelection::All, WritePermission::Allowed);
    let model = workbench::read(&std::fs::read_to_string(shop()).expect("the file")).expect("a model");
    let outcome = tables.apply(&model).await.expect("applied");
    assert_eq!(outcome.model, "AnOnlineShop");
    let items = model.tables[0].items.len() as u64;
    assert_eq!(outcome.tables[0].result, TableResult::Created { items, indexes: 2 });
    let described = tables.describe("OnlineShop").await.expect("described");
    assert!(matches!(described.stream, Ok(StreamState::Enabled { .. })), "{described:?}");
    let key: ItemKey = "PK=c#12345;SK=c#12345".parse().expect("a key");
    let samaneh = tables.get_item("OnlineShop", &key).await.expect("an answer").expect("an item");
    assert_eq!(samaneh.get("Name"), Some(&AttributeValue::S("Samaneh".to_owned())));

    let again = tables.apply(&model).await.expect("applied");
    assert_eq!(again.tables[0].result, TableResult::LeftAlone);
    let only_reading = AwsTables::new(&clients, TableSelection::All, WritePermission::ReadOnly);
    assert!(only_reading.apply(&model).await.expect_err("refused").to_string().contains("--allow-writes"));
}
