//! The records of a file, some at a time, read on a thread of their own while others are archived.

use std::io::BufRead;

use afterimage_model::Timestamp;
use tokio::sync::mpsc;

use super::{
    ImportError,
    record::{self, Imported, Problem},
    values::{MAX_VALUE_BYTES, Unreadable, Values},
};

/// A batch ends with so many records or bytes, whichever comes first.
const BATCH_RECORDS: usize = 2_000;
const BATCH_BYTES: u64 = 8 * 1024 * 1024;

/// How many batches are read ahead.
const BATCHES_AHEAD: usize = 2;

/// Some records.
pub(super) struct Batch {
    /// What they tell, in their order.
    pub(super) records: Vec<Imported>,
    /// Why what comes after them cannot be read; nothing comes after that.
    pub(super) failed: Option<ImportError>,
    /// How many bytes of the input are read.
    pub(super) bytes: u64,
}

/// The batches.
pub(super) struct Records(mpsc::Receiver<Batch>);

impl Records {
    /// Begins to read.
    pub(super) fn read(input: Box<dyn BufRead + Send>, now: Timestamp) -> Self {
        let (read, batches) = mpsc::channel(BATCHES_AHEAD);
        tokio::task::spawn_blocking(move || {
            let mut reading = Reading { values: Values::of(input), now };
            while let Some(batch) = reading.batch() {
                let is_over = batch.failed.is_some();
                if read.blocking_send(batch).is_err() || is_over {
                    return;
                }
            }
        });
        Self(batches)
    }

    /// The next batch; nothing after the last.
    pub(super) async fn next(&mut self) -> Option<Batch> {
        self.0.recv().await
    }
}

struct Reading {
    values: Values<Box<dyn BufRead + Send>>,
    now: Timestamp,
}

impl Reading {
    fn batch(&mut self) -> Option<Batch> {
        let (mut records, begun) = (Vec::new(), self.values.bytes());
        let mut failed = None;
        while records.len() < BATCH_RECORDS && self.values.bytes() - begun < BATCH_BYTES && failed.is_none() {
            match self.record() {
                Ok(Some(record)) => records.push(record),
                Ok(None) => break,
                Err(error) => failed = Some(error),
            }
        }
        let bytes = self.values.bytes();
        (!records.is_empty() || failed.is_some()).then_some(Batch { records, failed, bytes })
    }

    fn record(&mut self) -> Result<Option<Imported>, ImportError> {
        match self.values.next() {
            Ok(None) => Ok(None),
            Ok(Some((text, at))) => record::read(text, at, self.now).map(Some).map_err(ImportError::from),
            Err(error) => Err(error.into()),
        }
    }
}

impl From<Problem> for ImportError {
    fn from(Problem { at, reason }: Problem) -> Self {
        Self::Record { line: at.line, column: at.column, reason }
    }
}

impl From<Unreadable> for ImportError {
    fn from(error: Unreadable) -> Self {
        let (at, reason) = match error {
            Unreadable::Input(source) => return Self::Read { file: String::new(), source },
            Unreadable::TooLong(at) => (at, format!("it has more than {MAX_VALUE_BYTES} bytes")),
            Unreadable::NotUtf8(at) => (at, "it is not UTF-8 text".to_owned()),
            Unreadable::Unended(at) => (at, "the input ends within a list of records".to_owned()),
        };
        Self::Record { line: at.line, column: at.column, reason }
    }
}
