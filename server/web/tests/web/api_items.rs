//! `GET /api/v1/items/{table}/{key}/changes` and `POST /api/v1/items/{table}`.

use afterimage_model::Op;
use serde_json::{Value, json};

use crate::support::{Server, changed, order};

#[tokio::test]
async fn an_items_life_is_told_newest_first_with_versions() {
    let server = Server::with_orders(3).await;
    server.append(vec![changed(4, Op::Modify, 2, Some(order(2, "placed")), Some(order(2, "paid")))]).await;
    server.append(vec![changed(5, Op::Remove, 2, Some(order(2, "paid")), None)]).await;
    let path = "/api/v1/items/demo-orders/order_id=order%232/changes";
    let life = server.json(path).await;
    let told = |life: &Value| -> Vec<(i64, String)> {
        let changes = life["changes"].as_array().expect("changes").iter();
        changes
            .map(|change| {
                (change["version"].as_i64().expect("a version"), change["op"].as_str().expect("an op").to_owned())
            })
            .collect()
    };
    assert_eq!(told(&life), [(3, "REMOVE".to_owned()), (2, "MODIFY".to_owned()), (1, "INSERT".to_owned())]);
    assert_eq!((&life["item"]["alive"], &life["changes"][1]["changed"]), (&json!(false), &json!(["status"])));
    let page = server.json(&format!("{path}?limit=2")).await;
    let older = server.json(&format!("{path}?before={}", page["next_before"])).await;
    assert_eq!((told(&older).len(), older.get("next_before")), (1, None));
}

#[tokio::test]
async fn an_unknown_item_and_an_unreadable_key_are_told_apart() {
    let server = Server::with_orders(1).await;
    let status = |path: &'static str| {
        let server = &server;
        async move { server.get(path).await.status().as_u16() }
    };
    assert_eq!(status("/api/v1/items/demo-orders/order_id=nobody/changes").await, 404);
    assert_eq!(status("/api/v1/items/demo-orders/nobody/changes").await, 400);
}

#[tokio::test]
async fn a_position_that_no_page_has_told_is_refused_in_every_order() {
    let server = Server::with_orders(3).await;
    let list = "/api/v1/items/demo-orders?limit=1";
    for (order, other) in [("last_change", "nothing"), ("most_changed", "17"), ("key", "nothing")] {
        let page = server.json(&format!("{list}&order={order}")).await;
        let after = page["after"].as_str().expect("there is more").replace('%', "%25").replace('#', "%23");
        assert_eq!(server.get(&format!("{list}&order={order}&after={after}")).await.status(), 200, "{order}");
        let refused = server.get(&format!("{list}&order={order}&after={other}")).await;
        assert_eq!(refused.status(), 400, "{order}");
        let problem: Value = refused.json().await.expect("JSON");
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains(other)), "{problem}");
    }
}

async fn post(server: &Server, body: Value) -> (u16, Value) {
    let response =
        server.http.post(server.url("/api/v1/items/demo-orders")).json(&body).send().await.expect("an answer");
    (response.status().as_u16(), response.json().await.expect("JSON"))
}

#[tokio::test]
async fn a_read_only_server_refuses_to_write_and_says_why() {
    let server = Server::start().await;
    for body in [
        json!({ "item": { "order_id": { "S": "1" } } }),
        json!({ "action": "delete", "key": { "order_id": { "S": "1" } } }),
    ] {
        let (status, problem) = post(&server, body).await;
        assert_eq!((status, &problem["code"], &problem["field"]), (403, &json!("read_only"), &json!("request")));
    }
}

#[tokio::test]
async fn a_body_that_is_no_write_request_is_answered_with_one_that_is() {
    let server = Server::start().await;
    for body in [json!({}), json!([]), json!({ "item": { "order_id": "plain" } }), json!({ "action": "explode" })] {
        let (status, problem) = post(&server, body.clone()).await;
        assert_eq!((status, &problem["code"]), (422, &json!("invalid_item")), "{body}");
    }
}
