//! The answer of which every record is as it should be, read once: each record is a change before the next one is read.
//! A page has a thousand of them, and what one remembers of its images is a multiple of what is kept.

use std::fmt;

use afterimage_archive::IncomingChange;
use serde::{
    Deserializer,
    de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use super::{Answer, Changes, Record, image::WireImage, text::Text};

/// Reads an answer, and makes changes of its records.
///
/// # Errors
/// When anything in it is not as it should be.
pub(super) fn read<'de>(
    text: &'de str,
    change: impl FnMut(Record<'de, WireImage<'de>>) -> Option<IncomingChange>,
) -> serde_json::Result<Answer<'de, Changes>> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let answer = Fields(change).deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(answer)
}

/// The answer's fields.
struct Fields<F>(F);

impl<'de, F> DeserializeSeed<'de> for Fields<F>
where
    F: FnMut(Record<'de, WireImage<'de>>) -> Option<IncomingChange>,
{
    type Value = Answer<'de, Changes>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, F> Visitor<'de> for Fields<F>
where
    F: FnMut(Record<'de, WireImage<'de>>) -> Option<IncomingChange>,
{
    type Value = Answer<'de, Changes>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an answer")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut records, mut next_iterator, mut error) = (None, None, None);
        while let Some(name) = map.next_key::<Text<'de>>()? {
            match name.0.as_ref() {
                "Records" => once(&mut records, "Records", map.next_value_seed(Records(&mut self.0))?)?,
                "NextShardIterator" => once(&mut next_iterator, "NextShardIterator", map.next_value()?)?,
                "__type" => once(&mut error, "__type", map.next_value()?)?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(Answer { records: records.flatten(), next_iterator: next_iterator.flatten(), error: error.flatten() })
    }
}

/// A field's value, which comes once.
fn once<T, E: Error>(field: &mut Option<T>, name: &'static str, value: T) -> Result<(), E> {
    if field.replace(value).is_some() { Err(E::duplicate_field(name)) } else { Ok(()) }
}

/// The list of records, or `null`.
struct Records<'f, F>(&'f mut F);

impl<'de, F> DeserializeSeed<'de> for Records<'_, F>
where
    F: FnMut(Record<'de, WireImage<'de>>) -> Option<IncomingChange>,
{
    type Value = Option<Changes>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de, F> Visitor<'de> for Records<'_, F>
where
    F: FnMut(Record<'de, WireImage<'de>>) -> Option<IncomingChange>,
{
    type Value = Option<Changes>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of records")
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut changes = Changes::default();
        while let Some(record) = list.next_element::<Record<'de, WireImage<'de>>>()? {
            changes.add((self.0)(record));
        }
        Ok(Some(changes))
    }
}
