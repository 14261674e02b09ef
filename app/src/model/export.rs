//! Exports: their forms, and how one fares.

use serde::{Deserialize, Serialize};

/// The forms that the page offers: as addresses write them, what they are called, and what they are for.
pub const EXPORT_FORMATS: [(&str, &str, &str); 3] = [
    (
        "jsonl",
        "JSON lines",
        "DynamoDB Streams records, with what the archive knows besides: can be imported and replayed",
    ),
    ("csv", "CSV", "for spreadsheets; images are DynamoDB JSON in columns"),
    ("parquet", "Parquet", "typed and compressed, for DuckDB, Athena, Spark and the like"),
];

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
pub struct ExportStanding {
    /// Where it is.
    pub phase: ExportPhase,
    /// How many changes were written.
    pub changes: u64,
    /// How many bytes.
    pub bytes: u64,
    /// How much of the archive was looked through, from 0 to 100.
    pub percent: u8,
}
