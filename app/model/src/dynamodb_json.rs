//! DynamoDB JSON: values with their type tags, `{"total": {"N": "129.90"}}`, as AWS's own APIs write them.

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser::SerializeMap};
use serde_json::Value;

use super::{
    AttributeValue, Image, Number,
    attribute_value::{MAX_DEPTH, RAW_TAG},
    invalid_json::{InvalidJson, JsonProblem, ROOT},
    json_place::JsonPlace,
};

/// Serialises a value in DynamoDB JSON without building a tree first.
pub struct Tagged<'a>(pub &'a AttributeValue);

impl Serialize for Tagged<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        let tag = self.0.type_tag();
        match self.0 {
            AttributeValue::S(text) | AttributeValue::Raw(text) => map.serialize_entry(tag, text)?,
            AttributeValue::N(number) => map.serialize_entry(tag, number)?,
            AttributeValue::B(bytes) => map.serialize_entry(tag, &BASE64.encode(bytes))?,
            AttributeValue::Bool(value) => map.serialize_entry(tag, value)?,
            AttributeValue::Null => map.serialize_entry(tag, &true)?,
            AttributeValue::L(elements) => {
                map.serialize_entry(tag, &elements.iter().map(Tagged).collect::<Vec<_>>())?;
            }
            AttributeValue::M(entries) => map.serialize_entry(tag, &TaggedMap(entries))?,
            AttributeValue::Ss(elements) => map.serialize_entry(tag, elements)?,
            AttributeValue::Ns(elements) => map.serialize_entry(tag, elements)?,
            AttributeValue::Bs(elements) => {
                map.serialize_entry(tag, &elements.iter().map(|bytes| BASE64.encode(bytes)).collect::<Vec<_>>())?;
            }
        }
        map.end()
    }
}

struct TaggedMap<'a>(&'a std::collections::BTreeMap<String, AttributeValue>);

impl Serialize for TaggedMap<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, Tagged(value))))
    }
}

impl Serialize for Image {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, Tagged(value))))
    }
}

impl<'de> Deserialize<'de> for Image {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = serde_json::Value::deserialize(deserializer)?;
        image_from_json(&json).map_err(de::Error::custom)
    }
}

/// An image as a compact DynamoDB JSON text, attributes in ascending order of their names: the canonical encoding.
pub fn to_text(image: &Image) -> String {
    serde_json::to_string(image).unwrap_or_default()
}

/// An image as an indented DynamoDB JSON text, for people.
pub fn to_pretty_text(image: &Image) -> String {
    serde_json::to_string_pretty(image).unwrap_or_default()
}

/// Reads an image from a DynamoDB JSON text.
///
/// # Errors
/// Names the place and the reason when the text is no JSON, or a value has no or an unknown type tag.
pub fn from_text(text: &str) -> Result<Image, InvalidJson> {
    let json: Value =
        serde_json::from_str(text).map_err(|error| InvalidJson::at(ROOT, JsonProblem::of_parser(&error)))?;
    image_from_json(&json)
}

/// Reads an image from parsed DynamoDB JSON.
///
/// # Errors
/// As [`from_text`].
pub fn image_from_json(json: &Value) -> Result<Image, InvalidJson> {
    let Value::Object(attributes) = json else {
        return Err(InvalidJson::at(ROOT, JsonProblem::NoObject));
    };
    let read = |(name, tagged): (&String, &Value)| Ok((name.clone(), read(tagged, JsonPlace::Root(name), 1)?));
    attributes.iter().map(read).collect()
}

/// Reads one tagged value, `{"S": "paid"}`.
///
/// # Errors
/// As [`from_text`]; `path` is what the error calls the place.
pub fn value_from_json(json: &Value, path: &str, depth: usize) -> Result<AttributeValue, InvalidJson> {
    read(json, JsonPlace::Root(path), depth)
}

fn read(json: &Value, place: JsonPlace<'_>, depth: usize) -> Result<AttributeValue, InvalidJson> {
    let fail = |reason| Err(InvalidJson::at(place, reason));
    if depth > MAX_DEPTH {
        return fail(JsonProblem::TooDeep);
    }
    let tagged = json.as_object().filter(|object| object.len() == 1);
    let Some((tag, value)) = tagged.and_then(|tagged| tagged.iter().next()) else {
        return fail(JsonProblem::NotOneTag);
    };
    match tag.as_str() {
        "S" => text(value, place).map(|text| AttributeValue::S(text.to_owned())),
        "N" => number(value, place).map(AttributeValue::N),
        "B" => bytes(value, place).map(AttributeValue::B),
        "BOOL" => value.as_bool().map(AttributeValue::Bool).ok_or_else(|| InvalidJson::at(place, JsonProblem::NoBool)),
        "NULL" if value == &Value::Bool(true) => Ok(AttributeValue::Null),
        "NULL" => fail(JsonProblem::NoNull),
        "L" => {
            let elements = array(value, place)?.iter().enumerate();
            elements
                .map(|(at, element)| read(element, JsonPlace::Position(&place, at), depth + 1))
                .collect::<Result<_, _>>()
                .map(AttributeValue::L)
        }
        "M" => {
            let Value::Object(entries) = value else { return fail(JsonProblem::NoMap) };
            entries
                .iter()
                .map(|(name, entry)| Ok((name.clone(), read(entry, JsonPlace::Name(&place, name), depth + 1)?)))
                .collect::<Result<_, _>>()
                .map(AttributeValue::M)
        }
        "SS" => {
            set(value, place, |element, place| text(element, place).map(str::to_owned)).map(AttributeValue::string_set)
        }
        "NS" => set(value, place, number).map(AttributeValue::number_set),
        "BS" => set(value, place, bytes).map(AttributeValue::binary_set),
        RAW_TAG => text(value, place).map(|text| AttributeValue::Raw(text.to_owned())),
        unknown => fail(JsonProblem::UnknownTag(unknown.to_owned())),
    }
}

fn text<'a>(value: &'a Value, place: JsonPlace<'_>) -> Result<&'a str, InvalidJson> {
    value.as_str().ok_or_else(|| InvalidJson::at(place, JsonProblem::NoString))
}

fn array<'a>(value: &'a Value, place: JsonPlace<'_>) -> Result<&'a [Value], InvalidJson> {
    value.as_array().map(Vec::as_slice).ok_or_else(|| InvalidJson::at(place, JsonProblem::NoArray))
}

fn number(value: &Value, place: JsonPlace<'_>) -> Result<Number, InvalidJson> {
    let digits = value.as_str().ok_or_else(|| InvalidJson::at(place, JsonProblem::BareNumber))?;
    digits.parse().map_err(|error| InvalidJson::at(place, JsonProblem::NoNumber(error)))
}

fn bytes(value: &Value, place: JsonPlace<'_>) -> Result<Vec<u8>, InvalidJson> {
    BASE64.decode(text(value, place)?).map_err(|error| InvalidJson::at(place, JsonProblem::NoBase64(error)))
}

fn set<T>(
    value: &Value,
    place: JsonPlace<'_>,
    element: impl Fn(&Value, JsonPlace<'_>) -> Result<T, InvalidJson>,
) -> Result<Vec<T>, InvalidJson> {
    let elements = array(value, place)?;
    if elements.is_empty() {
        return Err(InvalidJson::at(place, JsonProblem::EmptySet));
    }
    elements.iter().enumerate().map(|(at, value)| element(value, JsonPlace::Position(&place, at))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribute_value::strategy::attribute_value;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_image_survives_the_round_trip(attributes in prop::collection::btree_map("[a-zé#. ]{1,6}", attribute_value(), 0..5)) {
            let image = Image(attributes);
            prop_assert_eq!(from_text(&to_text(&image)), Ok(image.clone()));
            prop_assert_eq!(from_text(&to_pretty_text(&image)), Ok(image));
        }
    }

    #[test]
    fn errors_name_the_place_and_the_reason() {
        for (text, path, reason) in [
            ("[1]", "item", "must be a JSON object"),
            ("{", "item", "not valid JSON"),
            (r#"{"a": "bare"}"#, "a", "exactly one type tag"),
            (r#"{"a": {"N": 1}}"#, "a", "written as a JSON string"),
            (r#"{"a": {"N": "one"}}"#, "a", "not a decimal number"),
            (r#"{"a": {"M": {"b": {"L": [{"S": ""}, {"X": 1}]}}}}"#, "a.b[1]", "unknown type tag \"X\""),
            (r#"{"a": {"SS": []}}"#, "a", "a set cannot be empty"),
            (r#"{"a": {"B": "***"}}"#, "a", "base64"),
            (r#"{"a": {"NULL": false}}"#, "a", "NULL takes true"),
        ] {
            let error = from_text(text).expect_err(text);
            assert_eq!(error.path, path, "{text}");
            assert!(error.reason.to_string().contains(reason), "{text}: {}", error.reason);
        }
    }
}
