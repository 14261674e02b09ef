//! Archives and changes for tests: what is put in and read back, arbitrary values, and the file as others find it.
//!
//! A crate, because several crates' tests need it. Nothing depends on it besides tests.

#![allow(clippy::missing_panics_doc, reason = "a test that panics has failed: that is what it is for")]

pub mod file;
pub mod fixtures;
pub mod noise;
pub mod strategies;
