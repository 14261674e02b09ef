//! Views: queries with a name, kept by the server for everybody who uses it.

use serde::{Deserialize, Serialize};

use super::Timestamp;

/// The longest name, in characters.
pub const MAX_NAME_CHARACTERS: usize = 60;

/// How many views a server keeps.
pub const MAX_VIEWS: usize = 200;

/// A query with a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct View {
    /// Its name, which is also its address.
    pub name: String,
    /// The query, as it was written: `at:-1d..` is always the last day.
    pub query: String,
    /// When it was first saved.
    pub created_at: Timestamp,
    /// When it was last saved.
    pub updated_at: Timestamp,
}

/// How a view is put down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SavedView {
    /// It is kept under its name.
    Saved,
    /// The name is taken, and whoever saves it has not said that it may be replaced.
    NameTaken,
}

/// Why a text is no view's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidName {
    /// Nothing but blanks.
    #[error("Give the view a name.")]
    Empty,
    /// Too long.
    #[error("A view's name has at most {MAX_NAME_CHARACTERS} characters.")]
    TooLong,
    /// A slash, or a control character.
    #[error("A view's name is its address: it has no slash, no backslash, no % and no control characters in it.")]
    Unfit,
    /// `.` or `..`.
    #[error("A view cannot be named . or .. because addresses use these otherwise.")]
    Dots,
}

/// The name without blanks around it.
///
/// # Errors
/// Where it cannot be one, with the reason.
pub fn checked_name(name: &str) -> Result<String, InvalidName> {
    let name = name.trim();
    if name.is_empty() {
        return Err(InvalidName::Empty);
    }
    if name.chars().count() > MAX_NAME_CHARACTERS {
        return Err(InvalidName::TooLong);
    }
    if name.chars().any(|character| matches!(character, '/' | '\\' | '%') || character.is_control()) {
        return Err(InvalidName::Unfit);
    }
    if matches!(name, "." | "..") {
        return Err(InvalidName::Dots);
    }
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_part_of_an_address() {
        assert_eq!(checked_name("  Refunds of Recife é ").as_deref(), Ok("Refunds of Recife é"));
        assert_eq!(checked_name(" "), Err(InvalidName::Empty));
        assert_eq!(checked_name(&"x".repeat(61)), Err(InvalidName::TooLong));
        for name in ["a/b", "a\\b", "50%", "a\nb"] {
            assert_eq!(checked_name(name), Err(InvalidName::Unfit), "{name}");
        }
        assert_eq!(checked_name(".."), Err(InvalidName::Dots));
    }
}
