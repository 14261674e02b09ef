//! DynamoDB for tests: embedded, scripted on the wire, and what is promised whoever plays it.
//!
//! A crate, because several crates' tests and the program's measurements need it. Nothing depends on it besides those.

#![allow(clippy::missing_panics_doc, reason = "a test that panics has failed: that is what it is for")]

pub mod embedded;
pub mod ingest;
pub mod random;
pub mod swap;
pub mod wire_server;

pub use embedded::EmbeddedDynamoDb;
