//! Who is answered at the embedded DynamoDB's port, and who is not: by what goes over the wire.

use std::collections::BTreeMap;

use afterimage_model::plain_json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use super::{PATIENCE, Running, TABLE, start};

const SIGNED: [(&str, &str); 2] = [
    (
        "Authorization",
        "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
    ),
    ("X-Amz-Date", "20260101T000000Z"),
];

/// An answer.
struct Answer {
    status: u16,
    /// By lower-case name.
    headers: BTreeMap<String, String>,
    body: String,
}

/// A connection that lives on between requests.
struct Wire(TcpStream);

impl Wire {
    async fn to(running: &Running) -> Self {
        let address = running.emulator.url().trim_start_matches("http://");
        Self(TcpStream::connect(address).await.expect("a connection"))
    }

    /// Sends a head and a body as they are, and reads the answer.
    async fn send(&mut self, head: &str, body: &[u8]) -> Answer {
        let request = [head.replace('\n', "\r\n").as_bytes(), b"\r\n", body].concat();
        timeout(PATIENCE, async {
            self.0.write_all(&request).await.expect("sent");
            self.answer(head.starts_with("HEAD")).await
        })
        .await
        .expect("no answer")
    }

    async fn answer(&mut self, without_body: bool) -> Answer {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(self.0.read_u8().await.expect("a head"));
        }
        let head = String::from_utf8(head).expect("text");
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok());
        let headers: BTreeMap<String, String> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        let length = headers.get("content-length").and_then(|length| length.parse().ok());
        let mut body = vec![0; if without_body { 0 } else { length.expect("a length") }];
        self.0.read_exact(&mut body).await.expect("a body");
        Answer { status: status.expect("a status"), headers, body: String::from_utf8(body).expect("text") }
    }

    /// What a web page, or whoever, asks for an item to be put with these headers.
    async fn put(&mut self, id: &str, host: Option<&str>, more: &[(&str, &str)]) -> Answer {
        let body = format!(r#"{{"TableName": "{TABLE}", "Item": {{"id": {{"S": "{id}"}}}}}}"#);
        let mut head = "POST / HTTP/1.1\n".to_owned();
        let host = host.map(|host| ("Host", host));
        let target = ("X-Amz-Target", "DynamoDB_20120810.PutItem");
        let length = body.len().to_string();
        let usual = [target, ("Content-Type", "application/x-amz-json-1.0"), ("Content-Length", &length)];
        for (name, value) in host.into_iter().chain(usual).chain(SIGNED).chain(more.iter().copied()) {
            head.push_str(&format!("{name}: {value}\n"));
        }
        self.send(&head, body.as_bytes()).await
    }
}

impl Answer {
    /// No page may read it.
    fn assert_unshared(&self, what: &str) {
        let sharing: Vec<_> = self.headers.keys().filter(|name| name.starts_with("access-control-")).collect();
        assert!(sharing.is_empty(), "{what}: {sharing:?}");
    }

    fn assert_refused(&self, what: &str) {
        assert_eq!(self.status, 403, "{what}: {}", self.body);
        let error: serde_json::Value = serde_json::from_str(&self.body).expect("JSON");
        assert_eq!(error["__type"], "com.amazon.coral.service#AccessDeniedException", "{what}");
        assert!(error["message"].as_str().is_some_and(|message| message.contains("refuses")), "{what}: {error}");
        self.assert_unshared(what);
    }
}

async fn items(running: &Running) -> usize {
    running.changes(&running.arn().await).await.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_web_page_is_refused_and_writes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let running = start(folder.path());
    running.create().await;
    let own = running.emulator.url().trim_start_matches("http://").to_owned();
    let (cross, same) = (("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site"));
    let foreign = ("Origin", "https://evil.example");
    let navigation = [("Origin", "null"), cross, ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")];
    for (what, host, headers) in [
        ("a script", own.as_str(), &[foreign, cross][..]),
        ("a browser without Sec-Fetch-Site", &own, &[foreign]),
        ("a form", &own, &navigation),
        ("an image", &own, &[cross]),
        ("the dashboard's own pages", &own, &[("Origin", "http://127.0.0.1:3000"), same]),
        ("a page of another port", &own, &[same]),
        ("a name that was pointed here", "evil.example:8000", &[]),
        ("a name that was pointed here, with its own origin", "evil.example", &[("Origin", "http://evil.example")]),
    ] {
        let answer = Wire::to(&running).await.put(what, Some(host), headers).await;
        answer.assert_refused(what);
    }
    Wire::to(&running).await.put("no host", None, &[]).await.assert_refused("no host");
    assert_eq!(items(&running).await, 0);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_browser_is_told_that_a_page_may_read_answers() {
    let folder = tempfile::tempdir().expect("a folder");
    let running = start(folder.path());
    running.create().await;
    let url = running.emulator.url().to_owned();
    let host = url.trim_start_matches("http://");
    let mut wire = Wire::to(&running).await;
    for origin in ["https://evil.example", &url] {
        let preflight = format!(
            "OPTIONS / HTTP/1.1\nHost: {host}\nOrigin: {origin}\nAccess-Control-Request-Method: POST\n\
             Access-Control-Request-Headers: x-amz-target\nAccess-Control-Request-Private-Network: true\n"
        );
        wire.send(&preflight, b"").await.assert_unshared(origin);
    }
    let own = wire.put("own", Some(host), &[("Origin", &url), ("Sec-Fetch-Site", "same-origin")]).await;
    own.assert_unshared("the endpoint's own origin");
    assert_eq!((own.status, items(&running).await), (200, 1), "{}", own.body);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_notice_nothing_of_the_guard() {
    let folder = tempfile::tempdir().expect("a folder");
    let running = start(folder.path());
    running.create().await;
    let mut wire = Wire::to(&running).await;
    // One connection for several requests, under each of this machine's names.
    for (at, host) in ["localhost:8000", "127.0.0.1", "[::1]:8000"].into_iter().enumerate() {
        let answer = wire.put(&at.to_string(), Some(host), &[]).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, "{}"));
        for name in ["x-amz-crc32", "x-amzn-requestid", "content-type"] {
            assert!(answer.headers.contains_key(name), "no {name} in {:?}", answer.headers);
        }
    }
    // A body in pieces, and one that waits until it is asked for.
    let body = format!(r#"{{"TableName": "{TABLE}", "Item": {{"id": {{"S": "pieces"}}}}}}"#);
    let (begin, end) = body.split_at(20);
    let pieces = format!("{:x}\r\n{begin}\r\n{:x}\r\n{end}\r\n0\r\n\r\n", begin.len(), end.len());
    let signed = SIGNED.map(|(name, value)| format!("{name}: {value}\n")).concat();
    let head = format!(
        "POST / HTTP/1.1\nHost: localhost\nX-Amz-Target: DynamoDB_20120810.PutItem\n\
         Content-Type: application/x-amz-json-1.0\nTransfer-Encoding: chunked\n{signed}"
    );
    let answer = wire.send(&head, pieces.as_bytes()).await;
    assert_eq!((answer.status, items(&running).await), (200, 4), "{}", answer.body);
    let health = wire.send("GET / HTTP/1.1\nHost: localhost\n", b"").await;
    assert!(health.status == 200 && health.body.contains("healthy"), "{}", health.body);
    running.stop().await;
}

/// 25 items of up to 400 KB are the most that one request may write.
#[tokio::test(flavor = "multi_thread")]
async fn the_largest_requests_and_answers_go_through() {
    let folder = tempfile::tempdir().expect("a folder");
    let running = start(folder.path());
    running.create().await;
    let text = "x".repeat(390_000);
    let puts: Vec<String> = (0..25)
        .map(|id| format!(r#"{{"PutRequest": {{"Item": {{"id": {{"S": "{id}"}}, "t": {{"S": "{text}"}}}}}}}}"#))
        .collect();
    let body = format!(r#"{{"RequestItems": {{"{TABLE}": [{}]}}}}"#, puts.join(","));
    let signed = SIGNED.map(|(name, value)| format!("{name}: {value}\n")).concat();
    let head = |operation: &str, length: usize| {
        format!(
            "POST / HTTP/1.1\nHost: localhost\nX-Amz-Target: DynamoDB_20120810.{operation}\n\
             Content-Type: application/x-amz-json-1.0\nContent-Length: {length}\n{signed}"
        )
    };
    let mut wire = Wire::to(&running).await;
    let answer = wire.send(&head("BatchWriteItem", body.len()), body.as_bytes()).await;
    assert_eq!((answer.status, items(&running).await), (200, 25), "{}", answer.body);
    let keys: Vec<String> = (0..25).map(|id| format!(r#"{{"id": {{"S": "{id}"}}}}"#)).collect();
    let ask = format!(r#"{{"RequestItems": {{"{TABLE}": {{"Keys": [{}]}}}}}}"#, keys.join(","));
    let answer = wire.send(&head("BatchGetItem", ask.len()), ask.as_bytes()).await;
    assert!(answer.status == 200 && answer.body.len() > 25 * text.len(), "{}: {}", answer.status, answer.body.len());

    let larger = vec![b' '; 17 * 1024 * 1024];
    let answer = Wire::to(&running).await.send(&head("PutItem", larger.len()), &larger[..=16 * 1024 * 1024]).await;
    assert_eq!(answer.status, 413, "{}", answer.body);
    running.stop().await;
}

/// More than there are connections behind the guard.
#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_are_all_answered() {
    let folder = tempfile::tempdir().expect("a folder");
    let running = start(folder.path());
    running.create().await;
    let writes = (0..64).map(|id| {
        let tables = running.tables.clone();
        async move {
            let item = plain_json::from_text(&format!(r#"{{"id": "{id}"}}"#)).expect("an item");
            let request = afterimage_model::write::WriteRequest::Put { item, only_if_absent: true };
            tables.write(TABLE, request).await.expect("written");
        }
    });
    futures::future::join_all(writes).await;
    assert_eq!(items(&running).await, 64);
    running.stop().await;
}

/// More than are answered at once.
const SLOW: usize = 300;

#[tokio::test(flavor = "multi_thread")]
async fn who_is_slow_with_a_body_holds_nobody_up() {
    let folder = tempfile::tempdir().expect("a folder");
    let running = start(folder.path());
    running.create().await;
    let own = running.emulator.url().trim_start_matches("http://").to_owned();
    let head = format!("POST / HTTP/1.1\r\nHost: {own}\r\nContent-Length: 1000\r\n\r\n{{");
    let mut slow = Vec::new();
    for _ in 0..SLOW {
        let mut wire = Wire::to(&running).await;
        wire.0.write_all(head.as_bytes()).await.expect("sent");
        slow.push(wire);
    }
    // Long before those who are slow are sent away.
    let mut quick = Wire::to(&running).await;
    let answer = timeout(PATIENCE / 3, quick.put("1", Some(&own), &[])).await.expect("it waits for those who are slow");
    assert_eq!(answer.status, 200, "{}", answer.body);
}
