//! An archive as large as a busy year leaves it, and how soon it answers: filled, indexed, asked over HTTP while nothing
//! arrives and again while changes do.
//!
//! `make bench ARGS="size --records 10000000"` fills it with ten million changes of a million items, one of which has a
//! hundred thousand versions; without a number it is a tenth of that.

mod export;
mod fill;
mod ingest;
mod lived;
mod questions;
mod server;

use std::{path::Path, time::Instant};

pub use export::{export_in_this_process, is_child as export_is_asked};

use super::table::Figure;
use fill::Filled;
use questions::Answered;
use server::Server;

/// Fewer changes have no deep pages.
pub const FEWEST_CHANGES: usize = 4_000;

/// How many changes are archived when nothing else is said.
pub const CHANGES: usize = 1_000_000;

/// How many changes arrive each second while the second half of the questions is asked.
const INGEST_RATE: usize = 2_000;

/// The lines of this part. The archive is in the folder and stays there, or is gone afterwards.
pub fn figures(changes: usize, keep: Option<&Path>, is_bench: bool) -> Vec<Figure> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let times = if is_bench { questions::TIMES } else { 2 };
    if let Some(folder) = keep {
        return runtime.block_on(measured(folder, changes, times));
    }
    let folder = tempfile::tempdir().expect("a folder");
    runtime.block_on(measured(folder.path(), changes, times))
}

async fn measured(folder: &Path, changes: usize, times: usize) -> Vec<Figure> {
    let mut filled = fill::fill(folder, changes).await;
    let mut figures = size_figures(folder, &mut filled).await;
    let server = Server::start(filled.archive.clone()).await;
    let deep = questions::Deep::find(&server, &filled.lives).await;

    let quiet = questions::ask(&server, &filled.lives, &deep, times).await;
    let arriving = ingest::begin(&filled.archive, filled.lives, INGEST_RATE);
    let busy = questions::ask(&server, &arriving.lives_then, &deep, times).await;
    let rate = arriving.end().await;
    figures.push(Figure::ratio(
        "size, ingest while asked",
        (rate, "changes/s"),
        (INGEST_RATE as f64, "changes/s"),
        ">= 0.9",
    ));
    server.stop().await;
    filled.archive.writer.close().await.expect("closed");
    figures.extend(export::figures(folder));
    figures.extend(answered_figures("quiet", &quiet));
    figures.extend(answered_figures("at 2,000/s", &busy));
    figures
}

/// How long filling took beside indexing, and what is on disk.
async fn size_figures(folder: &Path, filled: &mut Filled) -> Vec<Figure> {
    let changes = filled.lives.changes() as f64;
    let before = bytes_on_disk(folder);
    let started = Instant::now();
    filled.indexer().await;
    let indexer = started.elapsed().as_secs_f64();
    let after = bytes_on_disk(folder);
    let record = filled.lives.record_bytes();
    let archived = filled.archived as f64;
    let mut figures = Vec::new();
    if archived > 0.0 {
        let (indexed, filled) = ((archived / indexer, "changes/s"), (archived / filled.seconds, "archived/s"));
        figures.push(Figure::ratio("size, indexed afterwards", indexed, filled, "-"));
    }
    figures.extend([
        Figure::ratio(
            "size, on disk without the index",
            (before / changes, "B/change"),
            (record, "B/record"),
            "<= 0.35",
        ),
        Figure::ratio("size, the index of texts", ((after - before) / changes, "B/change"), (record, "B/record"), "-"),
    ]);
    figures
}

/// What the archive's files take, in bytes.
fn bytes_on_disk(folder: &Path) -> f64 {
    let files = std::fs::read_dir(folder).expect("the folder");
    files.map(|file| file.and_then(|file| file.metadata()).expect("a file").len() as f64).sum()
}

fn answered_figures(when: &str, answered: &[Answered]) -> Vec<Figure> {
    let figure = |answered: &Answered| {
        let name = format!("size, {when}: {}, p99 (p50 {:.1} ms)", answered.question, answered.percentile_ms(50));
        Figure::ratio(name, (answered.percentile_ms(99), "ms"), (answered.goal_ms, "ms"), "<= 1.0")
    };
    answered.iter().map(figure).collect()
}
