use rand::{Rng, SeedableRng, distr::Alphanumeric, rngs::StdRng};
use sqlx::{ConnectOptions, Connection};
use tokio_util::sync::CancellationToken;

use super::*;
use crate::{
    database::connections::{file_in, reader_options},
    open::SqliteArchive,
    samples,
};

const MEBIBYTE: u64 = 1 << 20;

/// Less than the log has when a commit folds it into the file.
const LIMIT: u64 = 4 * MEBIBYTE;

/// How many read at once.
const READERS: usize = 4;

/// Keeps a state open for as long as some commits take: the database works meanwhile, as it does for a search.
const LONG_LOOK: &str = "WITH RECURSIVE steps(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM steps WHERE i < 50000)
    SELECT count(*) FROM steps";

/// Reads again and again, each time for as long as some commits take. What it saw each time.
async fn read_on_and_on(file: PathBuf, is_over: CancellationToken) -> Vec<i64> {
    let mut reader = reader_options(&file).connect().await.expect("a reader");
    let mut seen = Vec::new();
    while !is_over.is_cancelled() {
        let mut snapshot = reader.begin().await.expect("a transaction");
        let count = "SELECT count(*) FROM changes";
        let before: i64 = sqlx::query_scalar(count).fetch_one(&mut *snapshot).await.expect("read");
        sqlx::query(LONG_LOOK).execute(&mut *snapshot).await.expect("looked");
        let after: i64 = sqlx::query_scalar(count).fetch_one(&mut *snapshot).await.expect("read");
        assert_eq!(after, before, "a reader's snapshot moved");
        snapshot.rollback().await.expect("ended");
        seen.push(after);
    }
    reader.close().await.expect("closed");
    seen
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_that_overlap_for_ever_do_not_make_the_log_grow_for_ever() {
    const PAGES: usize = 60;
    const CHANGES: usize = 8;
    let folder = tempfile::tempdir().expect("a folder");
    let archive = SqliteArchive::open_with_log(folder.path(), LIMIT).await.expect("an archive");
    samples::introduce(&archive).await;
    let file = file_in(folder.path());
    let mut noise = StdRng::seed_from_u64(7).sample_iter(Alphanumeric).map(char::from);
    let texts: Vec<String> = (0..CHANGES).map(|_| noise.by_ref().take(64 * 1024).collect()).collect();
    let is_over = CancellationToken::new();
    let readers: Vec<_> = (0..READERS).map(|_| tokio::spawn(read_on_and_on(file.clone(), is_over.clone()))).collect();
    let (mut longest, log) = (0, log_of(&file));
    for number in 0..PAGES {
        archive.writer.append(samples::page(number, &texts)).await.expect("archived");
        longest = longest.max(fs::metadata(&log).map_or(0, |log| log.len()));
    }
    is_over.cancel();
    for reader in readers {
        let seen = reader.await.expect("it read");
        assert!(!seen.is_empty() && seen.is_sorted(), "{seen:?}");
        assert!(seen.iter().all(|count| count.unsigned_abs().is_multiple_of(CHANGES as u64)), "{seen:?}");
    }
    // A commit more than the limit may be in it; and where a machine is so busy that readers are not done in time, which it
    // may be twice, the next try comes when it has grown by half. All that is written is three times as much.
    let bound = LIMIT * 9 / 4 + 2 * MEBIBYTE;
    assert!(longest > LIMIT / 2 && longest <= bound, "{longest} bytes of log");
    let whole = archive.reader.last_change_id().await.expect("read").0;
    assert_eq!(whole.unsigned_abs(), (PAGES * CHANGES) as u64);
    archive.writer.close().await.expect("closed");
    assert_eq!(fs::metadata(&log).map_or(0, |log| log.len()), 0, "the file alone is a whole archive");
}
