//! What names an item: its key attributes in one canonical text.

use std::{borrow::Cow, fmt, str::FromStr};

use base64::{DecodeError, Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{AttributeValue, Image, Number, attribute_value::RAW_TAG, number::InvalidNumber};

/// A key attribute's value: DynamoDB allows strings, numbers and binary.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KeyValue {
    /// A string.
    S(String),
    /// A number; two spellings of one value name the same item.
    N(Number),
    /// Bytes.
    B(Vec<u8>),
    /// What none of these can hold, as its JSON: see [`AttributeValue::Raw`].
    Raw(String),
}

/// The key attributes of one item, in ascending order of their names.
///
/// Its text form is canonical (equal keys have equal texts), goes into URLs and is what the archive stores:
/// `name=value` pairs joined by `;`, a number as `name:N=42`, binary as `name:B=` and unpadded URL-safe base64, and what is
/// kept raw as `name:RAW=` and its JSON. The characters `% ; = : /` and control characters are percent-encoded within names and values.
/// A stream record lists its key attributes without saying which is the partition key, so order is by name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(value_type = String, description = "An item's key as text: `name=value`, two of them joined by `;`. A number is `name:N=42`, binary `name:B=` and base64, what\nis kept raw `name:RAW=` and its JSON;\n`%`, `;`, `=`, `:` and `/` within are percent-encoded.", example = "customer_id=C-7;order_id=O-4821"))]
pub struct ItemKey(Vec<(String, KeyValue)>);

/// Why a text or an image yields no item key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidKey {
    /// No attributes, or more than a partition and a sort key.
    #[error("an item key has one or two attributes, not {0}")]
    WrongCount(usize),
    /// A part of the text is not `name=value`.
    #[error("{0:?} is not name=value")]
    NotAPair(String),
    /// The type letter after the colon is unknown, or its value does not fit.
    #[error("{name}: {reason}")]
    BadValue {
        /// The key attribute.
        name: String,
        /// What is wrong with its value.
        reason: BadKeyValue,
    },
}

/// What is wrong with a key attribute's value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadKeyValue {
    /// Of a type that no key has.
    #[error("a key is a string, a number or binary, not a {0}")]
    NoKeyType(&'static str),
    /// No type has this letter.
    #[error("unknown type {0:?}: the types are S, N and B")]
    UnknownType(String),
    /// No number.
    #[error("{0}")]
    NoNumber(InvalidNumber),
    /// No base64; where, in the words of its decoder.
    #[error("not valid base64: {0}")]
    NoBase64(DecodeError),
}

/// A table has a partition key and at most a sort key.
const MAX_KEY_ATTRIBUTES: usize = 2;

impl ItemKey {
    /// From a record's key attributes.
    ///
    /// # Errors
    /// When there are none or too many, or one is of a type that no key has, or has no name.
    pub fn from_image(keys: &Image) -> Result<Self, InvalidKey> {
        if keys.is_empty() || keys.len() > MAX_KEY_ATTRIBUTES {
            return Err(InvalidKey::WrongCount(keys.len()));
        }
        let value_of = |(name, value): (&String, &AttributeValue)| {
            if name.is_empty() {
                return Err(InvalidKey::NotAPair(String::new()));
            }
            let value = match value {
                AttributeValue::S(text) => KeyValue::S(text.clone()),
                AttributeValue::N(number) => KeyValue::N(canonical(number)),
                AttributeValue::B(bytes) => KeyValue::B(bytes.clone()),
                AttributeValue::Raw(json) => KeyValue::Raw(json.clone()),
                other => {
                    let reason = BadKeyValue::NoKeyType(other.type_name());
                    return Err(InvalidKey::BadValue { name: name.clone(), reason });
                }
            };
            Ok((name.clone(), value))
        };
        keys.iter().map(value_of).collect::<Result<_, _>>().map(Self)
    }

    /// The key attributes as an image, as DynamoDB's API takes them.
    pub fn to_image(&self) -> Image {
        let value_of = |value: &KeyValue| match value {
            KeyValue::S(text) => AttributeValue::S(text.clone()),
            KeyValue::N(number) => AttributeValue::N(number.clone()),
            KeyValue::B(bytes) => AttributeValue::B(bytes.clone()),
            KeyValue::Raw(json) => AttributeValue::Raw(json.clone()),
        };
        self.0.iter().map(|(name, value)| (name.clone(), value_of(value))).collect()
    }

    /// The key attributes, in ascending order of their names.
    pub fn attributes(&self) -> &[(String, KeyValue)] {
        &self.0
    }

    /// The text by which a table's items are in the order of their keys; see [`order_of`].
    pub fn order_text(&self) -> String {
        self.written(Number::order_text)
    }

    /// The values as people read them, joined by ` / `: `customer-1 / order#4821`. `partition_key` comes first
    /// where it is known.
    pub fn label(&self, partition_key: Option<&str>) -> String {
        let mut ordered: Vec<_> = self.0.iter().collect();
        ordered.sort_by_key(|(name, _)| Some(name.as_str()) != partition_key);
        ordered.iter().map(|(_, value)| value.label()).collect::<Vec<_>>().join(" / ")
    }
}

/// Where in the order of a table's keys a key's text stands: the texts of this are compared byte by byte. Numbers are in
/// the order of their values, all else in that of the keys' texts, which is lent where it has no number.
pub fn order_of(key: &str) -> Cow<'_, str> {
    // What could be taken for this within names and values is escaped.
    if !key.contains(":N=") {
        return Cow::Borrowed(key);
    }
    key.parse::<ItemKey>().map_or(Cow::Borrowed(key), |key| Cow::Owned(key.order_text()))
}

/// Every spelling of a number names the same item: keys hold the canonical one.
fn canonical(number: &Number) -> Number {
    number.canonical().parse().unwrap_or_else(|_| number.clone())
}

impl KeyValue {
    /// The value as people read and search it: text as it is, digits, or base64.
    pub fn label(&self) -> String {
        match self {
            Self::S(text) | Self::Raw(text) => text.clone(),
            Self::N(number) => number.to_string(),
            Self::B(bytes) => BASE64.encode(bytes),
        }
    }
}

fn must_escape(character: char) -> bool {
    matches!(character, '%' | ';' | '=' | ':' | '/') || character.is_control()
}

fn escape(text: &str, into: &mut String) {
    // Nearly always: every key of every change comes by here.
    if !text.chars().any(must_escape) {
        into.push_str(text);
        return;
    }
    for character in text.chars() {
        if must_escape(character) {
            let mut bytes = [0; 4];
            for byte in character.encode_utf8(&mut bytes).bytes() {
                into.push_str(&format!("%{byte:02X}"));
            }
        } else {
            into.push(character);
        }
    }
}

fn unescape(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let mut digit = || char::from(rest.next()?).to_digit(16);
            bytes.push(u8::try_from(16 * digit()? + digit()?).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

impl ItemKey {
    /// The text, with its numbers written so.
    fn written(&self, of_number: impl Fn(&Number) -> String) -> String {
        let mut text = String::new();
        for (at, (name, value)) in self.0.iter().enumerate() {
            if at > 0 {
                text.push(';');
            }
            escape(name, &mut text);
            match value {
                KeyValue::S(value) => {
                    text.push('=');
                    escape(value, &mut text);
                }
                KeyValue::N(number) => text.push_str(&format!(":N={}", of_number(number))),
                KeyValue::B(bytes) => text.push_str(&format!(":B={}", BASE64.encode(bytes))),
                KeyValue::Raw(json) => {
                    text.push_str(":RAW=");
                    escape(json, &mut text);
                }
            }
        }
        text
    }
}

impl fmt::Display for ItemKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.written(Number::to_string))
    }
}

impl FromStr for ItemKey {
    type Err = InvalidKey;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut attributes = text.split(';').map(parse_pair).collect::<Result<Vec<_>, _>>()?;
        if attributes.len() > MAX_KEY_ATTRIBUTES {
            return Err(InvalidKey::WrongCount(attributes.len()));
        }
        attributes.sort();
        Ok(Self(attributes))
    }
}

fn parse_pair(pair: &str) -> Result<(String, KeyValue), InvalidKey> {
    let not_a_pair = || InvalidKey::NotAPair(pair.to_owned());
    let (left, right) = pair.split_once('=').ok_or_else(not_a_pair)?;
    let (name, tag) = left.split_once(':').unwrap_or((left, "S"));
    let name = unescape(name).filter(|name| !name.is_empty()).ok_or_else(not_a_pair)?;
    let bad = |reason| InvalidKey::BadValue { name: name.clone(), reason };
    let value = match tag {
        "S" => KeyValue::S(unescape(right).ok_or_else(not_a_pair)?),
        "N" => KeyValue::N(canonical(&right.parse::<Number>().map_err(|error| bad(BadKeyValue::NoNumber(error)))?)),
        "B" => KeyValue::B(BASE64.decode(right).map_err(|error| bad(BadKeyValue::NoBase64(error)))?),
        RAW_TAG => KeyValue::Raw(unescape(right).ok_or_else(not_a_pair)?),
        other => return Err(bad(BadKeyValue::UnknownType(other.to_owned()))),
    };
    Ok((name, value))
}

impl Serialize for ItemKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ItemKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribute_value::strategy::number;
    use proptest::prelude::*;

    fn key_value() -> impl Strategy<Value = AttributeValue> {
        prop_oneof![
            ".{0,16}".prop_map(AttributeValue::S),
            number().prop_map(AttributeValue::N),
            prop::collection::vec(any::<u8>(), 0..16).prop_map(AttributeValue::B),
            ".{0,16}".prop_map(AttributeValue::Raw),
        ]
    }

    proptest! {
        #[test]
        fn every_key_survives_its_text_form(keys in prop::collection::btree_map(".{1,8}", key_value(), 1..=2)) {
            let key = ItemKey::from_image(&Image(keys)).expect("a key");
            prop_assert_eq!(key.to_string().parse::<ItemKey>(), Ok(key.clone()));
            prop_assert_eq!(ItemKey::from_image(&key.to_image()), Ok(key));
        }
    }

    #[test]
    fn its_text_is_readable_and_escapes_only_what_it_must() {
        let key: ItemKey = "order_id=order#4821;customer:N=42.0".parse().expect("a key");
        assert_eq!(key.to_string(), "customer:N=42;order_id=order#4821");
        assert_eq!(key.label(Some("order_id")), "order#4821 / 42");
        let awkward = Image::from_iter([("a b.é".to_owned(), AttributeValue::S("50% off; a=b/c".to_owned()))]);
        assert_eq!(ItemKey::from_image(&awkward).expect("a key").to_string(), "a b.é=50%25 off%3B a%3Db%2Fc");
    }

    #[test]
    fn numbers_within_keys_are_in_the_order_of_their_values() {
        let sorted = ["a:N=-10", "a:N=-9.5", "a:N=0", "a:N=2", "a:N=2;b=x", "a:N=2;b=y", "a:N=10;b=a", "b=10", "b=9"];
        let mut keys = sorted;
        keys.reverse();
        keys.sort_by_cached_key(|key| order_of(key).into_owned());
        assert_eq!(keys, sorted);
        assert_eq!(order_of("no key"), "no key");
    }

    #[test]
    fn what_is_no_key_is_refused_with_its_reason() {
        for text in ["", "abc", "=x", "a:Q=1", "a:N=one", "a:B=***", "a=1;b=2;c=3", "a=%zz", "a=%+f"] {
            assert!(text.parse::<ItemKey>().is_err(), "{text:?} was accepted");
        }
        assert_eq!(ItemKey::from_image(&Image::default()), Err(InvalidKey::WrongCount(0)));
        let nameless = Image::from_iter([(String::new(), AttributeValue::S("x".to_owned()))]);
        assert!(ItemKey::from_image(&nameless).is_err(), "its text could not be read back");
    }
}
