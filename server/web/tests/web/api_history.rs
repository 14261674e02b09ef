//! `GET /api/v1/items/{table}/as-of?at=`, `GET /api/v1/items/{table}/{key}?at=` and `…/attribute?path=`.

use afterimage_model::Op;
use serde_json::json;

use crate::support::{Server, changed, order};

const ORDER: &str = "/api/v1/items/demo-orders/order_id=order%232";

/// Three orders, of which the second is paid and then removed.
async fn server() -> Server {
    let server = Server::with_orders(3).await;
    server.append(vec![changed(4, Op::Modify, 2, Some(order(2, "placed")), Some(order(2, "paid")))]).await;
    server.append(vec![changed(5, Op::Remove, 2, Some(order(2, "paid")), None)]).await;
    server
}

#[tokio::test]
async fn an_item_is_told_as_of_a_version_and_as_of_a_time() {
    let server = server().await;
    let paid = server.json(&format!("{ORDER}?at=v2")).await;
    assert_eq!((&paid["exists"], &paid["in_force"]["version"]), (&json!(true), &json!(2)));
    assert_eq!((&paid["image"]["status"], &paid["in_force"]["change_id"]), (&json!({ "S": "paid" }), &json!(4)));
    assert_eq!((&paid["next"]["op"], &paid["image_source"]), (&json!("REMOVE"), &json!("record")));
    let now = server.json(ORDER).await;
    assert_eq!((&now["exists"], &now["in_force"]["version"]), (&json!(false), &json!(3)));
    assert_eq!((&now["at"], &now["in_force"]["change_id"]), (&json!("v3"), &json!(5)), "the newest version, named");
    assert_eq!(server.json(&format!("{ORDER}?at=v9")).await["at"], json!("v9"), "what was asked for is said as it was");
    let before = server.json(&format!("{ORDER}?at=2020-01-01")).await;
    assert_eq!((&before["exists"], &before["in_force"], &before["image"]), (&json!(false), &json!(null), &json!(null)));
}

#[tokio::test]
async fn a_tables_items_are_told_as_of_a_time_page_by_page() {
    let server = server().await;
    let page = server.json("/api/v1/items/demo-orders/as-of?at=2027-01-01&limit=1").await;
    assert_eq!(page["items"][0]["item_key"], json!("order_id=order#1"));
    let after = afterimage_app::links::encode(page["next_after"].as_str().expect("a next page"));
    let rest = server.json(&format!("/api/v1/items/demo-orders/as-of?at=2027-01-01&after={after}")).await;
    assert_eq!(rest["items"].as_array().map(Vec::len), Some(1), "the second was removed: {rest}");
    let nothing = server.json("/api/v1/items/demo-orders/as-of?at=2020-01-01").await;
    assert_eq!(nothing, json!({ "items": [], "next_after": null }));
}

#[tokio::test]
async fn an_attributes_history_is_told_in_steps() {
    let server = server().await;
    let history = server.json(&format!("{ORDER}/attribute?path=status")).await;
    let steps = history["steps"].as_array().expect("steps").iter();
    let told: Vec<_> = steps.map(|step| step["since"]["version"].clone()).collect();
    assert_eq!(told, [1, 2, 3].map(|version| json!(version)), "{history}");
    assert_eq!(history["steps"][1]["held"], json!({ "state": "value", "value": { "S": "paid" } }));
    assert_eq!(history["steps"][2]["held"], json!({ "state": "no_item" }));
}

#[tokio::test]
async fn what_cannot_be_read_is_said_with_an_example() {
    let server = server().await;
    for (path, code) in [
        (format!("{ORDER}?at=yesterday"), "bad_at"),
        ("/api/v1/items/demo-orders/as-of?at=v3".to_owned(), "bad_at"),
        ("/api/v1/items/demo-orders/as-of?after=nothing".to_owned(), "bad_key"),
        ("/api/v1/items/demo-orders/nothing?at=v1".to_owned(), "bad_key"),
        (format!("{ORDER}/attribute"), "no_path"),
        (format!("{ORDER}/attribute?path=a..b"), "bad_query"),
    ] {
        let answer = server.get(&path).await;
        assert_eq!(answer.status().as_u16(), 400, "{path}");
        let problem: serde_json::Value = answer.json().await.expect("JSON");
        assert_eq!(problem["code"], json!(code), "{path}: {problem}");
    }
    assert_eq!(server.get("/api/v1/items/demo-orders/order_id=nobody?at=v1").await.status().as_u16(), 404);
}
