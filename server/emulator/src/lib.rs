//! The embedded DynamoDB: dynoxide, in this process, spoken to over HTTP on a loopback port like any other.
//!
//! It runs on threads of its own, because it answers each request without ever yielding: on the program's own threads
//! a slow scan of it would hold up the dashboard. Nobody reaches it there: the port is answered by what stands before it
//! ([`front`]), on one more thread, and refuses web pages.
//!
//! What it does not do by itself is done here: sweeping expired items, forgetting stream records after 24 hours, and
//! finding stream records without reading all of them ([`stream_records`]); forgetting sooner where a table's tag says so
//! ([`retention`]); making no record of what changes nothing ([`unchanged`]); and telling a table's streams apart
//! ([`streams`]), and reading the last of them before one ends ([`last_records`]).

mod beginnings;
mod front;
mod last_records;
mod names;
mod retention;
mod stream_records;
mod streams;
mod unchanged;

use std::{
    collections::BTreeSet,
    io,
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
    thread,
    time::Duration,
};

use afterimage_archive::ChangeSink;
use afterimage_base::{
    clock::SystemClock,
    data_folder::{EMBEDDED_FOLDER, Presence, embedded_file, in_use_beside, owner_only},
};
use dynoxide::Database;
use tokio::{
    runtime::{self, Runtime},
    sync::oneshot,
    time,
};
use tokio_util::sync::CancellationToken;

pub use beginnings::Beginnings;
pub use last_records::{LAST_RECORDS_LIMIT, LastRecords};
pub use retention::RETENTION_TAG;
pub use streams::EmulatedStreams;

use front::{Front, Inside};
use last_records::Following;

/// How often expired items are looked for. Amazon promises days; a demo is to be watched.
pub const SWEEP_INTERVAL: Duration = Duration::from_secs(5);

/// How long requests that are under way may take at the end.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(2);

/// Threads that dynoxide answers requests on. The database itself takes one request at a time.
const THREADS: usize = 2;

/// Why the embedded DynamoDB does not start.
#[derive(Debug, thiserror::Error)]
pub enum EmulatorError {
    /// Its port is taken.
    #[error(
        "The embedded DynamoDB cannot listen on 127.0.0.1:{port}: {source}. Is another Afterimage or DynamoDB Local \
         running? Choose another port with --embedded-port, or 0 for any free one."
    )]
    Port {
        /// The port.
        port: u16,
        /// What the system says.
        source: io::Error,
    },
    /// Its folder cannot be used.
    #[error(
        "The embedded DynamoDB cannot use the folder {}: {source}. Make it writable, or choose another with --data-dir.",
        folder.display()
    )]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Its file cannot be read.
    #[error(
        "The embedded DynamoDB's data in {} cannot be opened: {reason}. Move the file away to start with empty tables; \
         the archive stays as it is.",
        file.display()
    )]
    Data {
        /// The file.
        file: PathBuf,
        /// What dynoxide says.
        reason: String,
    },
    /// The system gives no threads.
    #[error("The embedded DynamoDB cannot start: {0}.")]
    Threads(io::Error),
}

/// A loopback port that is ours already, before anything is created.
#[derive(Debug)]
pub struct EmulatorPort(TcpListener);

impl EmulatorPort {
    /// Takes the port; with 0, any free one.
    ///
    /// # Errors
    /// When it is taken.
    pub fn take(port: u16) -> Result<Self, EmulatorError> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port));
        let listener = listener.and_then(|listener| listener.set_nonblocking(true).map(|()| listener));
        listener.map(Self).map_err(|source| EmulatorError::Port { port, source })
    }
}

/// The running embedded DynamoDB.
#[derive(Debug)]
pub struct Emulator {
    url: String,
    files: Presence,
    following: Arc<OnceLock<Following>>,
    kept_names: Arc<OnceLock<Arc<BTreeSet<String>>>>,
    beginnings: Beginnings,
    stopped: oneshot::Receiver<()>,
}

impl Emulator {
    /// Opens the data under `data_dir` and serves it on `port` until `cancel` is cancelled.
    ///
    /// # Errors
    /// When the data cannot be opened. No other process may have it open: the archive's lock sees to that.
    pub fn start(data_dir: &Path, port: EmulatorPort, cancel: CancellationToken) -> Result<Self, EmulatorError> {
        let database = open(data_dir)?;
        let file = embedded_file(data_dir);
        let files = Presence::of(&file, in_use_beside(&file), Arc::new(SystemClock))
            .map_err(|error| EmulatorError::Data { file, reason: error.to_string() })?;
        let EmulatorPort(listener) = port;
        let url = listener.local_addr().map(|address| format!("http://{address}")).map_err(EmulatorError::Threads)?;
        let threads = Threads::new().map_err(EmulatorError::Threads)?;
        let (ended, stopped) = oneshot::channel();
        let following = Arc::<OnceLock<Following>>::default();
        let kept_names = Arc::<OnceLock<Arc<BTreeSet<String>>>>::default();
        let (watched, followed, kept) = (files.clone(), Arc::clone(&following), Arc::clone(&kept_names));
        let beginnings = Beginnings::default();
        let begun = beginnings.clone();
        let run = move || {
            let way = |inside| Front::new(inside, watched.clone(), followed, kept, begun);
            threads.run(listener, database, watched.clone(), way, cancel);
            // Nobody may be waiting any more.
            let _ = ended.send(());
        };
        thread::Builder::new().name("dynamodb-front".to_owned()).spawn(run).map_err(EmulatorError::Threads)?;
        Ok(Self { url, files, following, kept_names, beginnings, stopped })
    }

    /// Where it is reached: `http://127.0.0.1:8000`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The files that its tables are in. While they are not where they were it answers nothing.
    pub fn files(&self) -> Presence {
        self.files.clone()
    }

    /// Where streams begin, told before their first record can be read.
    pub fn beginnings(&self) -> Beginnings {
        self.beginnings.clone()
    }

    /// Of tables that the archive knows streams of by the names that dynoxide gives them, this program is told by those from now
    /// on ([`embedded_client`](afterimage_base::embedded_client)); everybody else is told Amazon's.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub async fn going_on(&self, archive: &dyn ChangeSink) -> afterimage_archive::Result<()> {
        let streams = archive.streams().await?.into_iter();
        let kept = streams.filter(|stream| names::is_own_arn(&stream.arn)).map(|stream| stream.table).collect();
        // It is said once, before anything is asked.
        let _ = self.kept_names.set(Arc::new(kept));
        Ok(())
    }

    /// From now on somebody follows its streams, on the runtime that this is called on: they are told of tables as they come
    /// and go, and no stream ends before its last records are read, within [`LAST_RECORDS_LIMIT`]. Who follows first stays.
    pub fn followed_by(&self, last_records: LastRecords) {
        // Who is refused is not the first.
        let _ = self.following.set(Following::on_this_runtime(last_records));
    }

    /// Waits until it has stopped.
    pub async fn stopped(self) {
        // An error means that its thread is gone, which is just as stopped.
        let _ = self.stopped.await;
    }
}

/// Where requests are looked at, and where they are answered.
struct Threads {
    front: Runtime,
    dynoxide: Runtime,
}

impl Threads {
    fn new() -> io::Result<Self> {
        let front = runtime::Builder::new_current_thread().enable_all().build()?;
        let mut dynoxide = runtime::Builder::new_multi_thread();
        let dynoxide = dynoxide.worker_threads(THREADS).thread_name("dynamodb").enable_all().build()?;
        Ok(Self { front, dynoxide })
    }

    /// Serves until cancelled, and has stopped when it returns.
    fn run(
        self,
        listener: TcpListener,
        database: Database,
        files: Presence,
        front: impl FnOnce(Inside) -> Front,
        cancel: CancellationToken,
    ) {
        let sweeper = self.dynoxide.spawn(sweep(database.clone(), files));
        let inside = Inside::new(database, self.dynoxide.handle().clone());
        self.front.block_on(serve(listener, front(inside), cancel));
        sweeper.abort();
        // What still uses connections is dropped before what answers over them.
        drop(self.front);
        self.dynoxide.shutdown_timeout(DRAIN_TIMEOUT);
    }
}

/// Opened twice: the first time makes the schema that [`stream_records`] works on while nobody else has the file open.
fn open(data_dir: &Path) -> Result<Database, EmulatorError> {
    let folder = data_dir.join(EMBEDDED_FOLDER);
    let file = embedded_file(data_dir);
    let made = owner_only::make_folder(&folder).and_then(|()| owner_only::make_file(&file));
    made.map_err(|source| EmulatorError::Folder { folder, source })?;
    owner_only::tighten(data_dir);
    let failed = |reason: String| EmulatorError::Data { file: file.clone(), reason };
    let name = file.to_str().ok_or_else(|| failed("the path is not Unicode".to_owned()))?;
    drop(Database::new(name).map_err(|error| failed(error.to_string()))?);
    if let Err(error) = stream_records::before_start(&file) {
        tracing::warn!(%error, "the embedded DynamoDB's streams could not be tidied: they may be slow");
    }
    Database::new(name).map_err(|error| failed(error.to_string()))
}

async fn serve(listener: TcpListener, front: Front, cancel: CancellationToken) {
    let listener = match tokio::net::TcpListener::from_std(listener) {
        Ok(listener) => listener,
        Err(error) => return tracing::error!(%error, "the embedded DynamoDB cannot listen"),
    };
    if let Err(error) = front.inside.connect().await {
        tracing::warn!(%error, "the embedded DynamoDB is not there yet: it is asked with the first request again");
    }
    let served = front::serve(listener, front, cancel.clone());
    let drained = async {
        cancel.cancelled().await;
        time::sleep(DRAIN_TIMEOUT).await;
    };
    tokio::select! {
        result = served => if let Err(error) = result {
            tracing::error!(%error, "the embedded DynamoDB stopped");
        },
        () = drained => tracing::debug!("requests to the embedded DynamoDB were cut off"),
    }
}

/// Deletes expired items as Amazon's own service does: the stream shows them as the service's deletions.
async fn sweep(database: Database, files: Presence) {
    let mut ticks = time::interval(SWEEP_INTERVAL);
    ticks.set_missed_tick_behavior(time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if files.check().is_err() {
            continue;
        }
        let database = database.clone();
        match tokio::task::spawn_blocking(move || database.sweep_ttl()).await {
            Ok(Ok(0)) => {}
            Ok(Ok(deleted)) => tracing::debug!(deleted, "items expired"),
            Ok(Err(error)) => tracing::warn!(%error, "expired items could not be deleted"),
            Err(error) => tracing::warn!(%error, "looking for expired items failed"),
        }
    }
}
