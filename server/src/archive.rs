//! The durable log of changes.
//!
//! [`Archive::open`] gives a writer and a reader. What they offer is in the model's words and says nothing of how it is
//! kept, so that another engine can stand behind the same door.

mod error;
mod reader;
mod records;
mod writer;

use std::path::Path;

use crate::clock::SharedClock;

pub use error::{ArchiveError, Cause, OpenError, Result};
pub use reader::ArchiveReader;
pub use records::{Committed, Figures, ItemTimeline, Place, Scan, ShardPage, ShardRecord, StreamRecord, TableFigures};
pub use writer::ArchiveWriter;

/// An open archive. Both halves are handles and cheap to clone.
#[derive(Clone, Debug)]
pub struct Archive {
    /// Puts in.
    pub writer: ArchiveWriter,
    /// Looks up.
    pub reader: ArchiveReader,
}

impl Archive {
    /// Opens the archive in the folder, and makes both where they are not there yet.
    ///
    /// # Errors
    /// See [`OpenError`]; each says what to do.
    pub async fn open(data_dir: &Path, clock: SharedClock) -> std::result::Result<Self, OpenError> {
        let _ = (data_dir, clock);
        todo!()
    }
}
