//! The lines of a file as records, some at a time, read on a thread of their own while others are archived.

use std::io::{self, BufRead};

use afterimage_model::Timestamp;
use tokio::sync::mpsc;

use super::{
    ImportError,
    record::{self, Imported},
};

/// A batch ends with so many lines or bytes, whichever comes first.
const BATCH_LINES: usize = 2_000;
const BATCH_BYTES: usize = 8 * 1024 * 1024;

/// How many batches are read ahead.
const BATCHES_AHEAD: usize = 2;

/// The longest line: two images of 400 KB as JSON, every byte escaped, and then some.
const MAX_LINE_BYTES: usize = 16 * 1024 * 1024;

/// Some lines.
pub(super) struct Batch {
    /// What they tell, in their order.
    pub(super) records: Vec<Imported>,
    /// Why the line after them cannot be read; nothing comes after that.
    pub(super) failed: Option<ImportError>,
    /// How many bytes of the input are read.
    pub(super) bytes: u64,
}

/// The batches.
pub(super) struct Lines(mpsc::Receiver<Batch>);

impl Lines {
    /// Begins to read.
    pub(super) fn read(input: Box<dyn BufRead + Send>, now: Timestamp) -> Self {
        let (read, batches) = mpsc::channel(BATCHES_AHEAD);
        tokio::task::spawn_blocking(move || {
            let mut reading = Reading { input, now, line: 0, bytes: 0, text: Vec::new() };
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
    input: Box<dyn BufRead + Send>,
    now: Timestamp,
    /// The last line that was read, from 1.
    line: u64,
    bytes: u64,
    text: Vec<u8>,
}

impl Reading {
    fn batch(&mut self) -> Option<Batch> {
        let (mut records, begun) = (Vec::new(), self.bytes);
        let mut failed = None;
        while records.len() < BATCH_LINES && self.bytes - begun < BATCH_BYTES as u64 && failed.is_none() {
            match self.record() {
                Ok(Some(record)) => records.push(record),
                Ok(None) => break,
                Err(error) => failed = Some(error),
            }
        }
        (!records.is_empty() || failed.is_some()).then_some(Batch { records, failed, bytes: self.bytes })
    }

    /// The next line that is not empty.
    fn record(&mut self) -> Result<Option<Imported>, ImportError> {
        loop {
            self.text.clear();
            let mut limited = io::Read::take(&mut self.input, MAX_LINE_BYTES as u64);
            let read = limited.read_until(b'\n', &mut self.text);
            let read = read.map_err(|source| ImportError::Read { file: String::new(), source })?;
            if read == 0 {
                return Ok(None);
            }
            self.line += 1;
            self.bytes += read as u64;
            let line = self.line;
            let fail = |reason: String| Err(ImportError::Line { line, reason });
            if read == MAX_LINE_BYTES {
                return fail(format!("it is longer than {MAX_LINE_BYTES} bytes"));
            }
            let Ok(text) = std::str::from_utf8(&self.text) else { return fail("it is not UTF-8 text".to_owned()) };
            if text.trim().is_empty() {
                continue;
            }
            return match record::read(text.trim(), line, self.now) {
                Ok(record) => Ok(Some(record)),
                Err(reason) => fail(reason),
            };
        }
    }
}
