//! A query as text that the parser reads back: the canonical form.

use std::fmt;

use super::{AttributeTerm, Expression, Images, Pattern, Query, Term, Test, attribute::is_unkept_number};
use crate::diff::{begins_operator, write_quoted};

/// The text as the parser reads it back: in quotes where it must be.
pub(super) fn quoted(text: &str) -> String {
    struct Text<'a>(&'a str);
    impl fmt::Display for Text<'_> {
        fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            if stands_alone(self.0) { formatter.write_str(self.0) } else { write_quoted(self.0, formatter) }
        }
    }
    Text(text).to_string()
}

/// Whether the text means itself wherever a word may stand.
fn stands_alone(text: &str) -> bool {
    let begins_otherwise = text.starts_with(|first| first == '-' || begins_operator(first))
        || text.starts_with("new.")
        || text.starts_with("old.");
    let reserved = |character: char| character.is_whitespace() || matches!(character, '"' | '\\' | '(' | ')' | ':');
    !text.is_empty()
        && !begins_otherwise
        && !text.ends_with('*')
        && text != "OR"
        && !text.contains(reserved)
        && !is_unkept_number(text)
}

impl fmt::Display for Pattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (text, star) = match self {
            Self::Exact(text) => (text, ""),
            Self::Prefix(text) => (text, "*"),
        };
        write!(formatter, "{}{star}", quoted(text))
    }
}

impl fmt::Display for AttributeTerm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = match self.images {
            Images::Either => "attr:",
            Images::New => "new.",
            Images::Old => "old.",
        };
        write!(formatter, "{field}{}", self.path)?;
        match &self.test {
            Test::Exists => Ok(()),
            Test::Fits(pattern) => write!(formatter, ":{pattern}"),
            Test::Compares(comparison, text) => write!(formatter, "{}{}", comparison.sign(), quoted(text)),
            Test::Contains(text) => write!(formatter, "~{}", quoted(text)),
        }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table(pattern) => write!(formatter, "table:{pattern}"),
            Self::Op(op) => write!(formatter, "op:{}", op.as_str().to_ascii_lowercase()),
            Self::Key(pattern) => write!(formatter, "key:{pattern}"),
            Self::Item(item_key) => write!(formatter, "item:{}", quoted(&item_key.to_string())),
            Self::Actor(pattern) => write!(formatter, "actor:{pattern}"),
            Self::View(view_type) => write!(formatter, "view:{}", view_type.as_str().to_ascii_lowercase()),
            Self::Changed(place) => write!(formatter, "changed:{place}"),
            Self::Attribute(attribute) => attribute.fmt(formatter),
            Self::At(span) => write!(formatter, "at:{span}"),
            Self::Text(text) => formatter.write_str(&quoted(text)),
        }
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let joined =
            |parts: &[Self], separator: &str| parts.iter().map(Self::grouped).collect::<Vec<_>>().join(separator);
        match self {
            Self::And(parts) => formatter.write_str(&joined(parts, " ")),
            Self::Or(parts) => formatter.write_str(&joined(parts, " OR ")),
            Self::Not(inner) => write!(formatter, "-{}", inner.grouped()),
            Self::Term(term) => term.fmt(formatter),
        }
    }
}

impl Expression {
    fn grouped(&self) -> String {
        match self {
            Self::And(_) | Self::Or(_) => format!("({self})"),
            Self::Not(_) | Self::Term(_) => self.to_string(),
        }
    }
}

impl fmt::Display for Query {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.expression.fmt(formatter)
    }
}
