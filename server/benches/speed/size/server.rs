//! The web server over the archive, and what is asked of it over one kept connection.

use std::{net::SocketAddr, sync::Arc, time::Instant};

use afterimage_archive::Archive;
use afterimage_aws::{AwsTables, Clients};
use afterimage_base::clock::SystemClock;
use afterimage_capture::{StatusRegistry, selection::TableSelection};
use afterimage_model::health::WritePermission;
use afterimage_service::history::History;
use afterimage_service::{
    backend::{BackendParts, LiveBackend},
    feed::Feed,
};
use afterimage_web::{AppState, SecurityOptions};
use serde_json::Value;
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use super::lived::TABLE;

/// A running server.
pub struct Server {
    address: SocketAddr,
    http: reqwest::Client,
    shutdown: CancellationToken,
    serving: JoinHandle<()>,
    indexer: JoinHandle<()>,
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
            statuses: StatusRegistry::default(),
            tables: AwsTables::new(&Clients::embedded("http://127.0.0.1:1"), selection, WritePermission::ReadOnly)
                .handle(),
            demo: None,
            baselines: None,
            clock,
        };
        let feed = Feed::new(archive.reader.clone(), archive.writer.subscribe(), Arc::new(|| None));
        let (security, shutdown) = (SecurityOptions::listening_on(address), CancellationToken::new());
        let backend = Arc::new(LiveBackend::new(parts));
        let state = AppState::new(backend, History::new(archive.reader.clone()), feed, security, shutdown.clone());
        let serving = tokio::spawn(afterimage_web::serve(listener, state));
        let (filling, stop) = (archive.indexer.clone(), shutdown.clone());
        let indexer = tokio::spawn(async move { filling.run(stop).await });
        Self { address, http: reqwest::Client::new(), shutdown, serving, indexer }
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

    /// Stops it and waits until it has.
    pub async fn stop(self) {
        self.shutdown.cancel();
        self.serving.await.expect("it stops");
        self.indexer.await.expect("it stops");
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}
