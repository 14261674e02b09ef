//! Reads DynamoDB JSON as it comes, and writes each value where it belongs.

use std::fmt;

use afterimage_model::attribute_value::MAX_DEPTH;
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

use super::{
    super::{odd::Odd, text::Text},
    values::{binary, binary_set, nested, number, number_set, string, string_set},
    writing::{Manner, Segment, Writing, put_json},
};

/// Attributes of an image, or entries of a map: `{"name": value, …}`.
pub(super) struct Entries<'w, 'de>(pub(super) &'w mut Writing<'de>);

impl<'de> DeserializeSeed<'de> for Entries<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Entries<'_, 'de> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object of attributes")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let writing = self.0;
        writing.text.push(b'{');
        let (first, begin, mut in_order) = (writing.entries.len(), writing.text.len(), true);
        while let Some(name) = map.next_key::<Text<'de>>()? {
            let before = writing.entries.len();
            if before > first {
                writing.text.push(b',');
            }
            writing.entry(name, |writing| map.next_value_seed(AnyValue(writing)))?;
            if let [one, next] = &writing.entries[(before.max(first + 1) - 1)..] {
                in_order &= one.name.0 < next.name.0;
            }
        }
        if !in_order {
            writing.sort_entries(first, begin);
        }
        // Those of the image itself are asked for afterwards.
        if !writing.path.is_empty() {
            writing.entries.truncate(first);
        }
        writing.text.push(b'}');
        Ok(())
    }
}

/// A value, whatever it is.
struct AnyValue<'w, 'de>(&'w mut Writing<'de>);

impl<'de> DeserializeSeed<'de> for AnyValue<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.0.manner != Manner::Lenient {
            return Value(self.0).deserialize(deserializer);
        }
        by_itself(self.0, <&RawValue>::deserialize(deserializer)?.get())
    }
}

/// Writes a value that may be none: then it is kept raw, as if nothing of it had been read.
fn by_itself<'de, E: Error>(writing: &mut Writing<'de>, json: &'de str) -> Result<(), E> {
    let (begin, entries, steps) = (writing.text.len(), writing.entries.len(), writing.path.len());
    let (levels, notes) = (writing.raw_levels, writing.notes.mark());
    // Below the model's limit nothing is looked into: what is there is a part of what is kept raw.
    let mut why = String::new();
    if steps <= MAX_DEPTH {
        match Value(&mut *writing).deserialize(&mut serde_json::Deserializer::from_str(json)) {
            Ok(()) => return Ok(()),
            Err(error) => why = error.to_string(),
        }
    }
    writing.text.truncate(begin);
    writing.entries.truncate(entries);
    writing.path.truncate(steps);
    writing.raw_levels = levels;
    writing.notes.back_to(notes);
    writing.put(json);
    writing.keep_raw(begin, Odd::NoValue(&why))
}

/// A value with its type tag: `{"S": "paid"}`.
struct Value<'w, 'de>(&'w mut Writing<'de>);

impl<'de> DeserializeSeed<'de> for Value<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Value<'_, 'de> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object with one type tag")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let writing = self.0;
        let begin = writing.text.len();
        let Some(tag) = map.next_key::<Text<'de>>()? else {
            writing.put("{}");
            return writing.keep_raw(begin, Odd::Empty);
        };
        match tag.0.as_ref() {
            "S" => {
                let text = map.next_value()?;
                string(writing, "S", &text);
                if writing.is_lone(&text.0) {
                    writing.keep_raw(begin, Odd::Text)?;
                }
            }
            "N" => number(writing, &map.next_value()?)?,
            "B" => binary(writing, &map.next_value()?)?,
            "BOOL" => writing.put(if map.next_value()? { r#"{"BOOL":true}"# } else { r#"{"BOOL":false}"# }),
            "NULL" => {
                map.next_value::<IgnoredAny>()?;
                writing.put(r#"{"NULL":true}"#);
            }
            "M" => nested(writing, r#"{"M":"#, |writing| map.next_value_seed(Entries(writing)))?,
            "L" => nested(writing, r#"{"L":"#, |writing| map.next_value_seed(Elements(writing)))?,
            "SS" => string_set(writing, map.next_value()?)?,
            "NS" => number_set(writing, map.next_value()?)?,
            "BS" => binary_set(writing, map.next_value()?)?,
            unknown => {
                let raw: &RawValue = map.next_value()?;
                writing.put("{");
                put_json(&mut writing.text, unknown);
                writing.put(":");
                writing.put(raw.get());
                writing.put("}");
                writing.keep_raw(begin, Odd::Tag(unknown))?;
            }
        }
        match map.next_key::<IgnoredAny>()? {
            None => Ok(()),
            Some(_) => Err(A::Error::custom("a value with two type tags")),
        }
    }
}

/// A list's elements: `[value, …]`.
struct Elements<'w, 'de>(&'w mut Writing<'de>);

impl<'de> DeserializeSeed<'de> for Elements<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Elements<'_, 'de> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an array of values")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        let writing = self.0;
        writing.text.push(b'[');
        let begin = writing.text.len();
        for at in 0.. {
            let before = writing.text.len();
            if before > begin {
                writing.text.push(b',');
            }
            writing.path.push(Segment::Index(at));
            let element = elements.next_element_seed(AnyValue(&mut *writing))?;
            writing.path.pop();
            if element.is_none() {
                writing.text.truncate(before);
                break;
            }
        }
        writing.text.push(b']');
        Ok(())
    }
}
