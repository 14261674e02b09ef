//! The durable log of changes.
//!
//! [`Archive::open`] gives a writer and a reader. What they offer is in the model's words and says nothing of how it is
//! kept, so that another engine can stand behind the same door. How it is kept is documented with the schema, in
//! `migrations/`.
//!
//! Going in: `encoded` (images, page by page, with `dictionaries`) → `writer` (the task and its queue) → `append` (what is
//! new, with `names` and `known_items`) → `batch` (what is written) → `statements`.
//! Coming out: `scan` (`pushdown` picks, memory decides), `reader`, `overview`; `rows` and `images` decode.

mod append;
mod as_of;
mod attribute_history;
mod baselines;
mod batch;
mod canonical;
mod codes;
mod damage;
mod dictionaries;
mod encoded;
mod error;
mod fail_point;
mod image_text;
mod images;
mod known_items;
mod lock;
mod names;
mod open;
mod overview;
#[cfg(test)]
mod plan_tests;
mod pushdown;
mod reader;
mod records;
mod registry;
mod rows;
mod scan;
mod statements;
mod transaction;
mod writer;

pub use as_of::Anchor;
pub use baselines::{BaselineRecord, SegmentRecord};
pub use canonical::canonical_bytes;
pub use error::{ArchiveError, Cause, OpenError, Result};
pub use image_text::ImageText;
pub use reader::{ArchiveReader, ReaderLimits, SCAN_LIMIT};
pub use records::{
    Committed, Figures, IncomingChange, ItemTimeline, Place, Scan, ShardPage, ShardRecord, StreamRecord, TableFigures,
    incoming,
};
pub use writer::ArchiveWriter;

/// An open archive. Both halves are handles and cheap to clone.
#[derive(Clone, Debug)]
pub struct Archive {
    /// Puts in.
    pub writer: ArchiveWriter,
    /// Looks up.
    pub reader: ArchiveReader,
}
