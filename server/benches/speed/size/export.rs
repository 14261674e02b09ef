//! How fast everything is exported over HTTP, and how much memory that takes: a server and a client in a process of their
//! own, which has filled nothing.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
    time::{Duration, Instant},
};

use afterimage_archive_sqlite::SqliteArchive;
use afterimage_base::clock::SystemClock;

use super::server::Server;
use crate::{memory::status, table::Figure};

/// How the child is told in which folder the archive is.
const CHILD: &str = "AFTERIMAGE_BENCH_EXPORTS";

/// An export is measured for at most as long.
const EXPORT_FOR: Duration = Duration::from_secs(30);

/// Whether this process is the child.
pub fn is_child() -> bool {
    std::env::var_os(CHILD).is_some()
}

/// The lines of this part.
pub fn figures(folder: &Path) -> Vec<Figure> {
    let program: PathBuf = std::env::current_exe().expect("this program");
    let output = Command::new(program).env(CHILD, folder).output().expect("a child");
    assert!(output.status.success(), "the child failed: {}", String::from_utf8_lossy(&output.stderr));
    let told = String::from_utf8(output.stdout).expect("text");
    let told: Vec<f64> = told.split_whitespace().map(|word| word.parse().expect("a number")).collect();
    let &[changes, seconds, peak] = told.as_slice() else { panic!("the child told {told:?}") };
    let rate = (changes / seconds, "changes/s");
    vec![
        Figure::ratio("size, export as records", rate, (100_000.0, "changes/s"), ">= 1.0"),
        Figure::ratio("size, memory of server and client", (peak / 1e6, "MB"), (100.0, "MB"), "<= 1.0"),
    ]
}

/// What the child does: exports, and tells how many changes in how many seconds, and its peak of memory in bytes.
pub fn export_in_this_process() {
    let folder = std::env::var_os(CHILD).expect("a folder");
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let (changes, seconds) = runtime.block_on(export(Path::new(&folder)));
    println!("{changes} {seconds} {}", status("VmHWM:"));
}

async fn export(folder: &Path) -> (usize, f64) {
    let archive = SqliteArchive::open(folder, Arc::new(SystemClock)).await.expect("the archive").door();
    let server = Server::start(archive).await;
    let started = Instant::now();
    let mut answer = reqwest::get(server.url("/api/v1/export")).await.expect("an answer");
    let mut changes = 0;
    while started.elapsed() < EXPORT_FOR
        && let Some(piece) = answer.chunk().await.expect("a piece")
    {
        changes += memchr::memchr_iter(b'\n', &piece).count();
    }
    let seconds = started.elapsed().as_secs_f64();
    drop(answer);
    server.stop().await;
    (changes, seconds)
}
