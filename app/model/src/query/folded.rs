//! Texts in which words are looked for, whatever their case: put into lower case once, however many words there are.

use std::{cell::RefCell, collections::BTreeMap, sync::OnceLock};

use memchr::memmem;

use super::within::{Binary, contains};
use crate::{AttributeValue, Change, Image};

/// Stands between two texts: in UTF-8 no text has such a byte, so that nothing is found across.
const BETWEEN: u8 = 0xff;

/// Texts in lower case.
#[derive(Debug, Default)]
pub(super) struct Folded(Vec<u8>);

impl Folded {
    /// Adds a text. Each is put into lower case for itself: what some letters become depends on what follows.
    pub(super) fn add(&mut self, text: &str) {
        let from = self.0.len();
        if text.is_ascii() {
            self.0.extend_from_slice(text.as_bytes());
            self.0[from..].make_ascii_lowercase();
        } else {
            self.0.extend_from_slice(text.to_lowercase().as_bytes());
        }
        self.0.push(BETWEEN);
    }

    /// Adds the texts within a value, at any depth.
    pub(super) fn add_value(&mut self, value: &AttributeValue, binary: Binary) {
        let folded = RefCell::new(self);
        contains(value, binary, &|text| {
            folded.borrow_mut().add(text);
            false
        });
    }

    /// Whether one of the texts contains this one, which is in lower case.
    pub(super) fn contains(&self, needle: &str) -> bool {
        !self.0.is_empty() && memmem::find(&self.0, needle.as_bytes()).is_some()
    }

    /// How much there is to look through, in bytes.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

/// The texts of one change in which a bare word is looked for: made when the first query asks for them, and kept for as
/// long as this is.
#[derive(Debug, Default)]
pub struct FoldedTexts(OnceLock<Folded>);

impl FoldedTexts {
    /// The texts of the change, which must be the same each time.
    pub(super) fn of(&self, change: &Change) -> &Folded {
        self.0.get_or_init(|| {
            let mut folded = Folded::default();
            folded.add(&change.table);
            for (_, value) in change.item_key.attributes() {
                folded.add(&value.label());
            }
            let nothing = BTreeMap::new();
            let new = change.new_image.as_ref().map_or(&nothing, |image| &image.0);
            add_map(new, &nothing, &mut folded);
            if let Some(Image(old)) = &change.old_image {
                add_map(old, new, &mut folded);
            }
            folded
        })
    }
}

/// Adds what is in the map and not the same in the other one, whose texts are there already.
fn add_map(entries: &BTreeMap<String, AttributeValue>, others: &BTreeMap<String, AttributeValue>, folded: &mut Folded) {
    for (name, value) in entries.iter().filter(|(name, value)| others.get(*name) != Some(*value)) {
        folded.add(name);
        folded.add_value(value, Binary::Skipped);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_whatever_its_case_and_never_across_two() {
        let mut folded = Folded::default();
        for text in ["Ring the Bell", "ΟΔΟΣ", "", "ab", "cd"] {
            folded.add(text);
        }
        for needle in ["bell", "the b", "οδος", "d", ""] {
            assert!(folded.contains(needle), "{needle}");
        }
        for needle in ["bc", "bellο", "Bell", "οδοσ"] {
            assert!(!folded.contains(needle), "{needle}");
        }
        assert!(!Folded::default().contains(""), "where there is no text, none contains it");
    }
}
