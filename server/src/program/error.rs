//! Why the program does not start.

use std::{io, net::SocketAddr};

use afterimage_archive::{ArchiveError, OpenError};
use afterimage_capture::tables::Failure;
use afterimage_emulator::EmulatorError;

use crate::config::UsageError;

/// Why the program does not start. Every message is one paragraph for the person at the terminal: what is wrong and
/// what to do.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The flags make no sense together, or ask for what is not there.
    #[error(transparent)]
    Usage(#[from] UsageError),
    /// The dashboard's port is taken.
    #[error(
        "The dashboard cannot listen on {address}: {source}. Is Afterimage running already? Choose another port with \
         --listen {}:{}.",
        address.ip(),
        address.port().wrapping_add(1)
    )]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The tables cannot be reached.
    #[error("{endpoint} cannot be used. {failure} {advice}")]
    Endpoint {
        /// Where the tables should be.
        endpoint: String,
        /// What went wrong.
        failure: Failure,
        /// What to do.
        advice: &'static str,
    },
    /// The client for the tables cannot be made.
    #[error(transparent)]
    Client(Failure),
    /// A table that was named is not there.
    #[error(
        "There is no table {} at {endpoint}. Correct --table{}, or create it first.",
        missing.join(" and no table "),
        if there.is_empty() { String::new() } else { format!(" (there are {})", there.join(", ")) }
    )]
    MissingTable {
        /// The names.
        missing: Vec<String>,
        /// Some that are there.
        there: Vec<String>,
        /// Where.
        endpoint: String,
    },
    /// The embedded DynamoDB does not start.
    #[error(transparent)]
    Emulator(#[from] EmulatorError),
    /// The archive cannot be opened.
    #[error(transparent)]
    Archive(#[from] OpenError),
    /// The archive cannot be read.
    #[error("The archive cannot be read: {0}")]
    Unreadable(#[from] ArchiveError),
    /// The data model's file cannot be read, or is none.
    #[error("{} cannot be used. {reason}. Correct --model, or leave it out.", file.display())]
    Model {
        /// The file.
        file: std::path::PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The data model's tables cannot be created.
    #[error("The tables of the data model cannot be made ready. {0}")]
    ModelTables(Failure),
    /// The sample tables cannot be made ready.
    #[error("The sample tables cannot be made ready. {0}")]
    Demo(Failure),
}
