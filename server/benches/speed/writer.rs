//! How fast changes go into the archive, against the naive ceiling: one row a change with its raw image, through
//! `SQLite`'s own interface, with one prepared statement and 2,000 rows a transaction.
//!
//! The ceiling is handed its texts ready made and knows nothing of items, states and checkpoints. Its table has the keys
//! and indexes that such a log needs at the least: each change once, an item's changes, a table's changes.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use afterimage_archive::{Archive, IncomingChange, ShardPage};
use afterimage_archive_sqlite::SqliteArchive;
use afterimage_base::clock::SystemClock;
use futures::future::join_all;
use rusqlite::{Connection, params};

use super::{
    orders::{PAGE_CHANGES, SHARDS, page},
    table::Figure,
};

/// The sizes of items, in bytes of DynamoDB JSON.
const ITEM_BYTES: [usize; 2] = [300, 1_000];

/// How many pages each shard puts in, one after the other, before it is the ceiling's turn again.
const PAGES_A_ROUND: usize = 5;

/// How many rows the ceiling commits at a time.
const CEILING_ROWS: usize = 2_000;

const CEILING_SCHEMA: &str = "
    CREATE TABLE changes (
        change_id INTEGER PRIMARY KEY AUTOINCREMENT, table_id INTEGER NOT NULL, item_id INTEGER NOT NULL,
        version INTEGER NOT NULL, previous_change_id INTEGER, shard_id INTEGER NOT NULL, sequence_number TEXT NOT NULL,
        event_id TEXT NOT NULL, op INTEGER NOT NULL, view_type INTEGER NOT NULL, created_at INTEGER NOT NULL,
        received_at INTEGER NOT NULL, archived_at INTEGER NOT NULL, size_bytes INTEGER NOT NULL, image BLOB,
        UNIQUE (shard_id, sequence_number)
    ) STRICT;
    CREATE INDEX changes_by_item ON changes (item_id);
    CREATE INDEX changes_by_table ON changes (table_id);";

/// One line for each size.
pub fn figures(changes: usize) -> Vec<Figure> {
    ITEM_BYTES.into_iter().map(|bytes| figure(changes, bytes)).collect()
}

fn figure(changes: usize, bytes: usize) -> Figure {
    let rounds = (changes / SHARDS / PAGE_CHANGES / PAGES_A_ROUND).max(1);
    let folder = tempfile::tempdir().expect("a folder");
    let mut ceiling = Ceiling::create(&folder.path().join("ceiling.sqlite3"));
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let archive =
        runtime.block_on(SqliteArchive::open(folder.path(), Arc::new(SystemClock))).expect("an archive").door();
    // By turns, so that whatever else the machine does is done to both.
    for round in 0..rounds {
        let begin = round * PAGES_A_ROUND;
        let of_shard = |shard| (begin..begin + PAGES_A_ROUND).map(|at| page(shard, at * PAGE_CHANGES, bytes)).collect();
        let shards: Vec<Vec<_>> = (0..SHARDS).map(of_shard).collect();
        ceiling.write(&shards);
        // On a worker, as the engine does.
        let writing = runtime.spawn(write(archive.clone(), shards));
        ceiling.ours += runtime.block_on(writing).expect("written");
    }
    runtime.block_on(archive.writer.close()).expect("closed");
    let count = (rounds * PAGES_A_ROUND * SHARDS * PAGE_CHANGES) as f64;
    Figure::ratio(
        format!("writer, items of {bytes} B"),
        (count / ceiling.ours.as_secs_f64(), "changes/s"),
        (count / ceiling.took.as_secs_f64(), "naive rows/s"),
        ">= 1.0",
    )
}

/// Every shard puts its pages in, each when the one before is committed, and has the next one in hand meanwhile, as shard
/// readers do; the time that took.
async fn write(archive: Archive, shards: Vec<Vec<ShardPage>>) -> Duration {
    let started = Instant::now();
    let tasks = shards.into_iter().map(|pages| {
        let writer = archive.writer.clone();
        tokio::spawn(async move {
            let mut pages = pages.into_iter().peekable();
            while let Some(page) = pages.next() {
                let foreseeing = async { pages.peek().map(|next| writer.foresee(&next.changes)) };
                let (archived, _) = tokio::join!(biased; writer.append(page), foreseeing);
                archived.expect("archived");
            }
        })
    });
    join_all(tasks).await;
    started.elapsed()
}

/// The naive writer, and both times.
struct Ceiling {
    connection: Connection,
    written: i64,
    took: Duration,
    ours: Duration,
}

impl Ceiling {
    fn create(file: &Path) -> Self {
        let connection = Connection::open(file).expect("a database");
        let set = |name: &str, value: &str| connection.pragma_update(None, name, value).expect("a setting");
        set("journal_mode", "WAL");
        set("synchronous", "FULL");
        set("wal_autocheckpoint", "4000");
        connection.execute_batch(CEILING_SCHEMA).expect("the schema");
        Self { connection, written: 0, took: Duration::ZERO, ours: Duration::ZERO }
    }

    fn write(&mut self, shards: &[Vec<ShardPage>]) {
        let changes = shards.iter().enumerate().flat_map(|(shard, pages)| {
            pages.iter().flat_map(move |page| page.changes.iter().map(move |change| (shard, change)))
        });
        let rows: Vec<_> = changes.map(|(shard, change)| (shard, change, raw_image(change))).collect();
        let started = Instant::now();
        for rows in rows.chunks(CEILING_ROWS) {
            let transaction = self.connection.transaction().expect("a transaction");
            let mut statement = transaction
                .prepare_cached("INSERT INTO changes VALUES (?,1,?,?,?,?,?,?,?,4,?,?,?,?,?)")
                .expect("a statement");
            for (shard, change, image) in rows {
                self.written += 1;
                let id = self.written;
                statement
                    .execute(params![
                        id,
                        id % 4_000,
                        id / 4_000,
                        id - 4_000,
                        *shard as i64,
                        change.sequence_number.as_str(),
                        change.event_id,
                        2,
                        change.created_at.as_millis(),
                        change.received_at.as_millis(),
                        change.received_at.as_millis(),
                        change.size_bytes as i64,
                        image,
                    ])
                    .expect("a row");
            }
            drop(statement);
            transaction.commit().expect("committed");
        }
        self.took += started.elapsed();
    }
}

fn raw_image(change: &IncomingChange) -> &[u8] {
    change.new_image.as_ref().map_or(&[], |image| image.as_bytes())
}
