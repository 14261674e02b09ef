//! The archive's door: the durable log of changes as everybody else sees it.
//!
//! What goes in and what comes out, in the model's words: an engine answers [`ReadArchive`] and [`WriteArchive`], and everybody
//! else holds the handles [`ArchiveReader`] and [`ArchiveWriter`]. Nothing here says how changes are kept.

mod archive;
mod canonical;
#[cfg(feature = "contract")]
pub mod contract;
mod error;
pub mod image_text;
mod jobs;
pub mod past;
mod questions;
mod raw;
mod read;
mod records;
mod sink;
mod write;

pub use archive::Archive;
pub use canonical::canonical_bytes;
pub use error::{ArchiveError, Cause, OpenError, Result};
pub use image_text::ImageText;
pub use jobs::{BaselineRecord, IndexProgress, RestoreId, RestoreNote, RestoredVersion, SegmentRecord};
pub use questions::{
    Anchor, ChangeCount, ItemWalk, MAX_ACTIVITIES, MOST_CHANGED_KEPT, SCAN_LIMIT, Version, WalkedItems,
};
pub use raw::{Origin, RawChange, RawPage, RawReader, ReadRaw};
pub use read::{ArchiveReader, ReadArchive, ReadCharts, ReadItems, ReadJobs, ReadLog, ReadRegistry};
pub use records::{
    Committed, Figures, IncomingChange, ItemTimeline, Scan, ShardPage, ShardRecord, StreamRecord, TableFigures,
    TimelinePosition, incoming,
};
pub use sink::{BASELINE_PREFIX, ChangeSink};
pub use write::{ArchiveWriter, FillIndex, Indexer, WriteArchive, WriteJobs, WriteLog, WriteRegistry};
