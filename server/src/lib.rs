//! Afterimage's server: reads DynamoDB Streams, archives every change, serves the dashboard.
//!
//! A library so that integration tests can wire the parts as `main` does.

pub mod config;
pub mod demo;
pub mod emulator;
pub mod program;
pub mod shutdown;
pub mod tables;
pub mod telemetry;
