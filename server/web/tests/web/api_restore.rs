//! Comparing and restoring on a server that only reads, and whose tables cannot be reached.

use afterimage_model::Op;
use serde_json::json;

use crate::support::{Server, changed, order};

const ITEM: &str = "/api/v1/items/demo-orders/order_id=order%231";

async fn two_versions() -> Server {
    let server = Server::with_orders(1).await;
    server.append(vec![changed(2, Op::Modify, 1, Some(order(1, "placed")), Some(order(1, "paid")))]).await;
    server
}

#[tokio::test]
async fn versions_are_compared_from_the_archive_alone() {
    let server = two_versions().await;
    let told = server.json(&format!("{ITEM}/diff?from=1&to=2")).await;
    assert_eq!(told["keys"], json!({"order_id": {"S": "order#1"}}));
    assert_eq!((&told["from"]["version"], &told["to"]["change_id"]), (&json!(1), &json!(2)));
    let expected = json!([{
        "path": ["status"], "path_text": "status", "kind": "changed", "scope": "value",
        "old": {"S": "placed"}, "new": {"S": "paid"},
    }]);
    assert_eq!(told["diff"], json!({"entries": expected, "unchanged": ["order_id"]}));
    let swapped = server.json(&format!("{ITEM}/diff?from=2&to=1")).await;
    assert_eq!(swapped["diff"]["entries"][0]["new"], json!({"S": "placed"}));
}

#[tokio::test]
async fn what_dynamodb_does_not_tell_is_not_known_and_says_why() {
    let server = two_versions().await;
    let told = server.json(&format!("{ITEM}/diff?from=1&to=now")).await;
    assert_eq!((&told["diff"], &told["to"]["existence"]), (&json!(null), &json!("unknown")));
    assert_eq!(told["to"]["why_unknown"]["reason"], "unreachable");
    let preview = server.json(&format!("{ITEM}/restore?version=1")).await;
    assert_eq!((&preview["expected"], &preview["diff"]), (&json!(null), &json!(null)));
}

#[tokio::test]
async fn a_read_only_server_refuses_to_restore_and_says_why() {
    let server = two_versions().await;
    let preview = server.json(&format!("{ITEM}/restore?change_id=1")).await;
    assert!(preview["refused"].as_str().is_some_and(|refused| refused.contains("--allow-writes")), "{preview}");
    assert_eq!(preview["target"]["version"], 1);
    let body = json!({"version": 1, "expected": "absent"});
    let answer = server.http.post(server.url(&format!("{ITEM}/restore"))).json(&body).send().await.expect("an answer");
    assert_eq!(answer.status(), 403);
    assert_eq!(answer.json::<serde_json::Value>().await.expect("JSON")["code"], "read_only");
}
