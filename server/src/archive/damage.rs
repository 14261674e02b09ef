//! Is the file what it was when it was last written? Looked at before anything may write to it, so that what is refused
//! stays as it was found.
//!
//! What is looked at, and for how long, is a trade between certainty and the time to start:
//!
//! - The file's own header and its length: always, and at once. A copy that broke off ends here.
//! - The structure of the pages (`quick_check`), table by table: for [`CHECK_LIMIT`] at most. An archive of some hundred
//!   megabytes is looked at whole; of a larger one, what everything else depends on comes first, and the images, most
//!   of the bytes, last. Only `PRAGMA integrity_check` by hand is complete, and takes minutes then.
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

use sqlx::{ConnectOptions, Connection, SqliteConnection};

use super::{Cause, OpenError, open};
use crate::data_folder;

/// How long the pages are looked at, at most: the program starts within two seconds, whatever it holds.
const CHECK_LIMIT: Duration = Duration::from_secs(1);

/// How often the time is looked at meanwhile, in steps of SQLite's.
const STEPS_BETWEEN_LOOKS: i32 = 1_000;

/// SQLite's file header (<https://www.sqlite.org/fileformat2.html#the_database_header>).
const HEADER_BYTES: usize = 100;
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// Refuses a file that is visibly damaged. One that is not there yet, or empty, is a new archive.
pub(super) async fn refuse_damaged(file: &Path) -> Result<(), OpenError> {
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
    let mut connection = open::reader_options(file).connect().await.map_err(|error| open::failure(file, error))?;
    let found = check_pages(&mut connection, CHECK_LIMIT).await;
    // Whatever it says: nothing was written.
    let _ = connection.close().await;
    match found {
        Ok(None) => Ok(()),
        Ok(Some(damage)) => Err(corrupt(damage.into())),
        Err(error) => Err(open::failure(file, error)),
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

/// The first damage that shows within the time.
async fn check_pages(connection: &mut SqliteConnection, limit: Duration) -> sqlx::Result<Option<String>> {
    let (end, is_over) = (Instant::now() + limit, Arc::new(AtomicBool::new(false)));
    let stop = Arc::clone(&is_over);
    connection.lock_handle().await?.set_progress_handler(STEPS_BETWEEN_LOOKS, move || {
        let go_on = Instant::now() < end;
        stop.fetch_or(!go_on, Ordering::Relaxed);
        go_on
    });
    let found = check_tables(connection).await;
    if is_over.load(Ordering::Relaxed) {
        tracing::info!("the archive is large: a part of it was looked at for damage");
        return Ok(found.ok().flatten());
    }
    found
}

async fn check_tables(connection: &mut SqliteConnection) -> sqlx::Result<Option<String>> {
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
         ORDER BY name = 'images', name = 'changes', name = 'items', name",
    )
    .fetch_all(&mut *connection)
    .await?;
    for table in tables {
        let found: Option<String> = sqlx::query_scalar("SELECT * FROM pragma_quick_check(?) LIMIT 1")
            .bind(&table)
            .fetch_optional(&mut *connection)
            .await?;
        if let Some(damage) = found.filter(|found| found != "ok") {
            return Ok(Some(format!("its table {table} is damaged ({})", damage.trim())));
        }
    }
    Ok(None)
}

#[cfg(test)]
#[path = "damage_tests.rs"]
mod tests;
