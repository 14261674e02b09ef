//! `afterimage import`: an export, or events of Lambda functions, into an empty archive.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, IsTerminal},
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use afterimage_archive::OpenError;
use afterimage_archive_sqlite::SqliteArchive;
use afterimage_base::clock::ManualClock;
use afterimage_model::Timestamp;
use afterimage_service::import::{Destination, ImportError, ImportedRecords, import};

use crate::config::{ImportArguments, UsageError, data_dir};

/// What standard input is called.
const STANDARD_INPUT: &str = "-";

/// How often a terminal is told how far the import is.
const TELL_EVERY: Duration = Duration::from_millis(500);

/// Why nothing, or not everything, was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportCommandError {
    /// There is no folder to put it in.
    #[error(transparent)]
    Usage(#[from] UsageError),
    /// The archive cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The import ended before the file did.
    #[error(transparent)]
    Import(#[from] ImportError),
}

/// Imports what the arguments name; `now` stands for times that a record does not tell.
///
/// # Errors
/// See [`ImportCommandError`].
pub async fn run(arguments: ImportArguments, now: Timestamp) -> Result<(), ImportCommandError> {
    let folder = data_dir(arguments.data_dir)?;
    let read = |source| ImportError::Read { file: arguments.file.display().to_string(), source };
    let (input, bytes): (Box<dyn BufRead + Send>, Option<u64>) = if arguments.file.as_os_str() == STANDARD_INPUT {
        (Box::new(BufReader::new(io::stdin())), None)
    } else {
        let file = File::open(&arguments.file).map_err(read)?;
        let bytes = file.metadata().ok().map(|metadata| metadata.len());
        (Box::new(BufReader::with_capacity(256 * 1024, file)), bytes)
    };
    let mut teller = Teller::new(bytes);
    let done = import_into(folder, input, now, &mut |records, bytes| teller.tell(records, bytes)).await;
    let done = done.map_err(|error| match error {
        ImportCommandError::Import(ImportError::Read { source, .. }) => read(source).into(),
        error => error,
    })?;
    teller.end(done);
    Ok(())
}

/// Imports records into the archive in a folder, which is made where there is none. `tell` is told of records and bytes as
/// they are done.
///
/// # Errors
/// See [`ImportCommandError`].
pub async fn import_into(
    folder: PathBuf,
    input: Box<dyn BufRead + Send>,
    now: Timestamp,
    tell: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<ImportedRecords, ImportCommandError> {
    let clock = Arc::new(ManualClock::new(now));
    let archive = SqliteArchive::open_for_import(&folder, clock.clone()).await?.door();
    Ok(import(&super::context(), input, Destination { archive, clock, folder }, tell).await?)
}

/// Tells a person at a terminal how far it is.
struct Teller {
    begun: Instant,
    told: Instant,
    bytes: Option<u64>,
    is_seen: bool,
}

impl Teller {
    fn new(bytes: Option<u64>) -> Self {
        let now = Instant::now();
        Self { begun: now, told: now, bytes, is_seen: io::stderr().is_terminal() }
    }

    fn tell(&mut self, records: u64, bytes: u64) {
        if !self.is_seen || self.told.elapsed() < TELL_EVERY {
            return;
        }
        self.told = Instant::now();
        match self.bytes.filter(|all| *all > 0) {
            Some(all) => eprint!("\r{} %, {records} records ", bytes * 100 / all),
            None => eprint!("\r{records} records, {} MB ", bytes / 1_000_000),
        }
    }

    fn end(&self, done: ImportedRecords) {
        let ImportedRecords { imported, passed_over, repeated } = done;
        let seconds = self.begun.elapsed().as_secs_f64();
        let passed = if passed_over > 0 { format!("; {passed_over} were there already") } else { String::new() };
        let repeats = if repeated > 0 { format!("; {repeated} are repeats, which are skipped") } else { String::new() };
        let begin = if self.is_seen { "\r" } else { "" };
        eprintln!("{begin}{imported} changes imported in {seconds:.1} s{passed}{repeats}.");
    }
}
