//! The query language: one parser for the feed, the archive, exports and links.
//!
//! `table:demo-orders op:modify key:"order#1" paid -table:demo-carts`: terms are ANDed, `OR` and parentheses group,
//! `-` negates, quotes keep spaces. A bare word looks for text in the key and the values.

mod evaluate;
mod parse;

use std::fmt;

use super::Op;

pub use parse::QueryError;

/// The longest query that is read, in characters.
pub const MAX_QUERY_CHARACTERS: usize = 2_000;

/// A parsed query; [`Query::all`] matches everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// What must hold.
    pub expression: Expression,
}

/// What must hold for a change to match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression {
    /// All of them; with none, everything matches.
    And(Vec<Expression>),
    /// One of them.
    Or(Vec<Expression>),
    /// Not this.
    Not(Box<Expression>),
    /// This.
    Term(Term),
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// `table:demo-orders`: the table's name.
    Table(Pattern),
    /// `op:modify`.
    Op(Op),
    /// `key:order#1`: the value of one of the key attributes.
    Key(Pattern),
    /// `actor:ttl`: who did it, where the stream tells.
    Actor(Pattern),
    /// `changed:status`: the name of a top-level attribute that differs between both images.
    Changed(Pattern),
    /// A bare word: text within the table's name, a key value, or an attribute's name or value; case does not matter.
    Text(String),
}

/// A text, or the beginning of one: `order#*`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// Exactly this.
    Exact(String),
    /// Beginning with this.
    Prefix(String),
}

impl Pattern {
    /// Whether the text fits.
    pub fn matches(&self, text: &str) -> bool {
        match self {
            Self::Exact(exact) => text == exact,
            Self::Prefix(prefix) => text.starts_with(prefix.as_str()),
        }
    }
}

impl Query {
    /// The query that matches everything.
    pub fn all() -> Self {
        Self { expression: Expression::And(Vec::new()) }
    }

    /// Whether everything matches.
    pub fn is_all(&self) -> bool {
        self.expression == Expression::And(Vec::new())
    }
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

/// The text as the parser reads it back: in quotes where it must be.
fn quoted(text: &str) -> String {
    let plain = !text.is_empty()
        && !text.starts_with('-')
        && !text.ends_with('*')
        && text != "OR"
        && !text
            .chars()
            .any(|character| character.is_whitespace() || matches!(character, '"' | '\\' | '(' | ')' | ':'));
    if plain {
        return text.to_owned();
    }
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

impl fmt::Display for Term {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table(pattern) => write!(formatter, "table:{pattern}"),
            Self::Op(op) => write!(formatter, "op:{}", op.as_str().to_ascii_lowercase()),
            Self::Key(pattern) => write!(formatter, "key:{pattern}"),
            Self::Actor(pattern) => write!(formatter, "actor:{pattern}"),
            Self::Changed(pattern) => write!(formatter, "changed:{pattern}"),
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
