//! How fast changes go into the archive, how much room they take, and how fast they come out.
//!
//! `cargo bench -p afterimage-server --bench writer` (`-- 1000000` for another number of changes). Not a test of
//! milliseconds: it prints figures, to be compared on one machine.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use afterimage_app::model::{AttributeValue, CapturedChange, ChangeId, Image, Number, Op, Query, Timestamp, ViewType};
use afterimage_server::{
    archive::{Archive, ShardPage},
    clock::SystemClock,
};

/// How many changes go in when nothing else is said.
const CHANGES: u64 = 100_000;

/// What one read of a shard brings at most.
const PAGE_CHANGES: u64 = 1_000;

/// How many shards are read at the same time.
const SHARDS: u64 = 4;

/// Each item is changed this often.
const CHANGES_PER_ITEM: u64 = 10;

/// The fewest bits that tell two random numbers apart here.
fn mixed(seed: u64) -> u64 {
    let mixed = (seed ^ (seed >> 31)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed ^ (mixed >> 29)
}

/// An order of about 450 bytes of DynamoDB JSON, as it is after `version` changes.
fn order(item: u64, version: u64) -> Image {
    let text = |name: &str, value: String| (name.to_owned(), AttributeValue::S(value));
    let number = |name: &str, value: u64| {
        (name.to_owned(), AttributeValue::N(Number::from(i64::try_from(value).unwrap_or_default())))
    };
    let address = [
        text("street", format!("{} Harbour Street", mixed(item) % 400)),
        text("city", ["Porto", "Lisboa", "Braga", "Faro"][usize::try_from(item % 4).unwrap_or(0)].to_owned()),
        text("postcode", format!("{:04}-{:03}", mixed(item + 1) % 9_000, mixed(item + 2) % 999)),
    ];
    Image::from_iter([
        text("order_id", format!("order#{item:08}")),
        text("customer", format!("customer#{:x}", mixed(item + 3))),
        text(
            "status",
            ["new", "paid", "packed", "sent", "delivered"][usize::try_from(version % 5).unwrap_or(0)].to_owned(),
        ),
        number("total_cents", mixed(item + 4) % 100_000),
        number("version", version),
        number("updated_at", 1_795_356_557 + version * 60),
        ("gift".to_owned(), AttributeValue::Bool(item.is_multiple_of(7))),
        ("tags".to_owned(), AttributeValue::string_set(["web".to_owned(), format!("campaign-{}", item % 20)])),
        ("address".to_owned(), AttributeValue::M(address.into())),
        text("note", format!("{:016x}{:016x}", mixed(item + version), mixed(item + version + 9))),
    ])
}

fn change(shard: u64, at: u64) -> CapturedChange {
    let (item, version) = (at / CHANGES_PER_ITEM * SHARDS + shard, at % CHANGES_PER_ITEM);
    let image = order(item, version);
    let old_image = (version > 0).then(|| order(item, version - 1));
    CapturedChange {
        table: "orders".to_owned(),
        stream_arn: "arn:aws:dynamodb:eu-west-1:000000000000:table/orders/stream/2026-11-22T14:00:00.000".to_owned(),
        shard_id: format!("shardId-{shard:020}-deadbeef"),
        sequence_number: (100_000_000_000_000_000_000_u128 + u128::from(at)).to_string().parse().expect("digits"),
        event_id: format!("{:016x}{:016x}", mixed(at), mixed(shard)),
        op: if version == 0 { Op::Insert } else { Op::Modify },
        item_key: format!("order_id=order#{item:08}").parse().expect("a key"),
        old_image,
        size_bytes: image.size_bytes() as u64,
        new_image: Some(image),
        created_at: Timestamp::from_millis(1_795_356_557_000),
        received_at: Timestamp::from_millis(1_795_356_557_400),
        actor: None,
        view_type: ViewType::NewAndOldImages,
        note: None,
    }
}

fn page(shard: u64, from: u64) -> ShardPage {
    let changes: Vec<_> = (from..from + PAGE_CHANGES).map(|at| change(shard, at)).collect();
    let first = &changes[0];
    ShardPage { stream_arn: first.stream_arn.clone(), shard_id: first.shard_id.clone(), checkpoint: None, changes }
}

/// Every shard puts its pages in one after the other, as shard readers do; the time that took without making them.
async fn write(archive: &Archive, changes: u64) -> Duration {
    let pages = changes / SHARDS / PAGE_CHANGES;
    let mut took = Duration::ZERO;
    for at in 0..pages {
        let round: Vec<_> = (0..SHARDS).map(|shard| page(shard, at * PAGE_CHANGES)).collect();
        let started = Instant::now();
        let commits = round.into_iter().map(|page| archive.writer.append(page));
        for outcome in futures::future::join_all(commits).await {
            outcome.expect("archived");
        }
        took += started.elapsed();
    }
    took
}

async fn read_all(archive: &Archive) -> usize {
    let (mut cursor, mut read) = (ChangeId::START, 0);
    loop {
        let scan = archive.reader.changes_after(&Query::all(), cursor, 1_000).await.expect("read");
        read += scan.changes.len();
        cursor = scan.scanned_to;
        if scan.end {
            return read;
        }
    }
}

/// The middle one of some tries.
async fn typical<T>(tries: usize, mut look: impl AsyncFnMut() -> T) -> Duration {
    let mut times = Vec::with_capacity(tries);
    for _ in 0..tries {
        let started = Instant::now();
        look().await;
        times.push(started.elapsed());
    }
    times.sort_unstable();
    times[tries / 2]
}

/// As a test (without cargo's `--bench`) it only shows that it runs.
fn changes_asked_for() -> u64 {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = arguments.iter().find_map(|argument| argument.parse().ok());
    let is_bench = arguments.iter().any(|argument| argument == "--bench");
    number.unwrap_or(if is_bench { CHANGES } else { SHARDS * PAGE_CHANGES })
}

#[tokio::main]
async fn main() {
    let changes = changes_asked_for();
    let folder = tempfile::tempdir().expect("a folder");
    let archive = Archive::open(folder.path(), Arc::new(SystemClock)).await.expect("an archive");

    let took = write(&archive, changes).await;
    let figures = archive.reader.figures().await.expect("read");
    println!(
        "written   {} changes in {took:.2?}: {:.0} a second",
        figures.changes,
        figures.changes as f64 / took.as_secs_f64()
    );

    let started = Instant::now();
    let read = read_all(&archive).await;
    println!("read back {read} changes: {:.0} a second", read as f64 / started.elapsed().as_secs_f64());

    for query in ["", "table:orders", "key:order#00000500", "key:order#000005*", "op:remove", "nowhere"] {
        let parsed: Query = query.parse().expect("a query");
        let took = typical(9, async || archive.reader.changes_before(&parsed, None, 50).await.expect("read")).await;
        println!("one look for {query:?}: {took:.2?}");
    }
    let took = typical(9, async || archive.reader.figures().await.expect("read")).await;
    println!("figures: {took:.2?}");

    let raw: usize = (0..PAGE_CHANGES)
        .map(|at| change(0, at))
        .map(|change| {
            [&change.old_image, &change.new_image].into_iter().flatten().map(|image| image.size_bytes()).sum::<usize>()
        })
        .sum();
    archive.writer.close().await.expect("closed");
    let size = std::fs::metadata(folder.path().join("archive.sqlite3")).expect("the file").len();
    println!(
        "{:.0} bytes a change on disk; its images by DynamoDB's count: {} bytes",
        size as f64 / figures.changes as f64,
        raw as u64 / PAGE_CHANGES
    );
}
