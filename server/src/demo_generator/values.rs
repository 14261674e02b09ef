//! Short ways to write values.

use afterimage_model::{AttributeValue, Image, Timestamp};

/// A string.
pub(super) fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

/// A point in time, as a string.
pub(super) fn time(value: Timestamp) -> AttributeValue {
    text(value.to_string())
}

/// A number from its digits. What is no number becomes NULL, which a test would notice.
pub(super) fn number(digits: &str) -> AttributeValue {
    digits.parse().map_or(AttributeValue::Null, AttributeValue::N)
}

/// An amount of money.
pub(super) fn money(cents: u64) -> AttributeValue {
    number(&format!("{}.{:02}", cents / 100, cents % 100))
}

/// A map.
pub(super) fn map<const N: usize>(entries: [(&str, AttributeValue); N]) -> AttributeValue {
    AttributeValue::M(entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// An item.
pub(super) fn image<const N: usize>(attributes: [(&str, AttributeValue); N]) -> Image {
    attributes.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// A set of strings.
pub(super) fn words(elements: &[&str]) -> AttributeValue {
    AttributeValue::string_set(elements.iter().map(|element| (*element).to_owned()))
}

/// The string under `name`; empty when there is none.
pub(super) fn text_of<'a>(item: &'a Image, name: &str) -> &'a str {
    match item.get(name) {
        Some(AttributeValue::S(text)) => text,
        _ => "",
    }
}

/// The whole number under `name`; 0 when there is none.
pub(super) fn count_of(item: &Image, name: &str) -> i64 {
    match item.get(name) {
        Some(AttributeValue::N(number)) => number.as_str().parse().unwrap_or(0),
        _ => 0,
    }
}

/// Sets an attribute.
pub(super) fn set(item: &mut Image, name: &str, value: AttributeValue) {
    item.0.insert(name.to_owned(), value);
}
