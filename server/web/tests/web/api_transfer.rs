//! `GET /api/v1/items/{table}`, `GET /api/v1/export`, `/api/v1/replays` and `/api/v1/models`.

use afterimage_model::Op;
use serde_json::{Value, json};

use crate::support::{Server, changed, order};

fn keys(page: &Value) -> Vec<&str> {
    let items = page["items"].as_array().expect("items").iter();
    items.map(|item| item["item_key"].as_str().expect("a key")).collect()
}

#[tokio::test]
async fn items_are_listed_in_pages_by_order_state_and_query() {
    let server = Server::with_orders(5).await;
    server.append(vec![changed(6, Op::Remove, 2, Some(order(2, "paid")), None)]).await;
    let first = server.json("/api/v1/items/demo-orders?order=key&limit=3").await;
    assert_eq!(keys(&first), ["order_id=order#1", "order_id=order#2", "order_id=order#3"]);
    assert_eq!((&first["total"], &first["before"]), (&json!(5), &Value::Null));
    let after = first["after"].as_str().expect("there is more").replace('#', "%23");
    let second = server.json(&format!("/api/v1/items/demo-orders?order=key&limit=3&after={after}")).await;
    assert_eq!((keys(&second), &second["after"]), (vec!["order_id=order#4", "order_id=order#5"], &Value::Null));
    let before = second["before"].as_str().expect("there is more").replace('#', "%23");
    let back = server.json(&format!("/api/v1/items/demo-orders?order=key&limit=3&before={before}")).await;
    assert_eq!(keys(&back), keys(&first));
    let deleted = server.json("/api/v1/items/demo-orders?state=deleted&q=attr:status:paid").await;
    assert_eq!(keys(&deleted), ["order_id=order#2"]);
    assert!(keys(&server.json("/api/v1/items/nowhere").await).is_empty());
}

#[tokio::test]
async fn what_cannot_be_asked_of_items_is_told() {
    let server = Server::with_orders(1).await;
    for (parameters, words) in [
        ("order=size", "last_change, most_changed, key"),
        ("state=gone", "all, alive, deleted"),
        ("q=changed:status", "about what a change did"),
        ("q=op:sideways", "sideways"),
        ("limit=0", "limit"),
        ("after=1&before=2", "not both"),
    ] {
        let answer = server.get(&format!("/api/v1/items/demo-orders?{parameters}")).await;
        assert_eq!(answer.status().as_u16(), 400, "{parameters}");
        let problem: Value = answer.json().await.expect("a problem");
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains(words)), "{parameters}: {problem}");
    }
}

#[tokio::test]
async fn an_export_is_a_file_in_the_form_asked_for_and_never_compressed_on_the_way() {
    let server = Server::with_orders(3).await;
    for (format, media_type, ending) in [
        ("jsonl", "application/jsonl", "jsonl"),
        ("csv", "text/csv; charset=utf-8; header=present", "csv"),
        ("parquet", "application/vnd.apache.parquet", "parquet"),
        ("api", "application/jsonl", "jsonl"),
    ] {
        let url = server.url(&format!("/api/v1/export?q=table:demo-orders&format={format}"));
        let answer = server.http.get(url).header("accept-encoding", "gzip, br").send().await.expect("an answer");
        let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        assert_eq!(header("content-type").as_deref(), Some(media_type));
        let file = format!("attachment; filename=\"afterimage-table-demo-orders.{ending}\"");
        assert_eq!(header("content-disposition"), Some(file));
        assert_eq!(header("content-encoding"), None);
        assert!(!answer.bytes().await.expect("a body").is_empty());
    }
    let answer = server.get("/api/v1/export?format=xlsx").await;
    assert_eq!(answer.status().as_u16(), 400);
    assert_eq!(server.get("/api/v1/export?q=op:sideways").await.status().as_u16(), 400);
}

#[tokio::test]
async fn what_is_no_model_and_no_replay_is_refused() {
    let server = Server::with_orders(1).await;
    let post = |path: &str, body: Value| {
        let request = server.http.post(server.url(path)).json(&body);
        async move { request.send().await.expect("an answer") }
    };
    let answer = post("/api/v1/models", json!({"DataModel": [{"TableName": "x"}]})).await;
    assert_eq!(answer.status().as_u16(), 400);
    let problem: Value = answer.json().await.expect("a problem");
    assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains("DataModel[0].TableName")), "{problem}");
    let replay = |rate: f64| json!({"query": "", "to_table": "nowhere", "rate": rate});
    assert_eq!(post("/api/v1/replays", replay(0.0)).await.status().as_u16(), 400);
    assert!(post("/api/v1/replays", replay(1.0)).await.status().is_client_error());
    assert_eq!(server.get("/api/v1/replays/7").await.status().as_u16(), 404);
}
