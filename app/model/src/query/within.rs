//! What is within a value: at a path, and as text at any depth.

use std::collections::BTreeMap;

use crate::{
    AttributeValue, Image,
    diff::{Path, PathSegment},
};

/// The value at a path; nothing where there is none.
pub fn value_at<'a>(image: &'a Image, path: &Path) -> Option<&'a AttributeValue> {
    let (first, rest) = path.0.split_first()?;
    let PathSegment::Name(name) = first else { return None };
    rest.iter().try_fold(image.get(name)?, child)
}

/// What is within a value at one step.
pub(super) fn child<'a>(value: &'a AttributeValue, step: &PathSegment) -> Option<&'a AttributeValue> {
    match (value, step) {
        (AttributeValue::M(entries), PathSegment::Name(name)) => entries.get(name),
        (AttributeValue::L(elements), PathSegment::Position(position)) => elements.get(*position),
        _ => None,
    }
}

/// What is done with bytes when text is looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Binary {
    /// They are left out.
    Skipped,
    /// Their hexadecimal digits are looked at.
    InHex,
}

/// Whether a text within the value, at any depth, is wanted; the names within maps count.
pub(super) fn contains(value: &AttributeValue, binary: Binary, wanted: &dyn Fn(&str) -> bool) -> bool {
    let bytes_wanted = |bytes: &[u8]| binary == Binary::InHex && wanted(&hex(bytes));
    match value {
        AttributeValue::S(text) | AttributeValue::Raw(text) => wanted(text),
        AttributeValue::N(number) => wanted(number.as_str()),
        AttributeValue::Bool(value) => wanted(if *value { "true" } else { "false" }),
        AttributeValue::B(bytes) => bytes_wanted(bytes),
        AttributeValue::L(elements) => elements.iter().any(|element| contains(element, binary, wanted)),
        AttributeValue::M(entries) => map_contains(entries, binary, wanted),
        AttributeValue::Ss(elements) => elements.iter().any(|element| wanted(element)),
        AttributeValue::Ns(elements) => elements.iter().any(|element| wanted(element.as_str())),
        AttributeValue::Bs(elements) => elements.iter().any(|bytes| bytes_wanted(bytes)),
        AttributeValue::Null => false,
    }
}

/// The same for a map, or an item.
pub(super) fn map_contains(
    entries: &BTreeMap<String, AttributeValue>,
    binary: Binary,
    wanted: &dyn Fn(&str) -> bool,
) -> bool {
    entries.iter().any(|(name, value)| wanted(name) || contains(value, binary, wanted))
}

pub(super) fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let nibbles = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    nibbles.map(|nibble| DIGITS[usize::from(nibble)]).collect()
}
