//! `GET /api/v1/changes` and `GET /api/v1/changes/{id}`.

use afterimage_model::{Change, Op};
use futures::StreamExt;
use serde_json::Value;

use crate::support::{Server, changed, inserted, order};

fn ids(page: &Value) -> Vec<i64> {
    page["changes"].as_array().expect("changes").iter().map(|change| change["id"].as_i64().expect("an id")).collect()
}

#[tokio::test]
async fn pages_go_on_where_the_last_one_ended_until_the_end() {
    let server = Server::with_orders(25).await;
    let (mut after, mut all) = (0, Vec::new());
    loop {
        let page = server.json(&format!("/api/v1/changes?after={after}&limit=10")).await;
        all.extend(ids(&page));
        after = page["next_after"].as_i64().expect("a position");
        if page["end"] == true {
            break;
        }
    }
    assert_eq!(all, (1..=25).collect::<Vec<_>>());
    let later = server.json(&format!("/api/v1/changes?after={after}")).await;
    assert_eq!((ids(&later), later["next_after"].as_i64(), &later["end"]), (vec![], Some(25), &Value::Bool(true)));
    server.insert(26..=26).await;
    assert_eq!(ids(&server.json(&format!("/api/v1/changes?after={after}")).await), [26]);
}

#[tokio::test]
async fn before_reads_newest_first() {
    let server = Server::with_orders(5).await;
    let first = server.json("/api/v1/changes?before=latest&limit=2").await;
    assert_eq!((ids(&first), first["next_before"].as_i64()), (vec![5, 4], Some(4)));
    let rest = server.json("/api/v1/changes?before=4").await;
    assert_eq!((ids(&rest), rest.get("next_before"), &rest["end"]), (vec![3, 2, 1], None, &Value::Bool(true)));
}

#[tokio::test]
async fn a_query_keeps_what_matches() {
    let server = Server::with_orders(9).await;
    let page = server.json("/api/v1/changes?q=table:demo-orders%20key:%22order%237%22").await;
    assert_eq!(ids(&page), [7]);
    assert_eq!(page["end"], true);
}

#[tokio::test]
async fn a_query_may_speak_of_attributes_and_of_times_relative_to_now() {
    let server = Server::with_orders(3).await;
    let modified = changed(4, Op::Modify, 1, Some(order(1, "placed")), Some(order(1, "paid")));
    server.append(vec![modified]).await;
    let page = server.json("/api/v1/changes?q=old.status:placed%20new.status:paid%20changed:status").await;
    assert_eq!(ids(&page), [4]);
    // The orders are of 2026-11-22.
    for (times, count) in [("at:2026-11-22", 4), ("at:..-0s", 4), ("at:-36525d..2026-11-21", 0)] {
        let page = server.json(&format!("/api/v1/changes?q={times}")).await;
        assert_eq!(ids(&page).len(), count, "{times}");
    }
}

#[tokio::test]
async fn a_change_has_every_field_and_reads_back_as_it_was() {
    let server = Server::with_orders(1).await;
    let modified = changed(2, Op::Modify, 1, Some(order(1, "placed")), Some(order(1, "paid")));
    let id = server.append(vec![modified.clone()]).await;
    let json = server.json(&format!("/api/v1/changes/{id}")).await;
    assert_eq!(json["changed"], serde_json::json!(["status"]));
    assert_eq!(json["keys"], serde_json::json!({ "order_id": { "S": "order#1" } }));
    assert_eq!(json["created_at"], "2026-11-22T14:09:17.000Z");
    let change: Change = serde_json::from_value(json).expect("a change");
    assert_eq!(change.captured, modified);
}

#[tokio::test]
async fn lines_are_streamed_to_the_end_in_pieces() {
    let server = Server::with_orders(1_234).await;
    let request = server.http.get(server.url("/api/v1/changes?after=34")).header("accept", "application/x-ndjson");
    let response = request.send().await.expect("an answer");
    assert_eq!(response.headers()["content-type"], "application/x-ndjson");
    let (mut text, mut pieces) = (String::new(), response.bytes_stream());
    while let Some(piece) = pieces.next().await {
        text.push_str(std::str::from_utf8(&piece.expect("a piece")).expect("UTF-8"));
    }
    assert!(text.ends_with('\n'), "every line ends");
    let ids: Vec<i64> = text.lines().map(|line| serde_json::from_str::<Change>(line).expect("a change").id.0).collect();
    assert_eq!(ids, (35..=1_234).collect::<Vec<_>>());
}

#[tokio::test]
async fn lines_heed_the_query_and_the_limit() {
    let server = Server::start().await;
    server.append((1..=300).map(|at| inserted(at, if at % 3 == 0 { "paid" } else { "placed" })).collect()).await;
    let request = server
        .http
        .get(server.url("/api/v1/changes?q=paid&limit=7"))
        .header("accept", "text/csv, application/x-ndjson;q=0.9");
    let text = request.send().await.expect("an answer").text().await.expect("text");
    let ids: Vec<i64> = text.lines().map(|line| serde_json::from_str::<Change>(line).expect("a change").id.0).collect();
    assert_eq!(ids, [3, 6, 9, 12, 15, 18, 21]);
}

#[tokio::test]
async fn a_page_is_compressed_for_those_who_take_it() {
    let server = Server::with_orders(50).await;
    let request = server.http.get(server.url("/api/v1/changes")).header("accept-encoding", "br");
    assert_eq!(request.send().await.expect("an answer").headers()["content-encoding"], "br");
}
