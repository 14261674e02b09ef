//! Archived changes on their way out: in a form, page by page, in constant memory.
//!
//! [`Export`] reads [`RawPage`]s and hands them to the form's encoder; the next page is read while one is encoded. What
//! carries the bytes away, the command line or an answer of the web half, asks for the next piece when it has room.

mod api_form;
mod csv;
mod parquet;
pub mod progress;
mod records;

use std::{io, str::FromStr};

use afterimage_archive::{ArchiveError, ArchiveReader, RawPage, Result};
use afterimage_base::work::Work;
use afterimage_model::{ChangeId, Context, Query};
use tokio::{sync::mpsc, task::JoinHandle};

/// How many pages are read ahead.
const PAGES_AHEAD: usize = 1;

/// The form of an export.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
pub enum Format {
    /// One DynamoDB Streams record a line, as Lambda gets them, and what the archive knows besides: can be imported
    #[default]
    Jsonl,
    /// Comma-separated values with a heading (RFC 4180)
    Csv,
    /// Apache Parquet, compressed with Zstandard
    Parquet,
    /// One change a line, in the form of the HTTP API
    Api,
}

/// The text names no form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no form of an export: the forms are jsonl, csv, parquet and api")]
pub struct UnknownFormat(pub String);

impl Format {
    /// All of them, the usual one first.
    pub const ALL: [Self; 4] = [Self::Jsonl, Self::Csv, Self::Parquet, Self::Api];

    /// As flags and addresses write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Parquet => "parquet",
            Self::Api => "api",
        }
    }

    /// How the names of such files end.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jsonl | Self::Api => "jsonl",
            Self::Csv => "csv",
            Self::Parquet => "parquet",
        }
    }

    /// What it is on the web.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jsonl | Self::Api => "application/jsonl",
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Parquet => "application/vnd.apache.parquet",
        }
    }

    fn encoder(self, byte_order_mark: bool) -> io::Result<Box<dyn Encoder>> {
        Ok(match self {
            Self::Jsonl => Box::new(records::Records::default()),
            Self::Csv => Box::new(csv::Csv::new(byte_order_mark)),
            Self::Parquet => Box::new(parquet::Parquet::new()?),
            Self::Api => Box::new(api_form::ApiForm),
        })
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        let named = Self::ALL.into_iter().find(|format| format.as_str() == text);
        named.ok_or_else(|| UnknownFormat(text.to_owned()))
    }
}

/// Writes changes in a form.
trait Encoder: Send {
    /// Adds a page's changes to the bytes.
    fn page(&mut self, page: &RawPage, into: &mut Vec<u8>) -> io::Result<()>;

    /// Adds what comes after the last page.
    fn finish(&mut self, _into: &mut Vec<u8>) -> io::Result<()> {
        Ok(())
    }
}

/// Why an export ended early.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// The archive cannot be read.
    #[error("the archive cannot be read: {0}")]
    Archive(#[from] ArchiveError),
    /// What was read cannot be written in this form.
    #[error("a change cannot be written: {0}")]
    Form(#[from] io::Error),
}

/// How far an export has got.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// How many changes were written.
    pub changes: u64,
    /// How many bytes.
    pub bytes: u64,
    /// How many changes were looked at.
    pub scanned: u64,
    /// How many will be.
    pub total: u64,
}

impl Done {
    /// How much of the way is gone, from 0 to 100.
    pub fn percent(self) -> u8 {
        percent(self.scanned, self.total)
    }
}

/// How much of so many is done, from 0 to 100. All of nothing is.
pub fn percent(done: u64, of: u64) -> u8 {
    let percent = (u128::from(done) * 100).checked_div(u128::from(of)).unwrap_or(100);
    u8::try_from(percent).unwrap_or(100).min(100)
}

/// An export under way.
pub struct Export {
    pages: mpsc::Receiver<Result<RawPage>>,
    reading: JoinHandle<()>,
    work: Work,
    encoder: Option<Box<dyn Encoder>>,
    done: Done,
    /// How much room the next bytes will need, as far as the last ones tell.
    room_bytes: usize,
}

/// Which changes are exported.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Those that match, and are archived when the export begins.
    pub query: Query,
    /// After this one.
    pub after: ChangeId,
    /// So many at most.
    pub limit: Option<usize>,
    /// Whether CSV begins with a byte order mark, without which some spreadsheets take UTF-8 for something else.
    pub byte_order_mark: bool,
}

impl Wanted {
    /// All that match.
    pub fn all(query: Query) -> Self {
        Self { query, after: ChangeId::START, limit: None, byte_order_mark: false }
    }
}

impl Export {
    /// Begins to read what is wanted.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub async fn begin(
        _: &Context,
        archive: &ArchiveReader,
        wanted: Wanted,
        format: Format,
    ) -> std::result::Result<Self, Broken> {
        let encoder = format.encoder(wanted.byte_order_mark)?;
        let mut reader = archive.raw(wanted.query, wanted.after).await?;
        let done = Done { total: reader.total().number(), ..Done::default() };
        let (read, pages) = mpsc::channel(PAGES_AHEAD);
        let mut left = wanted.limit.unwrap_or(usize::MAX);
        let reading = tokio::spawn(async move {
            while left > 0
                && let Some(mut page) = reader.next().await.transpose()
            {
                if let Ok(page) = &mut page {
                    page.changes.truncate(left);
                    left -= page.changes.len();
                }
                let is_over = page.is_err();
                if read.send(page).await.is_err() || is_over {
                    return;
                }
            }
        });
        // What has begun is not refused any more: it would be cut short.
        let work = archive.work().patient();
        Ok(Self { pages, reading, work, encoder: Some(encoder), done, room_bytes: 0 })
    }

    /// The next bytes, which may be none so far; nothing after the last ones.
    ///
    /// # Errors
    /// When the archive cannot be read to its end. What was written until then is all there is.
    pub async fn next(&mut self) -> std::result::Result<Option<Vec<u8>>, Broken> {
        let Some(mut encoder) = self.encoder.take() else { return Ok(None) };
        let page = self.pages.recv().await.transpose()?;
        if page.is_none() {
            // The end is believed of a task that came to it: after a panic the file would look whole.
            (&mut self.reading).await.map_err(io::Error::other)?;
        }
        let (done, room) = (self.done, self.room_bytes);
        let encoding = self.work.run(move || {
            let mut bytes = Vec::with_capacity(room);
            let done = if let Some(page) = &page {
                encoder.page(page, &mut bytes)?;
                Done { changes: done.changes + page.changes.len() as u64, scanned: page.scanned, ..done }
            } else {
                encoder.finish(&mut bytes)?;
                Done { scanned: done.total, ..done }
            };
            Ok::<_, io::Error>((page.is_some().then_some(encoder), bytes, done))
        });
        let (encoder, bytes, done) = encoding.await.map_err(io::Error::other)??;
        self.encoder = encoder;
        self.room_bytes = bytes.len() + bytes.len() / 8;
        self.done = Done { bytes: done.bytes + bytes.len() as u64, ..done };
        Ok(Some(bytes))
    }

    /// How far it has got.
    pub fn done(&self) -> Done {
        self.done
    }
}

impl Drop for Export {
    fn drop(&mut self) {
        self.reading.abort();
    }
}
