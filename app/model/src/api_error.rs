//! Why something was not answered.

use serde::{Deserialize, Serialize};

/// Why a page did not get what it asked for, in words for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum ApiError {
    /// There is no such thing.
    #[error("{0}")]
    NotFound(String),
    /// The request itself is wrong.
    #[error("{message}")]
    Invalid {
        /// What is wrong, and what to do.
        message: String,
        /// Where in the query, in characters from 0.
        column: Option<usize>,
    },
    /// Something else stands in the way just now.
    #[error("{0}")]
    Conflict(String),
    /// It is not allowed here.
    #[error("{0}")]
    Forbidden(String),
    /// It did not work this time; the cause is in the server's log.
    #[error("{0}")]
    Unavailable(String),
}
