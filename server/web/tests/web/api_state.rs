//! Tables, gaps, health and figures.

use std::collections::BTreeSet;

use afterimage_model::{Timestamp, table::Gap};
use serde_json::{Value, json};

use crate::support::{STREAM, Server};

#[tokio::test]
async fn tables_that_cannot_be_asked_are_shown_with_what_the_archive_knows() {
    let server = Server::with_orders(3).await;
    let tables = server.json("/api/v1/tables").await;
    let table = &tables["tables"][0];
    assert_eq!((&table["name"], &table["changes"], &table["items"]), (&json!("demo-orders"), &json!(3), &json!(3)));
    assert_eq!(table["stream"]["state"], "unknown");
}

#[tokio::test]
async fn gaps_are_listed() {
    let server = Server::start().await;
    let gap = Gap {
        table: "demo-orders".to_owned(),
        stream_arn: STREAM.to_owned(),
        shard_id: "shard-1".to_owned(),
        after_sequence_number: None,
        until_sequence_number: None,
        cause: "trimmed".to_owned(),
        detected_at: Timestamp::from_millis(0),
    };
    server.archive.writer.record_gap(gap).await.expect("recorded");
    assert_eq!(server.json("/api/v1/gaps").await["gaps"][0]["cause"], "trimmed");
}

#[tokio::test]
async fn a_working_server_is_live_and_ready() {
    let server = Server::start().await;
    assert_eq!(server.json("/api/v1/health/live").await, json!({ "live": true }));
    assert_eq!(server.json("/api/v1/health/ready").await, json!({ "ready": true, "failing": [] }));
    assert_eq!(server.json("/api/v1/health").await["checks"][0]["name"], "archive reader");
}

#[tokio::test]
async fn a_server_whose_archive_is_closed_lives_and_is_not_ready() {
    let server = Server::start().await;
    server.archive.writer.clone().close().await.expect("closed");
    assert_eq!(server.get("/api/v1/health/live").await.status(), 200);
    let ready = server.get("/api/v1/health/ready").await;
    assert_eq!(ready.status(), 503);
    let failing = ready.json::<serde_json::Value>().await.expect("JSON");
    assert!(failing["failing"].as_array().is_some_and(|failing| !failing.is_empty()), "{failing}");
    assert_eq!(server.get("/api/v1/health").await.status(), 503);
}

#[tokio::test]
async fn figures_are_told_in_prometheus_format() {
    let server = Server::with_orders(3).await;
    server.json("/api/v1/changes").await;
    let text = server.get("/metrics").await.text().await.expect("text");
    let is_there = |line: &str| text.lines().any(|found| found.starts_with(line));
    assert!(is_there("afterimage_archive_changes 3"), "{text}");
    assert!(is_there("# TYPE afterimage_http_requests_total counter"), "{text}");
    let by_route = r#"afterimage_http_requests_total{method="GET",route="/api/v1/changes",status="200"}"#;
    assert!(is_there(by_route), "{text}");
}

/// The names of metrics in a text.
fn metric_names(text: &str) -> BTreeSet<String> {
    let is_part = |it: char| it.is_ascii_lowercase() || it == '_';
    let begins = text.match_indices("afterimage_").map(|(at, _)| &text[at..]);
    let name = |rest: &str| rest[..rest.find(|it: char| !is_part(it)).unwrap_or(rest.len())].to_owned();
    begins.map(name).collect()
}

#[test]
fn the_dashboard_for_grafana_asks_for_figures_that_there_are() {
    let dashboard = include_str!("../../../../docs/grafana-dashboard.json");
    serde_json::from_str::<Value>(dashboard).expect("JSON");
    let sources = [
        include_str!("../../src/metrics.rs"),
        include_str!("../../../capture/src/measures.rs"),
        include_str!("../../../archive-sqlite/src/measures.rs"),
    ];
    let told: BTreeSet<String> = sources.iter().flat_map(|source| metric_names(source)).collect();
    for asked in metric_names(dashboard) {
        let base = ["_bucket", "_count", "_sum"].iter().find_map(|suffix| asked.strip_suffix(suffix));
        assert!(told.contains(base.unwrap_or(&asked)), "{asked} is told by nobody");
    }
}
