//! `afterimage export`: archived changes as JSON lines, oldest first, in the form of the HTTP API.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::PathBuf,
};

use afterimage_app::model::{ChangeId, Query, Timestamp, query::QueryError};

use crate::{
    archive::{ArchiveError, ArchiveReader, OpenError},
    config::{ExportArguments, data_dir},
    program::StartError,
};

/// How many changes are read at once.
const CHANGES_AT_ONCE: usize = 500;

/// Why nothing, or not everything, was exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// There is no folder to look in.
    #[error(transparent)]
    Usage(#[from] StartError),
    /// The query is not one.
    #[error("--query is not a query, at character {}: {source}", source.column + 1)]
    Query {
        /// What is wrong with it.
        #[from]
        source: QueryError,
    },
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
    #[error("The archive cannot be read after change {after}: {source}.")]
    Read {
        /// The last change that was written.
        after: ChangeId,
        /// What went wrong.
        source: ArchiveError,
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
    let reader = ArchiveReader::open(&data_dir(arguments.data_dir)?).await?;
    let mut output = open(arguments.output)?;
    match write_all(&reader, &query, &mut output).await {
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

async fn write_all(reader: &ArchiveReader, query: &Query, output: &mut (dyn Write + Send)) -> Result<(), ExportError> {
    let mut after = ChangeId::START;
    loop {
        let scan = reader.changes_after(query, after, CHANGES_AT_ONCE).await;
        let scan = scan.map_err(|source| ExportError::Read { after, source })?;
        for change in &scan.changes {
            serde_json::to_writer(&mut *output, change).map_err(io::Error::from)?;
            output.write_all(b"\n")?;
        }
        after = scan.scanned_to;
        if scan.end {
            return Ok(output.flush()?);
        }
    }
}
