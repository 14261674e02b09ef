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

use afterimage_archive::Archive;
use afterimage_archive_sqlite::SqliteArchive;
use afterimage_aws::AwsStreamSource;
use afterimage_base::clock::{SharedClock, SystemClock};
use afterimage_capture::baseline::{BaselineParts, Baselines};
use afterimage_capture::{
    StartPosition, StatusRegistry, StreamSource, Supervisor, SupervisorOptions, options::LATE_SHARDS,
};
use afterimage_emulator::{EmulatedStreams, LastRecords};
use afterimage_service::history::History;
use afterimage_service::{
    backend::{BackendParts, LiveBackend},
    demonstration::{DemonstrationParts, Demonstrator},
    feed::Feed,
    workbench::DataModel,
};
use afterimage_web::{AppState, SecurityOptions};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::{
    config::{ServeOptions, Source, StartAt, UsageError},
    demo_generator::{DemoGenerator, DemoSwitch, create_sample_tables},
};
pub use error::StartError;
use ports::Ports;
use running::Components;
pub use running::{Component, EndError, Running};
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
    let archive = SqliteArchive::open(&options.data_dir, clock.clone()).await?.door();
    let address = ports.address;
    let mut components = Components::new(shutdown, archive.writer.clone());
    let start = Start { options, model, clock, archive };
    match start.everything(ports, outside, &mut components).await {
        Ok(connected) => Ok(Running::new(address, connected.tables.endpoint().clone(), components)),
        Err(error) => {
            if let Err(error) = components.stop().await {
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
    statuses: StatusRegistry,
}

impl Start {
    async fn everything(
        &self,
        ports: Ports,
        outside: Option<Connected>,
        components: &mut Components,
    ) -> Result<Connected, StartError> {
        let (connected, demo) = match (outside, ports.embedded) {
            (Some(connected), _) => (connected, None),
            (None, Some(port)) => {
                let connected = source::start_embedded(&self.options, port, components)?;
                components.going_on(&self.archive).await?;
                let demo = self.demo(&connected, components).await?;
                (connected, demo)
            }
            (None, None) => {
                return Err(UsageError("Neither tables outside nor inside were chosen.".to_owned()).into());
            }
        };
        model::apply(self.model.as_ref(), &connected.tables).await?;
        let reading = self.streams(&connected, components).await?;
        self.dashboard(ports.dashboard, ports.address, &connected, reading, demo, components);
        Ok(connected)
    }

    fn dashboard(
        &self,
        listener: TcpListener,
        address: SocketAddr,
        connected: &Connected,
        Reading { streams, statuses }: Reading,
        demo: Option<DemoSwitch>,
        components: &mut Components,
    ) {
        let (archive, wake) = (self.archive.reader.clone(), self.archive.writer.subscribe());
        let (lag, demonstrated) = (statuses.clone(), statuses.clone());
        let feed = Feed::new(archive.clone(), wake.clone(), Arc::new(move || lag.lag_ms()));
        let baselines = Some(self.baselines(connected, statuses.clone(), components));
        let (tables, clock) = (connected.tables.handle(), self.clock.clone());
        let (archive_reader, writer) = (archive.clone(), self.archive.writer.clone());
        let backend = BackendParts { archive: archive_reader, writer, wake, statuses, tables, demo, baselines, clock };
        let demonstrated = Reading { streams, statuses: demonstrated };
        let backend = LiveBackend::new(backend).with_tables_in(connected.files.clone());
        let backend = self.demonstrating(backend, connected, demonstrated);
        let security = SecurityOptions::listening_on(address);
        let exports = backend.exports();
        let state = AppState::new(Arc::new(backend), History::new(archive), feed, security, components.shutdown());
        describe_metrics();
        let state = AppState { exports, ..state };
        self.watch_files(connected, components);
        let (indexer, shutdown) = (self.archive.indexer.clone(), components.shutdown());
        components.spawn(Component::Indexer, async move { indexer.run(shutdown).await });
        components.spawn(Component::Web, afterimage_web::serve(listener, state));
    }

    /// Looks after the files that the program works with.
    fn watch_files(&self, connected: &Connected, components: &mut Components) {
        for files in [self.archive.writer.presence(), connected.files.clone()].into_iter().flatten() {
            components.spawn(Component::Files, files.watch(components.shutdown()));
        }
    }

    /// The embedded DynamoDB is there to be played with.
    fn demonstrating(&self, backend: LiveBackend, connected: &Connected, reading: Reading) -> LiveBackend {
        if !matches!(self.options.source, Source::Embedded { .. }) {
            return backend;
        }
        backend.demonstrating(Demonstrator::new(DemonstrationParts {
            tables: connected.tables.handle(),
            streams: reading.streams,
            statuses: reading.statuses,
            archive: self.archive.reader.clone(),
            wake: self.archive.writer.subscribe(),
            clock: self.clock.clone(),
            retention_tag: afterimage_emulator::RETENTION_TAG,
        }))
    }

    async fn stream_source(
        &self,
        connected: &Connected,
        components: &Components,
    ) -> Result<Arc<dyn StreamSource>, StartError> {
        let source = AwsStreamSource::new(&connected.clients.streams, self.clock.clone());
        Ok(match components.beginnings() {
            Some(beginnings) => Arc::new(EmulatedStreams::going_on(source, beginnings, &self.archive).await?),
            None => Arc::new(source),
        })
    }

    /// Makes the sample tables, and starts the demo unless it is turned off.
    async fn demo(&self, connected: &Connected, components: &mut Components) -> Result<Option<DemoSwitch>, StartError> {
        // The demo writes to its own tables, whichever are followed.
        let tables = connected.all_tables();
        if self.model.is_none() || self.options.demo_rate > 0.0 {
            create_sample_tables(&tables).await.map_err(StartError::Demo)?;
        }
        if self.options.demo_rate <= 0.0 {
            return Ok(None);
        }
        let demo = DemoGenerator::take_over(tables, self.options.demo_rate, self.clock.clone())
            .await
            .map_err(StartError::Demo)?;
        let handle = demo.handle();
        let shutdown = components.shutdown();
        components.spawn(Component::Demo, async move {
            shutdown.run_until_cancelled(Box::pin(demo.run())).await;
        });
        Ok(Some(handle))
    }

    fn baselines(&self, connected: &Connected, statuses: StatusRegistry, components: &mut Components) -> Baselines {
        let (tables, archive, clock) = (connected.tables.handle(), self.archive.clone(), self.clock.clone());
        let (baselines, task) = Baselines::new(BaselineParts { tables, archive, statuses, clock });
        let shutdown = components.shutdown();
        let all_new = (self.options.start == StartAt::Baseline).then(|| baselines.clone());
        components.spawn(Component::Baselines, task.run(all_new, shutdown));
        baselines
    }

    /// The embedded DynamoDB lists all that it has at once.
    fn late_shards(&self) -> Duration {
        match self.options.source {
            Source::Embedded { .. } => EMBEDDED_LATE_SHARDS,
            Source::Remote(_) => LATE_SHARDS,
        }
    }

    async fn streams(&self, connected: &Connected, components: &mut Components) -> Result<Reading, StartError> {
        let start = match self.options.start {
            StartAt::TrimHorizon | StartAt::Baseline => StartPosition::TrimHorizon,
            StartAt::Latest => StartPosition::Latest,
        };
        let streams = self.stream_source(connected, components).await?;
        let supervisor = Supervisor::new(
            streams.clone(),
            Arc::new(connected.tables.clone()),
            Arc::new(self.archive.clone()),
            SupervisorOptions { start, late_shards: self.late_shards(), ..SupervisorOptions::default() },
            self.clock.clone(),
        );
        let statuses = supervisor.statuses();
        components.followed_by(LastRecords {
            streams: streams.clone(),
            catalog: Arc::new(connected.tables.clone()),
            archive: Arc::new(self.archive.clone()),
            statuses: statuses.clone(),
            start,
        });
        let shutdown = components.shutdown();
        components.spawn(Component::Streams, supervisor.run(shutdown));
        Ok(Reading { streams, statuses })
    }
}

/// Tells the recorder, which the dashboard has just put in place, what the parts' metrics mean.
fn describe_metrics() {
    afterimage_archive_sqlite::measures::describe();
    afterimage_capture::measures::describe();
}
