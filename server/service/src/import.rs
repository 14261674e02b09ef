//! An export, or events of Lambda functions, into an empty archive; of an export it is then equal to the one it came from.
//!
//! Records are cut out of the file (`values`), read and checked (`record`, `ranges`) beside the archiving, and go into the
//! archive by its one door, in the file's order; `order` says which shard each comes into, and which are repeats. What the
//! archive gives out itself, ids and versions, follows from that order; the time of archiving is the one that the record tells,
//! because the archive's clock is set to it.
//!
//! It can be ended at any moment and begun again: an archive that holds the first records of the file is its continuation,
//! and those are passed over. Any other archive that is not empty is refused.

mod order;
mod ranges;
mod record;
mod records;
mod values;

use std::{
    collections::HashSet,
    io::{self, BufRead},
    path::PathBuf,
    sync::Arc,
};

use afterimage_archive::{Archive, ArchiveError, ArchiveReader, ChangeCount, ShardPage, StreamRecord};
use afterimage_base::clock::{Clock, ManualClock};
use afterimage_model::{Change, ChangeId, Context, SequenceNumber, Timestamp};

use self::{
    order::{Order, Place},
    record::Imported,
    records::{Batch, Records},
};

/// A page takes no further change when it has this many.
const PAGE_CHANGES: usize = 1_000;

/// Of the records that the archive has already, the first, the last and each that is a multiple of this is compared.
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
    /// What stands in the file is no record.
    #[error(
        "Line {line}, column {column}: not a record that can be imported: {reason}. The records before it are imported; mend it \
         and run the same command again."
    )]
    Record {
        /// From 1.
        line: u64,
        /// In characters, from 1.
        column: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// The archive holds something else.
    #[error(
        "The archive in {folder} holds other changes than the file: change {number} is not what line {line} tells. An import \
         needs an empty archive, or one that it has begun itself: name another folder with --data-dir."
    )]
    Foreign {
        /// The data folder.
        folder: PathBuf,
        /// The change that was compared, from 1.
        number: u64,
        /// The line of the record that it was compared with.
        line: u64,
    },
    /// A change's position in its shard is passed, and it is not there.
    #[error(
        "Line {line}, column {column}: the change with sequence number {sequence_number} comes before one above it in the \
         stream's order, so neither it nor anything after it is imported; the records before it are. Is the file in the order in \
         which it was exported? Mend it and run the same command again."
    )]
    OutOfOrder {
        /// From 1.
        line: u64,
        /// In characters, from 1.
        column: u64,
        /// What the record tells.
        sequence_number: SequenceNumber,
    },
    /// The archive failed at a page.
    #[error(
        "The archive failed at line {line}: {source}. The records before it are imported, and none after it; run the same \
         command again."
    )]
    Stopped {
        /// The line of the first record that is not imported.
        line: u64,
        /// What happened.
        source: ArchiveError,
    },
    /// The archive failed.
    #[error("The archive failed: {0}. What was imported stays; run the same command again.")]
    Archive(#[from] ArchiveError),
}

/// What an import did, in records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportedRecords {
    /// How many were new.
    pub imported: u64,
    /// How many were there already, from an import that was ended.
    pub passed_over: u64,
    /// How many the file has once more: Lambda is given a batch again after its function has failed.
    pub repeated: u64,
}

impl ImportedRecords {
    /// How many were read.
    pub fn read(&self) -> u64 {
        self.imported + self.passed_over + self.repeated
    }
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

/// Imports records into an archive. `tell` is told of records and bytes as they are done.
///
/// # Errors
/// See [`ImportError`].
pub async fn import(
    _: &Context,
    input: Box<dyn BufRead + Send>,
    Destination { archive, clock, folder }: Destination,
    tell: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<ImportedRecords, ImportError> {
    let (reader, writer, now) = (archive.reader.clone(), archive.writer.clone(), clock.now());
    let there = reader.figures().await?.changes;
    let mut import = Import {
        archive,
        clock,
        folder,
        there,
        order: Order::default(),
        streams: HashSet::new(),
        waiting: Waiting::default(),
        done: ImportedRecords::default(),
    };
    let done = import.everything(Records::read(input, now), tell).await;
    // Also after a failure: what is imported is then in the one file.
    let closed = writer.close().await;
    done?;
    closed?;
    Ok(import.done)
}

/// An import under way.
struct Import {
    archive: Archive,
    clock: Arc<ManualClock>,
    folder: PathBuf,
    /// How many changes the archive had at the beginning.
    there: u64,
    order: Order,
    /// The streams that were put in, by ARN.
    streams: HashSet<String>,
    waiting: Waiting,
    done: ImportedRecords,
}

/// What is archived together, since it was archived at the same time before.
#[derive(Default)]
struct Waiting {
    archived_at: Option<Timestamp>,
    /// Pages in their order, and the line of the first record of each.
    pages: Vec<(u64, ShardPage)>,
}

impl Import {
    async fn everything(
        &mut self,
        mut records: Records,
        tell: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<(), ImportError> {
        while let Some(Batch { records, failed, bytes }) = records.next().await {
            for record in records {
                let taken = self.take(record).await;
                if let Err(error) = taken {
                    self.flush().await?;
                    return Err(error);
                }
            }
            self.flush().await?;
            tell(self.done.read(), bytes);
            if let Some(error) = failed {
                return Err(error);
            }
        }
        if self.there > 0 && self.done.passed_over == 0 {
            return Err(self.foreign(1, 1));
        }
        if self.done.passed_over < self.there {
            // The archive has more: whoever imported this has let it go on since.
            tracing::debug!(there = self.there, "the archive holds more than the file");
        }
        Ok(())
    }

    /// Takes the next record: it is there already, a repeat, or new and waits for others.
    async fn take(&mut self, mut record: Imported) -> Result<(), ImportError> {
        let told = Some(record.change.shard_id.clone()).filter(|shard| !shard.is_empty());
        let place = self.order.place(&record.change, told.as_deref()).map_err(|error| ImportError::Record {
            line: record.at.line,
            column: record.at.column,
            reason: error.to_string(),
        })?;
        match place {
            Place::Next(shard) => record.change.shard_id = shard,
            Place::Earlier(shards) => return self.take_earlier(&record, &shards).await,
        }
        if self.done.passed_over < self.there {
            return self.pass_over(&record).await;
        }
        self.add(record).await
    }

    /// A change that comes after this one in the stream was taken already. It was as well, or it is refused.
    async fn take_earlier(&mut self, record: &Imported, shards: &[String]) -> Result<(), ImportError> {
        self.flush().await?;
        for shard in shards {
            if found(&self.archive.reader, record, shard).await?.is_some() {
                self.done.repeated += 1;
                return Ok(());
            }
        }
        let (at, sequence_number) = (record.at, record.change.sequence_number.clone());
        Err(ImportError::OutOfOrder { line: at.line, column: at.column, sequence_number })
    }

    async fn pass_over(&mut self, record: &Imported) -> Result<(), ImportError> {
        self.done.passed_over += 1;
        let number = self.done.passed_over;
        let is_compared = number == 1 || number == self.there || number.is_multiple_of(COMPARED_EVERY);
        if is_compared && !is_same(&self.archive.reader, number, record).await? {
            return Err(self.foreign(number, record.at.line));
        }
        Ok(())
    }

    fn foreign(&self, number: u64, line: u64) -> ImportError {
        ImportError::Foreign { folder: self.folder.clone(), number, line }
    }

    /// Adds a new record to those that wait.
    async fn add(&mut self, record: Imported) -> Result<(), ImportError> {
        if self.waiting.archived_at != Some(record.archived_at) {
            self.flush().await?;
            self.clock.set(record.archived_at);
            self.waiting.archived_at = Some(record.archived_at);
        }
        if !self.streams.contains(&record.change.stream_arn) {
            self.flush().await?;
            self.put_stream_in(&record).await?;
        }
        let change = record.change;
        match self.waiting.pages.last_mut() {
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
                self.waiting.pages.push((record.at.line, page));
            }
        }
        Ok(())
    }

    /// Archives what waits, all at once, so that it may go into one transaction; it is archived in this order, and nothing
    /// after a page that fails: what the archive then holds are the file's first records, and the import can go on from there.
    async fn flush(&mut self) -> Result<(), ImportError> {
        let waiting = std::mem::take(&mut self.waiting.pages);
        let (lines, pages): (Vec<_>, Vec<_>) =
            waiting.into_iter().map(|(line, page)| ((line, page.changes.len()), page)).unzip();
        let done = self.archive.writer.append_in_order(pages).await;
        for ((line, count), done) in lines.into_iter().zip(done) {
            done.map_err(|source| ImportError::Stopped { line, source })?;
            self.done.imported += count as u64;
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

/// The archive's change that this record of this shard tells of.
async fn found(reader: &ArchiveReader, record: &Imported, shard: &str) -> Result<Option<Change>, ArchiveError> {
    let told = &record.change;
    let found = reader.change_of_shard(&told.stream_arn, shard, &told.sequence_number).await?;
    Ok(found.filter(|found| found.event_id == told.event_id && found.item_key == told.item_key))
}

/// Whether the archive's change of this number, from 1, is what the record tells.
async fn is_same(reader: &ArchiveReader, number: u64, record: &Imported) -> Result<bool, ArchiveError> {
    let Some(Change { id, .. }) = found(reader, record, &record.change.shard_id).await? else { return Ok(false) };
    Ok(match reader.count_between(ChangeId::START, id).await? {
        ChangeCount::Exactly(counted) => counted == number,
        // Where it stands is not known: then it must do that it is there.
        ChangeCount::About(_) => true,
    })
}
