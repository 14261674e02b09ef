//! Why a service did not do what it was asked for, before it is in any language.

use afterimage_archive::ArchiveError;
use afterimage_base::work::Overloaded;
use afterimage_capture::tables::{Failure, FailureKind};
use afterimage_language::{Phrase, phrase};
use afterimage_model::{ApiError, Language, query::QueryError};

use crate::workbench::InvalidModel;

/// Why not; put into words for whoever asks, who is told an [`ApiError`] of the same name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServiceError {
    /// There is no such thing.
    NotFound(Phrase),
    /// The request itself is wrong.
    Invalid {
        /// What is wrong, and what to do.
        message: Phrase,
        /// Where in the query, in characters from 0.
        column: Option<usize>,
    },
    /// Something else stands in the way just now.
    Conflict(Phrase),
    /// It is not allowed here.
    Forbidden(Phrase),
    /// It did not work this time; the cause is in the log.
    Unavailable(Phrase),
}

impl ServiceError {
    /// The request itself is wrong, and not at one place of a query.
    pub fn invalid(message: impl Into<Phrase>) -> Self {
        Self::Invalid { message: message.into(), column: None }
    }

    /// What is wrong, and what to do.
    pub fn message(&self) -> &Phrase {
        match self {
            Self::Invalid { message, .. }
            | Self::NotFound(message)
            | Self::Conflict(message)
            | Self::Forbidden(message)
            | Self::Unavailable(message) => message,
        }
    }

    /// As whoever reads this language is told it.
    pub fn in_language(&self, language: Language) -> ApiError {
        let said = self.message().in_language(language);
        match self {
            Self::NotFound(_) => ApiError::NotFound(said),
            Self::Invalid { column, .. } => ApiError::Invalid { message: said, column: *column },
            Self::Conflict(_) => ApiError::Conflict(said),
            Self::Forbidden(_) => ApiError::Forbidden(said),
            Self::Unavailable(_) => ApiError::Unavailable(said),
        }
    }
}

/// The cause goes to the log: it may name files.
impl From<ArchiveError> for ServiceError {
    fn from(error: ArchiveError) -> Self {
        match error {
            ArchiveError::Busy => return Self::Unavailable(phrase!("server-archive-in-use")),
            ArchiveError::Overloaded(error) => return error.into(),
            _ => {}
        }
        tracing::error!(%error, "the archive could not be read");
        Self::Unavailable(phrase!("server-archive-unreadable"))
    }
}

/// Too much waits to be done; the same may work in a moment.
impl From<Overloaded> for ServiceError {
    fn from(Overloaded: Overloaded) -> Self {
        Self::Unavailable(phrase!("server-overloaded"))
    }
}

/// What the endpoint says is for people already.
impl From<Failure> for ServiceError {
    fn from(Failure { kind, message }: Failure) -> Self {
        match kind {
            FailureKind::NotFound => Self::NotFound(message),
            FailureKind::Denied => Self::Forbidden(message),
            FailureKind::Invalid => Self::invalid(message),
            _ => Self::Unavailable(message),
        }
    }
}

impl From<InvalidModel> for ServiceError {
    fn from(error: InvalidModel) -> Self {
        Self::invalid(phrase!("server-model-refused", said = error.in_words()))
    }
}

impl From<QueryError> for ServiceError {
    fn from(error: QueryError) -> Self {
        Self::Invalid { message: error.problem.into(), column: Some(error.column) }
    }
}
