//! The write-ahead log beside the archive: how long it gets, with nobody and with somebody in its way.

use std::{fs, path::Path, sync::Arc};

use afterimage_model::{AttributeValue, CapturedChange, Image, ItemKey, Op, Timestamp, ViewType};
use afterimage_server::{
    archive::{Archive, IncomingChange, ShardPage, SqliteArchive, StreamRecord, incoming},
    clock::SystemClock,
};
use rand::{RngCore, SeedableRng, rngs::StdRng};
use sqlx::{Connection, SqliteConnection};

use super::verify::{FILE, assert_intact};

const STREAM: &str = "arn:aws:dynamodb:us-east-1:000000000000:table/fault-orders/stream/2026-11-22T14:00:00.000";
const SHARD: &str = "shardId-00000001";

const MEBIBYTE: u64 = 1 << 20;

/// Without a reader in its way the log is folded into the file every 4,000 pages of 4 KiB; a commit more may be in it.
const USUAL_LIMIT: u64 = 20 * MEBIBYTE;

/// What it shrinks to after it had to grow (`archive-sqlite/wal_size.rs`).
const LOG_SIZE_LIMIT: u64 = 64 * MEBIBYTE;

/// One page of `count` changes with images of so many bytes that no compression makes smaller. Pages are numbered from
/// 0 and follow each other.
pub fn page(number: usize, count: usize, bytes: usize) -> ShardPage {
    let mut rng = StdRng::seed_from_u64(number as u64);
    let change = |at: usize| {
        let sequence = number * count + at + 1;
        let key = Image::from_iter([("id".to_owned(), AttributeValue::S(format!("item-{sequence}")))]);
        let mut noise = vec![0; bytes];
        rng.fill_bytes(&mut noise);
        let mut image = key.clone();
        image.0.insert("noise".to_owned(), AttributeValue::B(noise));
        incoming(CapturedChange {
            table: "fault-orders".to_owned(),
            stream_arn: STREAM.to_owned(),
            shard_id: SHARD.to_owned(),
            sequence_number: sequence.to_string().parse().expect("digits"),
            event_id: format!("event-{sequence}"),
            op: Op::Insert,
            item_key: ItemKey::from_image(&key).expect("a key"),
            old_image: None,
            new_image: Some(image),
            created_at: Timestamp::from_millis(1_795_356_557_000),
            received_at: Timestamp::from_millis(1_795_356_557_400),
            actor: None,
            size_bytes: bytes as u64,
            view_type: ViewType::NewAndOldImages,
            note: None,
        })
    };
    let changes: Vec<IncomingChange> = (0..count).map(change).collect();
    let checkpoint = changes.last().map(|change| change.sequence_number.clone());
    ShardPage { stream_arn: STREAM.to_owned(), shard_id: SHARD.to_owned(), changes: changes.into(), checkpoint }
}

/// An archive in the folder that knows the pages' stream.
pub async fn archive(folder: &Path) -> Archive {
    let archive = SqliteArchive::open(folder, Arc::new(SystemClock)).await.expect("the archive opens").door();
    let stream = StreamRecord {
        arn: STREAM.to_owned(),
        table: "fault-orders".to_owned(),
        view_type: ViewType::NewAndOldImages,
        partition_key: None,
        sort_key: None,
        ended: false,
    };
    archive.writer.upsert_stream(stream).await.expect("the stream is known");
    archive
}

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
