//! The archive's door: the durable log of changes as everybody else sees it.
//!
//! What goes in and what comes out, in the model's words. It says nothing of how changes are kept, so that another engine can
//! stand behind it.

mod canonical;
mod error;
pub mod image_text;
mod jobs;
mod questions;
mod raw;
mod records;
mod sink;

pub use canonical::canonical_bytes;
pub use error::{ArchiveError, Cause, OpenError, Result};
pub use image_text::ImageText;
pub use jobs::{BaselineRecord, IndexProgress, RestoreId, RestoreNote, RestoredVersion, SegmentRecord};
pub use questions::{Anchor, ItemWalk, MAX_ACTIVITIES, MOST_CHANGED_KEPT, SCAN_LIMIT, Version, WalkedItems};
pub use raw::{Origin, RawChange, RawPage};
pub use records::{
    Committed, Figures, IncomingChange, ItemTimeline, Scan, ShardPage, ShardRecord, StreamRecord, TableFigures,
    TimelinePosition, incoming,
};
pub use sink::{BASELINE_PREFIX, ChangeSink};
