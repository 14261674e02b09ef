//! The images of a page's changes, as texts.
//!
//! Those after the changes lie side by side in blocks. The image before a change is the one after an earlier change, which
//! may lie far back, in a block of which nothing else is wanted: what was passed on lately is kept at hand, and the blocks
//! that are needed all the same are decompressed on threads of their own, while the next ones are read.

use std::{
    collections::{BTreeSet, HashMap, VecDeque},
    ops::Range,
};

use afterimage_archive::{ArchiveError, Cause, RawChange, RawPage, Result};
use tokio_util::task::AbortOnDropHandle;

use super::picking::{Picked, PickedPage};
use crate::{
    images::{ImageAddress, KeptBlocks, RecentImages},
    read::{Patience, SqliteReader},
};

/// How many blocks are read at once.
const BLOCKS_AT_ONCE: usize = 32;

/// How many such readings are decompressed at once.
const DECOMPRESSED_AT_ONCE: usize = 2;

/// Looks images up.
#[derive(Debug)]
pub(super) struct Texts {
    archive: SqliteReader,
    passed: RecentImages,
}

/// Where in the page's texts an image is, by the column that says where it is kept.
type Found = HashMap<i64, Range<usize>>;

impl Texts {
    /// Of an archive; nothing was passed on yet.
    pub(super) fn of(archive: SqliteReader) -> Self {
        let passed = RecentImages::by_one_of(&archive.image_sharers);
        Self { archive, passed }
    }

    /// The page with its images.
    pub(super) async fn page(&mut self, picked: PickedPage) -> Result<RawPage> {
        let PickedPage { rows, scanned_to } = picked;
        let mut texts = Vec::new();
        let mut found = Found::with_capacity(2 * rows.len());
        let mut wanted = BTreeSet::new();
        for column in rows.iter().flat_map(|picked| [picked.old, picked.new]).flatten() {
            if found.contains_key(&column) {
                continue;
            }
            if let Some(text) = self.passed.take(column) {
                found.insert(column, put(&mut texts, &text));
            } else {
                wanted.insert(column);
            }
        }
        self.look_up(wanted.into_iter().collect(), &mut found, &mut texts).await?;
        let place = |column: Option<i64>| column.and_then(|column| found.get(&column).cloned());
        let mut changes = Vec::with_capacity(rows.len());
        for Picked { change, old, new } in rows {
            if let Some((column, text)) = new.zip(place(new).and_then(|range| texts.get(range))) {
                self.passed.keep(column, text);
            }
            changes.push(RawChange { old: place(old), new: place(new), ..change });
        }
        Ok(RawPage { changes, texts, scanned_to, ..RawPage::default() })
    }

    /// Adds the images of columns, which are in order, to the texts.
    async fn look_up(&self, wanted: Vec<i64>, found: &mut Found, texts: &mut Vec<u8>) -> Result<()> {
        let mut rest = wanted.as_slice();
        let mut decompressing = VecDeque::with_capacity(DECOMPRESSED_AT_ONCE);
        loop {
            while !rest.is_empty() && decompressing.len() < DECOMPRESSED_AT_ONCE {
                let (some, after) = rest.split_at(some_blocks(rest));
                rest = after;
                let columns = some.to_vec();
                let blocks = some.iter().map(|column| ImageAddress::of_column(*column).block_id).collect();
                let kept = self.kept(blocks).await?;
                let work = self.archive.work.clone();
                let task = tokio::spawn(async move { work.run(move || kept.texts(&columns)).await });
                // Whoever stops exporting waits for nothing, and leaves nothing behind that takes a turn.
                decompressing.push_back(AbortOnDropHandle::new(task));
            }
            let Some(oldest) = decompressing.pop_front() else { return Ok(()) };
            let read = oldest.await.map_err(|panic| unreadable(panic.into()))???;
            for (column, text) in read.iter() {
                found.insert(column, put(texts, text));
            }
        }
    }
}

impl Texts {
    /// Blocks as they are kept, when it is this look's turn.
    async fn kept(&self, blocks: BTreeSet<i64>) -> Result<KeptBlocks> {
        let mut patience = Patience::default();
        loop {
            let _turn = self.archive.long_reads.turn().await?;
            match self.archive.kept_blocks(blocks.clone()).await {
                Err(error) if patience.goes_on(&error) => {}
                kept => return kept,
            }
        }
    }
}

fn unreadable(cause: Cause) -> ArchiveError {
    ArchiveError::Unreadable { what: "images".to_owned(), cause }
}

/// How many of the columns, which are in order, are in the first few blocks.
fn some_blocks(columns: &[i64]) -> usize {
    let mut blocks = 0;
    let mut last = None;
    for (at, column) in columns.iter().enumerate() {
        let block = ImageAddress::of_column(*column).block_id;
        if last != Some(block) {
            blocks += 1;
            last = Some(block);
        }
        if blocks > BLOCKS_AT_ONCE {
            return at;
        }
    }
    columns.len()
}

fn put(texts: &mut Vec<u8>, text: &[u8]) -> Range<usize> {
    let begin = texts.len();
    texts.extend_from_slice(text);
    begin..texts.len()
}
