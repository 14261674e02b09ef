//! `afterimage export`: archived changes, oldest first, into a file or to standard output.

use std::{
    fs::File,
    io::{self, BufWriter, IsTerminal, Write},
    path::PathBuf,
    time::{Duration, Instant},
};

use afterimage_archive::OpenError;
use afterimage_archive_sqlite::SqliteReader;
use afterimage_base::work::{Work, WorkLimits};
use afterimage_model::{Query, Timestamp, query::QueryError};
use afterimage_service::export::{Broken, Done, Export, Format, Wanted};

use crate::config::{ExportArguments, UsageError, data_dir};

/// How often a terminal is told how far the export is.
const TELL_EVERY: Duration = Duration::from_millis(500);

/// Why nothing, or not everything, was exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// There is no folder to look in.
    #[error(transparent)]
    Usage(#[from] UsageError),
    /// The query is not one.
    #[error("--query is not a query, at character {}: {source}", source.column + 1)]
    Query {
        /// What is wrong with it.
        #[from]
        source: QueryError,
    },
    /// Only CSV begins with a byte order mark.
    #[error("--bom is for --format csv: other forms have no use for it.")]
    Bom,
    /// The archive cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The file cannot be created.
    #[error("The file {} cannot be created: {source}. Choose another one with --output.", file.display())]
    Create {
        /// The file.
        file: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The archive cannot be read to its end.
    #[error("The export ended after {} changes: {source}.", done.changes)]
    Broken {
        /// What was written until then.
        done: Done,
        /// What went wrong.
        source: Broken,
    },
    /// What was read cannot be written.
    #[error("The changes cannot be written: {0}.")]
    Write(#[from] io::Error),
}

/// Exports what the arguments ask for; `now` is what their query is relative to. The archive is only read, also while a
/// server is writing to it.
///
/// # Errors
/// See [`ExportError`].
pub async fn run(arguments: ExportArguments, now: Timestamp) -> Result<(), ExportError> {
    let query = Query::read(&arguments.query, now)?;
    if arguments.bom && arguments.format != Format::Csv {
        return Err(ExportError::Bom);
    }
    let wanted = Wanted { byte_order_mark: arguments.bom, ..Wanted::all(query) };
    let reader = SqliteReader::open(&data_dir(arguments.data_dir)?).await?;
    let reader = reader.with_work(Work::new(WorkLimits::alone())).door();
    let broken = |source| ExportError::Broken { done: Done::default(), source };
    let export = Export::begin(&super::context(), &reader, wanted, arguments.format).await;
    let mut export = export.map_err(broken)?;
    let mut output = open(arguments.output)?;
    match write_all(&mut export, &mut output).await {
        // Whoever reads has seen enough, as in `afterimage export | head`.
        Err(ExportError::Write(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

fn open(file: Option<PathBuf>) -> Result<Box<dyn Write + Send>, ExportError> {
    let Some(file) = file else { return Ok(Box::new(BufWriter::new(io::stdout()))) };
    match File::create_new(&file) {
        Ok(created) => Ok(Box::new(BufWriter::new(created))),
        Err(source) => Err(ExportError::Create { file, source }),
    }
}

async fn write_all(export: &mut Export, output: &mut (dyn Write + Send)) -> Result<(), ExportError> {
    let mut teller = Teller::new();
    loop {
        let piece = export.next().await.map_err(|source| ExportError::Broken { done: export.done(), source })?;
        let Some(piece) = piece else { break };
        output.write_all(&piece)?;
        teller.tell(export.done());
    }
    output.flush()?;
    teller.end(export.done());
    Ok(())
}

/// Tells a person at a terminal how far it is; says nothing where nobody looks.
struct Teller {
    begun: Instant,
    told: Option<Instant>,
    is_seen: bool,
}

impl Teller {
    fn new() -> Self {
        Self { begun: Instant::now(), told: None, is_seen: io::stderr().is_terminal() }
    }

    fn tell(&mut self, done: Done) {
        if self.is_seen && self.told.unwrap_or(self.begun).elapsed() >= TELL_EVERY {
            self.told = Some(Instant::now());
            eprint!("\r{} % looked through, {} changes, {} MB ", done.percent(), done.changes, done.bytes / 1_000_000);
        }
    }

    fn end(&self, done: Done) {
        if self.is_seen {
            let seconds = self.begun.elapsed().as_secs_f64();
            eprintln!("\r{} changes, {:.1} MB, in {seconds:.1} s          ", done.changes, done.bytes as f64 / 1e6);
        }
    }
}
