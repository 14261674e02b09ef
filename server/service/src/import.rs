//! An export as JSON lines into an empty archive, which is then equal to the one it came from.
//!
//! Records are read and checked line by line beside the archiving (`record`), and go into the archive by its one door, in
//! their order. What the archive gives out itself, ids and versions, follows from that order; the time of archiving is
//! the one that the record tells, because the archive's clock is set to it.
//!
//! It can be ended at any moment and begun again: an archive that holds the first lines of the file is its continuation,
//! and those lines are passed over. Any other archive that is not empty is refused.

mod lines;
mod record;

use std::{
    collections::HashSet,
    io::{self, BufRead},
    path::PathBuf,
    sync::Arc,
};

use afterimage_archive::{Archive, ArchiveError, ArchiveReader, ChangeCount, ShardPage, StreamRecord};
use afterimage_base::clock::{Clock, ManualClock};
use afterimage_model::{Change, ChangeId, Context};

use self::{
    lines::{Batch, Lines},
    record::Imported,
};

/// A page takes no further change when it has this many.
const PAGE_CHANGES: usize = 1_000;

/// Of the lines that the archive has already, the first, the last and each that is a multiple of this is compared.
const COMPARED_EVERY: u64 = 256;

/// Why nothing, or not everything, was imported. What was imported before stays; the same command goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read.
    #[error("{file} cannot be read: {source}.")]
    Read {
        /// Which.
        file: String,
        /// What the system says.
        source: io::Error,
    },
    /// A line is no record.
    #[error(
        "Line {line} is not a record that can be imported: {reason}. The lines before it are imported; mend the line and \
         run the same command again."
    )]
    Line {
        /// From 1.
        line: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// The archive holds something else.
    #[error(
        "The archive in {folder} holds other changes than the file: change {line} is not what line {line} tells. An import \
         needs an empty archive, or one that it has begun itself: name another folder with --data-dir."
    )]
    Foreign {
        /// The data folder.
        folder: PathBuf,
        /// The line that was compared.
        line: u64,
    },
    /// A change's place in its shard is taken, or passed.
    #[error(
        "Line {line} or one of the {count} after it comes before others of its shard in the stream's order, so the archive \
         does not take it, nor anything after it; the lines before it are imported. Is the file in the order in which it \
         was exported? Mend it and run the same command again."
    )]
    OutOfOrder {
        /// The first line of the page.
        line: u64,
        /// How many lines the page has.
        count: usize,
    },
    /// The archive failed at a page.
    #[error(
        "The archive failed at line {line}: {source}. The lines before it are imported, and none after it; run the same \
         command again."
    )]
    Stopped {
        /// The first line that is not imported.
        line: u64,
        /// What happened.
        source: ArchiveError,
    },
    /// The archive failed.
    #[error("The archive failed: {0}. What was imported stays; run the same command again.")]
    Archive(#[from] ArchiveError),
}

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportedLines {
    /// How many lines were new.
    pub imported: u64,
    /// How many were there already.
    pub passed_over: u64,
}

/// The archive that an import goes into.
#[derive(Debug)]
pub struct Destination {
    /// The archive, which is closed at the end.
    pub archive: Archive,
    /// What the archive takes the time of archiving from: it is set to what each record tells, and before that to now.
    pub clock: Arc<ManualClock>,
    /// Where it is, for messages.
    pub folder: PathBuf,
}

/// Imports the lines into an archive. `tell` is told of lines and bytes as they are done.
///
/// # Errors
/// See [`ImportError`].
pub async fn import(
    _: &Context,
    input: Box<dyn BufRead + Send>,
    Destination { archive, clock, folder }: Destination,
    tell: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<ImportedLines, ImportError> {
    let (reader, writer, now) = (archive.reader.clone(), archive.writer.clone(), clock.now());
    let there = reader.figures().await?.changes;
    let mut import = Import { archive, clock, streams: HashSet::new() };
    let done = import.everything(Lines::read(input, now), there, folder, &reader, tell).await;
    // Also after a failure: what is imported is then in the one file.
    let closed = writer.close().await;
    let done = done?;
    closed?;
    Ok(done)
}

/// An import under way.
struct Import {
    archive: Archive,
    clock: Arc<ManualClock>,
    /// The streams that were put in, by ARN.
    streams: HashSet<String>,
}

impl Import {
    async fn everything(
        &mut self,
        mut lines: Lines,
        there: u64,
        folder: PathBuf,
        reader: &ArchiveReader,
        tell: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<ImportedLines, ImportError> {
        let mut done = ImportedLines::default();
        while let Some(batch) = lines.next().await {
            let Batch { records, failed, bytes } = batch;
            let known =
                usize::try_from(there.saturating_sub(done.passed_over)).unwrap_or(usize::MAX).min(records.len());
            let mut records = records.into_iter();
            for record in records.by_ref().take(known) {
                done.passed_over += 1;
                let at = done.passed_over;
                let is_compared = at == 1 || at == there || at % COMPARED_EVERY == 0;
                if is_compared && !is_same(reader, at, &record).await? {
                    return Err(ImportError::Foreign { folder, line: record.line });
                }
            }
            done.imported += self.archive(records.collect()).await?;
            tell(done.imported + done.passed_over, bytes);
            if let Some(error) = failed {
                return Err(error);
            }
        }
        if done.passed_over < there && done.passed_over > 0 {
            // The archive has more: whoever imported this has let it go on since.
            tracing::debug!(there, "the archive holds more than the file");
        }
        if there > 0 && done.passed_over == 0 {
            return Err(ImportError::Foreign { folder, line: 1 });
        }
        Ok(done)
    }

    /// Archives records in their order: those that were archived at the same time together.
    async fn archive(&mut self, records: Vec<Imported>) -> Result<u64, ImportError> {
        let count = records.len() as u64;
        let mut pages: Vec<(u64, ShardPage)> = Vec::new();
        let mut at = None;
        for record in records {
            if at != Some(record.archived_at) {
                self.append(std::mem::take(&mut pages)).await?;
                self.clock.set(record.archived_at);
                at = Some(record.archived_at);
            }
            if !self.streams.contains(&record.change.stream_arn) {
                self.append(std::mem::take(&mut pages)).await?;
                self.put_stream_in(&record).await?;
            }
            let change = record.change;
            match pages.last_mut() {
                Some((_, page))
                    if page.shard_id == change.shard_id
                        && page.stream_arn == change.stream_arn
                        && page.changes.len() < PAGE_CHANGES =>
                {
                    Arc::make_mut(&mut page.changes).push(change);
                }
                _ => {
                    let (stream_arn, shard_id) = (change.stream_arn.clone(), change.shard_id.clone());
                    let page = ShardPage { stream_arn, shard_id, changes: Arc::new(vec![change]), checkpoint: None };
                    pages.push((record.line, page));
                }
            }
        }
        self.append(pages).await?;
        Ok(count)
    }

    /// All at once, so that they may go into one transaction; they are archived in this order, and none after one that
    /// fails: what the archive then holds are the file's first lines, and the import can go on from there.
    async fn append(&self, pages: Vec<(u64, ShardPage)>) -> Result<(), ImportError> {
        let lines: Vec<_> = pages.iter().map(|(line, page)| (*line, page.changes.len())).collect();
        let pages = pages.into_iter().map(|(_, page)| page).collect();
        let done = self.archive.writer.append_in_order(pages).await;
        for ((line, count), done) in lines.into_iter().zip(done) {
            match done {
                Ok(committed) if committed.archived == count => {}
                Ok(_) | Err(ArchiveError::Passed { .. }) => return Err(ImportError::OutOfOrder { line, count }),
                Err(source) => return Err(ImportError::Stopped { line, source }),
            }
        }
        Ok(())
    }

    async fn put_stream_in(&mut self, record: &Imported) -> Result<(), ImportError> {
        let change = &record.change;
        let stream = StreamRecord {
            arn: change.stream_arn.clone(),
            table: change.table.clone(),
            view_type: change.view_type,
            partition_key: record.partition_key.clone(),
            sort_key: record.sort_key.clone(),
            ended: record.is_stream_ended,
        };
        self.archive.writer.upsert_stream(stream).await?;
        self.streams.insert(change.stream_arn.clone());
        Ok(())
    }
}

/// Whether the archive's change of this number, from 1, is what the record tells.
async fn is_same(reader: &ArchiveReader, number: u64, record: &Imported) -> Result<bool, ArchiveError> {
    let told = &record.change;
    let found = reader.change_of_shard(&told.stream_arn, &told.shard_id, &told.sequence_number).await?;
    let Some(Change { id, captured, .. }) = found else { return Ok(false) };
    let is_in_its_place = match reader.count_between(ChangeId::START, id).await? {
        ChangeCount::Exactly(counted) => counted == number,
        // Where it stands is not known: then it must do that it is there.
        ChangeCount::About(_) => true,
    };
    Ok(is_in_its_place && captured.event_id == told.event_id && captured.item_key == told.item_key)
}
