//! Feed sockets with a text query each: how late their heartbeats and their changes come.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use afterimage_base::clock::{Clock, SystemClock};
use afterimage_model::protocol::{FeedMessage, FeedRequest, HEARTBEAT_MS};
use futures::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, tungstenite::Message};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{endpoint::word, figures::Samples};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// What the sockets saw.
#[derive(Debug, Default)]
pub struct Seen {
    /// How much later than the protocol says each heartbeat came after the one before, in milliseconds.
    pub beats: Samples,
    /// From a change's commit to its frame, in milliseconds.
    pub changes: Samples,
    ended: AtomicUsize,
}

impl Seen {
    /// How many sockets ended by themselves.
    pub fn ended(&self) -> usize {
        self.ended.load(Ordering::Relaxed)
    }
}

/// Opens the sockets, and reads them until it is over.
pub async fn open(address: SocketAddr, count: u16, over: &CancellationToken, tasks: &TaskTracker) -> Arc<Seen> {
    let seen = Arc::new(Seen::default());
    for at in 0..count {
        let (mut socket, _) = tokio_tungstenite::connect_async(format!("ws://{address}/feed")).await.expect("a socket");
        let subscribe = FeedRequest::Subscribe { cursor: None, epoch: None, query: word(at.into()) };
        let subscribe = serde_json::to_string(&subscribe).expect("JSON");
        socket.send(Message::text(subscribe)).await.expect("subscribed");
        let (seen, over) = (Arc::clone(&seen), over.clone());
        tasks.spawn(async move {
            if over.run_until_cancelled(read(socket, &seen)).await.is_some() {
                seen.ended.fetch_add(1, Ordering::Relaxed);
            }
        });
    }
    seen
}

async fn read(mut socket: Socket, seen: &Seen) {
    let period = Duration::from_millis(HEARTBEAT_MS);
    let mut last_beat = None::<Instant>;
    while let Some(Ok(frame)) = socket.next().await {
        let (now, now_ms) = (Instant::now(), SystemClock.now().as_millis());
        let Ok(text) = frame.to_text() else { continue };
        match serde_json::from_str(text) {
            Ok(FeedMessage::Heartbeat { .. }) => {
                if let Some(last) = last_beat.replace(now) {
                    seen.beats.add(now.duration_since(last).saturating_sub(period).as_secs_f64() * 1_000.0);
                }
            }
            Ok(FeedMessage::Changes { changes }) => {
                for change in &changes {
                    seen.changes.add((now_ms - change.archived_at.as_millis()) as f64);
                }
            }
            _ => {}
        }
    }
}
