//! Why a JSON text is no item. Programs are told in English by what is displayed; pages tell it in their language.

use base64::DecodeError;

use super::{attribute_value::MAX_DEPTH, number::InvalidNumber};

/// Why a JSON text is not an item, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {reason}")]
pub struct InvalidJson {
    /// Where in the document: `address.lines[2]`; `item` for the whole.
    pub path: String,
    /// What is wrong there.
    pub reason: JsonProblem,
}

/// The path of the document itself, which has no name.
pub(super) const ROOT: &str = "item";

impl InvalidJson {
    pub(super) fn at(place: impl std::fmt::Display, reason: JsonProblem) -> Self {
        Self { path: place.to_string(), reason }
    }
}

/// What is wrong with a part of a JSON text, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JsonProblem {
    /// No JSON, or of another type; what and where, in the words of its parser.
    #[error("not valid JSON: {0}")]
    NotJson(String),
    /// The document is no object.
    #[error("must be a JSON object of attributes")]
    NoObject,
    /// Lists and maps in each other, too many of them.
    #[error("nested deeper than the {MAX_DEPTH} levels that DynamoDB keeps")]
    TooDeep,
    /// A name that the same object has already.
    #[error("this name stands twice")]
    Twice,
    /// A set without elements.
    #[error("a set cannot be empty; leave the attribute out instead")]
    EmptySet,
    /// No number.
    #[error("{0}")]
    NoNumber(InvalidNumber),
    /// No base64; where, in the words of its decoder.
    #[error("not valid base64: {0}")]
    NoBase64(DecodeError),
    /// DynamoDB JSON: a value without a type tag, or with several.
    #[error(r#"must be an object with exactly one type tag, such as {{"S": "text"}} or {{"N": "1.5"}}"#)]
    NotOneTag,
    /// DynamoDB JSON: no type has this tag.
    #[error("unknown type tag {0:?}: the tags are S, N, B, BOOL, NULL, L, M, SS, NS and BS")]
    UnknownTag(String),
    /// DynamoDB JSON: something else where a string must be.
    #[error("must be a JSON string")]
    NoString,
    /// DynamoDB JSON: something else where an array must be.
    #[error("must be a JSON array")]
    NoArray,
    /// DynamoDB JSON: a number that is not within quotes.
    #[error(r#"a number is written as a JSON string, {{"N": "1.5"}}, to keep every digit"#)]
    BareNumber,
    /// DynamoDB JSON: a `BOOL` that is none.
    #[error("BOOL takes true or false")]
    NoBool,
    /// DynamoDB JSON: a `NULL` that is not true.
    #[error("NULL takes true")]
    NoNull,
    /// DynamoDB JSON: an `M` that is no object.
    #[error("M takes an object")]
    NoMap,
    /// Plain JSON: an object with one name that begins with a dollar sign and means nothing.
    #[error("{0} is none of $b, $n, $ss, $ns and $bs; a map with just this name is written {{\"$m\": {{\"{0}\": …}}}}")]
    UnknownForm(String),
}

impl JsonProblem {
    pub(super) fn of_parser(error: &serde_json::Error) -> Self {
        Self::NotJson(error.to_string())
    }
}
