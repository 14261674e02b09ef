//! Comparing versions and bringing items back, through the HTTP API, against the embedded DynamoDB and its stream.

mod world;

use afterimage_app::links;
use afterimage_model::{ChangeId, ItemKey, dynamodb_json};
use aws_sdk_dynamodb::types::StreamViewType;
use serde_json::{Value as Json, json};

use world::{Item, World, create_table, user};

#[tokio::test(flavor = "multi_thread")]
async fn a_modified_item_is_brought_back_and_undone_by_another_restore() {
    let mut world = World::new().await;
    let item = Item::user("m");
    let first = user("m", json!({"tags": {"SS": ["b", "a"]}, "address": {"M": {"city": {"S": "Recife"}}}}));
    world.put("demo-users", first.clone()).await;
    world.put("demo-users", user("m", json!({"visits": {"N": "12345678901234567890123456789012345678"}}))).await;
    world.versions(&item, 2).await;

    let preview = world.preview(&item, 1).await;
    assert_eq!((&preview["refused"], &preview["archive_is_current"]), (&json!(null), &json!(true)));
    let told: Vec<_> =
        preview["diff"]["entries"].as_array().expect("entries").iter().map(|entry| &entry["path_text"]).collect();
    assert_eq!(told, ["address", "tags", "visits"]);

    let (status, outcome) = world.restore(&item, 1, &preview["expected"]).await;
    assert_eq!(status, 200, "{outcome}");
    assert_eq!(
        (&outcome["version"], &outcome["undo"], &outcome["attributes_written"]),
        (&json!(3), &json!(2), &json!(3))
    );
    let image = world.image(&outcome["change_id"]).await;
    assert_eq!(image["address"], first["address"]);
    assert_eq!(image["tags"], json!({"SS": ["a", "b"]}));

    let expected = world.preview(&item, 2).await["expected"].clone();
    let (status, undone) = world.restore(&item, 2, &expected).await;
    assert_eq!((status, &undone["version"], &undone["restored"]["version"]), (200, &json!(4), &json!(2)), "{undone}");
    assert_eq!(
        world.image(&undone["change_id"]).await["visits"],
        json!({"N": "12345678901234567890123456789012345678"})
    );

    // What restored what is kept.
    world.restart().await;
    let life = world.versions(&item, 4).await;
    let restored: Vec<_> =
        life["changes"].as_array().expect("changes").iter().map(|change| &change["restored"]["version"]).collect();
    assert_eq!(restored, [&json!(2), &json!(1), &json!(null), &json!(null)]);
    let page = format!("{}{}", world.url(), links::change(ChangeId(undone["change_id"].as_i64().expect("an id"))));
    let html = world.http.get(page).send().await.expect("an answer").text().await.expect("a page");
    assert!(html.contains("Restored "), "the page of the change does not say that it is a restore");
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_item_comes_back_and_the_undo_of_that_deletes_it() {
    let mut world = World::new().await;
    let item = Item::user("d");
    world.put("demo-users", user("d", json!({"name": {"S": "Ada"}}))).await;
    world.delete("demo-users", json!({"user_id": {"S": "d"}})).await;
    world.versions(&item, 2).await;

    let preview = world.preview(&item, 1).await;
    assert_eq!((&preview["expected"], &preview["now"]["existence"]), (&json!("absent"), &json!("absent")));
    let (status, outcome) = world.restore(&item, 1, &preview["expected"]).await;
    assert_eq!((status, &outcome["undo"]), (200, &json!(2)), "{outcome}");
    assert_eq!(world.image(&outcome["change_id"]).await["name"], json!({"S": "Ada"}));

    let preview = world.preview(&item, 2).await;
    assert_eq!((&preview["target"]["existence"], &preview["now"]["existence"]), (&json!("absent"), &json!("present")));
    let (status, outcome) = world.restore(&item, 2, &preview["expected"]).await;
    assert_eq!((status, &outcome["version"], &outcome["undo"]), (200, &json!(4), &json!(3)), "{outcome}");
    assert_eq!(world.now(&item).await, "absent");
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_item_that_moved_since_the_preview_is_left_alone() {
    let mut world = World::new().await;
    let item = Item::user("moved");
    world.put("demo-users", user("moved", json!({"visits": {"N": "1"}}))).await;
    world.put("demo-users", user("moved", json!({"visits": {"N": "2"}}))).await;
    world.versions(&item, 2).await;
    let seen = world.preview(&item, 1).await["expected"].clone();
    let theirs = user("moved", json!({"visits": {"N": "2"}, "note": {"S": "theirs"}}));
    world.put("demo-users", theirs.clone()).await;

    let (status, problem) = world.restore(&item, 1, &seen).await;
    assert_eq!((status, &problem["code"]), (409, &json!("item_moved")), "{problem}");
    let life = world.versions(&item, 3).await;
    assert_eq!(life["changes"][0]["new_image"], theirs, "something was written");
    let anew = world.preview(&item, 1).await;
    assert_ne!(anew["expected"], seen);
    assert_eq!(world.restore(&item, 1, &anew["expected"]).await.0, 200);

    world.delete("demo-users", json!({"user_id": {"S": "moved"}})).await;
    let (status, problem) = world.restore(&item, 2, &anew["expected"]).await;
    assert_eq!((status, &problem["code"]), (409, &json!("item_moved")));
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_item_of_300_kb_and_one_of_many_attributes_are_compared_whole() {
    let mut world = World::new().await;
    let large = Item::user("large");
    world.put("demo-users", user("large", json!({"text": {"S": "a".repeat(300 * 1024)}}))).await;
    world.put("demo-users", user("large", json!({"text": {"S": "b".repeat(300 * 1024)}}))).await;
    let wide = Item::user("wide");
    let attributes = |value: &str| -> Json {
        (0..140)
            .map(|at| (format!("attribute {at}"), json!({"L": [{"S": value}, {"NULL": true}]})))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    world.put("demo-users", user("wide", attributes("old"))).await;
    world.put("demo-users", user("wide", attributes("new"))).await;
    for item in [&large, &wide] {
        world.versions(item, 2).await;
        let expected = world.preview(item, 1).await["expected"].clone();
        let (status, outcome) = world.restore(item, 1, &expected).await;
        assert_eq!((status, &outcome["version"], &outcome["undo"]), (200, &json!(3), &json!(2)), "{outcome}");
    }
    let (_, diff) = world.get(&format!("{}/diff?from=1&to=now", wide.path())).await;
    assert_eq!(diff["diff"]["entries"], json!([]));
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_with_any_characters_work_everywhere() {
    const TABLE: &str = "odd.names_here";
    let (partition, sort) = ("PK #1. (é)", "sort:key/名");
    let mut world = World::new().await;
    create_table(&world.dynamodb, TABLE, [partition, sort], StreamViewType::NewAndOldImages).await;
    let key = json!({partition: {"S": "a#b; c=d/é %41 ~x"}, sort: {"S": "2026.11 'q' \"z\""}});
    let with = |more: Json| {
        let mut item = key.clone();
        item.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        item
    };
    world.put(TABLE, with(json!({"a.b #c": {"S": "old"}, "naïve name": {"NS": ["2", "1"]}}))).await;
    world.put(TABLE, with(json!({"a.b #c": {"S": "new"}}))).await;
    let image = dynamodb_json::from_text(&key.to_string()).expect("DynamoDB JSON");
    let item = Item { table: TABLE, key: ItemKey::from_image(&image).expect("a key") };
    world.versions(&item, 2).await;
    let (status, diff) = world.get(&format!("{}/diff?from=1&to=2", item.path())).await;
    assert_eq!(status, 200, "{diff}");
    let paths: Vec<_> =
        diff["diff"]["entries"].as_array().expect("entries").iter().map(|entry| &entry["path"]).collect();
    assert_eq!(paths, [&json!(["a.b #c"]), &json!(["naïve name"])]);
    let expected = world.preview(&item, 1).await["expected"].clone();
    let (status, outcome) = world.restore(&item, 1, &expected).await;
    assert_eq!((status, &outcome["version"]), (200, &json!(3)), "{outcome}");
    world.delete(TABLE, key.clone()).await;
    world.versions(&item, 4).await;
    let (status, outcome) = world.restore(&item, 1, &json!("absent")).await;
    assert_eq!((status, &outcome["version"]), (200, &json!(5)), "{outcome}");
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_stream_does_not_carry_is_rebuilt_or_told_with_its_view_type() {
    let mut world = World::new().await;
    for (table, view_type) in
        [("old-images-only", StreamViewType::OldImage), ("keys-only-table", StreamViewType::KeysOnly)]
    {
        create_table(&world.dynamodb, table, ["id", "at"], view_type).await;
        for number in ["1", "2", "3"] {
            world.put(table, json!({"id": {"S": "x"}, "at": {"S": "y"}, "n": {"N": number}})).await;
        }
    }
    let old_images = Item::new("old-images-only", "id=x;at=y");
    world.versions(&old_images, 3).await;
    let (_, told) = world.get(&format!("{}/diff?from=1&to=2", old_images.path())).await;
    assert_eq!(told["diff"]["entries"][0]["numeric_difference"], "1");
    assert!(told["from"]["rebuilt_from"].is_i64() && told["to"]["rebuilt_from"].is_i64(), "{told}");
    let (_, told) = world.get(&format!("{}/diff?from=2&to=3", old_images.path())).await;
    assert_eq!((&told["diff"], &told["to"]["existence"]), (&json!(null), &json!("unknown")));
    assert_eq!(told["to"]["why_unknown"]["view_type"], "OLD_IMAGE");
    assert!(told["to"]["why_unknown"]["since"].is_string(), "{told}");
    let expected = world.preview(&old_images, 1).await["expected"].clone();
    let (status, outcome) = world.restore(&old_images, 1, &expected).await;
    assert_eq!((status, &outcome["version"]), (200, &json!(4)), "{outcome}");

    let keys_only = Item::new("keys-only-table", "id=x;at=y");
    world.versions(&keys_only, 3).await;
    let preview = world.preview(&keys_only, 1).await;
    assert_eq!(preview["target"]["why_unknown"]["view_type"], "KEYS_ONLY");
    let (status, problem) = world.restore(&keys_only, 1, &preview["expected"]).await;
    assert_eq!((status, &problem["code"]), (422, &json!("image_unknown")));
    assert!(problem["detail"].as_str().expect("words").contains("KEYS_ONLY, on since"), "{problem}");
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_wrongly_is_told() {
    let mut world = World::new().await;
    let item = Item::user("asked");
    world.put("demo-users", user("asked", json!({}))).await;
    world.versions(&item, 1).await;
    let path = item.path();
    for (path, status, code) in [
        (format!("{path}/diff?from=1"), 400, "bad_parameter"),
        (format!("{path}/diff?from=0&to=1"), 400, "bad_version"),
        (format!("{path}/diff?from=1&to=9"), 404, "not_found"),
        (format!("{path}/restore"), 400, "bad_version"),
        (format!("{path}/restore?version=1&change_id=1"), 400, "bad_version"),
        (format!("{path}/restore?version=2"), 404, "not_found"),
        (format!("{path}/restore?change_id=999"), 404, "not_found"),
        ("/api/v1/items/demo-users/user_id=nobody/diff?from=1&to=2".to_owned(), 404, "not_found"),
        ("/api/v1/items/demo-users/nobody/restore?version=1".to_owned(), 400, "bad_key"),
    ] {
        let (told, problem) = world.get(&path).await;
        assert_eq!((told, &problem["code"]), (status, &json!(code)), "{path}");
    }
    assert_eq!(world.post(&format!("{path}/restore"), &json!({"version": 1})).await.0, 422);
    let (status, outcome) = world.restore(&item, 1, &world.preview(&item, 1).await["expected"]).await;
    assert_eq!((status, &outcome["attributes_written"], &outcome["change_id"]), (200, &json!(0), &json!(null)));
    world.stop().await;
}
