//! How an export fares.

use serde::{Deserialize, Serialize};

/// Where an export is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportPhase {
    /// It goes on.
    UnderWay,
    /// Everything was written.
    Finished,
    /// It ended early: the reader went away, or the archive could not be read.
    Broken,
    /// Somebody ended it.
    Cancelled,
}

/// How an export fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportProgress {
    /// Where it is.
    pub phase: ExportPhase,
    /// How many changes were written.
    pub changes: u64,
    /// How many bytes.
    pub bytes: u64,
    /// How much of the archive was looked through, from 0 to 100.
    pub percent: u8,
}
