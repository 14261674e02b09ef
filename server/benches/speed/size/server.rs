//! The web server over the archive, and what is asked of it over one kept connection.

use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use afterimage_app::model::health::WritePermission;
use afterimage_server::{
    archive::{Archive, Upkeep},
    backend::{BackendParts, LiveBackend},
    clock::SystemClock,
    config::TableSelection,
    feed::Feed,
    stream::StreamBoard,
    tables::{Clients, Tables},
    web::{self, AppState, SecurityOptions},
};
use serde_json::Value;
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use super::lived::TABLE;

/// An export is measured for at most as long.
const EXPORT_FOR: Duration = Duration::from_secs(30);

/// A running server.
pub struct Server {
    address: SocketAddr,
    http: reqwest::Client,
    shutdown: CancellationToken,
    serving: JoinHandle<()>,
    upkeep: JoinHandle<()>,
}

impl Server {
    /// Serves the archive, and keeps it up.
    pub async fn start(archive: Archive) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let address = listener.local_addr().expect("its address");
        let (clock, selection) = (Arc::new(SystemClock), TableSelection::Named(vec![TABLE.to_owned()]));
        let parts = BackendParts {
            archive: archive.reader.clone(),
            writer: archive.writer.clone(),
            wake: archive.writer.subscribe(),
            board: StreamBoard::default(),
            tables: Tables::new(&Clients::embedded("http://127.0.0.1:1"), selection, WritePermission::ReadOnly),
            demo: None,
            baselines: None,
            clock,
        };
        let feed = Feed::new(archive.reader.clone(), archive.writer.subscribe(), Arc::new(|| None));
        let (security, shutdown) = (SecurityOptions::listening_on(address), CancellationToken::new());
        let backend = Arc::new(LiveBackend::new(parts));
        let state = AppState::new(backend, archive.reader.clone(), feed, security, shutdown.clone());
        let serving = tokio::spawn(web::serve(listener, state));
        let upkeep = tokio::spawn(Upkeep::new(archive).run(shutdown.clone()));
        Self { address, http: reqwest::Client::new(), shutdown, serving, upkeep }
    }

    /// An answer, and how long it took until its last byte, in milliseconds.
    pub async fn ask(&self, path: &str) -> (Vec<u8>, f64) {
        let started = Instant::now();
        let answer = self.http.get(self.url(path)).send().await.expect("an answer");
        let status = answer.status();
        let body = answer.bytes().await.expect("a body");
        let took_ms = started.elapsed().as_secs_f64() * 1_000.0;
        assert_eq!(status, 200, "{path}: {}", String::from_utf8_lossy(&body));
        (body.to_vec(), took_ms)
    }

    /// An answer's JSON.
    pub async fn json(&self, path: &str) -> Value {
        serde_json::from_slice(&self.ask(path).await.0).expect("JSON")
    }

    /// Exports everything as records: how many came, in how many bytes and seconds.
    pub async fn export(&self) -> (usize, usize, f64) {
        forget_peak();
        let started = Instant::now();
        let mut answer = self.http.get(self.url("/api/v1/export")).send().await.expect("an answer");
        let (mut lines, mut bytes) = (0, 0);
        while started.elapsed() < EXPORT_FOR
            && let Some(piece) = answer.chunk().await.expect("a piece")
        {
            lines += piece.iter().filter(|byte| **byte == b'\n').count();
            bytes += piece.len();
        }
        (lines, bytes, started.elapsed().as_secs_f64())
    }

    /// Stops it and waits until it has.
    pub async fn stop(self) {
        self.shutdown.cancel();
        self.serving.await.expect("it stops");
        self.upkeep.await.expect("it stops");
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

/// From here on the peak of memory is counted anew.
fn forget_peak() {
    std::fs::write("/proc/self/clear_refs", "5").expect("Linux");
}

/// The highest that this process's memory was, in megabytes.
pub fn peak_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the line");
    line.trim().trim_end_matches(" kB").parse::<f64>().expect("kilobytes") / 1_000.0
}
