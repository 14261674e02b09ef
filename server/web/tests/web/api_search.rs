//! `GET /api/v1/search`, `/histogram`, `/hottest`, and `/api/v1/views`.

use serde_json::{Value, json};

use crate::support::Server;

fn ids(page: &Value) -> Vec<i64> {
    page["hits"].as_array().expect("hits").iter().map(|hit| hit["id"].as_i64().expect("an id")).collect()
}

#[tokio::test]
async fn a_search_goes_on_where_it_was_in_either_order() {
    let server = Server::with_orders(5).await;
    let first = server.json("/api/v1/search?q=placed&limit=2").await;
    assert_eq!((ids(&first), &first["total"], &first["scanned"]), (vec![5, 4], &json!(5), &json!(2)));
    assert_eq!(first["hits"][0]["matched"][0], json!({"place": "status", "text": "placed"}));
    let rest = server.json(&format!("/api/v1/search?q=placed&before={}", first["scanned_to"])).await;
    assert_eq!((ids(&rest), &rest["end"]), (vec![3, 2, 1], &json!(true)));
    let oldest = server.json("/api/v1/search?q=placed&order=oldest&after=2&limit=2").await;
    assert_eq!((ids(&oldest), &oldest["scanned"]), (vec![3, 4], &json!(2)));
}

#[tokio::test]
async fn what_cannot_be_read_is_told_with_its_place() {
    let server = Server::with_orders(1).await;
    for path in ["search?q=op:walk", "histogram?q=op:walk", "hottest?by=item&q=op:walk"] {
        let response = server.get(&format!("/api/v1/{path}")).await;
        assert_eq!(response.status(), 400, "{path}");
        let problem: Value = response.json().await.expect("JSON");
        assert_eq!(problem["code"], "bad_query", "{path}");
        assert!(problem["column"].is_number(), "{path}");
    }
    assert_eq!(server.get("/api/v1/search?order=oldest&before=3").await.status(), 400);
    assert_eq!(
        server.get("/api/v1/histogram?q=word&start=2026-11-22T00:00:00Z&width_ms=0&count=3").await.status(),
        400
    );
}

#[tokio::test]
async fn charts_count_what_matches() {
    let server = Server::with_orders(5).await;
    for query in ["", "placed"] {
        let histogram = server.json(&format!("/api/v1/histogram?q={query}")).await;
        let counts = histogram["counts"].as_array().expect("counts");
        assert_eq!(counts.iter().map(|bar| bar["insert"].as_u64().expect("a count")).sum::<u64>(), 5, "{query}");
        assert_eq!(histogram["progress"]["scanned"], 5, "{query}");
        let hottest = server.json(&format!("/api/v1/hottest?by=item&q={query}")).await;
        assert_eq!((hottest["hottest"].as_array().map(Vec::len), &hottest["whole"]), (Some(5), &json!(true)));
    }
}

#[tokio::test]
async fn views_are_saved_listed_and_deleted_and_never_replaced_unasked() {
    let server = Server::start().await;
    assert_eq!(server.json("/api/v1/views").await, json!({"views": []}));
    assert_eq!(server.get("/api/v1/views/removals").await.status(), 404);
    let put = async |address: &str, query: &str| {
        let request = server.http.put(server.url(address)).json(&json!({"query": query}));
        request.send().await.expect("an answer").status().as_u16()
    };
    assert_eq!(put("/api/v1/views/removals", "op:remove").await, 200);
    assert_eq!(put("/api/v1/views/removals", "op:insert").await, 409);
    assert_eq!(server.json("/api/v1/views/removals").await["query"], "op:remove");
    assert_eq!(put("/api/v1/views/removals?replace=true", "op:insert").await, 200);
    assert_eq!(server.json("/api/v1/views").await["views"][0]["query"], "op:insert");
    let deleted = server.http.delete(server.url("/api/v1/views/removals")).send().await.expect("an answer");
    assert_eq!(deleted.status(), 204);
    assert_eq!(server.json("/api/v1/views").await, json!({"views": []}));
}
