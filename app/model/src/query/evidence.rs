//! Where in a change a query found what it asks for, for those who look at what was found.

use super::{
    Expression, FoldedTexts, Query, Term, Test,
    looking::Looking,
    within::{Binary, contains},
};
use crate::{AttributeValue, Change, Image};

/// The most places that are told of one change.
pub const MAX_EVIDENCE: usize = 3;

/// The most terms of which it is looked up where they were found: many words may be in the same place.
const MAX_LOOKED_UP: usize = 12;

/// The most characters that are told of a value.
const MAX_CHARACTERS: usize = 60;

/// The characters that are kept before what was found.
const CHARACTERS_BEFORE: usize = 16;

/// A place, and the text that stands there.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Evidence {
    /// `key`, `table`, or the attribute's path.
    pub place: String,
    /// What stands there, in short; empty where the name itself was found, or there is more than a line of it.
    pub text: String,
}

impl Query {
    /// Where what must hold, and is about texts or attributes, was found in a change that matches.
    pub fn evidence(&self, change: &Change) -> Vec<Evidence> {
        let texts = FoldedTexts::default();
        let mut collecting = Collecting { looking: Looking::at(change, &texts), looked_up: 0, found: Vec::new() };
        collecting.collect(&self.expression);
        collecting.found
    }
}

struct Collecting<'a> {
    looking: Looking<'a>,
    looked_up: usize,
    found: Vec<Evidence>,
}

impl Collecting<'_> {
    fn collect(&mut self, expression: &Expression) {
        if self.found.len() == MAX_EVIDENCE || self.looked_up == MAX_LOOKED_UP {
            return;
        }
        match expression {
            Expression::And(parts) | Expression::Or(parts) => {
                for part in parts {
                    self.collect(part);
                }
            }
            Expression::Term(term) => {
                let Some(evidence) = of_term(term, &self.looking) else { return };
                self.looked_up += 1;
                if !self.found.contains(&evidence) {
                    self.found.push(evidence);
                }
            }
            // What is not there is nowhere.
            Expression::Not(_) => {}
        }
    }
}

fn of_term(term: &Term, looking: &Looking) -> Option<Evidence> {
    let change = looking.change;
    match term {
        Term::Text(text) => {
            let needle = text.to_lowercase();
            looking.has_text(&needle).then(|| of_text(&needle, change))?
        }
        Term::Attribute(attribute) if attribute.matches(looking) => {
            let text = match &attribute.test {
                Test::Contains(text) => images(change)
                    .filter_map(|image| attribute_text(image, &attribute.path.to_string()))
                    .find_map(|value| shortened(value, &text.to_lowercase())),
                _ => None,
            };
            Some(Evidence { place: attribute.path.to_string(), text: text.unwrap_or_default() })
        }
        _ => None,
    }
}

fn images(change: &Change) -> impl Iterator<Item = &Image> {
    [&change.new_image, &change.old_image].into_iter().flatten()
}

fn attribute_text<'a>(image: &'a Image, name: &str) -> Option<&'a str> {
    match image.get(name) {
        Some(AttributeValue::S(text)) => Some(text),
        _ => None,
    }
}

/// `needle` is in lower case.
fn of_text(needle: &str, change: &Change) -> Option<Evidence> {
    let in_key = change.item_key.attributes().iter().find_map(|(_, value)| shortened(&value.label(), needle));
    if let Some(text) = in_key {
        return Some(Evidence { place: "key".to_owned(), text });
    }
    let wanted = |text: &str| text.to_lowercase().contains(needle);
    let attributes = images(change).flat_map(|image| image.0.iter());
    for (name, value) in attributes {
        if contains(value, Binary::Skipped, &wanted) {
            let text = match value {
                AttributeValue::S(text) => shortened(text, needle),
                AttributeValue::N(number) => shortened(number.as_str(), needle),
                _ => None,
            };
            return Some(Evidence { place: name.clone(), text: text.unwrap_or_default() });
        }
        if wanted(name) {
            return Some(Evidence { place: name.clone(), text: String::new() });
        }
    }
    wanted(&change.table).then(|| Evidence { place: "table".to_owned(), text: change.table.clone() })
}

/// The text around what was found in it, on one line; nothing where it is not there.
fn shortened(text: &str, needle: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let at = lower.find(needle)?;
    // In lower case some letters are longer: then the beginning has to do.
    let same_length = lower.len() == text.len() && text.is_char_boundary(at);
    let before = if same_length { text[..at].chars().count() } else { 0 };
    let skipped = before.saturating_sub(CHARACTERS_BEFORE);
    let mut short: String = text
        .chars()
        .skip(skipped)
        .take(MAX_CHARACTERS)
        .map(|character| if character.is_control() { ' ' } else { character })
        .collect();
    if skipped > 0 {
        short.insert(0, '…');
    }
    if text.chars().count() > skipped + MAX_CHARACTERS {
        short.push('…');
    }
    Some(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_of_a_long_text_is_around_what_was_found() {
        let text = format!("{}the Needle is here {}", "x".repeat(100), "y".repeat(100));
        let short = shortened(&text, "needle").expect("found");
        assert!(short.starts_with("…xxxx") && short.contains("the Needle is here") && short.ends_with('…'), "{short}");
        assert!(short.chars().count() <= MAX_CHARACTERS + 2);
        assert_eq!(shortened("a\nb", "b").as_deref(), Some("a b"));
        assert_eq!(shortened("İx", "x").as_deref(), Some("İx"));
        assert_eq!(shortened("abc", "z"), None);
    }
}
