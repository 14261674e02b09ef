//! What takes long does not hold up what does not. The tests run on a runtime of one thread, and hold the only thread that
//! work is done on: whatever was still done on the runtime's would never wait for it.

use std::sync::mpsc;

use afterimage_base::work::{MAX_AT_ONCE, Overloaded, Work, WorkLimits};
use afterimage_model::{AttributeValue, Image, Op};
use reqwest::Response;
use tokio::task::{JoinHandle, yield_now};

use super::support::{Server, changed, order};

/// A server whose only thread for work is held until told otherwise.
struct Held {
    server: Server,
    work: Work,
    release: mpsc::SyncSender<()>,
    holding: JoinHandle<Result<(), Overloaded>>,
}

impl Held {
    /// With room for so many besides; the archive has two changes of an item with a long list and a long text.
    async fn with_room_for(others: usize) -> Self {
        let work = Work::new(WorkLimits { threads: 1, at_once: others + 1, ..WorkLimits::default() });
        let server = Server::working_on(work.clone()).await;
        server
            .append(vec![
                changed(1, Op::Insert, 1, None, Some(large(0))),
                changed(2, Op::Modify, 1, Some(large(0)), Some(large(1))),
            ])
            .await;
        let (release, released) = mpsc::sync_channel::<()>(1);
        let holding = work.clone();
        let held = tokio::spawn(async move { holding.run(move || released.recv().unwrap_or_default()).await });
        while work.under_way() < 1 {
            yield_now().await;
        }
        Self { server, work, release, holding: held }
    }

    fn gets(&self, path: &str) -> JoinHandle<Response> {
        asked(self.server.http.get(self.server.url(path)))
    }

    /// Until so many wait for the thread.
    async fn until_waiting(&self, others: usize) {
        while self.work.under_way() < others + 1 {
            yield_now().await;
        }
    }

    async fn let_go(self) -> Server {
        self.release.send(()).expect("it is held");
        self.holding.await.expect("no panic").expect("done");
        self.server
    }
}

fn asked(request: reqwest::RequestBuilder) -> JoinHandle<Response> {
    tokio::spawn(async move { request.send().await.expect("an answer") })
}

/// Order 1 with a list of which one element is different.
fn large(odd: usize) -> Image {
    let element =
        |at: usize| AttributeValue::N(if at == 128 { odd } else { at }.to_string().parse().expect("a number"));
    let mut image = order(1, "placed");
    image.0.insert("list".to_owned(), AttributeValue::L((0..256).map(element).collect()));
    image.0.insert("text".to_owned(), AttributeValue::S("Lorem Ipsum ".repeat(10_000)));
    image
}

/// Ninety words, the last of which is nowhere.
fn ninety_words() -> String {
    format!("{}+nowhere", ["ipsum"; 89].join("+"))
}

/// A data model as large as a body may be, whose items all have keys of their own.
fn model() -> String {
    let keys = r#"{"PartitionKey": {"AttributeName": "id", "AttributeType": "S"}}"#;
    let items: Vec<String> = (0..30_000).map(|at| format!(r#"{{"id": {{"S": "item-{at}"}}}}"#)).collect();
    format!(
        r#"{{"ModelName": "Large", "DataModel": [{{"TableName": "large", "KeyAttributes": {keys}, "TableData": [{}]}}]}}"#,
        items.join(",")
    )
}

#[tokio::test]
async fn large_models_and_many_words_and_long_lists_wait_for_a_thread_while_the_server_lives() {
    let held = Held::with_room_for(MAX_AT_ONCE).await;
    let words = ninety_words();
    let model = || {
        let request = held.server.http.post(held.server.url("/api/v1/models"));
        asked(request.header("content-type", "application/json").body(model()))
    };
    let heavy = [
        model(),
        model(),
        held.gets(&format!("/api/v1/search?q={words}")),
        held.gets(&format!("/api/v1/changes?q={words}")),
        held.gets(&format!("/api/v1/items/demo-orders?q={words}")),
        held.gets(&format!("/api/v1/histogram?q={words}")),
        held.gets("/api/v1/hottest?by=attribute"),
        held.gets("/api/v1/items/demo-orders/order_id=order%231/diff?from=1&to=2"),
        held.gets("/api/v1/items/demo-orders/order_id=order%231/changes"),
        held.gets("/api/v1/items/demo-orders/order_id=order%231?at=v1"),
        held.gets("/api/v1/items/demo-orders/order_id=order%231/attribute?path=list[128]"),
        held.gets("/api/v1/items/demo-orders/order_id=order%231/restore?version=1"),
        held.gets("/api/v1/export?format=csv"),
        held.gets("/api/v1/changes/2"),
    ];
    // An export's answer has begun; its first page waits twice, once for its images and once to be written.
    held.until_waiting(heavy.len()).await;
    assert_eq!(held.server.json("/api/v1/health/live").await["live"], true);
    assert_eq!(held.server.get("/api/v1/health/ready").await.status(), 200);
    let server = held.let_go().await;
    for (at, answer) in heavy.into_iter().enumerate() {
        let answer = answer.await.expect("no panic");
        // Nothing is written here, but the model is read before that is told.
        let expected = if at < 2 { 403 } else { 200 };
        assert_eq!(answer.status(), expected, "{}", answer.url());
        answer.bytes().await.expect("all of it");
    }
    server.stop().await;
}

#[tokio::test]
async fn whoever_comes_when_there_is_no_room_is_told_to_come_back() {
    let held = Held::with_room_for(1).await;
    let waits = held.gets("/api/v1/changes/1");
    held.until_waiting(1).await;
    let refused = held.server.get("/api/v1/changes/2").await;
    assert_eq!((refused.status().as_u16(), refused.headers()["retry-after"].to_str().ok()), (503, Some("2")));
    let problem: serde_json::Value = refused.json().await.expect("JSON");
    assert_eq!(problem["code"], "overloaded");
    let server = held.let_go().await;
    assert_eq!(waits.await.expect("no panic").status(), 200);
    assert_eq!(server.get("/api/v1/changes/2").await.status(), 200);
    server.stop().await;
}

#[tokio::test]
async fn a_feed_that_is_open_waits_for_room_and_is_told_everything() {
    let held = Held::with_room_for(1).await;
    let mut feed = held.server.feed().await;
    feed.subscribe(Some(0), "ipsum").await;
    let waits = held.gets("/api/v1/changes/1");
    held.until_waiting(1).await;
    let server = held.let_go().await;
    assert_eq!(feed.ids_until(2).await, [1, 2]);
    assert_eq!(waits.await.expect("no panic").status(), 200);
    server.stop().await;
}

/// Compressing is done by the threads that answer.
#[tokio::test]
async fn an_answer_is_compressed_unless_it_is_long() {
    let server = Server::start().await;
    let long = |at: u64| changed(at, Op::Insert, 1, None, Some(large(0)));
    server.append((1..=20).map(long).collect()).await;
    for (limit, is_compressed) in [(1, true), (20, false)] {
        let request = server.http.get(server.url(&format!("/api/v1/changes?limit={limit}")));
        let answer = request.header("accept-encoding", "br").send().await.expect("an answer");
        assert_eq!(answer.headers().contains_key("content-encoding"), is_compressed, "{limit}");
    }
    server.stop().await;
}
