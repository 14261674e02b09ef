//! What may be odd about a value, so that it is kept raw.

use std::fmt;

use afterimage_model::{attribute_value::MAX_DEPTH, number::InvalidNumber};

/// Why a value is kept raw.
#[derive(Clone, Copy, Debug)]
pub(super) enum Odd<'a> {
    /// It holds text that is no Unicode.
    Text,
    /// It has no type: what some emulators make of an empty map or list.
    Empty,
    /// Its type is not known.
    Tag(&'a str),
    /// Its digits are no number of DynamoDB's.
    Number(&'a InvalidNumber),
    /// It should be base64.
    Base64,
    /// It is nested too deep.
    Deep,
    /// It is no value at all, in the words of the JSON's reader.
    NoValue(&'a str),
}

impl Odd<'_> {
    /// Whether endpoints are known to send it, so that it is nobody's mistake.
    pub(super) fn is_of_an_endpoint(self) -> bool {
        matches!(self, Self::Text | Self::Empty)
    }
}

impl fmt::Display for Odd<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text => formatter.write_str("text that is no Unicode"),
            Self::Empty => {
                formatter.write_str("without a type: an empty map or list, and the endpoint does not say which")
            }
            Self::Tag(tag) => write!(formatter, "of the type {tag:?}, which this version does not know"),
            Self::Number(error) => write!(formatter, "{error}"),
            Self::Base64 => formatter.write_str("not valid base64"),
            Self::Deep => write!(formatter, "nested deeper than {MAX_DEPTH} levels"),
            Self::NoValue(why) => write!(formatter, "no value ({why})"),
        }
    }
}
