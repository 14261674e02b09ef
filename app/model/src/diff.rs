//! What differs between two images.

mod align;
mod compare;
mod path;
mod words;

use serde::{Deserialize, Serialize};

use super::{AttributeValue, dynamodb_json};

pub use align::{MAX_ALIGNED_LIST, MAX_ALIGNED_PAIRS};
pub use compare::{MAX_PATHS_BYTES, between};
pub use path::{Path, PathSegment};
pub(super) use path::{begins_operator, ends_step, write_quoted};
pub use words::{Fate, MAX_ALIGNED_WORDS, Stretch, words_between};

/// The differences between two images, in the order in which an item lists its attributes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diff {
    /// Only what differs.
    pub entries: Vec<DiffEntry>,
    /// The names of the top-level attributes that are equal in both.
    pub unchanged: Vec<String>,
}

/// What happened at one path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DiffKind {
    /// There is a value where there was none.
    Added,
    /// There is no value where there was one.
    Removed,
    /// There is another value.
    Changed,
}

/// What a difference's values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DiffScope {
    /// The whole value at the path, before and after.
    Value,
    /// Some elements of the set at the path: those that went, and those that came.
    Elements,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiffEntry {
    /// Where.
    pub path: Path,
    /// What happened there.
    pub kind: DiffKind,
    /// What the values below are.
    pub scope: DiffScope,
    /// The value before; for a set, the elements that went.
    #[serde(with = "optional_value")]
    pub old: Option<AttributeValue>,
    /// The value after; for a set, the elements that came.
    #[serde(with = "optional_value")]
    pub new: Option<AttributeValue>,
}

impl DiffEntry {
    /// `new − old`, exactly, where both are numbers.
    pub fn numeric_difference(&self) -> Option<String> {
        match (&self.old, &self.new) {
            (Some(AttributeValue::N(old)), Some(AttributeValue::N(new))) => new.difference(old),
            _ => None,
        }
    }

    /// The names of both types, where the value changed its type.
    pub fn type_change(&self) -> Option<(&'static str, &'static str)> {
        let (old, new) = (self.old.as_ref()?.type_name(), self.new.as_ref()?.type_name());
        (old != new).then_some((old, new))
    }

    /// Where the bytes begin to differ, counted from 0, where both are binary.
    pub fn first_differing_byte(&self) -> Option<usize> {
        match (&self.old, &self.new) {
            (Some(AttributeValue::B(old)), Some(AttributeValue::B(new))) => {
                Some(old.iter().zip(new).take_while(|(left, right)| left == right).count())
            }
            _ => None,
        }
    }

    /// Both texts, where a text became another.
    pub fn texts(&self) -> Option<(&str, &str)> {
        match (&self.old, &self.new) {
            (Some(AttributeValue::S(old)), Some(AttributeValue::S(new))) => Some((old, new)),
            _ => None,
        }
    }
}

mod optional_value {
    //! Values of a diff in DynamoDB JSON.
    use super::{AttributeValue, dynamodb_json};
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

    #[expect(clippy::ref_option, reason = "serde calls it with a reference to the field")]
    pub(super) fn serialize<S: Serializer>(value: &Option<AttributeValue>, serializer: S) -> Result<S::Ok, S::Error> {
        value.as_ref().map(dynamodb_json::Tagged).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<AttributeValue>, D::Error> {
        let json = Option::<serde_json::Value>::deserialize(deserializer)?;
        json.map(|json| dynamodb_json::value_from_json(&json, "value", 1)).transpose().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
