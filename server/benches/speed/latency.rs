//! How soon a write is seen: from DynamoDB's acknowledgement to the feed socket's frame, in the whole program with the
//! embedded DynamoDB and its usual polling; and the part of that which is not waiting for the next poll, from the record
//! read to the frame.

use std::{collections::HashMap, time::Duration};

use afterimage_aws::{AwsTables, Clients};
use afterimage_base::clock::{Clock, SystemClock};
use afterimage_capture::{selection::TableSelection, tables::NewTable};
use afterimage_model::{
    Change, ViewType,
    health::Endpoint,
    protocol::{FeedMessage, FeedRequest},
    table::KeyAttribute,
};
use afterimage_server::{
    config::{Cli, Command, ServeOptions},
    program,
};
use aws_sdk_dynamodb::types::AttributeValue;
use clap::Parser;
use futures::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::time::{Instant, MissedTickBehavior, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_util::sync::CancellationToken;

use super::table::Figure;

const TABLE: &str = "timed-items";

/// Changes a second, and for how many seconds.
const RATE: u64 = 50;
const SECONDS: u64 = 20;

/// A frame that takes longer is missing.
const PATIENCE: Duration = Duration::from_secs(30);

/// Milliseconds since 1970 at which an item was acknowledged, or was told by the socket, by its key.
type Moments = HashMap<String, f64>;

/// The lines of this part.
pub fn figures(is_bench: bool) -> Vec<Figure> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let changes = usize::try_from(if is_bench { RATE * SECONDS } else { RATE }).expect("small");
    let Times { whole, without_poll } = runtime.block_on(times(changes));
    let figure = |name: &str, times: &[f64], percent: usize, goal_ms: f64| {
        Figure::ratio(name, (percentile(times, percent), "ms"), (goal_ms, "ms"), "<= 1.0")
    };
    vec![
        figure("latency p50, acknowledged to socket", &whole, 50, 300.0),
        figure("latency p99, acknowledged to socket", &whole, 99, 1_000.0),
        figure("latency p50, read to socket", &without_poll, 50, 20.0),
        figure("latency p99, read to socket", &without_poll, 99, 20.0),
    ]
}

/// In milliseconds, sorted.
struct Times {
    whole: Vec<f64>,
    without_poll: Vec<f64>,
}

async fn times(changes: usize) -> Times {
    let folder = tempfile::tempdir().expect("a folder");
    let data_dir = folder.path().to_str().expect("a path");
    let flags = ["afterimage", "serve", "--listen", "127.0.0.1:0", "--embedded-port", "0", "--demo-rate", "0"];
    let Some(Command::Serve(arguments)) = Cli::parse_from(flags.into_iter().chain(["--data-dir", data_dir])).command
    else {
        panic!("it is told to serve")
    };
    let options = ServeOptions::from_arguments(*arguments).expect("options");
    let shutdown = CancellationToken::new();
    let running = program::serve(options, shutdown.clone()).await.expect("it starts");
    let clients = Clients::embedded(match &running.endpoint {
        Endpoint::Embedded { url } | Endpoint::Url { url, .. } => url,
        Endpoint::Aws { .. } => panic!("the tables are in this process"),
    });
    create_table(&clients).await;

    let feed = format!("ws://{}/feed", running.address);
    let (socket, _) = tokio_tungstenite::connect_async(feed).await.expect("a socket");
    // The first change comes late, when the table has been found; it is not counted.
    let total = changes + 1;
    let listening = tokio::spawn(listen(socket, total));
    let mut acknowledged = write(&clients, 0..1).await;
    let found = archived_after(&running.url(), 1).await;
    assert_eq!(found.len(), 1);
    acknowledged.extend(write(&clients, 1..total).await);
    let told = timeout(PATIENCE, listening).await.expect("every change is told").expect("the listener ends");
    let read = archived_after(&running.url(), total).await;
    shutdown.cancel();
    running.finished().await.expect("it stops");

    let differences = |from: &Moments| {
        let later = told.iter().filter(|(key, _)| !key.ends_with("#000000"));
        let mut differences: Vec<f64> = later.map(|(key, at)| (at - from[key]).max(0.0)).collect();
        differences.sort_unstable_by(f64::total_cmp);
        differences
    };
    Times { whole: differences(&acknowledged), without_poll: differences(&read) }
}

async fn create_table(clients: &Clients) {
    let permission = afterimage_model::health::WritePermission::Allowed;
    let tables = AwsTables::new(clients, TableSelection::All, permission);
    let table = NewTable {
        name: TABLE.to_owned(),
        partition_key: KeyAttribute { name: "id".to_owned(), type_tag: "S".to_owned() },
        sort_key: None,
        ttl_attribute: None,
        view_type: ViewType::NewAndOldImages,
    };
    tables.create(&table).await.expect("a table");
}

/// Writes at the rate, whatever the answers take.
async fn write(clients: &Clients, items: std::ops::Range<usize>) -> Moments {
    let mut ticks = tokio::time::interval(Duration::from_secs(1) / u32::try_from(RATE).expect("small"));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut writes = Vec::new();
    for item in items {
        ticks.tick().await;
        let key = format!("item#{item:06}");
        let request = clients.dynamodb.put_item().table_name(TABLE).item("id", AttributeValue::S(key.clone()));
        let request = request.item("note", AttributeValue::S("x".repeat(300)));
        writes.push(tokio::spawn(async move {
            request.send().await.expect("written");
            (format!("id={key}"), now_ms())
        }));
    }
    futures::future::join_all(writes).await.into_iter().map(|write| write.expect("written")).collect()
}

/// When each change was told, by its key.
async fn listen(
    mut socket: tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>,
    changes: usize,
) -> Moments {
    let subscribe = FeedRequest::Subscribe { cursor: None, epoch: None, query: String::new() };
    let subscribe = serde_json::to_string(&subscribe).expect("JSON");
    socket.send(Message::text(subscribe)).await.expect("subscribed");
    let mut told = Moments::new();
    while told.len() < changes {
        let frame = socket.next().await.expect("the socket stays open").expect("a frame");
        let at = now_ms();
        let Ok(text) = frame.to_text() else { continue };
        if let Ok(FeedMessage::Changes { changes }) = serde_json::from_str(text) {
            told.extend(changes.into_iter().map(|change| (change.item_key.to_string(), at)));
        }
    }
    told
}

/// When the record of each change was read, once there are so many.
async fn archived_after(url: &str, changes: usize) -> Moments {
    let (client, limit) = (reqwest::Client::new(), Instant::now() + PATIENCE);
    loop {
        let (mut read, mut after) = (Moments::new(), Value::from(0));
        loop {
            let url = format!("{url}/api/v1/changes?after={after}&limit=500");
            let page: Value = client.get(url).send().await.expect("an answer").json().await.expect("JSON");
            let changes: Vec<Change> = serde_json::from_value(page["changes"].clone()).expect("changes");
            read.extend(
                changes.iter().map(|change| (change.item_key.to_string(), change.received_at.as_millis() as f64)),
            );
            if page["end"] == true {
                break;
            }
            after = page["next_after"].clone();
        }
        if read.len() >= changes {
            return read;
        }
        assert!(Instant::now() < limit, "{} of {changes} changes came", read.len());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

fn now_ms() -> f64 {
    SystemClock.now().as_millis() as f64
}

fn percentile(sorted: &[f64], percent: usize) -> f64 {
    sorted[(sorted.len() * percent / 100).min(sorted.len() - 1)]
}
