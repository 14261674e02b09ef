//! Afterimage's server: reads DynamoDB Streams, archives every change, serves the dashboard.
//!
//! A library so that integration tests can wire the parts as `main` does.

pub use afterimage_base::{clock, data_folder, hosts, words, work};

/// The archive's door, and SQLite behind it.
pub mod archive {
    pub use afterimage_archive::*;
    pub use afterimage_archive_sqlite::*;
}

pub mod backend;
pub mod baseline;
pub mod charts;
pub mod config;
pub mod demo;
pub mod demonstration;
pub mod emulator;
pub mod export;
pub mod feed;
pub mod import;
pub mod items;
pub mod open_files;
pub mod program;
pub mod replay;
pub mod search;
pub mod shutdown;
pub mod stream;
pub mod tables;
pub mod telemetry;
pub mod web;
pub mod workbench;
