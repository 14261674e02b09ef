//! Whether a change matches, in memory: what the archive's SQL must agree with.

use super::{Expression, Query, Term};
use crate::model::{AttributeValue, Change, Image};

impl Query {
    /// Whether the change matches.
    pub fn matches(&self, change: &Change) -> bool {
        self.expression.matches(change)
    }
}

impl Expression {
    fn matches(&self, change: &Change) -> bool {
        match self {
            Self::And(parts) => parts.iter().all(|part| part.matches(change)),
            Self::Or(parts) => parts.iter().any(|part| part.matches(change)),
            Self::Not(inner) => !inner.matches(change),
            Self::Term(term) => term.matches(change),
        }
    }
}

impl Term {
    fn matches(&self, change: &Change) -> bool {
        match self {
            Self::Table(pattern) => pattern.matches(&change.table),
            Self::Op(op) => change.op == *op,
            Self::Key(pattern) => change.item_key.attributes().iter().any(|(_, value)| pattern.matches(&value.label())),
            Self::Actor(pattern) => change.actor.as_ref().is_some_and(|actor| pattern.matches(actor.label())),
            Self::Changed(pattern) => change.changed().iter().any(|name| pattern.matches(name)),
            Self::Text(text) => contains_text(change, &text.to_lowercase()),
        }
    }
}

/// `needle` is in lower case.
fn contains_text(change: &Change, needle: &str) -> bool {
    let contains = |text: &str| text.to_lowercase().contains(needle);
    contains(&change.table)
        || change.item_key.attributes().iter().any(|(_, value)| contains(&value.label()))
        || [&change.old_image, &change.new_image].into_iter().flatten().any(|image| image_contains(image, &contains))
}

fn image_contains(image: &Image, contains: &dyn Fn(&str) -> bool) -> bool {
    image.iter().any(|(name, value)| contains(name) || value_contains(value, contains))
}

fn value_contains(value: &AttributeValue, contains: &dyn Fn(&str) -> bool) -> bool {
    match value {
        AttributeValue::S(text) => contains(text),
        AttributeValue::N(number) => contains(number.as_str()),
        AttributeValue::Bool(value) => contains(if *value { "true" } else { "false" }),
        AttributeValue::L(elements) => elements.iter().any(|element| value_contains(element, contains)),
        AttributeValue::M(entries) => {
            entries.iter().any(|(name, entry)| contains(name) || value_contains(entry, contains))
        }
        AttributeValue::Ss(elements) => elements.iter().any(|element| contains(element)),
        AttributeValue::Ns(elements) => elements.iter().any(|element| contains(element.as_str())),
        AttributeValue::B(_) | AttributeValue::Bs(_) | AttributeValue::Null => false,
    }
}
