//! Where something is within an item, and how that is written: `status`, `address.city`, `lines[0].sku`,
//! `"order#1 (old)".x`. Differences show it so, and queries read it so.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A place within an item: attribute names and list positions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Path(pub Vec<PathSegment>);

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = PathStep))]
#[serde(untagged)]
pub enum PathSegment {
    /// Into a map, or the item itself.
    Name(String),
    /// Into a list: the position that the element has now. As the last step of what was removed, the position that it
    /// had.
    Position(usize),
}

/// What ends a name that stands without quotes, beside blanks, parentheses, quotes and operators.
pub(crate) fn ends_step(character: char) -> bool {
    matches!(character, '.' | '[')
}

/// What an operator begins with where a value is compared.
pub(crate) fn begins_operator(character: char) -> bool {
    matches!(character, ':' | '=' | '<' | '>' | '~' | '!')
}

impl fmt::Display for Path {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                PathSegment::Position(position) => write!(formatter, "[{position}]")?,
                PathSegment::Name(name) => {
                    formatter.write_str(if at == 0 { "" } else { "." })?;
                    write_name(name, formatter)?;
                }
            }
        }
        Ok(())
    }
}

fn write_name(name: &str, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    let must_be_quoted = |character: char| {
        character.is_whitespace()
            || ends_step(character)
            || begins_operator(character)
            || matches!(character, '"' | '\\' | '(' | ')' | ']' | '*')
    };
    if name.is_empty() || name.contains(must_be_quoted) {
        return write_quoted(name, formatter);
    }
    formatter.write_str(name)
}

/// The text in quotes. Line breaks and tabs are escaped: a line to type into cannot hold them.
pub(crate) fn write_quoted(text: &str, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    formatter.write_str("\"")?;
    for character in text.chars() {
        match character {
            '"' | '\\' => write!(formatter, "\\{character}")?,
            '\n' => formatter.write_str("\\n")?,
            '\r' => formatter.write_str("\\r")?,
            '\t' => formatter.write_str("\\t")?,
            other => write!(formatter, "{other}")?,
        }
    }
    formatter.write_str("\"")
}
