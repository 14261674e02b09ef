//! The query language: one parser for the feed, the archive, exports and links.
//!
//! `table:demo-orders op:modify attr:total>100 changed:status new.status:paid at:-2h.. -(key:a OR actor:ttl) paid`:
//! terms are ANDed, `OR` and parentheses group, `-` negates, quotes keep spaces. A bare word looks for text in the key
//! and the values. `docs/query-language.md` describes it for those who write queries.

mod attribute;
mod changed;
pub mod complete;
mod counted;
mod evaluate;
mod evidence;
mod fields;
mod folded;
mod indexed;
mod looking;
mod of_items;
mod parse;
mod place;
mod print;
mod problem;
mod scan;
mod span;
mod within;

use super::{ItemKey, KeyValue, Number, Op, ViewType};

pub use attribute::{AttributeTerm, Comparison, Images, Test};
pub use counted::{CountedQuery, asks_for_op, required_spans};
pub use evidence::{Evidence, MAX_EVIDENCE};
pub use fields::Field;
pub use folded::FoldedTexts;
pub use indexed::{RequiredText, required_text, visit_texts};
pub use of_items::NotOfItems;
pub use place::{MAX_POSITION, MAX_STEPS, PlacePattern};
pub use problem::{QueryError, QueryProblem};
pub use scan::read_path;
pub use span::Span;
pub use within::value_at;

/// The longest query that is read, in characters.
pub const MAX_QUERY_CHARACTERS: usize = 2_000;

/// How deep parentheses and negations may nest.
pub const MAX_DEPTH: usize = 32;

/// The most conditions in a query.
pub const MAX_TERMS: usize = 100;

/// A parsed query; [`Query::all`] matches everything. It says the same at any time: what was written relative to the
/// present is a moment in it.
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
    /// `item:"order_id=order#1"`: the whole key in its canonical text, so that no other item of a table is meant.
    Item(ItemKey),
    /// `actor:ttl`: who did it, where the stream tells.
    Actor(Pattern),
    /// `view:keys_only`: what the stream's records carry.
    View(ViewType),
    /// `changed:address.city`: a place that the difference between both images touches.
    Changed(PlacePattern),
    /// `attr:total>100`: a condition on an attribute's value.
    Attribute(AttributeTerm),
    /// `at:2026-11-01..`: when it happened, by the stream.
    At(Span),
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

    /// The canonical spelling of the number that is asked for, where it was written in another one.
    pub fn respelled(&self) -> Option<String> {
        let Self::Exact(text) = self else { return None };
        let canonical = text.parse::<Number>().ok()?.canonical();
        (canonical != *text).then_some(canonical)
    }

    /// Whether a key attribute's value fits: a number in any spelling, all else as people read it.
    pub fn matches_key(&self, value: &KeyValue) -> bool {
        let is_number = || matches!(value, KeyValue::N(_));
        let label = value.label();
        self.matches(&label) || is_number() && self.respelled().is_some_and(|canonical| canonical == label)
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

#[cfg(test)]
mod tests;
