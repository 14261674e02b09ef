//! How fast an archive is exported, and in how much memory: fills one with invented changes and writes them nowhere.
//!
//! `cargo run --release --example export_rate -- [CHANGES] [ITEMS]`. Which items change is skewed: half of the changes
//! are of a hundredth of the items. Images have about 900 bytes.

use std::{
    path::Path,
    process::Command,
    sync::Arc,
    time::{Duration, Instant},
};

use afterimage_archive::{Archive, ArchiveReader, ShardPage, incoming};
use afterimage_archive_sqlite::{SqliteArchive, SqliteReader};
use afterimage_base::clock::SystemClock;
use afterimage_model::{
    AttributeValue, CapturedChange, Context, Image, ItemKey, Language, Op, Query, Timestamp, ViewType,
};
use afterimage_service::export::{Export, Format, Wanted};
use rand::{Rng, SeedableRng, rngs::StdRng};

/// The variable that tells the second process where the archive is.
const FOLDER: &str = "EXPORT_RATE_FOLDER";

/// How many changes a page has.
const PAGE: usize = 1_000;

/// The stream that the changes are said to be of.
const STREAM: &str = "arn:aws:dynamodb:us-east-1:000000000000:table/orders/stream/2026-11-23T00:00:00.000";

#[tokio::main]
async fn main() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        let format = std::env::args().nth(1).and_then(|name| name.parse().ok()).unwrap_or_default();
        return export_all(folder.as_ref(), format).await;
    }
    let mut arguments = std::env::args().skip(1).filter_map(|argument| argument.parse().ok());
    let (changes, items) = (arguments.next().unwrap_or(200_000), arguments.next().unwrap_or(20_000));
    let folder = tempfile::tempdir().expect("a folder");
    let archive = SqliteArchive::open(folder.path(), Arc::new(SystemClock)).await.expect("an archive").door();
    let begun = Instant::now();
    fill(&archive, changes, items).await;
    println!("filled with {changes} changes of {items} items in {:.1} s", begun.elapsed().as_secs_f64());
    let size = archive.reader.figures().await.expect("figures").size_bytes;
    println!("on disk: {} bytes a change", size / changes as u64);
    archive.writer.close().await.expect("closed");
    for format in Format::ALL {
        // A process of its own, so that its memory is the export's.
        let program = std::env::current_exe().expect("this program");
        let mut exporting = Command::new(program);
        exporting.env(FOLDER, folder.path()).arg(format.as_str());
        assert!(exporting.status().expect("it runs").success());
    }
}

async fn export_all(folder: &Path, format: Format) {
    let archive = SqliteReader::open(folder).await.expect("an archive").door();
    let changes = archive.figures().await.expect("figures").changes;
    let (taken, bytes) = export(&archive, format).await;
    let rate = changes as f64 / taken.as_secs_f64();
    let (format, megabytes) = (format.as_str(), bytes / 1_000_000);
    println!("{format:8} {rate:10.0} changes a second, {megabytes:6} MB, peak memory {} MB", peak_mb());
}

async fn export(archive: &ArchiveReader, format: Format) -> (Duration, u64) {
    let begun = Instant::now();
    let mut export = Export::begin(&Context::local_user(Language::English), archive, Wanted::all(Query::all()), format)
        .await
        .expect("it begins");
    while export.next().await.expect("it goes on").is_some() {}
    (begun.elapsed(), export.done().bytes)
}

/// The most memory that the process had so far, where the system tells.
fn peak_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1_000
}

async fn fill(archive: &Archive, changes: usize, items: usize) {
    let mut random = StdRng::seed_from_u64(7);
    let mut latest: Vec<Option<Image>> = vec![None; items];
    let mut sequence_number = 410_000_000_000_000_000_000_u128;
    for from in (0..changes).step_by(PAGE) {
        let page = (from..changes.min(from + PAGE)).map(|_| {
            sequence_number += 1_093;
            change(&mut random, &mut latest, sequence_number)
        });
        let page: Vec<_> = page.map(incoming).collect();
        let (stream_arn, shard_id) = (STREAM.to_owned(), "shardId-00000001795356557000-orders".to_owned());
        archive
            .writer
            .append(ShardPage { stream_arn, shard_id, changes: page.into(), checkpoint: None })
            .await
            .expect("archived");
    }
}

fn change(random: &mut StdRng, latest: &mut [Option<Image>], sequence_number: u128) -> CapturedChange {
    let hot = (latest.len() / 100).max(1);
    let item = if random.random_bool(0.5) { random.random_range(0..hot) } else { random.random_range(0..latest.len()) };
    let text = |text: String| AttributeValue::S(text);
    let noise = [(); 8].map(|()| format!("{:016x}", random.random::<u64>())).concat();
    let image = Image::from_iter([
        ("id".to_owned(), text(format!("order#{item:07}"))),
        ("status".to_owned(), text(["placed", "paid", "sent", "returned"][random.random_range(0..4)].to_owned())),
        ("total".to_owned(), AttributeValue::N(format!("{}.99", random.random_range(1..999)).parse().expect("digits"))),
        ("address".to_owned(), text("Rua da Conceição 17, 1100-152 Lisboa, Portugal; ring twice and wait ".repeat(4))),
        ("lines".to_owned(), text("sku-1004 Espresso cup, white, 2 pieces; sku-2001 Saucer ".repeat(4))),
        ("token".to_owned(), text(noise)),
    ]);
    let old_image = latest[item].replace(image.clone());
    let now = Timestamp::from_millis(1_795_356_557_000);
    CapturedChange {
        table: "orders".to_owned(),
        stream_arn: STREAM.to_owned(),
        shard_id: "shardId-00000001795356557000-orders".to_owned(),
        sequence_number: sequence_number.to_string().parse().expect("digits"),
        event_id: format!("{sequence_number:032x}"),
        op: if old_image.is_some() { Op::Modify } else { Op::Insert },
        item_key: format!("id=order#{item:07}").parse::<ItemKey>().expect("a key"),
        size_bytes: [&old_image, &Some(image.clone())]
            .into_iter()
            .flatten()
            .map(|image| image.size_bytes() as u64)
            .sum(),
        old_image,
        new_image: Some(image),
        created_at: now,
        received_at: now,
        actor: None,
        view_type: ViewType::NewAndOldImages,
        note: None,
    }
}
