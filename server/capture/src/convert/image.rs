//! Images from the wire into their canonical texts, in one pass and without a tree in between.
//!
//! Values come in as DynamoDB JSON in whatever order the endpoint has them, and leave in the archive's canonical
//! encoding ([`ImageText`]). A value that is not as DynamoDB sends it is kept raw, as its JSON, and noted.

mod read;
mod values;
mod writing;

use afterimage_archive::ImageText;
use afterimage_model::Image;
use serde::{Deserialize, Deserializer, de::DeserializeSeed};

use super::notes::Notes;
use read::Entries;
use writing::{Entry, Manner, Writing};

/// An image as it came over the wire, in canonical text.
#[derive(Debug, Default)]
pub(super) struct WireImage<'de> {
    text: Vec<u8>,
    /// Its attributes.
    attributes: Vec<Entry<'de>>,
    /// Each begins with the place within the image.
    pub(super) notes: Notes,
}

impl WireImage<'_> {
    /// Whether it has no attributes.
    pub(super) fn is_empty(&self) -> bool {
        self.text.len() <= 2
    }

    /// The text.
    pub(super) fn into_text(self) -> ImageText {
        ImageText::from_canonical(self.text)
    }

    /// Puts those key attributes in that it does not have.
    pub(super) fn complete(&mut self, keys: &Image) {
        let has = |name: &String| self.attributes.iter().any(|attribute| attribute.name.0 == name.as_str());
        let missing: Vec<_> = keys.iter().filter(|(name, _)| !has(name)).collect();
        if missing.is_empty() {
            return;
        }
        if let Ok(mut image) = ImageText::from_canonical(self.text.clone()).to_image() {
            image.0.extend(missing.into_iter().map(|(name, value)| (name.clone(), value.clone())));
            self.text = ImageText::of(&image).as_bytes().to_vec();
            self.notes.note(|| "has not all of its key attributes: they are those of the record's keys".to_owned());
        }
    }
}

fn read_image<'de, D: Deserializer<'de>>(manner: Manner, deserializer: D) -> Result<WireImage<'de>, D::Error> {
    let mut writing = Writing::in_manner(manner);
    Entries(&mut writing).deserialize(deserializer)?;
    Ok(WireImage { text: writing.text, attributes: writing.entries, notes: writing.notes })
}

impl<'de: 'a, 'a> Deserialize<'de> for WireImage<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_image(Manner::Exact, deserializer)
    }
}

/// An image of a document with stand-ins: of what cannot be read, each value is kept raw by itself.
#[derive(Debug)]
pub(super) struct LenientImage<'de>(pub(super) WireImage<'de>);

impl<'de: 'a, 'a> Deserialize<'de> for LenientImage<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_image(Manner::Lenient, deserializer).map(Self)
    }
}

/// An image of a document with stand-ins, of which no value may be unreadable.
#[derive(Debug)]
pub(super) struct StrictImage<'de>(pub(super) WireImage<'de>);

impl<'de: 'a, 'a> Deserialize<'de> for StrictImage<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_image(Manner::Strict, deserializer).map(Self)
    }
}
