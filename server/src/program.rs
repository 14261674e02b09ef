//! The program as a whole: which parts there are, in which order they start, and how they stop.

use crate::{emulator::EmulatorError, tables::Failure};

/// Why the program does not start. Every message is one paragraph for the person at the terminal: what is wrong and
/// what to do.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The flags make no sense together.
    #[error("{0}")]
    Usage(String),
    /// The embedded DynamoDB does not start.
    #[error(transparent)]
    Emulator(#[from] EmulatorError),
    /// The tables cannot be reached.
    #[error("{0}")]
    Tables(#[from] Failure),
}
