//! An image as its canonical text, and reading it back.
//!
//! Reading is stricter and more lenient than reading what people type: it is the exact reverse of writing, so that whatever was
//! archived comes out as it went in, also what DynamoDB itself would refuse (an empty set, deep nesting). And it builds
//! no tree in between: the feed and every scan read images by the thousand.

use std::{borrow::Cow, collections::BTreeMap, fmt};

use afterimage_model::{AttributeValue, Image, Number, attribute_value::RAW_TAG, dynamodb_json};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, Visitor},
};

/// An image in its canonical encoding: DynamoDB JSON, compact, attributes and map entries in ascending order of their
/// names, sets in ascending order. Equal images have equal texts, and equal texts are equal images. It is one line.
#[derive(Clone, PartialEq, Eq)]
pub struct ImageText(Box<[u8]>);

impl ImageText {
    /// The image's text.
    pub fn of(image: &Image) -> Self {
        Self(dynamodb_json::to_text(image).into_bytes().into())
    }

    /// DynamoDB JSON of any spelling in the canonical encoding.
    ///
    /// # Errors
    /// When it is none.
    pub fn of_json(text: &str) -> serde_json::Result<Self> {
        read(text.as_bytes()).map(|image| Self::of(&image))
    }

    /// A text that was written in the canonical encoding.
    pub fn from_canonical(text: Vec<u8>) -> Self {
        Self(text.into())
    }

    /// Whether it has no attributes.
    pub fn is_empty(&self) -> bool {
        self.0.len() <= 2
    }

    /// The text, in UTF-8.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The image.
    ///
    /// # Errors
    /// When it is nested deeper than any image of DynamoDB.
    pub fn to_image(&self) -> serde_json::Result<Image> {
        read(&self.0)
    }
}

impl fmt::Debug for ImageText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&String::from_utf8_lossy(&self.0))
    }
}

/// Reads an image.
///
/// # Errors
/// When it is no image's canonical text.
pub fn read(text: &[u8]) -> serde_json::Result<Image> {
    let attributes: BTreeMap<String, Tagged> = serde_json::from_slice(text)?;
    Ok(untagged(attributes).collect())
}

/// A value with its type tag: `{"S": "paid"}`.
struct Tagged(AttributeValue);

/// Bytes in base64.
struct Binary(Vec<u8>);

fn untagged(attributes: BTreeMap<String, Tagged>) -> impl Iterator<Item = (String, AttributeValue)> {
    attributes.into_iter().map(|(name, Tagged(value))| (name, value))
}

impl<'de> Deserialize<'de> for Tagged {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(TaggedVisitor).map(Self)
    }
}

struct TaggedVisitor;

impl<'de> Visitor<'de> for TaggedVisitor {
    type Value = AttributeValue;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object with one type tag")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<AttributeValue, A::Error> {
        let tag: Cow<'de, str> = map.next_key()?.ok_or_else(|| A::Error::custom("a value without a type tag"))?;
        let value = value_of(&tag, &mut map)?;
        match map.next_key::<Cow<'de, str>>()? {
            None => Ok(value),
            Some(_) => Err(A::Error::custom("a value with two type tags")),
        }
    }
}

fn value_of<'de, A: MapAccess<'de>>(tag: &str, map: &mut A) -> Result<AttributeValue, A::Error> {
    Ok(match tag {
        "S" => AttributeValue::S(map.next_value()?),
        "N" => AttributeValue::N(map.next_value()?),
        "B" => AttributeValue::B(map.next_value::<Binary>()?.0),
        "BOOL" => AttributeValue::Bool(map.next_value()?),
        "NULL" => {
            map.next_value::<bool>()?;
            AttributeValue::Null
        }
        "L" => AttributeValue::L(map.next_value::<Vec<Tagged>>()?.into_iter().map(|Tagged(value)| value).collect()),
        "M" => AttributeValue::M(untagged(map.next_value()?).collect()),
        "SS" => AttributeValue::Ss(map.next_value()?),
        "NS" => AttributeValue::Ns(map.next_value::<Vec<Number>>()?),
        "BS" => AttributeValue::Bs(map.next_value::<Vec<Binary>>()?.into_iter().map(|Binary(bytes)| bytes).collect()),
        RAW_TAG => AttributeValue::Raw(map.next_value()?),
        unknown => return Err(A::Error::custom(format!("the unknown type tag {unknown:?}"))),
    })
}

impl<'de> Deserialize<'de> for Binary {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        BASE64.decode(text.as_bytes()).map(Self).map_err(D::Error::custom)
    }
}
