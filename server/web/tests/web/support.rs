//! A server with an archive that tests fill.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use afterimage_app::api::{PAGE_HEADER, PAGE_HEADER_VALUE};
use afterimage_archive::{Archive, ShardPage, StreamRecord, incoming};
use afterimage_archive_sqlite::SqliteArchive;
use afterimage_aws::{AwsTables, Clients};
use afterimage_base::{clock::SystemClock, work::Work};
use afterimage_capture::{StatusRegistry, selection::TableSelection};
use afterimage_model::{
    AttributeValue, CapturedChange, ChangeId, Image, ItemKey, Op, SequenceNumber, Timestamp, ViewType,
    health::WritePermission,
    protocol::{FeedMessage, FeedRequest},
};
use afterimage_service::history::History;
use afterimage_service::{
    backend::{BackendParts, LiveBackend},
    feed::Feed,
};
use afterimage_web::{AppState, SecurityOptions, limits::WebLimits};
use futures::{SinkExt, StreamExt};
use tempfile::TempDir;
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::timeout,
};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, tungstenite::Message};
use tokio_util::sync::CancellationToken;

/// Longer than anything here takes on a slow machine; only a failing test waits so long.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// The stream that tests write to.
pub const STREAM: &str = "arn:aws:dynamodb:local:000000000000:table/demo-orders/stream/2026-11-22T00:00:00.000";

/// A running server.
pub struct Server {
    pub address: SocketAddr,
    pub http: reqwest::Client,
    pub archive: Archive,
    pub state: AppState,
    shutdown: CancellationToken,
    serving: JoinHandle<()>,
    _folder: TempDir,
}

impl Server {
    /// A server with an empty archive, read-only, whose tables cannot be reached.
    pub async fn start() -> Self {
        Self::prepared(WebLimits::default(), Work::shared()).await
    }

    /// The same with other limits.
    pub async fn start_within(limits: WebLimits) -> Self {
        Self::prepared(limits, Work::shared()).await
    }

    /// The same, which does what takes long on these threads.
    pub async fn working_on(work: Work) -> Self {
        Self::prepared(WebLimits::default(), work).await
    }

    async fn prepared(limits: WebLimits, work: Work) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = Arc::new(SystemClock);
        let mut archive = SqliteArchive::open(folder.path(), clock.clone()).await.expect("an archive").door();
        archive.reader = archive.reader.with_work(work);
        archive.writer.upsert_stream(stream()).await.expect("the stream");
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let address = listener.local_addr().expect("its address");
        let parts = BackendParts {
            archive: archive.reader.clone(),
            writer: archive.writer.clone(),
            wake: archive.writer.subscribe(),
            statuses: StatusRegistry::default(),
            tables: AwsTables::new(
                &unreachable(),
                TableSelection::Named(vec!["demo-orders".to_owned()]),
                WritePermission::ReadOnly,
            )
            .handle(),
            demo: None,
            baselines: None,
            clock,
        };
        let feed = Feed::new(archive.reader.clone(), archive.writer.subscribe(), Arc::new(|| Some(40)));
        let (security, shutdown) = (SecurityOptions::listening_on(address), CancellationToken::new());
        let backend = Arc::new(LiveBackend::new(parts));
        let state = AppState::new(backend, History::new(archive.reader.clone()), feed, security, shutdown.clone())
            .within(limits);
        let serving = tokio::spawn(afterimage_web::serve(listener, state.clone()));
        Self { address, http: reqwest::Client::new(), archive, state, shutdown, serving, _folder: folder }
    }

    /// A server whose archive holds orders `1..=count`, one INSERT each, with ids from 1.
    pub async fn with_orders(count: u64) -> Self {
        let server = Self::start().await;
        server.insert(1..=count).await;
        server
    }

    /// Archives one INSERT for each number.
    pub async fn insert(&self, numbers: std::ops::RangeInclusive<u64>) -> ChangeId {
        self.append(numbers.map(|number| inserted(number, "placed")).collect()).await
    }

    /// Archives changes in one page.
    pub async fn append(&self, changes: Vec<CapturedChange>) -> ChangeId {
        let (stream_arn, shard_id) = (STREAM.to_owned(), "shard-1".to_owned());
        let changes: Vec<_> = changes.into_iter().map(incoming).collect();
        let page = ShardPage { stream_arn, shard_id, changes: changes.into(), checkpoint: None };
        self.archive.writer.append(page).await.expect("archived").last_id
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub async fn get(&self, path: &str) -> reqwest::Response {
        self.http.get(self.url(path)).send().await.expect("an answer")
    }

    pub async fn json(&self, path: &str) -> serde_json::Value {
        let response = self.get(path).await;
        assert_eq!(response.status(), 200, "{path}");
        response.json().await.expect("JSON")
    }

    /// What a server function that reads tells a page.
    pub async fn page_asks(&self, path: &str) -> serde_json::Value {
        let request = self.http.get(self.url(path)).header(PAGE_HEADER, PAGE_HEADER_VALUE);
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status(), 200, "{path}");
        response.json().await.expect("JSON")
    }

    /// Opens a feed socket.
    pub async fn feed(&self) -> FeedClient {
        let (socket, _) =
            tokio_tungstenite::connect_async(format!("ws://{}/feed", self.address)).await.expect("a socket");
        FeedClient(socket)
    }

    /// Stops the server and waits until it has.
    pub async fn stop(self) {
        self.shutdown.cancel();
        timeout(PATIENCE, self.serving).await.expect("it stops").expect("without a panic");
    }
}

/// Clients of an address where nothing listens: what is asked of it fails at once.
fn unreachable() -> Clients {
    Clients::embedded("http://127.0.0.1:1")
}

fn stream() -> StreamRecord {
    StreamRecord {
        arn: STREAM.to_owned(),
        table: "demo-orders".to_owned(),
        view_type: ViewType::NewAndOldImages,
        partition_key: None,
        sort_key: None,
        ended: false,
    }
}

/// An order's image.
pub fn order(number: u64, status: &str) -> Image {
    let text = |text: String| AttributeValue::S(text);
    Image::from_iter([
        ("order_id".to_owned(), text(format!("order#{number}"))),
        ("status".to_owned(), text(status.to_owned())),
    ])
}

/// A change of order `number` at position `sequence`.
pub fn changed(
    sequence: u64,
    op: Op,
    number: u64,
    old_image: Option<Image>,
    new_image: Option<Image>,
) -> CapturedChange {
    let now = Timestamp::from_millis(1_795_356_557_000);
    CapturedChange {
        table: "demo-orders".to_owned(),
        stream_arn: STREAM.to_owned(),
        shard_id: "shard-1".to_owned(),
        sequence_number: sequence.to_string().parse::<SequenceNumber>().expect("digits"),
        event_id: format!("event-{sequence}"),
        op,
        item_key: key(number),
        old_image,
        new_image,
        created_at: now,
        received_at: now,
        actor: None,
        size_bytes: 40,
        view_type: ViewType::NewAndOldImages,
        note: None,
    }
}

/// The key of order `number`.
pub fn key(number: u64) -> ItemKey {
    format!("order_id=order#{number}").parse().expect("a key")
}

/// Order `number` comes into being, at the position of the same number.
pub fn inserted(number: u64, status: &str) -> CapturedChange {
    changed(number, Op::Insert, number, None, Some(order(number, status)))
}

/// A feed socket as a client has it.
pub struct FeedClient(pub WebSocketStream<MaybeTlsStream<TcpStream>>);

impl FeedClient {
    pub async fn send(&mut self, request: &FeedRequest) {
        self.send_text(&serde_json::to_string(request).expect("JSON")).await;
    }

    pub async fn send_text(&mut self, text: &str) {
        self.0.send(Message::text(text)).await.expect("sent");
    }

    pub async fn subscribe(&mut self, cursor: Option<i64>, query: &str) {
        self.send(&FeedRequest::Subscribe { cursor: cursor.map(ChangeId), epoch: None, query: query.to_owned() }).await;
    }

    /// The next frame that tells something; pings and the like are passed over.
    pub async fn next(&mut self) -> FeedMessage {
        loop {
            if let Message::Text(text) = self.next_raw().await.expect("a frame") {
                return serde_json::from_str(&text).expect("a frame of the protocol");
            }
        }
    }

    /// The next frame as it is; nothing when the socket is closed.
    pub async fn next_raw(&mut self) -> Option<Message> {
        timeout(PATIENCE, self.0.next()).await.expect("a frame in time").and_then(Result::ok)
    }

    /// Every id told until everything up to `last` has been looked at.
    pub async fn ids_until(&mut self, last: i64) -> Vec<i64> {
        let mut ids = Vec::new();
        loop {
            let (rows, cursor) = match self.next().await {
                FeedMessage::Rows { rows: changes } | FeedMessage::Changes { changes } => (changes, None),
                FeedMessage::CaughtUp { cursor, .. } | FeedMessage::Heartbeat { cursor, .. } => {
                    (Vec::new(), Some(cursor.0))
                }
                other => panic!("unexpected: {other:?}"),
            };
            ids.extend(rows.iter().map(|row| row.id.0));
            if ids.last().copied().max(cursor) >= Some(last) {
                return ids;
            }
        }
    }
}
