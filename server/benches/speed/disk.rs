//! How many bytes a change takes on disk, against its record's JSON: the demo's lives, archived as they happen, one
//! change a commit, and as a backlog, in full pages.

use std::{path::Path, sync::Arc};

use afterimage_archive::{ShardPage, incoming};
use afterimage_archive_sqlite::SqliteArchive;
use afterimage_base::clock::SystemClock;

use super::{
    lives::{Lived, lives},
    table::Figure,
};

/// How many changes are archived.
const CHANGES: usize = 4_000;

/// The lines of this part.
pub fn figures(is_bench: bool) -> Vec<Figure> {
    let lives = lives(if is_bench { CHANGES } else { 500 });
    let record_bytes = lives.iter().map(|lived| lived.record_bytes).sum::<usize>() as f64 / lives.len() as f64;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let figure = |name: &str, page_changes: usize| {
        let folder = tempfile::tempdir().expect("a folder");
        let bytes = runtime.block_on(archived(folder.path(), &lives, page_changes));
        let ours = bytes as f64 / lives.len() as f64;
        Figure::ratio(name, (ours, "B/change"), (record_bytes, "B/record"), "<= 0.35")
    };
    vec![figure("disk, the demo as it happens", 1), figure("disk, the demo as a backlog", 1_000)]
}

/// The size of the archive's file after all of it.
async fn archived(folder: &Path, lives: &[Lived], page_changes: usize) -> u64 {
    let archive = SqliteArchive::open(folder, Arc::new(SystemClock)).await.expect("an archive").door();
    for page in pages(lives, page_changes) {
        archive.writer.append(page).await.expect("archived");
    }
    archive.writer.close().await.expect("closed");
    std::fs::metadata(folder.join("archive.sqlite3")).expect("the file").len()
}

/// Pages of one shard each, in the order of what happened.
fn pages(lives: &[Lived], page_changes: usize) -> Vec<ShardPage> {
    let mut pages: Vec<ShardPage> = Vec::new();
    for stretch in lives.chunks(page_changes) {
        let begin = pages.len();
        for Lived { change, .. } in stretch {
            let of_shard = |page: &&mut ShardPage| page.shard_id == change.shard_id;
            match pages[begin..].iter_mut().find(of_shard) {
                Some(page) => Arc::make_mut(&mut page.changes).push(incoming(change.clone())),
                None => pages.push(ShardPage {
                    stream_arn: change.stream_arn.clone(),
                    shard_id: change.shard_id.clone(),
                    changes: Arc::new(vec![incoming(change.clone())]),
                    checkpoint: None,
                }),
            }
        }
    }
    pages
}
