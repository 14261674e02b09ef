//! Images from the wire into their canonical texts, in one pass and without a tree in between.
//!
//! Values come in as DynamoDB JSON in whatever order the endpoint has them, and leave in the archive's canonical
//! encoding ([`ImageText`]). What is not as DynamoDB sends it is kept as near as can be, and noted.

use std::{borrow::Cow, fmt, ops::Range};

use afterimage_app::model::{AttributeValue, Number, attribute_value::MAX_DEPTH, dynamodb_json::Tagged};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

use super::{notes::Notes, text::Text};
use crate::archive::ImageText;

/// An image as it came over the wire, in canonical text.
#[derive(Debug, Default)]
pub(super) struct WireImage {
    text: Vec<u8>,
    /// Each begins with the place within the image.
    pub(super) notes: Notes,
}

impl WireImage {
    /// Whether it has no attributes.
    pub(super) fn is_empty(&self) -> bool {
        self.text.len() <= 2
    }

    /// The text.
    pub(super) fn into_text(self) -> ImageText {
        ImageText::from_canonical(self.text)
    }
}

impl<'de> Deserialize<'de> for WireImage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut writing = Writing::default();
        Entries(&mut writing).deserialize(deserializer)?;
        Ok(Self { text: writing.text, notes: writing.notes })
    }
}

/// A text that is being written.
#[derive(Default)]
struct Writing<'de> {
    text: Vec<u8>,
    /// The entries of the maps that are being written, outermost first: what they may have to be sorted by.
    entries: Vec<Entry<'de>>,
    /// Where the value is that is being written.
    path: Vec<Step<'de>>,
    notes: Notes,
}

/// A map's entry: its name, and where its text is.
struct Entry<'de> {
    name: Text<'de>,
    text: Range<usize>,
}

#[derive(Clone)]
enum Step<'de> {
    Name(Text<'de>),
    Index(usize),
}

impl Writing<'_> {
    fn note(&mut self, what: impl FnOnce() -> String) {
        let path = &self.path;
        self.notes.note(|| format!("{}: {}", in_words(path), what()));
    }

    /// A text as JSON writes it.
    fn put_string(&mut self, text: &Text<'_>) {
        match text {
            // Had it anything to be escaped, the wire would have escaped it too.
            Text(Cow::Borrowed(plain)) => {
                self.text.push(b'"');
                self.text.extend_from_slice(plain.as_bytes());
                self.text.push(b'"');
            }
            Text(Cow::Owned(text)) => put_json(&mut self.text, text),
        }
    }

    fn put(&mut self, text: &str) {
        self.text.extend_from_slice(text.as_bytes());
    }

    /// A value that is not what it should be, as a string.
    fn put_as_string(&mut self, text: &str) {
        self.put(r#"{"S":"#);
        put_json(&mut self.text, text);
        self.put("}");
    }

    fn put_value(&mut self, value: &AttributeValue) {
        put_json(&mut self.text, &Tagged(value));
    }

    /// Brings the entries from `first` on, which are what the text has from `begin` on, into the order of their names.
    /// Of two with the same name the later one counts.
    fn sort_entries(&mut self, first: usize, begin: usize) {
        let mut entries: Vec<Entry<'_>> = self.entries.drain(first..).collect();
        entries.reverse();
        entries.sort_by(|left, right| left.name.0.cmp(&right.name.0));
        entries.dedup_by(|later, earlier| later.name.0 == earlier.name.0);
        let unsorted = self.text.split_off(begin);
        for (at, entry) in entries.iter().enumerate() {
            if at > 0 {
                self.text.push(b',');
            }
            self.text.extend_from_slice(&unsorted[entry.text.start - begin..entry.text.end - begin]);
        }
    }
}

/// Serialising texts and values into memory does not fail.
fn put_json(text: &mut Vec<u8>, value: &(impl serde::Serialize + ?Sized)) {
    if serde_json::to_writer(&mut *text, value).is_err() {
        text.extend_from_slice(b"null");
    }
}

fn in_words(path: &[Step<'_>]) -> String {
    let step = |step: &Step<'_>| match step {
        Step::Name(name) => name.0.to_string(),
        Step::Index(at) => format!("[{at}]"),
    };
    path.iter().map(step).collect::<Vec<_>>().join(".")
}

/// Attributes of an image, or entries of a map: `{"name": value, …}`.
struct Entries<'w, 'de>(&'w mut Writing<'de>);

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
            if let Some(before) = writing.entries.get(first..).and_then(<[_]>::last) {
                in_order &= before.name.0 < name.0;
                writing.text.push(b',');
            }
            let start = writing.text.len();
            writing.put_string(&name);
            writing.text.push(b':');
            writing.path.push(Step::Name(name.clone()));
            map.next_value_seed(Value(&mut *writing))?;
            writing.path.pop();
            let text = start..writing.text.len();
            writing.entries.push(Entry { name, text });
        }
        if !in_order {
            writing.sort_entries(first, begin);
        }
        writing.entries.truncate(first);
        writing.text.push(b'}');
        Ok(())
    }
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
        let tag = map.next_key::<Text<'de>>()?.ok_or_else(|| A::Error::custom("a value without a type tag"))?;
        match tag.0.as_ref() {
            "S" => {
                writing.put(r#"{"S":"#);
                writing.put_string(&map.next_value()?);
                writing.put("}");
            }
            "N" => number(writing, &map.next_value::<Text<'de>>()?.0),
            "B" => binary(writing, &map.next_value::<Text<'de>>()?.0),
            "BOOL" => writing.put(if map.next_value()? { r#"{"BOOL":true}"# } else { r#"{"BOOL":false}"# }),
            "NULL" => {
                map.next_value::<IgnoredAny>()?;
                writing.put(r#"{"NULL":true}"#);
            }
            "M" => nested(writing, r#"{"M":"#, |writing| map.next_value_seed(Entries(writing)))?,
            "L" => nested(writing, r#"{"L":"#, |writing| map.next_value_seed(Elements(writing)))?,
            "SS" => writing.put_value(&AttributeValue::string_set(map.next_value::<Vec<String>>()?)),
            "NS" => number_set(writing, map.next_value()?),
            "BS" => binary_set(writing, map.next_value()?),
            unknown => {
                let raw: &RawValue = map.next_value()?;
                writing.note(|| {
                    format!("of the type {unknown:?}, which this version does not know: kept as the text of its JSON")
                });
                writing.put_as_string(raw.get());
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
            writing.path.push(Step::Index(at));
            let element = elements.next_element_seed(Value(&mut *writing))?;
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

/// What holds other values. What would hold some below the model's limit is kept as the text of its DynamoDB JSON.
fn nested<'de, E>(
    writing: &mut Writing<'de>,
    tag: &str,
    write: impl FnOnce(&mut Writing<'de>) -> Result<(), E>,
) -> Result<(), E> {
    let begin = writing.text.len();
    writing.put(tag);
    let inner = writing.text.len();
    write(writing)?;
    let is_empty = writing.text.len() == inner + 2;
    writing.put("}");
    if writing.path.len() == MAX_DEPTH && !is_empty {
        writing.note(|| format!("nested deeper than {MAX_DEPTH} levels, kept as the text of its JSON"));
        let text = writing.text.split_off(begin);
        writing.put_as_string(&String::from_utf8_lossy(&text));
    }
    Ok(())
}

fn number(writing: &mut Writing<'_>, digits: &str) {
    match if is_plain(digits) { Ok(()) } else { digits.parse::<Number>().map(drop) } {
        Ok(()) => {
            writing.put(r#"{"N":""#);
            writing.put(digits);
            writing.put(r#""}"#);
        }
        Err(error) => {
            writing.note(|| format!("{error}, kept as text"));
            writing.put_as_string(digits);
        }
    }
}

/// Digits of which nobody needs to ask whether DynamoDB keeps them: few enough, with at most one point among them.
fn is_plain(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    digits.len() <= 38 && all_digits(whole) && all_digits(fraction)
}

fn number_set(writing: &mut Writing<'_>, elements: Vec<String>) {
    match elements.iter().map(|digits| digits.parse::<Number>()).collect::<Result<Vec<_>, _>>() {
        Ok(numbers) => writing.put_value(&AttributeValue::number_set(numbers)),
        Err(error) => {
            writing.note(|| format!("{error}, the set is kept as one of strings"));
            writing.put_value(&AttributeValue::string_set(elements));
        }
    }
}

/// Base64 has one spelling for each value: what can be read is written as it came.
fn binary(writing: &mut Writing<'_>, base64: &str) {
    if BASE64.decode(base64).is_ok() {
        writing.put(r#"{"B":""#);
        writing.put(base64);
        writing.put(r#""}"#);
    } else {
        writing.note(|| "not valid base64, kept as text".to_owned());
        writing.put_as_string(base64);
    }
}

fn binary_set(writing: &mut Writing<'_>, elements: Vec<String>) {
    let values: Result<Vec<_>, _> = elements.iter().map(|element| BASE64.decode(element)).collect();
    if let Ok(values) = values {
        writing.put_value(&AttributeValue::binary_set(values));
    } else {
        writing.note(|| "not valid base64, the set is kept as one of strings".to_owned());
        writing.put_value(&AttributeValue::string_set(elements));
    }
}
