//! Is the file what it was when it was last written? Looked at before anything may write to it, so that what is refused
//! stays as it was found.
//!
//! What is looked at, and for how long, is a trade between certainty and the time to start:
//!
//! - The file's own header and its length: always, and at once. A copy that broke off ends here.
//! - The structure of the pages (`quick_check`), table by table: for [`CHECK_LIMIT`] at most. An archive of some hundred
//!   megabytes is looked at whole. Of a larger one the small tables, which everything else depends on, are looked at whole
//!   and first, and each of the large ones has its share of the time: it is gone through from its end, where it was
//!   written to last, as far as that goes. Only `PRAGMA integrity_check` by hand is complete, and takes minutes then.
//! - Not the contents of values: SQLite has no checksums for pages. An image that cannot be read is told of when
//!   somebody looks at it.
//!
//! The write-ahead log needs no look: its frames have checksums, SQLite takes none after the first that is wrong, and
//! what is missing is read from the stream again.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use afterimage_archive::{Cause, OpenError};
use afterimage_base::data_folder;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, SqliteConnection};

use super::connections::{failure, primary_code, reader_options};

/// How long the pages are looked at, at most: the program starts within two seconds, whatever it holds.
const CHECK_LIMIT: Duration = Duration::from_secs(1);

/// How often the time is looked at meanwhile, in steps of SQLite's.
const STEPS_BETWEEN_LOOKS: i32 = 1_000;

/// SQLite's code for a page that is none (<https://www.sqlite.org/rescode.html#corrupt>).
const DAMAGED: i32 = 11;

/// The tables that grow with the archive, in the order in which they are looked at: images are most of the bytes.
const LARGE: [&str; 5] = ["changes", "change_texts_data", "item_key_values", "items", "blocks"];

/// SQLite's file header (<https://www.sqlite.org/fileformat2.html#the_database_header>).
const HEADER_BYTES: usize = 100;
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// Refuses a file that is visibly damaged. One that is not there yet, or empty, is a new archive.
pub(crate) async fn refuse_damaged(file: &Path) -> Result<(), OpenError> {
    let corrupt = |cause: Cause| OpenError::Corrupt { path: file.to_owned(), cause };
    let length = match fs::metadata(file) {
        Ok(metadata) => metadata.len(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(cause) => return Err(OpenError::NotWritable { path: file.to_owned(), cause }),
    };
    if length == 0 {
        return Ok(());
    }
    let header = read_header(file).map_err(|error| corrupt(error.into()))?;
    let log_bytes = fs::metadata(data_folder::log_of(file)).map_or(0, |log| log.len());
    check_header(&header, length, log_bytes).map_err(|why| corrupt(why.into()))?;
    let mut connection = reader_options(file).connect().await.map_err(|error| failure(file, error))?;
    let begun = Instant::now();
    let found = check_pages(&mut connection, CHECK_LIMIT, move || begun.elapsed()).await;
    // Whatever it says: nothing was written.
    let _ = connection.close().await;
    match found {
        Ok(None) => Ok(()),
        Ok(Some(damage)) => Err(corrupt(damage.into())),
        Err(error) => Err(failure(file, error)),
    }
}

fn read_header(file: &Path) -> io::Result<[u8; HEADER_BYTES]> {
    let mut header = [0; HEADER_BYTES];
    File::open(file)?.read_exact(&mut header)?;
    Ok(header)
}

/// What a header and the length of the file say of each other.
fn check_header(header: &[u8; HEADER_BYTES], length: u64, log_bytes: u64) -> Result<(), String> {
    if !header.starts_with(MAGIC) {
        return Err("it does not begin like an SQLite database".to_owned());
    }
    let number = |at: usize| u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
    let page_bytes = match u16::from_be_bytes([header[16], header[17]]) {
        1 => 65_536,
        bytes if bytes >= 512 && bytes.is_power_of_two() => u64::from(bytes),
        bytes => return Err(format!("its header gives a page {bytes} bytes, which cannot be")),
    };
    // The count of pages counts when it was written together with the last change; and while there is a log beside
    // the file, the file may be behind it.
    let expected = u64::from(number(28)) * page_bytes;
    if log_bytes == 0 && number(24) == number(92) && length < expected {
        return Err(format!("it is {length} bytes long and was {expected}: its end is missing"));
    }
    Ok(())
}

/// Tells how long it has been since the check began.
trait Elapsed: Fn() -> Duration + Clone + Send + 'static {}

impl<T: Fn() -> Duration + Clone + Send + 'static> Elapsed for T {}

/// What became of a look that ends when its time is over.
enum Look<T> {
    Done(T),
    Unfinished,
}

/// The first damage that shows within the time.
async fn check_pages(
    connection: &mut SqliteConnection,
    limit: Duration,
    elapsed: impl Elapsed,
) -> sqlx::Result<Option<String>> {
    let names = "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 AND name NOT LIKE 'sqlite\\_%' \
         ESCAPE '\\' ORDER BY name";
    let tables: Vec<String> = sqlx::query_scalar(names).fetch_all(&mut *connection).await?;
    let (large, small): (Vec<_>, Vec<_>) = tables.into_iter().partition(|table| LARGE.contains(&table.as_str()));
    let mut is_whole = true;
    for table in &small {
        match structure(connection, table, limit, &elapsed).await? {
            Look::Done(None) => {}
            Look::Done(damage) => return Ok(damage),
            Look::Unfinished => is_whole = false,
        }
    }
    for (at, table) in large.iter().enumerate() {
        let left = u32::try_from(large.len() - at).unwrap_or(u32::MAX);
        let begun = elapsed();
        let share = limit.saturating_sub(begun) / left;
        // A check of the structure that is interrupted forgets what it has found. So the table is gone through first.
        let gone_through = walk(connection, table, begun + share / 2, &elapsed).await?;
        let checked = match gone_through {
            Look::Done(None) => structure(connection, table, begun + share, &elapsed).await?,
            other => other,
        };
        match checked {
            Look::Done(None) => {}
            Look::Done(damage) => return Ok(damage),
            Look::Unfinished => is_whole = false,
        }
    }
    if !is_whole {
        tracing::info!("the archive is large: a part of it was looked at for damage");
    }
    Ok(None)
}

/// What is the matter with the structure of a table's pages and of its indexes' pages.
async fn structure(
    connection: &mut SqliteConnection,
    table: &str,
    end: Duration,
    elapsed: &impl Elapsed,
) -> sqlx::Result<Look<Option<String>>> {
    let is_over = stop_at(connection, end, elapsed).await?;
    let found: sqlx::Result<Option<String>> = sqlx::query_scalar("SELECT * FROM pragma_quick_check(?) LIMIT 1")
        .bind(table)
        .fetch_optional(&mut *connection)
        .await;
    match found {
        Err(error) => broken_off(table, error, &is_over),
        Ok(found) => Ok(Look::Done(found.filter(|found| found != "ok").map(|damage| damaged(table, damage.trim())))),
    }
}

/// Goes through a table's pages from its end, as far as that goes, and tells the first that is none.
async fn walk(
    connection: &mut SqliteConnection,
    table: &str,
    end: Duration,
    elapsed: &impl Elapsed,
) -> sqlx::Result<Look<Option<String>>> {
    let is_over = stop_at(connection, end, elapsed).await?;
    let key = "SELECT group_concat('\"' || name || '\" DESC') FROM (SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk)";
    let key: Option<String> = sqlx::query_scalar(key).bind(table).fetch_one(&mut *connection).await?;
    let order = key.unwrap_or_else(|| "rowid DESC".to_owned());
    // The limit is none; without one SQLite would leave the order out, and count along the smallest index.
    let all =
        format!("SELECT count(*) FROM (SELECT 1 FROM \"{table}\" NOT INDEXED ORDER BY {order} LIMIT {})", i64::MAX);
    match sqlx::query(AssertSqlSafe(all)).execute(&mut *connection).await {
        Ok(_) => Ok(Look::Done(None)),
        Err(error) => broken_off(table, error, &is_over),
    }
}

/// What it means that a look ended with an error.
fn broken_off(table: &str, error: sqlx::Error, is_over: &AtomicBool) -> sqlx::Result<Look<Option<String>>> {
    match primary_code(&error) {
        Some(DAMAGED) => Ok(Look::Done(Some(damaged(table, &error.to_string())))),
        _ if is_over.load(Ordering::Relaxed) => Ok(Look::Unfinished),
        _ => Err(error),
    }
}

fn damaged(table: &str, how: &str) -> String {
    format!("its table {table} is damaged ({how})")
}

/// What is asked of the connection from now on ends with an error at a moment; whether that was why.
async fn stop_at(
    connection: &mut SqliteConnection,
    end: Duration,
    elapsed: &impl Elapsed,
) -> sqlx::Result<Arc<AtomicBool>> {
    let (is_over, elapsed) = (Arc::new(AtomicBool::new(false)), elapsed.clone());
    let stop = Arc::clone(&is_over);
    connection.lock_handle().await?.set_progress_handler(STEPS_BETWEEN_LOOKS, move || {
        let goes_on = elapsed() < end;
        stop.fetch_or(!goes_on, Ordering::Relaxed);
        goes_on
    });
    Ok(is_over)
}

#[cfg(test)]
#[path = "integrity_tests.rs"]
mod tests;
