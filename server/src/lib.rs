//! The program: which parts there are, in which order they start and stop, and what its command line does.
//!
//! A library beside the program, so that tests and measurements start in their own process what `main` starts.

pub mod commands;
pub mod config;
pub mod demo_generator;
pub mod open_files;
pub mod program;
pub mod shutdown;
pub mod telemetry;
