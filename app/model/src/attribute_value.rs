//! One attribute's value, exactly as DynamoDB keeps it.

#[cfg(feature = "schema")]
mod schema;

use std::collections::BTreeMap;

use super::Number;

/// A value of one of DynamoDB's ten types.
///
/// Nothing is folded together: an absent attribute, `Null`, an empty string and an empty list are four things; sets
/// stay sets. Set elements are kept in ascending order (DynamoDB's own order means nothing and is not stable), so equal
/// sets are equal values.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AttributeValue {
    /// A string, possibly empty.
    S(String),
    /// A number of up to 38 digits.
    N(Number),
    /// Bytes, possibly none.
    B(Vec<u8>),
    /// True or false.
    Bool(bool),
    /// The value NULL, which is not absence.
    Null,
    /// A list, of any types.
    L(Vec<AttributeValue>),
    /// A map, of any types.
    M(BTreeMap<String, AttributeValue>),
    /// A set of strings.
    Ss(Vec<String>),
    /// A set of numbers.
    Ns(Vec<Number>),
    /// A set of binary values.
    Bs(Vec<Vec<u8>>),
    /// What none of these can hold, as its whole JSON with the type tag: text that is no Unicode, a type of a later
    /// DynamoDB, a value without a type. It is kept and shown, and never written to a table.
    Raw(String),
}

/// How deep DynamoDB lets lists and maps nest; deeper input is refused.
pub const MAX_DEPTH: usize = 32;

/// The tag of a value that is kept raw. It is this program's own: DynamoDB has none of this name.
pub const RAW_TAG: &str = "RAW";

impl AttributeValue {
    /// A set of strings, in order and without repeats.
    pub fn string_set(elements: impl IntoIterator<Item = String>) -> Self {
        let mut elements: Vec<_> = elements.into_iter().collect();
        elements.sort();
        elements.dedup();
        Self::Ss(elements)
    }

    /// A set of numbers, in numerical order and without repeats.
    pub fn number_set(elements: impl IntoIterator<Item = Number>) -> Self {
        let mut elements: Vec<_> = elements.into_iter().collect();
        elements.sort_by(|left, right| left.compare(right).then_with(|| left.cmp(right)));
        elements.dedup();
        Self::Ns(elements)
    }

    /// A set of binary values, in order and without repeats.
    pub fn binary_set(elements: impl IntoIterator<Item = Vec<u8>>) -> Self {
        let mut elements: Vec<_> = elements.into_iter().collect();
        elements.sort();
        elements.dedup();
        Self::Bs(elements)
    }

    /// DynamoDB's tag of the type: `S`, `N`, `BOOL`, …
    pub fn type_tag(&self) -> &'static str {
        match self {
            Self::S(_) => "S",
            Self::N(_) => "N",
            Self::B(_) => "B",
            Self::Bool(_) => "BOOL",
            Self::Null => "NULL",
            Self::L(_) => "L",
            Self::M(_) => "M",
            Self::Ss(_) => "SS",
            Self::Ns(_) => "NS",
            Self::Bs(_) => "BS",
            Self::Raw(_) => RAW_TAG,
        }
    }

    /// The type's name as people say it: `string`, `set of numbers`, …
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::S(_) => "string",
            Self::N(_) => "number",
            Self::B(_) => "binary",
            Self::Bool(_) => "boolean",
            Self::Null => "null",
            Self::L(_) => "list",
            Self::M(_) => "map",
            Self::Ss(_) => "set of strings",
            Self::Ns(_) => "set of numbers",
            Self::Bs(_) => "set of binaries",
            Self::Raw(_) => "raw JSON",
        }
    }

    /// Whether it, or a value within it, is kept raw.
    pub fn has_raw(&self) -> bool {
        match self {
            Self::Raw(_) => true,
            Self::L(elements) => elements.iter().any(Self::has_raw),
            Self::M(entries) => entries.values().any(Self::has_raw),
            _ => false,
        }
    }

    /// What the value counts towards DynamoDB's 400 KB item limit, in bytes
    /// (<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html>).
    pub fn size_bytes(&self) -> usize {
        match self {
            Self::S(text) | Self::Raw(text) => text.len(),
            Self::N(number) => number_size_bytes(number),
            Self::B(bytes) => bytes.len(),
            Self::Bool(_) | Self::Null => 1,
            Self::L(elements) => 3 + elements.iter().map(|element| 1 + element.size_bytes()).sum::<usize>(),
            Self::M(entries) => {
                3 + entries.iter().map(|(name, value)| 1 + name.len() + value.size_bytes()).sum::<usize>()
            }
            Self::Ss(elements) => elements.iter().map(String::len).sum(),
            Self::Ns(elements) => elements.iter().map(number_size_bytes).sum(),
            Self::Bs(elements) => elements.iter().map(Vec::len).sum(),
        }
    }
}

/// About one byte for two significant digits, and one.
fn number_size_bytes(number: &Number) -> usize {
    number.as_str().bytes().filter(u8::is_ascii_digit).count().div_ceil(2) + 1
}

#[cfg(test)]
pub(crate) mod strategy {
    //! Arbitrary values for property tests.
    use super::*;
    use proptest::prelude::*;

    /// Any number that DynamoDB keeps.
    pub(crate) fn number() -> impl Strategy<Value = Number> {
        ("-?[1-9][0-9]{0,18}(\\.[0-9]{1,18})?").prop_map(|text| text.parse().expect("within the limits"))
    }

    /// Any value, nested a few levels.
    pub(crate) fn attribute_value() -> impl Strategy<Value = AttributeValue> {
        let leaf = prop_oneof![
            ".{0,12}".prop_map(AttributeValue::S),
            number().prop_map(AttributeValue::N),
            prop::collection::vec(any::<u8>(), 0..12).prop_map(AttributeValue::B),
            any::<bool>().prop_map(AttributeValue::Bool),
            Just(AttributeValue::Null),
            prop::collection::vec(".{0,6}", 1..4).prop_map(AttributeValue::string_set),
            prop::collection::vec(number(), 1..4).prop_map(AttributeValue::number_set),
            prop::collection::vec(prop::collection::vec(any::<u8>(), 0..6), 1..4).prop_map(AttributeValue::binary_set),
            Just(AttributeValue::Raw(r#"{"S":"\ud800"}"#.to_owned())),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(AttributeValue::L),
                prop::collection::btree_map("\\$?[a-z.#é]{0,5}", inner, 0..4).prop_map(AttributeValue::M),
            ]
        })
    }
}
