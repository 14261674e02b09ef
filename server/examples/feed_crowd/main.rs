//! How well the server does with a crowd on its feed: many sockets, each with a query of its own that looks for text, while
//! changes come in, and others ask for what takes long.
//!
//! `cargo run --release --example feed_crowd -- [SOCKETS] [CHANGES A SECOND] [SECONDS] [HEAVY REQUESTS AT ONCE]`. Everything
//! is in one process and on loopback: the figures are of the server and of its clients together. A heartbeat's lateness is
//! what lies between it and the one before, less the time that should.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use afterimage_app::{
    model::{AttributeValue, CapturedChange, Image, ItemKey, Op, Timestamp, ViewType, health::WritePermission},
    protocol::{FeedMessage, FeedRequest, HEARTBEAT_MS},
};
use afterimage_server::{
    archive::{Archive, ShardPage, incoming},
    backend::{BackendParts, LiveBackend},
    clock::SystemClock,
    config::TableSelection,
    feed::Feed,
    stream::StreamBoard,
    tables::{Clients, Tables},
    web::{self, AppState, SecurityOptions},
};
use futures::{SinkExt, StreamExt};
use tokio::{net::TcpListener, sync::mpsc, time};
use tokio_tungstenite::tungstenite::Message;
use tokio_util::sync::CancellationToken;

/// The stream that the changes are said to be of.
const STREAM: &str = "arn:aws:dynamodb:us-east-1:000000000000:table/orders/stream/2026-11-23T00:00:00.000";

/// The most heartbeats that are told of.
const MAX_TOLD: usize = 100_000;

/// How often changes are archived.
const PAGES_A_SECOND: u64 = 20;

/// The words that the items hold.
const WORDS: [&str; 8] = ["lorem", "ipsum", "dolor", "sit", "amet", "consectetur", "adipiscing", "elit"];

fn main() {
    let mut arguments = std::env::args().skip(1).filter_map(|argument| argument.parse().ok());
    let mut next = |usual: u64| arguments.next().unwrap_or(usual);
    let (sockets, rate, seconds, heavy) = (next(512), next(1_000), next(30), next(0));
    let runtime = |threads| {
        tokio::runtime::Builder::new_multi_thread().worker_threads(threads).enable_all().build().expect("a runtime")
    };
    // The clients wait on a thread of their own, so that it is the server whose lateness is told.
    let (server, clients) = (runtime(2), runtime(1));
    let folder = tempfile::tempdir().expect("a folder");
    let (archive, address) = server.block_on(serve(folder.path()));
    let stop = CancellationToken::new();
    let (late, mut lateness) = mpsc::channel(MAX_TOLD);
    for number in 0..sockets {
        clients.spawn(stop.clone().run_until_cancelled_owned(watch(address.to_string(), number, late.clone())));
    }
    for number in 0..heavy {
        clients.spawn(stop.clone().run_until_cancelled_owned(search(address.to_string(), number)));
    }
    drop(late);
    let answers = clients.spawn(health(address.to_string(), seconds));
    server.spawn(stop.clone().run_until_cancelled_owned(fill(archive, rate)));
    let answers = clients.block_on(answers).expect("no panic");
    stop.cancel();
    let mut told = Vec::new();
    while let Some(milliseconds) = clients.block_on(lateness.recv()) {
        told.push(milliseconds);
    }
    println!("{sockets} sockets, {rate} changes a second, {heavy} heavy requests at once, {seconds} s");
    report("heartbeats' lateness", told);
    report("answers of /health/live", answers);
}

fn report(what: &str, mut milliseconds: Vec<f64>) {
    milliseconds.sort_by(f64::total_cmp);
    let at = |percent: usize| milliseconds.get((milliseconds.len() * percent / 100).min(milliseconds.len().max(1) - 1));
    let [p50, p99, most] = [50, 99, 100].map(|percent| at(percent).copied().unwrap_or(f64::NAN));
    println!("{what}: p50 {p50:.1} ms, p99 {p99:.1} ms, most {most:.1} ms, of {}", milliseconds.len());
}

async fn serve(folder: &std::path::Path) -> (Archive, std::net::SocketAddr) {
    let clock = Arc::new(SystemClock);
    let archive = Archive::open(folder, clock.clone()).await.expect("an archive");
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let address = listener.local_addr().expect("its address");
    let clients = Clients::embedded("http://127.0.0.1:1");
    let selection = TableSelection::Named(vec!["orders".to_owned()]);
    let parts = BackendParts {
        archive: archive.reader.clone(),
        writer: archive.writer.clone(),
        wake: archive.writer.subscribe(),
        board: StreamBoard::default(),
        tables: Tables::new(&clients, selection, WritePermission::ReadOnly),
        demo: None,
        baselines: None,
        clock,
    };
    let feed = Feed::new(archive.reader.clone(), archive.writer.subscribe(), Arc::new(|| None));
    let (security, shutdown) = (SecurityOptions::listening_on(address), CancellationToken::new());
    let backend = Arc::new(LiveBackend::new(parts));
    let state = AppState::new(backend, archive.reader.clone(), feed, security, shutdown);
    tokio::spawn(web::serve(listener, state));
    (archive, address)
}

/// Archives changes until it is stopped.
async fn fill(archive: Archive, rate: u64) {
    let mut ticks = time::interval(Duration::from_millis(1_000 / PAGES_A_SECOND));
    let mut at = 0;
    loop {
        ticks.tick().await;
        let changes: Vec<_> = (at..at + rate / PAGES_A_SECOND).map(|number| incoming(change(number))).collect();
        at += changes.len() as u64;
        let (stream_arn, shard_id) = (STREAM.to_owned(), "shard-1".to_owned());
        let page = ShardPage { stream_arn, shard_id, changes: changes.into(), checkpoint: None };
        archive.writer.append(page).await.expect("archived");
    }
}

/// An item that comes into being, with a few words.
fn change(number: u64) -> CapturedChange {
    let word = |at: u64| WORDS[usize::try_from((number >> at) % 8).unwrap_or_default()];
    let text = (0..40).map(word).collect::<Vec<_>>().join(" ");
    let id = AttributeValue::S(format!("order#{number}"));
    let keys = Image::from_iter([("id".to_owned(), id.clone())]);
    let image = Image::from_iter([
        ("id".to_owned(), id),
        ("note".to_owned(), AttributeValue::S(text)),
        ("status".to_owned(), AttributeValue::S("placed".to_owned())),
    ]);
    let now = Timestamp::from_millis(1_795_356_557_000);
    CapturedChange {
        table: "orders".to_owned(),
        stream_arn: STREAM.to_owned(),
        shard_id: "shard-1".to_owned(),
        sequence_number: (number + 1).to_string().parse().expect("digits"),
        event_id: format!("event-{number}"),
        op: Op::Insert,
        item_key: ItemKey::from_image(&keys).expect("a key"),
        old_image: None,
        size_bytes: image.size_bytes() as u64,
        new_image: Some(image),
        created_at: now,
        received_at: now,
        actor: None,
        view_type: ViewType::NewAndOldImages,
        note: None,
    }
}

/// Watches for a word and a number that few items have, and tells how late heartbeats are, in milliseconds.
async fn watch(address: String, number: u64, late: mpsc::Sender<f64>) {
    let (mut socket, _) = tokio_tungstenite::connect_async(format!("ws://{address}/feed")).await.expect("a socket");
    let word = WORDS[usize::try_from(number % 8).unwrap_or_default()];
    let query = format!("{word} #{number}");
    let request = FeedRequest::Subscribe { cursor: None, epoch: None, query };
    socket.send(Message::text(serde_json::to_string(&request).expect("JSON"))).await.expect("sent");
    let mut last: Option<Instant> = None;
    while let Some(Ok(message)) = socket.next().await {
        let Message::Text(text) = message else { continue };
        if let Ok(FeedMessage::Heartbeat { .. }) = serde_json::from_str(&text) {
            let now = Instant::now();
            if let Some(last) = last.replace(now) {
                let between = (now - last).as_secs_f64() * 1_000.0;
                let _ = late.try_send((between - HEARTBEAT_MS as f64).max(0.0));
            }
        }
    }
}

/// Searches for ninety words again and again.
async fn search(address: String, number: u64) {
    let http = reqwest::Client::new();
    let words = format!("{}+nowhere{number}", ["ipsum"; 89].join("+"));
    loop {
        let answer = http.get(format!("http://{address}/api/v1/search?q={words}")).send().await.expect("an answer");
        answer.bytes().await.expect("all of it");
    }
}

/// How long the server takes to say that it lives, in milliseconds.
async fn health(address: String, seconds: u64) -> Vec<f64> {
    let (http, begun, mut answers) = (reqwest::Client::new(), Instant::now(), Vec::new());
    while begun.elapsed() < Duration::from_secs(seconds) {
        let asked = Instant::now();
        http.get(format!("http://{address}/api/v1/health/live")).send().await.expect("an answer");
        answers.push(asked.elapsed().as_secs_f64() * 1_000.0);
        time::sleep(Duration::from_millis(20)).await;
    }
    answers
}
