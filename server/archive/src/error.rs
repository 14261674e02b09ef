//! What can go wrong with the archive.

use std::path::PathBuf;

use afterimage_base::{data_folder::Absence, work::Overloaded};
use afterimage_language::{Phrase, phrase};

/// Any other error, kept for the log.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Why the archive could not be opened. Each message is for the person who starts the program: what is the matter, and
/// what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The data folder cannot be made or written.
    #[error(
        "The archive cannot be written at {path}: {cause}. Give the user that runs Afterimage write permission to this \
         folder, or choose another one with --data-dir."
    )]
    NotWritable {
        /// The folder or file.
        path: PathBuf,
        /// What the operating system says.
        #[source]
        cause: std::io::Error,
    },
    /// There is none, and none was to be made.
    #[error("There is no archive in {path}. Name the folder of one with --data-dir, or start the server first.")]
    Missing {
        /// The data folder.
        path: PathBuf,
    },
    /// Another process has it open.
    #[error(
        "Another Afterimage already works with the archive in {path}. An archive has one writer: stop the other \
         process, or give this one a folder of its own with --data-dir."
    )]
    Held {
        /// The data folder.
        path: PathBuf,
    },
    /// A newer version of the program made it.
    #[error(
        "The archive at {path} was written by a newer version of Afterimage (its schema is version {found}; this \
         program knows up to {known}). Nothing was changed. Start the newer version again, or choose another folder \
         with --data-dir."
    )]
    Newer {
        /// The archive's file.
        path: PathBuf,
        /// Its schema's version.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// The file is there and is no archive, or a damaged one.
    #[error(
        "The file {path} is not a readable archive: {cause}. Nothing was changed. Restore it from a backup, or move it \
         away (together with the files beside it whose names begin alike) to start with an empty archive."
    )]
    Corrupt {
        /// The archive's file.
        path: PathBuf,
        /// What is the matter with it.
        #[source]
        cause: Cause,
    },
}

/// Why the archive did not do what was asked. For the log: the message may name files and is not for a browser.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// It was closed.
    #[error("the archive is closed")]
    Closed,
    /// Everybody who may read it does, and none was done in time. Asked again, it answers.
    #[error("as many look into the archive as may at once, and none was done in time")]
    Busy,
    /// What was found cannot be looked at now: too many others wait for the same.
    #[error(transparent)]
    Overloaded(#[from] Overloaded),
    /// The storage failed: the disk is full, a file was removed.
    #[error("the archive's storage failed: {0}")]
    Storage(#[source] Cause),
    /// Its files are not where they were, and nothing is written.
    #[error(transparent)]
    Absent(#[from] Absence),
    /// Something in the archive cannot be read back.
    #[error("{what} in the archive is not readable: {cause}")]
    Unreadable {
        /// What it is: `change 17`.
        what: String,
        /// What is wrong with it.
        #[source]
        cause: Cause,
    },
    /// The stream was never put in, and the page has no change that would tell its table.
    #[error("the archive does not know the stream {0}")]
    UnknownStream(String),
    /// A page holds a change of another stream or shard.
    #[error("a page of shard {shard_id} holds a change that says it is of shard {other}")]
    ForeignChange {
        /// The page's shard.
        shard_id: String,
        /// The change's stream and shard.
        other: String,
    },
    /// A page that goes in whole or not at all has changes that its shard's checkpoint says are archived.
    #[error("changes of shard {shard_id} come before others that are archived")]
    Passed {
        /// The page's shard.
        shard_id: String,
    },
    /// A page before it, of those that it came with, was not archived.
    #[error("a page before this one was not archived")]
    AfterFailed,
    /// A view of that name is there already.
    #[error("there is a view named {0} already")]
    ViewExists(String),
    /// There is no view of that name.
    #[error("there is no view named {0}")]
    UnknownView(String),
    /// There are as many views as are kept.
    #[error("there are as many views as are kept")]
    TooManyViews,
}

impl ArchiveError {
    /// For the status registry, and whoever looks at it.
    pub fn in_words(&self) -> Phrase {
        match self {
            Self::Closed => phrase!("server-archive-closed"),
            Self::Busy => phrase!("server-archive-busy"),
            Self::Storage(cause) => phrase!("server-archive-storage", cause = cause.to_string()),
            Self::Absent(absence) => absence.in_words(),
            other => other.to_string().into(),
        }
    }
}

/// What the archive answers.
pub type Result<T> = std::result::Result<T, ArchiveError>;
