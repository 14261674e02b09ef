//! The connections to the archive's file: one that writes, and those that read.

use std::{
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use afterimage_archive::{Cause, OpenError};
use afterimage_base::data_folder::ARCHIVE_FILE;
use sqlx::{
    ConnectOptions, SqlitePool,
    error::DatabaseError,
    sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};

use super::wal_size::WAL_LIMIT;

/// How many looks into the archive run at once; more wait their turn.
pub(crate) const READERS: u32 = 4;

/// How many look into it for the feed, besides: one who reads on for all.
pub(crate) const FEED_READERS: u32 = 1;

/// How long a reader waits for its turn before it gives up.
const READER_TIMEOUT: Duration = Duration::from_secs(10);

/// The log beside the file is folded into it when it has this many pages of 4 KiB.
const CHECKPOINT_PAGES: &str = "4000";

/// How much of the file the writer keeps in memory, in KiB as `SQLite` takes it (negative). What it touches again and again
/// are the ends of the indexes and the items that change: with less of them it reads each page from the file once more
/// for every transaction.
const WRITER_CACHE: &str = "-32768";

/// How many rows the database thread may be ahead of the task that reads them.
const ROWS_AHEAD: usize = 256;

/// The archive in a folder.
pub(crate) fn file_in(data_dir: &Path) -> PathBuf {
    data_dir.join(ARCHIVE_FILE)
}

/// All of them are opened at once and never again: where the file is removed or replaced while the program runs, they
/// read on in what the archive was, and a new one would read what lies there now.
pub(crate) async fn readers(file: &Path, count: u32) -> Result<SqlitePool, OpenError> {
    let pool = SqlitePoolOptions::new()
        .min_connections(count)
        .max_connections(count)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(READER_TIMEOUT);
    pool.connect_with(reader_options(file)).await.map_err(|error| failure(file, error))
}

/// The one connection that writes, and that does every checkpoint of the write-ahead log.
///
/// `synchronous = FULL`, but for an import: a commit is on the disk when it is told to anybody. NORMAL would survive a killed process as
/// well, but not a power cut, after which ids that readers already hold as cursors would be given to other changes.
/// Grouping pages into commits pays for it.
///
/// What a single statement could be taken back by is kept in memory (`temp_store`): in a file it would be several times
/// what is written to the log.
///
/// Foreign keys are declared for people and for tools, and not checked again with each row: every id that the writer
/// puts in is one that it looked up or gave out in the same transaction.
pub(crate) fn writer_options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .foreign_keys(false)
        .pragma("cache_size", WRITER_CACHE)
        .pragma("temp_store", "MEMORY")
        .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
        .pragma("journal_size_limit", WAL_LIMIT.to_string())
        .thread_name(|_| "archive-writer".to_owned())
        .disable_statement_logging()
}

/// A connection that only reads.
pub(crate) fn reader_options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .read_only(true)
        .pragma("query_only", "ON")
        .row_buffer_size(ROWS_AHEAD)
        .thread_name(|id| format!("archive-reader-{id}"))
        .disable_statement_logging()
}

/// The primary result codes that say: the file cannot be written (permission, read-only, full, input/output, not
/// there); <https://www.sqlite.org/rescode.html>.
const NOT_WRITABLE_CODES: [i32; 5] = [3, 8, 10, 13, 14];

/// Sorts a failure while opening into: not writable, or not an archive.
pub(crate) fn failure(file: &Path, error: sqlx::Error) -> OpenError {
    let path = file.to_owned();
    if primary_code(&error).is_some_and(|code| NOT_WRITABLE_CODES.contains(&code)) {
        return OpenError::NotWritable { path, cause: io::Error::other(error) };
    }
    OpenError::Corrupt { path, cause: Cause::from(error) }
}

/// SQLite's code for an error, which an extended code carries in the low byte.
pub(super) fn primary_code(error: &sqlx::Error) -> Option<i32> {
    let code = error.as_database_error().and_then(DatabaseError::code)?;
    code.parse::<i32>().ok().map(|code| code & 0xff)
}
