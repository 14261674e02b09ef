//! Where a term looks within an item: a path, or the beginning of one.

use std::fmt;

use crate::diff::Path;

/// The most steps of a place: DynamoDB nests values 32 levels deep.
pub const MAX_STEPS: usize = 32;

/// The highest position in a list that can be named: an item of 400 KB holds no longer list.
pub const MAX_POSITION: usize = 999_999;

/// A place, or all that begin like it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacePattern {
    /// The place; its last step is a name where `is_prefix`.
    pub path: Path,
    /// Whether the last name is only a beginning: `addr*`.
    pub is_prefix: bool,
}

impl fmt::Display for PlacePattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{}", self.path, if self.is_prefix { "*" } else { "" })
    }
}
