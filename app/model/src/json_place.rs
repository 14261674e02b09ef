//! Where a reader of JSON is, told only when something is wrong there: names are as long as whoever sends them likes, and
//! thousands of values may stand below one.

use std::fmt;

/// A place in a document.
#[derive(Clone, Copy)]
pub(super) enum JsonPlace<'a> {
    /// What the whole is called; may be empty.
    Root(&'a str),
    /// A value by its name.
    Name(&'a JsonPlace<'a>, &'a str),
    /// An element by its position.
    Position(&'a JsonPlace<'a>, usize),
}

impl fmt::Display for JsonPlace<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root(name) | Self::Name(Self::Root(""), name) => formatter.write_str(name),
            Self::Name(around, name) => write!(formatter, "{around}.{name}"),
            Self::Position(around, at) => write!(formatter, "{around}[{at}]"),
        }
    }
}
