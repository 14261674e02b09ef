//! Afterimage's server: reads DynamoDB Streams, archives every change, serves the dashboard.
//!
//! A library so that integration tests can wire the parts as `main` does.

pub use afterimage_base::{clock, data_folder, hosts, work};
pub use afterimage_emulator as emulator;
pub use afterimage_service::{
    backend, baseline, charts, demonstration, export, feed, import, items, replay, search, workbench,
};
pub use afterimage_web as web;

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

pub mod commands;
pub mod config;
pub mod demo_generator;
pub mod open_files;
pub mod program;
pub mod shutdown;
pub mod telemetry;
