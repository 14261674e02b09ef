//! The web half: pages, the HTTP API, the live feed's websocket, and what protects them.
//!
//! It asks the services alone, pages by way of the [`Backend`](afterimage_model::backend::Backend): it knows neither the archive nor
//! streams, tables or AWS. It alone renders the interface.

pub mod api;
pub mod assets;
mod context;
pub mod downloads;
pub mod feed_socket;
mod gallery;
mod holding_body;
pub mod kinds;
pub mod limits;
pub mod messages;
pub mod metrics;
pub mod pages;
pub mod problem;
pub mod router;
pub mod security;
pub mod serve;
pub mod slow_bodies;

use std::sync::Arc;

use afterimage_model::backend::SharedBackend;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

pub use router::router;
pub use security::SecurityOptions;
pub use serve::serve;

use afterimage_service::{export::progress::ExportRegistry, feed::Feed, history::History};

/// What the handlers share.
#[derive(Clone)]
pub struct AppState {
    /// All that pages ask.
    pub backend: SharedBackend,
    /// What is archived, for programs.
    pub history: History,
    /// The archive's live tail.
    pub feed: Feed,
    /// Who is answered.
    pub security: Arc<SecurityOptions>,
    /// The built page.
    pub assets: assets::Assets,
    /// The program's figures.
    pub metrics: metrics::Metrics,
    /// Those limits that say how many clients there may be and how slow.
    pub limits: limits::WebLimits,
    /// How many downloads may still begin.
    pub downloads: downloads::Downloads,
    /// How exports fare.
    pub exports: ExportRegistry,
    /// One permit for each feed socket that may still be opened.
    pub sockets: Arc<Semaphore>,
    /// Cancelled when the program stops: feed sockets say goodbye.
    pub shutdown: CancellationToken,
}

impl AppState {
    /// A state with the page that the program carries and the usual limits.
    pub fn new(
        backend: SharedBackend,
        history: History,
        feed: Feed,
        security: SecurityOptions,
        shutdown: CancellationToken,
    ) -> Self {
        Self {
            backend,
            history,
            feed,
            security: Arc::new(security),
            assets: assets::Assets::embedded(),
            metrics: metrics::Metrics::install(),
            limits: limits::WebLimits::default(),
            downloads: downloads::Downloads::at_most(limits::MAX_DOWNLOADS),
            exports: ExportRegistry::default(),
            sockets: Arc::new(Semaphore::new(limits::MAX_FEED_SOCKETS)),
            shutdown,
        }
    }

    /// The same state with other limits.
    #[must_use]
    pub fn within(self, limits: limits::WebLimits) -> Self {
        Self { downloads: downloads::Downloads::at_most(limits.downloads), limits, ..self }
    }
}
