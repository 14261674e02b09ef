//! The write-ahead log beside the archive: how long it gets, with nobody and with somebody in its way.

use std::{fs, path::Path};

use afterimage_test_archive::{
    file::{FILE, assert_intact},
    noise::{archive, page},
};
use sqlx::{Connection, SqliteConnection};

const MEBIBYTE: u64 = 1 << 20;

/// Without a reader in its way the log is folded into the file every 4,000 pages of 4 KiB; a commit more may be in it.
const USUAL_LIMIT: u64 = 20 * MEBIBYTE;

/// What it shrinks to after it had to grow (`archive-sqlite/database/wal_size.rs`).
const LOG_SIZE_LIMIT: u64 = 64 * MEBIBYTE;

fn log_bytes(folder: &Path) -> u64 {
    fs::metadata(folder.join(format!("{FILE}-wal"))).map_or(0, |log| log.len())
}

#[tokio::test]
async fn the_log_stays_short_grows_under_a_long_reader_and_shrinks_after_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let archive = archive(folder.path()).await;
    let mut pages = (0..).map(|number| page(number, 8, 256 * 1024));
    let mut longest = 0;
    for page in pages.by_ref().take(20) {
        archive.writer.append(page).await.expect("archived");
        longest = longest.max(log_bytes(folder.path()));
    }
    assert!(longest > MEBIBYTE && longest <= USUAL_LIMIT, "{longest} bytes of log after 40 MiB of changes");

    // Somebody else's backup or query, open over many commits.
    let url = format!("sqlite://{}?mode=ro", folder.path().join(FILE).display());
    let mut reader = SqliteConnection::connect(&url).await.expect("a reader");
    let mut snapshot = reader.begin().await.expect("a transaction");
    let seen = "SELECT count(*) FROM changes";
    let before: i64 = sqlx::query_scalar(seen).fetch_one(&mut *snapshot).await.expect("read");
    for page in pages.by_ref().take(40) {
        archive.writer.append(page).await.expect("a reader does not hold writing up");
    }
    let grown = log_bytes(folder.path());
    assert!(grown > LOG_SIZE_LIMIT, "only {grown} bytes: nothing stood in the way");
    let still: i64 = sqlx::query_scalar(seen).fetch_one(&mut *snapshot).await.expect("read");
    assert_eq!(still, before, "the reader's snapshot moved");
    snapshot.rollback().await.expect("ended");
    reader.close().await.expect("closed");

    for page in pages.by_ref().take(2) {
        archive.writer.append(page).await.expect("archived");
    }
    let shrunk = log_bytes(folder.path());
    assert!(shrunk <= LOG_SIZE_LIMIT, "{shrunk} bytes of log after the reader was gone");
    for page in pages.by_ref().take(10) {
        archive.writer.append(page).await.expect("archived");
    }
    assert!(log_bytes(folder.path()) <= LOG_SIZE_LIMIT);
    archive.writer.close().await.expect("closed");
    assert_intact(folder.path()).await;
}
