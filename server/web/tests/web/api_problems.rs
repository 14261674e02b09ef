//! Errors: every one under `/api` is a problem as RFC 9457 has it.

use afterimage_web::limits;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::support::Server;

async fn problem(request: RequestBuilder) -> (u16, Value) {
    let response = request.send().await.expect("an answer");
    let status = response.status().as_u16();
    assert_eq!(response.headers()["content-type"], "application/problem+json", "{status}");
    let problem: Value = response.json().await.expect("JSON");
    assert_eq!(problem["status"], status);
    assert!(problem["title"].is_string() && problem["detail"].is_string(), "{problem}");
    (status, problem)
}

#[tokio::test]
async fn a_bad_query_points_at_the_column() {
    let server = Server::start().await;
    let (status, problem) = problem(server.http.get(server.url("/api/v1/changes?q=paid%20op:nonsense"))).await;
    assert_eq!((status, &problem["code"]), (400, &json!("bad_query")));
    assert_eq!(problem["column"], 8);
    assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains("insert, modify, remove")), "{problem}");
}

#[tokio::test]
async fn what_is_not_there_and_what_does_not_fit_is_told() {
    let server = Server::start().await;
    let cases = [
        (Method::GET, "/api/v1/nothing", 404, "not_found"),
        (Method::GET, "/api/v2/changes", 404, "not_found"),
        (Method::GET, "/api/v1/changes/1", 404, "not_found"),
        (Method::GET, "/api/v1/changes/one", 400, "bad_path"),
        (Method::GET, "/api/v1/changes?after=one", 400, "bad_parameter"),
        (Method::GET, "/api/v1/changes?before=one", 400, "bad_parameter"),
        (Method::GET, "/api/v1/changes?before=-1", 400, "bad_parameter"),
        (Method::GET, "/api/v1/changes/-1", 400, "bad_path"),
        (Method::GET, "/api/v1/replays/one", 400, "bad_path"),
        (Method::DELETE, "/api/v1/replays/1", 404, "not_found"),
        (Method::GET, "/api/v1/changes?after=1&before=2", 400, "after_and_before"),
        (Method::GET, "/api/v1/changes?limit=0", 400, "bad_limit"),
        (Method::GET, "/api/v1/changes?limit=1001", 400, "bad_limit"),
        (Method::DELETE, "/api/v1/changes", 405, "method_not_allowed"),
        (Method::POST, "/api/v1/tables", 405, "method_not_allowed"),
        (Method::GET, "/feed", 400, "not_a_websocket"),
    ];
    for (method, path, status, code) in cases {
        let (found, problem) = problem(server.http.request(method, server.url(path))).await;
        assert_eq!((found, &problem["code"]), (status, &json!(code)), "{path}");
    }
}

#[tokio::test]
async fn a_refusal_names_the_field_and_the_reason_and_where_to_look() {
    let server = Server::start().await;
    let post = |body: &'static str| {
        server.http.post(server.url("/api/v1/replays")).header("content-type", "application/json").body(body)
    };
    let cases = [
        (server.http.get(server.url("/api/v1/changes?limit=-1")), "limit: not a whole number of 0 or more"),
        (server.http.get(server.url("/api/v1/search?after=x")), "after: a change's id is a whole number from 0"),
        (server.http.get(server.url("/api/v1/changes/x")), "a change's id is a whole number from 0"),
        (server.http.get(server.url("/api/v1/hottest")), "by is missing"),
        (server.http.get(server.url("/api/v1/items/demo-orders/order_id=1/diff?from=1")), "to is missing"),
        (server.http.get(server.url("/api/v1/items/demo-orders/order_id=1/diff")), "from is missing"),
        (post(r#"{"to_table": "demo-orders", "rate": "fast"}"#), "rate: invalid type"),
        (post("{}"), "missing field `to_table`"),
    ];
    for (request, words) in cases {
        let (status, told) = problem(request).await;
        let detail = told["detail"].as_str().expect("words");
        assert!((400..500).contains(&status) && detail.contains(words), "{told}");
        assert!(detail.contains("/api/v1/openapi.json"), "{told}");
    }
}

#[tokio::test]
async fn a_body_must_be_json_and_within_its_limit() {
    let server = Server::start().await;
    let post = || server.http.post(server.url("/api/v1/items/demo-orders"));
    let (status, _) = problem(post().body("{}")).await;
    assert_eq!(status, 415, "a form of another site cannot send this content type without asking");
    let (status, told) = problem(post().header("content-type", "application/json").body("{")).await;
    assert_eq!((status, &told["code"]), (400, &json!("not_json")));
    let large = vec![b' '; limits::MAX_BODY_BYTES + 1];
    let (status, told) = problem(post().header("content-type", "application/json").body(large.clone())).await;
    assert_eq!((status, &told["code"]), (413, &json!("body_too_large")));
    let undeclared = reqwest::Body::wrap_stream(futures::stream::iter([Ok::<_, std::io::Error>(large)]));
    let (status, _) = problem(post().header("content-type", "application/json").body(undeclared)).await;
    assert_eq!(status, 413, "also when the length is not told beforehand");
}

#[tokio::test]
async fn an_address_has_a_limit() {
    let server = Server::start().await;
    let path = format!("/api/v1/changes?q={}", "a".repeat(limits::MAX_URI_BYTES));
    let (status, told) = problem(server.http.get(server.url(&path))).await;
    assert_eq!((status, &told["code"]), (414, &json!("uri_too_long")));
}
