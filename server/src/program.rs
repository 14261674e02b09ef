//! The program as a whole: which parts there are, in which order they start, and how they stop.
//!
//! What can be checked is checked before anything is created: the ports are taken first, then the tables are asked
//! for, and only then the data folder is touched.

mod error;
mod model;
mod ports;
mod running;
mod source;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

pub use error::StartError;
pub use running::{EndError, Part, Running};

use crate::{
    archive::{Archive, Upkeep},
    backend::{BackendParts, LiveBackend},
    baseline::{BaselineParts, Baselines},
    clock::{SharedClock, SystemClock},
    config::{ServeOptions, Source, StartAt},
    demo::{Demo, DemoHandle, create_sample_tables},
    demonstration::{DemonstrationParts, Demonstrator},
    emulator::{self, EmulatedStreams},
    feed::Feed,
    stream::{
        StartPosition, StreamBoard, StreamSource, Supervisor, SupervisorOptions, aws::AwsStreamSource,
        supervisor::LATE_SHARDS,
    },
    web::{self, AppState, SecurityOptions},
    workbench::DataModel,
};
use ports::Ports;
use running::Parts;
use source::Connected;

/// How long shards of the embedded DynamoDB's streams are looked for once one is off.
const EMBEDDED_LATE_SHARDS: Duration = Duration::from_secs(2);

/// Starts everything. The parts run until `shutdown` is cancelled; [`Running::finished`] waits for them.
///
/// # Errors
/// With a message for the person who starts it. Nothing is left running then.
pub async fn serve(options: ServeOptions, shutdown: CancellationToken) -> Result<Running, StartError> {
    let clock: SharedClock = Arc::new(SystemClock);
    let ports = Ports::take(&options)?;
    let model = model::read(options.model.as_deref())?;
    let outside = source::reach(&options, model.as_ref()).await?;
    let archive = Archive::open(&options.data_dir, clock.clone()).await?;
    let address = ports.address;
    let mut parts = Parts::new(shutdown, archive.writer.clone());
    let start = Start { options, model, clock, archive };
    match start.everything(ports, outside, &mut parts).await {
        Ok(connected) => Ok(Running::new(address, connected.tables.endpoint().clone(), parts)),
        Err(error) => {
            if let Err(error) = parts.stop().await {
                tracing::warn!(%error, "what had started did not stop cleanly");
            }
            Err(error)
        }
    }
}

/// What the parts are made from.
struct Start {
    options: ServeOptions,
    model: Option<DataModel>,
    clock: SharedClock,
    archive: Archive,
}

/// The streams, and how their reading goes: one source for all, which remembers what it saw of them.
struct Reading {
    streams: Arc<dyn StreamSource>,
    board: StreamBoard,
}

impl Start {
    async fn everything(
        &self,
        ports: Ports,
        outside: Option<Connected>,
        parts: &mut Parts,
    ) -> Result<Connected, StartError> {
        let (connected, demo) = match (outside, ports.embedded) {
            (Some(connected), _) => (connected, None),
            (None, Some(port)) => {
                let connected = source::start_embedded(&self.options, port, parts)?;
                let demo = self.demo(&connected, parts).await?;
                (connected, demo)
            }
            (None, None) => return Err(StartError::Usage("Neither tables outside nor inside were chosen.".to_owned())),
        };
        model::apply(self.model.as_ref(), &connected.tables).await?;
        let reading = self.streams(&connected, parts);
        self.dashboard(ports.dashboard, ports.address, &connected, reading, demo, parts);
        Ok(connected)
    }

    fn dashboard(
        &self,
        listener: TcpListener,
        address: SocketAddr,
        connected: &Connected,
        Reading { streams, board }: Reading,
        demo: Option<DemoHandle>,
        parts: &mut Parts,
    ) {
        let (archive, wake) = (self.archive.reader.clone(), self.archive.writer.subscribe());
        let (lag, demonstrated) = (board.clone(), board.clone());
        let feed = Feed::new(archive.clone(), wake.clone(), Arc::new(move || lag.lag_ms()));
        let baselines = Some(self.baselines(connected, board.clone(), parts));
        let (tables, clock) = (connected.tables.clone(), self.clock.clone());
        let (archive_reader, writer) = (archive.clone(), self.archive.writer.clone());
        let backend = BackendParts { archive: archive_reader, writer, wake, board, tables, demo, baselines, clock };
        let demonstrated = Reading { streams, board: demonstrated };
        let backend = LiveBackend::new(backend).with_tables_in(connected.files.clone());
        let backend = self.demonstrating(backend, connected, demonstrated);
        let security = SecurityOptions::listening_on(address);
        let exports = backend.exports();
        let state = AppState::new(Arc::new(backend), archive, feed, security, parts.shutdown());
        let state = AppState { exports, ..state };
        self.watch_files(connected, parts);
        parts.spawn(Part::Upkeep, Upkeep::new(self.archive.clone()).run(parts.shutdown()));
        parts.spawn(Part::Web, web::serve(listener, state));
    }

    /// Looks after the files that the program works with.
    fn watch_files(&self, connected: &Connected, parts: &mut Parts) {
        for files in [Some(self.archive.writer.presence()), connected.files.clone()].into_iter().flatten() {
            parts.spawn(Part::Files, files.watch(parts.shutdown()));
        }
    }

    /// The embedded DynamoDB is there to be played with.
    fn demonstrating(&self, backend: LiveBackend, connected: &Connected, reading: Reading) -> LiveBackend {
        if !matches!(self.options.source, Source::Embedded { .. }) {
            return backend;
        }
        backend.demonstrating(Demonstrator::new(DemonstrationParts {
            tables: connected.tables.clone(),
            streams: reading.streams,
            board: reading.board,
            archive: self.archive.reader.clone(),
            wake: self.archive.writer.subscribe(),
            clock: self.clock.clone(),
            retention_tag: emulator::RETENTION_TAG,
        }))
    }

    fn stream_source(&self, connected: &Connected) -> Arc<dyn StreamSource> {
        let source = AwsStreamSource::new(&connected.clients.streams, self.clock.clone());
        match self.options.source {
            Source::Embedded { .. } => Arc::new(EmulatedStreams::new(source)),
            Source::Remote(_) => Arc::new(source),
        }
    }

    /// Makes the sample tables, and starts the demo unless it is turned off.
    async fn demo(&self, connected: &Connected, parts: &mut Parts) -> Result<Option<DemoHandle>, StartError> {
        // The demo writes to its own tables, whichever are followed.
        let tables = connected.all_tables();
        if self.model.is_none() || self.options.demo_rate > 0.0 {
            create_sample_tables(&tables).await.map_err(StartError::Demo)?;
        }
        if self.options.demo_rate <= 0.0 {
            return Ok(None);
        }
        let demo =
            Demo::take_over(tables, self.options.demo_rate, self.clock.clone()).await.map_err(StartError::Demo)?;
        let handle = demo.handle();
        let shutdown = parts.shutdown();
        parts.spawn(Part::Demo, async move {
            shutdown.run_until_cancelled(Box::pin(demo.run())).await;
        });
        Ok(Some(handle))
    }

    fn baselines(&self, connected: &Connected, board: StreamBoard, parts: &mut Parts) -> Baselines {
        let (tables, archive, clock) = (connected.tables.clone(), self.archive.clone(), self.clock.clone());
        let (baselines, task) = Baselines::new(BaselineParts { tables, archive, board, clock });
        let shutdown = parts.shutdown();
        let all_new = (self.options.start == StartAt::Baseline).then(|| baselines.clone());
        parts.spawn(Part::Baselines, task.run(all_new, shutdown));
        baselines
    }

    /// The embedded DynamoDB lists all that it has at once.
    fn late_shards(&self) -> Duration {
        match self.options.source {
            Source::Embedded { .. } => EMBEDDED_LATE_SHARDS,
            Source::Remote(_) => LATE_SHARDS,
        }
    }

    fn streams(&self, connected: &Connected, parts: &mut Parts) -> Reading {
        let start = match self.options.start {
            StartAt::TrimHorizon | StartAt::Baseline => StartPosition::TrimHorizon,
            StartAt::Latest => StartPosition::Latest,
        };
        let streams = self.stream_source(connected);
        let supervisor = Supervisor::new(
            streams.clone(),
            Arc::new(connected.tables.clone()),
            Arc::new(self.archive.clone()),
            SupervisorOptions { start, late_shards: self.late_shards(), ..SupervisorOptions::default() },
            self.clock.clone(),
        );
        let board = supervisor.board();
        let shutdown = parts.shutdown();
        parts.spawn(Part::Streams, supervisor.run(shutdown));
        Reading { streams, board }
    }
}
