//! The running program: what has to be waited for, and in which order it stops.

use std::{fmt, net::SocketAddr, time::Duration};

use afterimage_archive::{Archive, ArchiveError, ArchiveWriter};
use afterimage_emulator::{Beginnings, Emulator, LastRecords};
use afterimage_model::health::Endpoint;
use tokio::{
    task::{JoinError, JoinSet},
    time,
};
use tokio_util::sync::CancellationToken;

/// How long all parts together may take to stop; whatever is then not archived is read from the stream next time.
const STOP_LIMIT: Duration = Duration::from_millis(4_500);

/// A part of the program that runs until it is told to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Component {
    /// The dashboard.
    Web,
    /// Reading the streams.
    Streams,
    /// Scanning tables.
    Baselines,
    /// The demo.
    Demo,
    /// Filling what makes searching quick.
    Indexer,
    /// Looking after the data folder.
    Files,
}

impl fmt::Display for Component {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Web => "the dashboard",
            Self::Streams => "reading the streams",
            Self::Baselines => "taking baselines",
            Self::Demo => "the demo",
            Self::Indexer => "keeping the search index",
            Self::Files => "looking after the data folder",
        })
    }
}

/// Why the program did not end as it should.
#[derive(Debug, thiserror::Error)]
pub enum EndError {
    /// A part stopped although nobody had asked it to.
    #[error("{0} stopped unexpectedly; the log has the cause")]
    Stopped(Component),
    /// A part panicked.
    #[error("a component of the program failed: {0}")]
    Failed(JoinError),
    /// A part did not stop in time.
    #[error("not everything stopped in time; what was not archived is read again at the next start")]
    TooSlow,
    /// The archive could not be closed. What is committed stays committed.
    #[error("the archive could not be closed: {0}")]
    Archive(#[from] afterimage_archive::ArchiveError),
}

/// The running program.
#[derive(Debug)]
pub struct Running {
    /// Where the dashboard is.
    pub address: SocketAddr,
    /// Where the tables are.
    pub endpoint: Endpoint,
    components: Components,
}

/// What has to be waited for.
#[derive(Debug)]
pub(super) struct Components {
    shutdown: CancellationToken,
    tasks: JoinSet<Component>,
    archive: ArchiveWriter,
    /// The embedded DynamoDB, and what stops it: it stops last, because the others ask it until then.
    emulator: Option<(Emulator, CancellationToken)>,
}

impl Components {
    pub(super) fn new(shutdown: CancellationToken, archive: ArchiveWriter) -> Self {
        Self { shutdown, tasks: JoinSet::new(), archive, emulator: None }
    }

    /// Starts a part, which shall run until the program stops.
    pub(super) fn spawn(&mut self, component: Component, run: impl Future<Output = ()> + Send + 'static) {
        self.tasks.spawn(async move {
            run.await;
            component
        });
    }

    /// The embedded DynamoDB stops when everything else has.
    pub(super) fn keep_emulator(&mut self, emulator: Emulator, stop: CancellationToken) {
        self.emulator = Some((emulator, stop));
    }

    /// Where the embedded DynamoDB's streams begin, where there is one.
    pub(super) fn beginnings(&self) -> Option<Beginnings> {
        self.emulator.as_ref().map(|(emulator, _)| emulator.beginnings())
    }

    /// The embedded DynamoDB, where there is one, is told what the archive knows.
    pub(super) async fn going_on(&self, archive: &Archive) -> Result<(), ArchiveError> {
        match &self.emulator {
            Some((emulator, _)) => emulator.going_on(archive).await,
            None => Ok(()),
        }
    }

    /// The embedded DynamoDB, where there is one, is told who follows its streams.
    pub(super) fn followed_by(&self, last_records: LastRecords) {
        if let Some((emulator, _)) = &self.emulator {
            emulator.followed_by(last_records);
        }
    }

    /// What tells the parts to stop.
    pub(super) fn shutdown(&self) -> CancellationToken {
        self.shutdown.clone()
    }

    /// Stops everything: readers and writers first, then the archive that they wrote to, then the tables.
    pub(super) async fn stop(mut self) -> Result<(), EndError> {
        self.shutdown.cancel();
        while self.tasks.join_next().await.is_some() {}
        let closed = self.archive.close().await;
        if let Some((emulator, cancel)) = self.emulator {
            cancel.cancel();
            emulator.stopped().await;
        }
        Ok(closed?)
    }
}

impl Running {
    pub(super) fn new(address: SocketAddr, endpoint: Endpoint, components: Components) -> Self {
        Self { address, endpoint, components }
    }

    /// The dashboard's address for a browser.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Waits until the program is told to stop and has stopped.
    ///
    /// # Errors
    /// When a part stopped by itself, or not all of them stopped in time.
    pub async fn finished(mut self) -> Result<(), EndError> {
        let early = tokio::select! {
            // A part that has just been told to stop has not stopped by itself.
            biased;
            () = self.components.shutdown.cancelled() => None,
            Some(ended) = self.components.tasks.join_next() => Some(ended),
        };
        let stopped = time::timeout(STOP_LIMIT, self.components.stop()).await.unwrap_or(Err(EndError::TooSlow));
        match early {
            Some(Ok(component)) => Err(EndError::Stopped(component)),
            Some(Err(error)) => Err(EndError::Failed(error)),
            None => stopped,
        }
    }
}
