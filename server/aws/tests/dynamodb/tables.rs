//! Describing and writing tables, against the embedded DynamoDB.

use std::num::NonZeroUsize;

use afterimage_aws::{AwsTables, Clients};
use afterimage_capture::{
    selection::{TableSelection, TableTag},
    tables::{FailureKind, NewTable, WriteRefusal},
};
use afterimage_model::{
    AttributeValue, Image, ItemKey, ViewType,
    health::WritePermission,
    plain_json,
    table::{KeyAttribute, StreamState},
    write::{WriteField, WriteRequest},
};
use afterimage_test_dynamodb::EmbeddedDynamoDb;

/// An embedded DynamoDB with the table `sample` (partition key `id`, sort key `at`), gone when dropped.
struct Fixture {
    tables: AwsTables,
    clients: Clients,
    _dynamodb: EmbeddedDynamoDb,
}

async fn fixture() -> Fixture {
    let dynamodb = EmbeddedDynamoDb::start();
    let clients = dynamodb.clients.clone();
    let tables = AwsTables::new(&clients, TableSelection::All, WritePermission::Allowed);
    assert!(tables.create(&sample()).await.expect("a table"), "there was one already");
    Fixture { tables, clients, _dynamodb: dynamodb }
}

fn key(name: &str, type_tag: &str) -> KeyAttribute {
    KeyAttribute { name: name.to_owned(), type_tag: type_tag.to_owned() }
}

fn sample() -> NewTable {
    NewTable {
        name: "sample".to_owned(),
        partition_key: key("id", "S"),
        sort_key: Some(key("at", "N")),
        ttl_attribute: Some("expires".to_owned()),
        view_type: ViewType::NewAndOldImages,
    }
}

fn image(json: &str) -> Image {
    plain_json::from_text(json).expect(json)
}

fn put(json: &str) -> WriteRequest {
    WriteRequest::Put { item: image(json), only_if_absent: false }
}

async fn refused(tables: &AwsTables, request: WriteRequest) -> WriteRefusal {
    tables.write("sample", request).await.expect_err("a refusal")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_is_described_with_its_key_its_stream_and_its_expiry() {
    let Fixture { tables, _dynamodb, .. } = fixture().await;
    let described = tables.followed().await.expect("the tables");
    let [table] = described.as_slice() else { panic!("not one table: {described:?}") };
    assert_eq!(table.partition_key, Some(key("id", "S")));
    assert_eq!(table.sort_key, Some(key("at", "N")));
    assert_eq!(table.ttl_attribute.as_deref(), Some("expires"));
    let Ok(StreamState::Enabled { arn, view_type }) = &table.stream else { panic!("{:?}", table.stream) };
    assert!(arn.contains("table/sample/stream/"), "{arn}");
    assert_eq!(*view_type, ViewType::NewAndOldImages);
    assert!(!tables.create(&sample()).await.expect("no new table"), "created it twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_that_is_not_there_is_shown_as_gone() {
    let fixture = fixture().await;
    let named = TableSelection::Named(vec!["nowhere".to_owned()]);
    let tables = AwsTables::new(&fixture.clients, named, WritePermission::Allowed);
    let described = tables.followed().await.expect("the tables");
    assert_eq!(described[0].stream, Ok(StreamState::TableGone));
    assert_eq!(tables.describe("nowhere").await.expect_err("nothing").kind, FailureKind::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_type_of_value_comes_back_as_it_was_written() {
    let Fixture { tables, _dynamodb, .. } = fixture().await;
    let item = image(
        r#"{"id": "all", "at": -1.5, "wide": 12345678901234567890.123456789012345678, "empty": "", "no": null,
            "yes": true, "bytes": {"$b": "AAEC"}, "texts": {"$ss": ["b", "a"]}, "numbers": {"$ns": [3, 1.5, -2]},
            "blobs": {"$bs": ["AA==", "AQ=="]}, "list": [1, [null, {}], "x"], "map": {"inner": {"deep": [{"a": ""}]}}}"#,
    );
    let written = tables.write("sample", WriteRequest::Put { item: item.clone(), only_if_absent: true }).await;
    let written = written.expect("written");
    assert_eq!(written.item_key.to_string(), "at:N=-1.5;id=all");
    assert_eq!(written.attributes_written, item.len());
    assert_eq!(tables.get_item("sample", &written.item_key).await, Ok(Some(item.clone())));
    assert_eq!(tables.scan("sample", NonZeroUsize::MIN).await, Ok(vec![item]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_sends_the_changed_attributes_and_keeps_the_others() {
    let Fixture { tables, _dynamodb, .. } = fixture().await;
    tables
        .write("sample", put(r#"{"id": "u", "at": 1, "size": "S", "went": 1, "other": "theirs"}"#))
        .await
        .expect("put");
    let base = image(r#"{"id": "u", "at": 1, "size": "S", "went": 1, "other": "as I saw it"}"#);
    let item = image(r#"{"id": "u", "at": 1, "size": "M", "name": "came", "other": "as I saw it"}"#);
    let written = tables.write("sample", WriteRequest::Update { base, item }).await.expect("updated");
    assert_eq!(written.attributes_written, 3);
    let now = tables.get_item("sample", &written.item_key).await.expect("an answer").expect("an item");
    assert_eq!(now, image(r#"{"id": "u", "at": 1, "size": "M", "name": "came", "other": "theirs"}"#));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_of_what_somebody_changed_meanwhile_is_refused() {
    let Fixture { tables, _dynamodb, .. } = fixture().await;
    tables.write("sample", put(r#"{"id": "u", "at": 1, "size": "L"}"#)).await.expect("put");
    let update = |id: &str| WriteRequest::Update {
        base: image(&format!(r#"{{"id": "{id}", "at": 1, "size": "S"}}"#)),
        item: image(&format!(r#"{{"id": "{id}", "at": 1, "size": "M", "name": "x"}}"#)),
    };
    assert_eq!(refused(&tables, update("u")).await.code, "condition_failed");
    assert_eq!(refused(&tables, update("never there")).await.code, "condition_failed");
    let gone: ItemKey = "id=never there;at:N=1".parse().expect("a key");
    assert_eq!(tables.get_item("sample", &gone).await, Ok(None), "a stump was brought to life");
}

#[tokio::test(flavor = "multi_thread")]
async fn put_only_if_absent_and_delete_of_nothing_are_refused() {
    let Fixture { tables, _dynamodb, .. } = fixture().await;
    tables.write("sample", put(r#"{"id": "p", "at": 1}"#)).await.expect("put");
    let again = WriteRequest::Put { item: image(r#"{"id": "p", "at": 1, "x": 1}"#), only_if_absent: true };
    assert_eq!(refused(&tables, again).await.code, "condition_failed");
    let delete = || WriteRequest::Delete { key: image(r#"{"id": "p", "at": 1}"#) };
    tables.write("sample", delete()).await.expect("deleted");
    assert_eq!(refused(&tables, delete()).await.code, "condition_failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_named_before_it_is_sent() {
    let Fixture { tables, _dynamodb, .. } = fixture().await;
    let long = format!(r#"{{"id": "{}", "at": 1}}"#, "x".repeat(2049));
    let large = format!(r#"{{"id": "x", "at": 1, "small": 1, "large": "{}"}}"#, "x".repeat(400 * 1024));
    for (item, field, code, words) in [
        (r#"{"at": 1}"#, WriteField::Key, "missing_key", "id is missing"),
        (r#"{"id": "", "at": 1}"#, WriteField::Key, "missing_key", "id is empty"),
        (r#"{"id": 5, "at": 1}"#, WriteField::Key, "wrong_key_type", "id is a number"),
        (r#"{"id": "x", "at": "1"}"#, WriteField::Key, "wrong_key_type", "sort key of sample is a number"),
        (long.as_str(), WriteField::Key, "invalid_item", "2049 bytes"),
        (large.as_str(), WriteField::Item, "item_too_large", "409619 bytes"),
    ] {
        let error = refused(&tables, put(item)).await;
        assert_eq!((error.field, error.code), (field, code), "{error}");
        assert!(error.message.in_english().contains(words), "{error}");
    }
    let moved = WriteRequest::Update { base: image(r#"{"id": "a", "at": 1}"#), item: image(r#"{"id": "b", "at": 1}"#) };
    assert_eq!(refused(&tables, moved).await.field, WriteField::Key);
    let nowhere = tables.write("nowhere", put(r#"{"id": "x"}"#)).await.expect_err("a refusal");
    assert_eq!((nowhere.field, nowhere.code), (WriteField::Table, "no_such_table"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_only_server_writes_nothing() {
    let fixture = fixture().await;
    let tables = AwsTables::new(&fixture.clients, TableSelection::All, WritePermission::ReadOnly);
    let error = refused(&tables, put(r#"{"id": "x", "at": 1}"#)).await;
    assert_eq!(error.code, "read_only");
    assert!(error.message.in_english().contains("--allow-writes"));
    let key = ItemKey::from_image(&image(r#"{"id": "x", "at": 1}"#)).expect("a key");
    assert_eq!(tables.get_item("sample", &key).await, Ok(None));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_services_own_refusal_comes_with_its_words() {
    let Fixture { tables, _dynamodb, .. } = fixture().await;
    let mut item = image(r#"{"id": "x", "at": 1}"#);
    item.0.insert("set".to_owned(), AttributeValue::Ss(Vec::new()));
    let error = refused(&tables, WriteRequest::Put { item, only_if_absent: false }).await;
    assert_eq!((error.field, error.code), (WriteField::Item, "invalid_item"));
    assert!(error.message.in_english().contains("empty"), "{error}");
}

async fn add_tag(clients: &Clients, table: &str, tag: &TableTag) {
    let described = clients.dynamodb.describe_table().table_name(table).send().await.expect("a description");
    let arn = described.table.and_then(|table| table.table_arn).expect("its ARN");
    let tag = aws_sdk_dynamodb::types::Tag::builder().key(&tag.key).value(&tag.value).build().expect("a tag");
    clients.dynamodb.tag_resource().resource_arn(arn).tags(tag).send().await.expect("tagged");
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_are_selected_by_a_pattern_and_by_a_tag() {
    let fixture = fixture().await;
    for name in ["sample-eu", "other"] {
        let table = NewTable { name: name.to_owned(), ttl_attribute: None, ..sample() };
        assert!(fixture.tables.create(&table).await.expect("a table"));
    }
    let names = async |selection: TableSelection| {
        let tables = AwsTables::new(&fixture.clients, selection, WritePermission::ReadOnly);
        let names = tables.followed_names().await.expect("the names");
        assert!(names.iter().all(|name| tables.follows(name)), "selected and not followed");
        assert!(!tables.follows("elsewhere"));
        names
    };
    assert_eq!(names(TableSelection::Named(vec!["sample*".to_owned()])).await, ["sample", "sample-eu"]);
    let tag = TableTag { key: "capture".to_owned(), value: "yes".to_owned() };
    assert!(names(TableSelection::Tagged(tag.clone())).await.is_empty());
    add_tag(&fixture.clients, "other", &tag).await;
    assert_eq!(names(TableSelection::Tagged(tag)).await, ["other"]);
}
