//! What a replacement promises, whoever plays DynamoDB.

use afterimage_aws::{AwsTables, Clients};
use afterimage_capture::{
    selection::TableSelection,
    tables::{NewTable, WriteRefusal, Written},
};
use afterimage_model::{
    Image, ItemKey, ViewType, health::WritePermission, plain_json, table::KeyAttribute, write::WriteRequest,
};

const TABLE: &str = "swapped-items";

/// A table of its own, with a key attribute whose name is no word of the expression language.
pub async fn table(clients: &Clients) -> AwsTables {
    let tables = AwsTables::new(clients, TableSelection::All, WritePermission::Allowed);
    let key = KeyAttribute { name: "id #1.é".to_owned(), type_tag: "S".to_owned() };
    let table = NewTable {
        name: TABLE.to_owned(),
        partition_key: key,
        sort_key: None,
        ttl_attribute: None,
        view_type: ViewType::NewAndOldImages,
    };
    assert!(tables.create(&table).await.expect("a table"), "there was one already");
    tables
}

fn image(id: &str, more: &str) -> Image {
    plain_json::from_text(&format!(r#"{{"id #1.é": "{id}"{more}}}"#)).expect(more)
}

async fn put(tables: &AwsTables, item: &Image) {
    let request = WriteRequest::Put { item: item.clone(), only_if_absent: false };
    tables.write(TABLE, request).await.expect("written");
}

async fn replace(
    tables: &AwsTables,
    id: &str,
    seen: Option<&Image>,
    item: Option<&Image>,
) -> Result<Written, WriteRefusal> {
    let request = WriteRequest::Replace { key: image(id, ""), seen: seen.cloned(), item: item.cloned() };
    tables.write(TABLE, request).await
}

async fn now(tables: &AwsTables, id: &str) -> Option<Image> {
    let key = ItemKey::from_image(&image(id, "")).expect("a key");
    tables.get_item(TABLE, &key).await.expect("an answer")
}

/// Every type of value that there is, `flag` being one of them; without empty texts, which older ones refuse.
fn all_types(id: &str, flag: bool) -> Image {
    image(
        id,
        &format!(
            r#", "wide": 12345678901234567890.123456789012345678, "no": null, "flag": {flag},
               "bytes": {{"$b": "AAEC"}}, "texts": {{"$ss": ["b", "a"]}}, "numbers": {{"$ns": [3, 1.5, -2]}},
               "blobs": {{"$bs": ["AA==", "AQ=="]}}, "list": [1, [null, {{}}], "x"],
               "map": {{"inner": {{"deep": [{{"a": false}}]}}}}, "a.b #c": "odd""#
        ),
    )
}

/// Values of every type are compared as they were read, in both directions.
pub async fn values_of_every_type_are_compared_as_they_were_read(tables: &AwsTables) {
    put(tables, &all_types("t", true)).await;
    let seen = now(tables, "t").await.expect("an item");
    let wanted = all_types("t", false);
    let written = replace(tables, "t", Some(&seen), Some(&wanted)).await.expect("replaced");
    assert_eq!((written.attributes_written, written.unforeseen.len()), (1, 0));
    let seen_before = seen;
    let seen = now(tables, "t").await.expect("an item");
    assert_eq!(seen, wanted);
    let moved = replace(tables, "t", Some(&seen_before), None).await.expect_err("a refusal");
    assert_eq!(moved.code, "item_moved");
    replace(tables, "t", Some(&seen), None).await.expect("deleted");
    assert_eq!(now(tables, "t").await, None);
    replace(tables, "t", None, Some(&wanted)).await.expect("put");
    assert_eq!(now(tables, "t").await, Some(wanted));
}

/// An item that has moved in any way since it was seen stays as it is.
pub async fn each_way_of_having_moved_is_noticed(tables: &AwsTables) {
    let seen = image("m", r#", "same": 1, "size": "S""#);
    let wanted = image("m", r#", "same": 1, "size": "M", "came": true"#);
    for moved in [
        r#", "same": 2, "size": "S""#,
        r#", "same": 1, "size": "L""#,
        r#", "same": 1"#,
        r#", "size": "S""#,
        r#", "same": "1", "size": "S""#,
        r#", "same": 1, "size": "S", "came": false"#,
    ] {
        let theirs = image("m", moved);
        put(tables, &theirs).await;
        let refused = replace(tables, "m", Some(&seen), Some(&wanted)).await.expect_err("a refusal");
        assert_eq!(refused.code, "item_moved", "{moved}");
        assert_eq!(now(tables, "m").await, Some(theirs), "something was written over {moved}");
    }
    let there_is_one = replace(tables, "m", None, Some(&wanted)).await.expect_err("a refusal");
    let there_is_none =
        replace(tables, "nobody", Some(&image("nobody", "")), Some(&image("nobody", r#", "x": 1"#))).await;
    assert_eq!([there_is_one.code, there_is_none.expect_err("a refusal").code], ["item_moved", "item_moved"]);
    assert_eq!(now(tables, "nobody").await, None, "a stump was brought to life");
}

/// What nobody has seen stays in the item, and is named.
pub async fn an_attribute_that_nobody_could_have_foreseen_is_kept_and_told_of(tables: &AwsTables) {
    let seen = image("u", r#", "size": "S", "went": 1"#);
    put(tables, &image("u", r#", "size": "S", "went": 1, "theirs": "new""#)).await;
    let wanted = image("u", r#", "size": "M""#);
    let written = replace(tables, "u", Some(&seen), Some(&wanted)).await.expect("replaced");
    assert_eq!(written.unforeseen, ["theirs"]);
    assert_eq!(now(tables, "u").await, Some(image("u", r#", "size": "M", "theirs": "new""#)));
}

/// An item of so many attributes, all of which differ, is replaced, and refused when one of them has moved.
///
/// # Errors
///
/// The refusal of an endpoint that does not compare so many; then nothing was written.
pub async fn as_many_attributes_are_compared(tables: &AwsTables, count: usize) -> Result<(), WriteRefusal> {
    let item = |value: &str| {
        let attributes: Vec<_> = (0..count).map(|at| format!(r#", "attribute {at}": ["{value}", null]"#)).collect();
        image("w", &attributes.concat())
    };
    let (seen, wanted) = (item("old"), item("new"));
    let mut moved = seen.clone();
    moved.0.insert("attribute 7".to_owned(), afterimage_model::AttributeValue::Null);
    put(tables, &moved).await;
    let refused = replace(tables, "w", Some(&seen), Some(&wanted)).await.expect_err("a refusal");
    assert_eq!(now(tables, "w").await, Some(moved), "something was written");
    if refused.code != "item_moved" {
        return Err(refused);
    }
    put(tables, &seen).await;
    replace(tables, "w", Some(&seen), Some(&wanted)).await?;
    assert_eq!(now(tables, "w").await, Some(wanted));
    Ok(())
}
