//! Afterimage's server: reads DynamoDB Streams, archives every change, serves the dashboard.
//!
//! A library so that integration tests can wire the parts as `main` does.

pub use afterimage_base::{clock, data_folder, hosts, words, work};
pub use afterimage_emulator as emulator;

/// The archive's door, and SQLite behind it.
pub mod archive {
    pub use afterimage_archive::*;
    pub use afterimage_archive_sqlite::*;
}

/// The engine, and DynamoDB Streams behind it.
pub mod stream {
    pub use afterimage_aws::streams as aws;
    pub use afterimage_capture::*;
}

/// Tables, and AWS behind them.
pub mod tables {
    pub use afterimage_aws::tables::*;
    pub use afterimage_capture::tables::*;
}

pub mod backend;
pub mod baseline;
pub mod charts;
pub mod config;
pub mod demo;
pub mod demonstration;
pub mod export;
pub mod feed;
pub mod import;
pub mod items;
pub mod open_files;
pub mod program;
pub mod replay;
pub mod search;
pub mod shutdown;
pub mod telemetry;
pub mod web;
pub mod workbench;
