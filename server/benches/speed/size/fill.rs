//! Fills the archive, as pages of shards that are read side by side.

use std::{path::Path, sync::Arc, time::Instant};

use afterimage_archive::{Archive, ArchiveWriter, ShardPage, StreamRecord};
use afterimage_archive_sqlite::SqliteArchive;
use afterimage_base::clock::SystemClock;
use afterimage_model::{ViewType, table::KeyAttribute};
use tokio::{sync::mpsc, task::JoinSet};

use super::lived::{Lives, SHARDS, STREAM, TABLE, shard_id};

/// What one read of a shard brings at most.
const PAGE_CHANGES: usize = 1_000;

/// How many pages of a shard are made before the writer has taken them.
const PAGES_AHEAD: usize = 4;

/// A filled archive.
pub struct Filled {
    pub archive: Archive,
    pub lives: Lives,
    /// How many changes were archived now: fewer where some were there already.
    pub archived: usize,
    /// How long that took.
    pub seconds: f64,
}

impl Filled {
    /// Fills what is derived: counters, and the index of texts.
    pub async fn indexer(&self) {
        self.archive.indexer.finish().await.expect("the index");
    }
}

/// Fills an archive in a folder until it has this many changes, from where it stands.
pub async fn fill(folder: &Path, changes: usize) -> Filled {
    let archive = SqliteArchive::open(folder, Arc::new(SystemClock)).await.expect("an archive").door();
    archive.writer.upsert_stream(stream()).await.expect("the stream");
    let there = archive.reader.last_change_id().await.expect("the archive");
    let there = usize::try_from(there.0).expect("a count");
    let started = Instant::now();
    let mut shards = Vec::new();
    let mut writing = JoinSet::new();
    for _ in 0..SHARDS {
        let (pages, taken) = mpsc::channel(PAGES_AHEAD);
        shards.push(pages);
        writing.spawn(write(archive.writer.clone(), taken));
    }
    let mut lives = Lives::new(changes);
    lives.skip(there);
    let archived = changes.saturating_sub(there);
    let lives = tokio::task::spawn_blocking(move || live(lives, archived, &shards)).await.expect("the lives");
    while let Some(written) = writing.join_next().await {
        written.expect("a writer");
    }
    Filled { archive, lives, archived, seconds: started.elapsed().as_secs_f64() }
}

fn live(mut lives: Lives, changes: usize, shards: &[mpsc::Sender<ShardPage>]) -> Lives {
    let mut pages = vec![Vec::new(); SHARDS];
    for _ in 0..changes {
        let (shard, change) = lives.next();
        pages[shard].push(change);
        if pages[shard].len() == PAGE_CHANGES {
            let full = std::mem::replace(&mut pages[shard], Vec::with_capacity(PAGE_CHANGES));
            shards[shard].blocking_send(page(shard, full)).expect("the writer takes it");
        }
    }
    for (shard, rest) in pages.into_iter().enumerate().filter(|(_, rest)| !rest.is_empty()) {
        shards[shard].blocking_send(page(shard, rest)).expect("the writer takes it");
    }
    lives
}

/// A page of a shard.
pub fn page(shard: usize, changes: Vec<afterimage_archive::IncomingChange>) -> ShardPage {
    ShardPage { stream_arn: STREAM.to_owned(), shard_id: shard_id(shard), changes: changes.into(), checkpoint: None }
}

async fn write(writer: ArchiveWriter, mut pages: mpsc::Receiver<ShardPage>) {
    while let Some(page) = pages.recv().await {
        writer.append(page).await.expect("archived");
    }
}

fn stream() -> StreamRecord {
    StreamRecord {
        arn: STREAM.to_owned(),
        table: TABLE.to_owned(),
        view_type: ViewType::NewAndOldImages,
        partition_key: Some(KeyAttribute { name: "order_id".to_owned(), type_tag: "S".to_owned() }),
        sort_key: None,
        ended: false,
    }
}
