//! From the wire to committed rows, against the same client reading the same pages and dropping them.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use afterimage_archive_sqlite::SqliteArchive;
use afterimage_aws::{AwsStreamSource, AwsTables, Clients};
use afterimage_base::clock::SystemClock;
use afterimage_capture::{Supervisor, SupervisorOptions, selection::TableSelection};
use afterimage_model::health::WritePermission;
use afterimage_test_dynamodb::wire_server::{
    Script, WireServer,
    canned::{Load, PAGE_RECORDS},
};
use aws_sdk_dynamodbstreams::types::ShardIteratorType;
use futures::future::join_all;
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;

use super::table::Figure;

/// Records of about 1 KB: what `SizeBytes` tells, keys and both images.
pub const LOAD: Load = Load { item_bytes: 500, items_per_shard: 2_000 };

/// How many shards are read at the same time.
const SHARDS: usize = 4;

/// How often the archive is asked whether all is there.
const LOOK: Duration = Duration::from_millis(5);

/// How many times both are measured, by turns; the best of each counts.
const TURNS: usize = 3;

/// A server with so many records in all.
pub fn server(records: usize) -> (WireServer, usize) {
    let per_shard = (records / SHARDS / PAGE_RECORDS).max(1) * PAGE_RECORDS;
    (WireServer::on_its_own_thread(Script::under_load(LOAD, SHARDS, per_shard)), per_shard * SHARDS)
}

/// As the program has it, but with as many workers as there are cores here.
pub fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime")
}

/// The line of this part.
pub fn figures(records: usize) -> Vec<Figure> {
    let (server, records) = server(records);
    let runtime = runtime();
    let (mut dropped, mut drained) = (Duration::MAX, Duration::MAX);
    for _ in 0..TURNS {
        dropped = dropped.min(runtime.block_on(drop_all(&server)));
        let folder = tempfile::tempdir().expect("a folder");
        drained = drained.min(runtime.block_on(drain(server.url(), folder.path(), records)));
    }
    let a_second = |took: Duration| records as f64 / took.as_secs_f64();
    vec![Figure::ratio(
        "drain, records of 1 KB",
        (a_second(drained), "records/s"),
        (a_second(dropped), "dropped/s"),
        ">= 0.8; 50000/s",
    )]
}

/// The client alone: every shard's pages one after the other, and nothing done with them.
async fn drop_all(server: &WireServer) -> Duration {
    let client = server.clients().streams;
    let streams = client.list_streams().send().await.expect("streams");
    let arn = streams.streams()[0].stream_arn().expect("an ARN").to_owned();
    let described = client.describe_stream().stream_arn(&arn).send().await.expect("a stream");
    let shards = described.stream_description.and_then(|description| description.shards).expect("shards");
    let started = Instant::now();
    let readers = shards.into_iter().map(|shard| {
        let (client, arn) = (client.clone(), arn.clone());
        tokio::spawn(async move {
            let request = client.get_shard_iterator().stream_arn(arn).shard_id(shard.shard_id.expect("an id"));
            let begun = request.shard_iterator_type(ShardIteratorType::TrimHorizon).send().await.expect("an iterator");
            let mut iterator = begun.shard_iterator;
            while let Some(place) = iterator {
                let page = client.get_records().shard_iterator(place).limit(1_000).send().await.expect("a page");
                std::hint::black_box(page.records);
                iterator = page.next_shard_iterator;
            }
        })
    });
    join_all(readers).await;
    started.elapsed()
}

/// The engine from its start until the last record is committed.
pub async fn drain(url: &str, folder: &Path, records: usize) -> Duration {
    let clients = Clients::embedded(url);
    let archive = SqliteArchive::open(folder, Arc::new(SystemClock)).await.expect("an archive").door();
    let supervisor = Supervisor::new(
        Arc::new(AwsStreamSource::new(&clients.streams, Arc::new(SystemClock))),
        Arc::new(AwsTables::new(&clients, TableSelection::All, WritePermission::ReadOnly)),
        Arc::new(archive.clone()),
        SupervisorOptions::default(),
        Arc::new(SystemClock),
    );
    let (cancel, started) = (CancellationToken::new(), Instant::now());
    let task = tokio::spawn(supervisor.run(cancel.clone()));
    let newest = archive.writer.subscribe();
    while newest.borrow().0 < records as i64 {
        tokio::time::sleep(LOOK).await;
    }
    let took = started.elapsed();
    cancel.cancel();
    task.await.expect("the engine ends");
    let figures = archive.reader.figures().await.expect("read");
    assert_eq!(figures.changes, records as u64, "changes are missing or there twice");
    archive.writer.close().await.expect("closed");
    took
}
