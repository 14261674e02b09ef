//! Opening: the folder, its lock, the file, its schema, and then the two halves.

use std::{
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use afterimage_base::{
    clock::SharedClock,
    data_folder::{ARCHIVE_FILE, LOCK_FILE, Presence, in_use_beside, owner_only},
};
use sqlx::{
    ConnectOptions, SqliteConnection, SqlitePool,
    error::DatabaseError,
    migrate::Migrator,
    sqlite::{SqliteConnectOptions, SqlitePoolOptions, SqliteSynchronous},
};
use uuid::Uuid;

use super::{
    Cause, OpenError, SqliteArchive, SqliteReader, SqliteWriter, integrity,
    lock::SoleWriter,
    lookup::ItemLookup,
    wal_size::{WAL_LIMIT, WalSize},
    writer::Held,
};

/// The schema, one file a version.
pub(super) static MIGRATIONS: Migrator = sqlx_macros::migrate!("../../migrations");

/// How many looks into the archive run at once; more wait their turn.
const READERS: u32 = 4;

/// How many look into it for the feed, besides: one who reads on for all.
const FEED_READERS: u32 = 1;

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

impl SqliteArchive {
    /// Opens the archive in the folder, and makes both where they are not there yet.
    ///
    /// # Errors
    /// See [`OpenError`]; each says what to do.
    pub async fn open(data_dir: &Path, clock: SharedClock) -> Result<Self, OpenError> {
        Self::open_with(data_dir, clock, SqliteSynchronous::Full, WAL_LIMIT).await
    }

    /// The same for an import, which can be done again: a power cut may take the last of what was committed, and nothing
    /// waits for the disk.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn open_for_import(data_dir: &Path, clock: SharedClock) -> Result<Self, OpenError> {
        Self::open_with(data_dir, clock, SqliteSynchronous::Normal, WAL_LIMIT).await
    }

    /// The same with another limit of the log's length, in bytes.
    #[cfg(test)]
    pub(super) async fn open_with_log(data_dir: &Path, log_limit: u64) -> Result<Self, OpenError> {
        let clock = std::sync::Arc::new(afterimage_base::clock::SystemClock);
        Self::open_with(data_dir, clock, SqliteSynchronous::Full, log_limit).await
    }

    async fn open_with(
        data_dir: &Path,
        clock: SharedClock,
        synchronous: SqliteSynchronous,
        log_limit: u64,
    ) -> Result<Self, OpenError> {
        let sole = SoleWriter::take(data_dir)?;
        let file = file_in(data_dir);
        integrity::refuse_damaged(&file).await?;
        let not_writable = |cause| OpenError::NotWritable { path: file.clone(), cause };
        owner_only::make_file(&file).map_err(not_writable)?;
        let failed = |error| failure(&file, error);
        let mut connection = writer_options(&file).synchronous(synchronous).connect().await.map_err(failed)?;
        prepare(&mut connection, &file, &clock).await?;
        let epoch = sqlx::query_scalar("SELECT epoch FROM meta").fetch_one(&mut connection).await.map_err(failed)?;
        let beside = in_use_beside(&file).into_iter().chain([data_dir.join(LOCK_FILE)]);
        let presence = Presence::of(&file, beside, clock.clone()).map_err(not_writable)?;
        let (pool, feed) = (readers(&file, READERS).await?, readers(&file, FEED_READERS).await?);
        let lookup = ItemLookup::open(&file).await.map_err(failed)?;
        let held = Held { sole, presence };
        let writer = SqliteWriter::start(connection, WalSize::beside(&file, log_limit), lookup, held, clock)
            .await
            .map_err(|cause| OpenError::Corrupt { path: file.clone(), cause: cause.into() })?;
        Ok(Self { writer, reader: SqliteReader::new(pool, feed, epoch) })
    }
}

impl SqliteReader {
    /// Opens the archive in the folder for reading alone, whether or not a server is writing to it.
    ///
    /// # Errors
    /// When there is none, or it cannot be read by this version.
    pub async fn open(data_dir: &Path) -> Result<Self, OpenError> {
        let file = file_in(data_dir);
        if !file.exists() {
            return Err(OpenError::Missing { path: data_dir.to_owned() });
        }
        let failed = |error| failure(&file, error);
        let pool = readers(&file, READERS).await?;
        let mut connection = pool.acquire().await.map_err(failed)?;
        refuse_foreign_and_newer(&mut connection, &file).await?;
        let epoch = sqlx::query_scalar("SELECT epoch FROM meta").fetch_one(&mut *connection).await.map_err(failed)?;
        drop(connection);
        // Nobody follows a feed here: none is opened for it.
        Ok(Self::new(pool.clone(), pool, epoch))
    }
}

/// The archive in a folder.
pub(super) fn file_in(data_dir: &Path) -> PathBuf {
    data_dir.join(ARCHIVE_FILE)
}

/// The write-ahead log beside the file.
pub(super) fn log_of(file: &Path) -> PathBuf {
    file.with_file_name(format!("{ARCHIVE_FILE}-wal"))
}

/// All of them are opened at once and never again: where the file is removed or replaced while the program runs, they
/// read on in what the archive was, and a new one would read what lies there now.
async fn readers(file: &Path, count: u32) -> Result<SqlitePool, OpenError> {
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
fn writer_options(file: &Path) -> SqliteConnectOptions {
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

pub(super) fn reader_options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .read_only(true)
        .pragma("query_only", "ON")
        .row_buffer_size(ROWS_AHEAD)
        .thread_name(|id| format!("archive-reader-{id}"))
        .disable_statement_logging()
}

/// Refuses what is no archive or a newer one, brings the schema up to date, and gives a new archive its epoch.
async fn prepare(connection: &mut SqliteConnection, file: &Path, clock: &SharedClock) -> Result<(), OpenError> {
    refuse_foreign_and_newer(connection, file).await?;
    // Only now: what is refused is left as it was found.
    sqlx::query("PRAGMA journal_mode = WAL").execute(&mut *connection).await.map_err(|error| failure(file, error))?;
    MIGRATIONS
        .run(&mut *connection)
        .await
        .map_err(|error| OpenError::Corrupt { path: file.to_owned(), cause: error.into() })?;
    sqlx::query("INSERT INTO meta (singleton, epoch, created_at) VALUES (1, ?, ?) ON CONFLICT DO NOTHING")
        .bind(Uuid::new_v4().to_string())
        .bind(clock.now().as_millis())
        .execute(connection)
        .await
        .map_err(|error| failure(file, error))?;
    Ok(())
}

async fn refuse_foreign_and_newer(connection: &mut SqliteConnection, file: &Path) -> Result<(), OpenError> {
    let failed = |error| failure(file, error);
    let tables: Vec<String> = sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE type = 'table'")
        .fetch_all(&mut *connection)
        .await
        .map_err(failed)?;
    if tables.is_empty() {
        return Ok(());
    }
    if !tables.iter().any(|name| name == "_sqlx_migrations") {
        return Err(OpenError::Corrupt { path: file.to_owned(), cause: "it is some other program's database".into() });
    }
    let found: i64 = sqlx::query_scalar("SELECT coalesce(max(version), 0) FROM _sqlx_migrations")
        .fetch_one(connection)
        .await
        .map_err(failed)?;
    let known = MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or(0);
    if found > known {
        return Err(OpenError::Newer { path: file.to_owned(), found, known });
    }
    Ok(())
}

/// The primary result codes that say: the file cannot be written (permission, read-only, full, input/output, not
/// there); <https://www.sqlite.org/rescode.html>.
const NOT_WRITABLE_CODES: [i32; 5] = [3, 8, 10, 13, 14];

/// Sorts a failure while opening into: not writable, or not an archive.
pub(super) fn failure(file: &Path, error: sqlx::Error) -> OpenError {
    let path = file.to_owned();
    let code = error.as_database_error().and_then(DatabaseError::code).and_then(|code| code.parse::<i32>().ok());
    // An extended code carries its primary code in the low byte.
    if code.is_some_and(|code| NOT_WRITABLE_CODES.contains(&(code & 0xff))) {
        return OpenError::NotWritable { path, cause: io::Error::other(error) };
    }
    OpenError::Corrupt { path, cause: Cause::from(error) }
}

/// An empty archive in memory, for looking at the database's plans.
#[cfg(test)]
pub(super) async fn empty_for_tests() -> SqliteConnection {
    let mut connection = SqliteConnectOptions::new().in_memory(true).connect().await.expect("a database");
    MIGRATIONS.run(&mut connection).await.expect("the schema");
    connection
}
