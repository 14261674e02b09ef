//! What the database's errors are to the archive.

use afterimage_archive::{ArchiveError, Result};

/// An answer of the database.
pub(crate) trait Stored<T> {
    /// The answer, its error in the archive's terms.
    fn stored(self) -> Result<T>;
}

impl<T> Stored<T> for sqlx::Result<T> {
    fn stored(self) -> Result<T> {
        self.map_err(|error| match error {
            sqlx::Error::PoolTimedOut => ArchiveError::Busy,
            error => ArchiveError::Storage(Box::new(error)),
        })
    }
}

impl<T> Stored<T> for rusqlite::Result<T> {
    fn stored(self) -> Result<T> {
        self.map_err(|error| ArchiveError::Storage(Box::new(error)))
    }
}
