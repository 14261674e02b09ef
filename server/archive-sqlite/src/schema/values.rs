//! What columns hold, read back as the model has it.

use std::str::FromStr;

use afterimage_archive::{ArchiveError, Cause, Result};
use afterimage_model::table::KeyAttribute;

/// A text that the archive holds, read back.
pub(crate) fn parsed<T: FromStr<Err: Into<Cause>>>(text: &str, what: &str) -> Result<T> {
    text.parse().map_err(|error: T::Err| ArchiveError::Unreadable { what: what.to_owned(), cause: error.into() })
}

/// A count, which is never negative.
pub(crate) fn count(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

/// A key attribute of two columns.
pub(crate) fn key_attribute(name: Option<String>, type_tag: Option<String>) -> Option<KeyAttribute> {
    name.zip(type_tag).map(|(name, type_tag)| KeyAttribute { name, type_tag })
}
