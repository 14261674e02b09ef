//! Plain JSON: items as people write them, without type tags, and without loss.
//!
//! Strings, numbers, booleans, null, lists and maps are themselves; numbers keep their very digits. What JSON has no
//! word for is an object with one name that begins with a dollar sign: `{"$b": "base64"}`, `{"$ss": […]}`,
//! `{"$ns": […]}`, `{"$bs": […]}`, `{"$n": "007"}` for a number that JSON would write otherwise, and `{"$raw": "…"}`
//! for a value that is kept as the text of its JSON. A map that looks like one of these is written `{"$m": {…}}`.

use std::{collections::BTreeMap, fmt::Write};

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use serde_json::value::RawValue;

use super::{
    AttributeValue, Image, Number,
    attribute_value::MAX_DEPTH,
    invalid_json::{InvalidJson, JsonProblem, ROOT},
    json_place::JsonPlace,
};

/// Spaces for each level.
const INDENT: &str = "  ";

/// An image as an indented plain JSON text.
pub fn to_text(image: &Image) -> String {
    let mut text = String::new();
    write_map(&image.0, 0, &mut text);
    text
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn write_map(entries: &BTreeMap<String, AttributeValue>, level: usize, text: &mut String) {
    write_block('{', '}', entries.iter(), level, text, |(name, value), text| {
        text.push_str(&quoted(name));
        text.push_str(": ");
        write_value(value, level + 1, text);
    });
}

fn write_block<T>(
    open: char,
    close: char,
    elements: impl ExactSizeIterator<Item = T>,
    level: usize,
    text: &mut String,
    mut write_one: impl FnMut(T, &mut String),
) {
    text.push(open);
    let count = elements.len();
    for (at, element) in elements.enumerate() {
        let _ = write!(text, "\n{}", INDENT.repeat(level + 1));
        write_one(element, text);
        if at + 1 < count {
            text.push(',');
        }
    }
    if count > 0 {
        let _ = write!(text, "\n{}", INDENT.repeat(level));
    }
    text.push(close);
}

fn write_value(value: &AttributeValue, level: usize, text: &mut String) {
    let wrapped = |name: &str, inner: &str, text: &mut String| {
        let _ = write!(text, "{{\"{name}\": {inner}}}");
    };
    let list = |elements: Vec<String>| format!("[{}]", elements.join(", "));
    match value {
        AttributeValue::S(string) => text.push_str(&quoted(string)),
        AttributeValue::N(number) if is_json_number(number) => text.push_str(number.as_str()),
        AttributeValue::N(number) => wrapped("$n", &quoted(number.as_str()), text),
        AttributeValue::B(bytes) => wrapped("$b", &quoted(&BASE64.encode(bytes)), text),
        AttributeValue::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        AttributeValue::Null => text.push_str("null"),
        AttributeValue::L(elements) => {
            write_block('[', ']', elements.iter(), level, text, |element, text| write_value(element, level + 1, text));
        }
        AttributeValue::M(entries) if looks_wrapped(entries) => {
            text.push_str("{\"$m\": ");
            write_map(entries, level, text);
            text.push('}');
        }
        AttributeValue::M(entries) => write_map(entries, level, text),
        AttributeValue::Ss(elements) => wrapped("$ss", &list(elements.iter().map(|text| quoted(text)).collect()), text),
        AttributeValue::Ns(elements) => {
            let number =
                |number: &Number| if is_json_number(number) { number.to_string() } else { quoted(number.as_str()) };
            wrapped("$ns", &list(elements.iter().map(number).collect()), text);
        }
        AttributeValue::Bs(elements) => {
            wrapped("$bs", &list(elements.iter().map(|bytes| quoted(&BASE64.encode(bytes))).collect()), text);
        }
        AttributeValue::Raw(json) => wrapped("$raw", &quoted(json), text),
    }
}

/// Whether JSON reads this number, so that it can stand as it is.
fn is_json_number(number: &Number) -> bool {
    serde_json::from_str::<&RawValue>(number.as_str()).is_ok_and(|raw| raw.get() == number.as_str())
}

fn looks_wrapped(entries: &BTreeMap<String, AttributeValue>) -> bool {
    entries.len() == 1 && entries.keys().all(|name| name.starts_with('$'))
}

/// Reads an image from a plain JSON text.
///
/// # Errors
/// Names the place and the reason when the text is no JSON object, repeats a name, or a `$` form does not fit.
pub fn from_text(text: &str) -> Result<Image, InvalidJson> {
    let raw: &RawValue =
        serde_json::from_str(text).map_err(|error| InvalidJson::at(ROOT, JsonProblem::of_parser(&error)))?;
    if !raw.get().starts_with('{') {
        return Err(InvalidJson::at(ROOT, JsonProblem::NoObject));
    }
    read_map(raw, JsonPlace::Root(""), 0).map(Image)
}

/// The document itself has no name.
fn described(place: JsonPlace<'_>) -> JsonPlace<'_> {
    if let JsonPlace::Root("") = place { JsonPlace::Root(ROOT) } else { place }
}

fn read<'a, T: serde::Deserialize<'a>>(raw: &'a RawValue, place: JsonPlace<'_>) -> Result<T, InvalidJson> {
    serde_json::from_str(raw.get()).map_err(|error| InvalidJson::at(described(place), JsonProblem::of_parser(&error)))
}

/// An object's entries in the order in which they stand, repeats included: a repeated name is an error, not a choice.
struct Entries<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> serde::Deserialize<'de> for Entries<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Vec<(String, &'de RawValue)>;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(entries)
            }
        }
        deserializer.deserialize_map(Visitor).map(Self)
    }
}

fn read_map(
    raw: &RawValue,
    place: JsonPlace<'_>,
    depth: usize,
) -> Result<BTreeMap<String, AttributeValue>, InvalidJson> {
    let Entries(entries) = read(raw, place)?;
    let mut map = BTreeMap::new();
    for (name, value) in entries {
        let inner = JsonPlace::Name(&place, &name);
        if map.contains_key(&name) {
            return Err(InvalidJson::at(inner, JsonProblem::Twice));
        }
        let value = read_value(value, inner, depth + 1)?;
        map.insert(name, value);
    }
    Ok(map)
}

fn read_value(raw: &RawValue, place: JsonPlace<'_>, depth: usize) -> Result<AttributeValue, InvalidJson> {
    if depth > MAX_DEPTH {
        return Err(InvalidJson::at(place, JsonProblem::TooDeep));
    }
    match raw.get().as_bytes().first() {
        Some(b'"') => read(raw, place).map(AttributeValue::S),
        Some(b't') => Ok(AttributeValue::Bool(true)),
        Some(b'f') => Ok(AttributeValue::Bool(false)),
        Some(b'n') => Ok(AttributeValue::Null),
        Some(b'[') => {
            let elements: Vec<&RawValue> = read(raw, place)?;
            let element = |(at, raw): (usize, &&RawValue)| read_value(raw, JsonPlace::Position(&place, at), depth + 1);
            elements.iter().enumerate().map(element).collect::<Result<_, _>>().map(AttributeValue::L)
        }
        Some(b'{') => read_object(raw, place, depth),
        _ => number(raw.get(), place).map(AttributeValue::N),
    }
}

fn read_object(raw: &RawValue, place: JsonPlace<'_>, depth: usize) -> Result<AttributeValue, InvalidJson> {
    let Entries(entries) = read(raw, place)?;
    let wrapper = match entries.as_slice() {
        [(name, inner)] if name.starts_with('$') => Some((name.as_str(), *inner)),
        _ => None,
    };
    let Some((wrapper, inner)) = wrapper else {
        return read_map(raw, place, depth).map(AttributeValue::M);
    };
    match wrapper {
        "$m" => read_map(inner, place, depth).map(AttributeValue::M),
        "$n" => number(&read::<String>(inner, place)?, place).map(AttributeValue::N),
        "$b" => bytes(inner, place).map(AttributeValue::B),
        "$ss" => set(inner, place, |raw, place| read::<String>(raw, place)).map(AttributeValue::string_set),
        "$ns" => set(inner, place, number_element).map(AttributeValue::number_set),
        "$bs" => set(inner, place, bytes).map(AttributeValue::binary_set),
        "$raw" => read(inner, place).map(AttributeValue::Raw),
        unknown => Err(InvalidJson::at(place, JsonProblem::UnknownForm(unknown.to_owned()))),
    }
}

fn number(digits: &str, place: JsonPlace<'_>) -> Result<Number, InvalidJson> {
    digits.parse().map_err(|error| InvalidJson::at(place, JsonProblem::NoNumber(error)))
}

fn number_element(raw: &RawValue, place: JsonPlace<'_>) -> Result<Number, InvalidJson> {
    if raw.get().starts_with('"') { number(&read::<String>(raw, place)?, place) } else { number(raw.get(), place) }
}

fn bytes(raw: &RawValue, place: JsonPlace<'_>) -> Result<Vec<u8>, InvalidJson> {
    let text: String = read(raw, place)?;
    BASE64.decode(text).map_err(|error| InvalidJson::at(place, JsonProblem::NoBase64(error)))
}

fn set<T>(
    raw: &RawValue,
    place: JsonPlace<'_>,
    element: impl Fn(&RawValue, JsonPlace<'_>) -> Result<T, InvalidJson>,
) -> Result<Vec<T>, InvalidJson> {
    let elements: Vec<&RawValue> = read(raw, place)?;
    if elements.is_empty() {
        return Err(InvalidJson::at(place, JsonProblem::EmptySet));
    }
    elements.iter().enumerate().map(|(at, raw)| element(raw, JsonPlace::Position(&place, at))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribute_value::strategy::attribute_value;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_image_survives_the_round_trip(attributes in prop::collection::btree_map("\\$?[a-zé#. ]{0,6}", attribute_value(), 0..5)) {
            let image = Image(attributes);
            prop_assert_eq!(from_text(&to_text(&image)), Ok(image));
        }
    }

    fn value(text: &str) -> AttributeValue {
        from_text(&format!(r#"{{"a": {text}}}"#)).expect(text).0.remove("a").expect("the attribute")
    }

    #[test]
    fn thirty_eight_digits_stay_and_odd_spellings_are_wrapped() {
        let widest = "-12345678901234567890.123456789012345678";
        assert_eq!(value(widest), AttributeValue::N(widest.parse().expect("a number")));
        assert_eq!(value("1.50"), AttributeValue::N("1.50".parse().expect("a number")));
        let odd = Image::from_iter([("a".to_owned(), AttributeValue::N("007".parse().expect("a number")))]);
        assert_eq!(to_text(&odd), "{\n  \"a\": {\"$n\": \"007\"}\n}");
    }

    #[test]
    fn a_map_that_looks_like_a_set_stays_a_map() {
        let map = AttributeValue::M([("$ss".to_owned(), AttributeValue::L(Vec::new()))].into());
        let image = Image::from_iter([("a".to_owned(), map)]);
        assert_eq!(from_text(&to_text(&image)), Ok(image));
    }

    #[test]
    fn errors_name_the_place_and_the_reason() {
        for (text, path, reason) in [
            ("[1]", "item", "must be a JSON object"),
            ("{\"a\": }", "item", "not valid JSON"),
            (r#"{"a": 1, "a": 2}"#, "a", "stands twice"),
            (r#"{"a": {"b": [1, {"$ss": []}]}}"#, "a.b[1]", "a set cannot be empty"),
            (r#"{"a": {"$x": 1}}"#, "a", "$x is none of"),
            (r#"{"a": 1e200}"#, "a", "outside what DynamoDB keeps"),
            (r#"{"a": {"$b": "***"}}"#, "a", "base64"),
        ] {
            let error = from_text(text).expect_err(text);
            assert_eq!(error.path, path, "{text}");
            assert!(error.reason.to_string().contains(reason), "{text}: {}", error.reason);
        }
    }
}
