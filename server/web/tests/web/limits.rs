//! One client never stops the others: what is asked at once, what is sent and read slowly or never, has its limits.

use std::{fmt::Write, time::Duration};

use afterimage_model::{AttributeValue, Context, Language, Op};
use afterimage_web::limits::{MAX_BODY_BYTES, MAX_HEAD_BYTES, WebLimits};
use tokio::time::timeout;

use crate::{
    raw_client::{RawClient, status_of},
    support::{PATIENCE, Server, changed, order},
};

/// An answer to this many items is more than waits in any buffer between the server and its client.
const LARGE_ITEMS: u64 = 200;
const LARGE_ITEM_BYTES: usize = 60_000;

/// Few of everything, so that a test reaches all of them.
const FEW: WebLimits = WebLimits {
    connections: 12,
    connections_of_address: 10,
    pages: 3,
    answers: 3,
    watchers: 2,
    downloads: 2,
    head_time: PATIENCE,
    body_time: PATIENCE,
    body_pause: PATIENCE,
    write_time: PATIENCE,
    linger_time: PATIENCE,
    linger_bytes: 8 * MAX_BODY_BYTES,
};

/// Text that no compression makes much smaller.
fn noise(mut seed: u64, bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + 16);
    while text.len() < bytes {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        write!(text, "{:x}", seed >> 16).expect("written");
    }
    text
}

async fn with_large_orders(limits: WebLimits) -> Server {
    let server = Server::start_within(limits).await;
    for numbers in (1..=LARGE_ITEMS).collect::<Vec<_>>().chunks(50) {
        let inserted = numbers.iter().map(|number| {
            let mut image = order(*number, "placed");
            image.0.insert("text".to_owned(), AttributeValue::S(noise(*number, LARGE_ITEM_BYTES)));
            changed(*number, Op::Insert, *number, None, Some(image))
        });
        server.append(inserted.collect()).await;
    }
    server
}

async fn status(server: &Server, path: &str) -> u16 {
    RawClient::get(server.address, path).await.status().await
}

/// Health, pages and the feed answer.
async fn assert_others_are_served(server: &Server) {
    for path in ["/api/v1/health/live", "/api/v1/health/ready", "/metrics", "/", "/tables"] {
        let status = status(server, path).await;
        assert!(status == 200 || (path.ends_with("ready") && status == 503), "{path}: {status}");
    }
    let mut feed = server.feed().await;
    feed.subscribe(Some(LARGE_ITEMS.cast_signed()), "").await;
    feed.next().await;
}

#[tokio::test]
async fn exports_that_nobody_reads_are_few_and_take_nothing_from_others() {
    let server = with_large_orders(FEW).await;
    let paths = ["/api/v1/export", "/api/v1/export?format=parquet"];
    let mut unread = Vec::new();
    for at in 0..3 * FEW.connections {
        unread.push(RawClient::get(server.address, paths[at % paths.len()]).await);
        if at % 5 == 0 {
            assert_others_are_served(&server).await;
        }
    }
    assert_others_are_served(&server).await;
    let mut begun = 0;
    for client in &mut unread {
        let head = client.head().await;
        match status_of(&head) {
            200 => begun += 1,
            503 => assert!(head.contains("\r\nretry-after: "), "{head}"),
            other => panic!("{other}: {head}"),
        }
    }
    assert_eq!(begun, FEW.downloads);
}

#[tokio::test]
async fn streams_of_json_lines_are_downloads_too() {
    let server = with_large_orders(FEW).await;
    let lines = "accept: application/x-ndjson\r\n";
    let mut streams = Vec::new();
    for _ in 0..FEW.downloads {
        let mut client = RawClient::ask(server.address, "GET", "/api/v1/changes", lines).await;
        assert_eq!(client.status().await, 200);
        streams.push(client);
    }
    for (path, head) in [("/api/v1/changes", lines), ("/api/v1/export", "")] {
        let mut refused = RawClient::ask(server.address, "GET", path, head).await;
        let told = refused.head().await;
        assert_eq!(status_of(&told), 503, "{path}");
        assert!(told.contains("\r\nretry-after: ") && told.contains("application/problem+json"), "{told}");
    }
    assert_eq!(status(&server, "/api/v1/changes?limit=1").await, 200, "a page is no download");
}

#[tokio::test]
async fn whoever_takes_nothing_of_an_export_is_cut_and_makes_room() {
    let server = with_large_orders(WebLimits { downloads: 1, write_time: Duration::from_millis(300), ..FEW }).await;
    let mut unread = RawClient::get(server.address, "/api/v1/export").await;
    assert_eq!(unread.status().await, 200);
    assert_eq!(status(&server, "/api/v1/export").await, 503);
    let room = async { while status(&server, "/api/v1/export").await != 200 {} };
    timeout(PATIENCE, room).await.expect("the place of the one that was cut");
    let (rest, _) = unread.rest().await;
    assert!(!rest.ends_with(b"\r\n0\r\n\r\n"), "what was cut must not look whole");
    let figures = server.get("/metrics").await.text().await.expect("text");
    assert!(figures.contains("afterimage_http_connections_cut_total{why=\"not_read\"}"), "{figures}");
}

#[tokio::test]
async fn an_export_that_cannot_go_on_breaks_off_and_never_just_ends() {
    let server = with_large_orders(FEW).await;
    for format in ["jsonl", "csv", "parquet", "api"] {
        let path = format!("/api/v1/export?format={format}&progress={format}");
        let mut client = RawClient::get(server.address, &path).await;
        let head = client.head().await;
        assert!(status_of(&head) == 200 && head.contains("transfer-encoding: chunked"), "{head}");
        client.first_of_body().await;
        server.state.exports.cancel(&Context::local_user(Language::English), format);
        let (rest, _) = client.rest().await;
        assert!(!rest.ends_with(b"\r\n0\r\n\r\n"), "{format} looks whole");
    }
    let mut whole = RawClient::ask(server.address, "GET", "/api/v1/export", "connection: close\r\n").await;
    let (rest, _) = whole.rest().await;
    assert!(rest.ends_with(b"\r\n0\r\n\r\n"), "and one that goes on to the end tells so");
    let mut old = RawClient::connect(server.address).await;
    old.say(format!("GET /api/v1/export HTTP/1.0\r\nhost: {}\r\n\r\n", server.address).as_bytes()).await;
    assert_eq!(old.status().await, 505, "before HTTP/1.1 nothing tells an end from a breaking off");
}

#[tokio::test]
async fn requests_of_one_kind_take_nothing_from_another() {
    let server = with_large_orders(WebLimits { answers: 1, ..FEW }).await;
    let mut unread = RawClient::get(server.address, "/api/v1/export").await;
    assert_eq!(unread.status().await, 200);
    let told = RawClient::get(server.address, "/api/v1/changes").await.head().await;
    assert_eq!(status_of(&told), 503);
    assert!(told.contains("\r\nretry-after: ") && told.contains("\r\nconnection: close"), "{told}");
    assert_others_are_served(&server).await;
}

#[tokio::test]
async fn heads_that_never_end_take_no_place_from_whoever_comes() {
    let server = Server::start_within(FEW).await;
    let mut slow = Vec::new();
    for _ in 0..3 * FEW.connections {
        let mut client = RawClient::connect(server.address).await;
        client.say(b"GET / HTTP/1.1\r\nhost: ").await;
        slow.push(client);
    }
    assert_others_are_served(&server).await;
    let (rest, _) = slow[0].rest().await;
    assert!(rest.is_empty(), "the first ones had to leave");
}

#[tokio::test]
async fn a_head_has_its_time() {
    let server = Server::start_within(WebLimits { head_time: Duration::from_millis(200), ..FEW }).await;
    let mut client = RawClient::connect(server.address).await;
    client.say(b"GET / HTTP/1.1\r\n").await;
    client.rest().await;
}

#[tokio::test]
async fn a_body_that_stops_coming_is_answered_and_closed() {
    let server = Server::start_within(WebLimits { body_pause: Duration::from_millis(200), ..FEW }).await;
    for (path, length) in [
        ("/api/v1/items/demo-orders", "content-length: 100"),
        ("/api/v1/models", "transfer-encoding: chunked"),
        ("/ui/write", "content-length: 100"),
    ] {
        let origin = format!("origin: http://{}\r\n", server.address);
        let head = format!("content-type: application/json\r\n{origin}x-afterimage-ui: 1\r\n{length}\r\n");
        let mut client = RawClient::ask(server.address, "POST", path, &head).await;
        client.say(if length.starts_with("transfer") { b"5\r\n{\"a\":" } else { b"{\"a\":" }).await;
        let told = client.head().await;
        assert_eq!(status_of(&told), 408, "{path}");
        assert!(told.contains("\r\nconnection: close"), "{told}");
    }
}

/// All of it is sent before anything is read, as many clients do.
#[tokio::test]
async fn whoever_sends_too_much_comes_to_read_why() {
    let server = Server::start_within(FEW).await;
    let large = vec![b' '; 4 * MAX_BODY_BYTES];
    let declared = format!("content-length: {}\r\n", large.len());
    for length in [declared.as_str(), "transfer-encoding: chunked\r\n"] {
        let head = format!("content-type: application/json\r\n{length}");
        let mut client = RawClient::ask(server.address, "POST", "/api/v1/items/demo-orders", &head).await;
        if length.starts_with("transfer") {
            client.say(format!("{:x}\r\n", large.len()).as_bytes()).await;
        }
        client.say(&large).await;
        let told = client.head().await;
        assert_eq!(status_of(&told), 413, "{length}");
        assert!(told.contains("\r\nconnection: close"), "{told}");
        let (problem, has_ended) = client.rest().await;
        assert!(has_ended && String::from_utf8_lossy(&problem).contains("body_too_large"), "{length}");
    }
    let long = format!("x-long: {}\r\n", "a".repeat(4 * MAX_HEAD_BYTES));
    let mut client = RawClient::ask(server.address, "GET", "/", &long).await;
    assert_eq!(client.status().await, 431, "of a head as well");
}

/// Where no body is asked for it is not read, and its length need not have been told.
#[tokio::test]
async fn a_body_that_nobody_wants_does_not_hide_the_answer() {
    let server = Server::start_within(FEW).await;
    let large = vec![b' '; 4 * MAX_BODY_BYTES];
    for (method, path, status) in [("GET", "/api/v1/health/live", 200), ("GET", "/api/v1/changes/7", 404)] {
        let mut client = RawClient::ask(server.address, method, path, "transfer-encoding: chunked\r\n").await;
        client.say(format!("{:x}\r\n", large.len()).as_bytes()).await;
        client.say(&large).await;
        assert_eq!(client.status().await, status, "{method} {path}");
    }
}
