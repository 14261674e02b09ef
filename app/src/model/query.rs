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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parsed(text: &str) -> Expression {
        text.parse::<Query>().unwrap_or_else(|error| panic!("{text}: {error}")).expression
    }

    fn text(word: &str) -> Expression {
        Expression::Term(Term::Text(word.to_owned()))
    }

    #[test]
    fn nothing_matches_everything() {
        assert!("".parse::<Query>().is_ok_and(|query| query.is_all()));
        assert!("  ".parse::<Query>().is_ok_and(|query| query.is_all()));
    }

    #[test]
    fn terms_are_anded_and_or_binds_weaker() {
        let expected = Expression::Or(vec![
            Expression::And(vec![
                Expression::Term(Term::Table(Pattern::Exact("demo-orders".to_owned()))),
                Expression::Term(Term::Op(Op::Modify)),
            ]),
            Expression::Not(Box::new(text("refund"))),
        ]);
        assert_eq!(parsed("table:demo-orders op:modify OR -refund"), expected);
        assert_eq!(parsed("(table:demo-orders op:modify) OR -(refund)"), expected);
    }

    #[test]
    fn quotes_keep_blanks_colons_and_the_word_or() {
        assert_eq!(parsed(r#""OR""#), text("OR"));
        assert_eq!(parsed(r#""a: \"b\" c""#), text("a: \"b\" c"));
        assert_eq!(parsed(r#"key:"a b""#), Expression::Term(Term::Key(Pattern::Exact("a b".to_owned()))));
        assert_eq!(parsed("ORDER"), text("ORDER"));
    }

    #[test]
    fn a_star_at_the_end_of_a_field_means_beginning_with() {
        assert_eq!(parsed("key:order#*"), Expression::Term(Term::Key(Pattern::Prefix("order#".to_owned()))));
        assert_eq!(parsed(r#"key:"a b"*"#), Expression::Term(Term::Key(Pattern::Prefix("a b".to_owned()))));
        assert_eq!(parsed("key:a*b"), Expression::Term(Term::Key(Pattern::Exact("a*b".to_owned()))));
        assert_eq!(parsed(r#"key:"a*""#), Expression::Term(Term::Key(Pattern::Exact("a*".to_owned()))));
    }

    #[test]
    fn errors_point_at_the_column() {
        for (query, column, about) in [
            ("op:modifi", 3, "no op"),
            ("a tabel:x", 2, "no field"),
            ("a (b", 2, "never closed"),
            ("a b)", 3, "closes nothing"),
            ("key:\"a", 4, "never closed"),
            ("a OR", 2, "between two"),
            ("OR a", 0, "between two"),
            ("- a", 1, "without a blank"),
            ("a -", 3, "nothing does"),
            ("table: x", 6, "needs a value"),
            (":x", 0, "name of a field"),
        ] {
            let error = query.parse::<Query>().expect_err(query);
            assert_eq!(error.column, column, "{query}: {}", error.message);
            assert!(error.message.contains(about), "{query}: {}", error.message);
        }
        assert!("(".repeat(100).parse::<Query>().is_err(), "deep nesting is refused, not recursed into");
        assert!("a".repeat(MAX_QUERY_CHARACTERS + 1).parse::<Query>().is_err());
    }

    fn pattern() -> impl Strategy<Value = Pattern> {
        prop_oneof![".{1,8}".prop_map(Pattern::Exact), ".{0,8}".prop_map(Pattern::Prefix)]
    }

    fn term() -> impl Strategy<Value = Term> {
        prop_oneof![
            pattern().prop_map(Term::Table),
            prop::sample::select(Op::ALL.to_vec()).prop_map(Term::Op),
            pattern().prop_map(Term::Key),
            pattern().prop_map(Term::Actor),
            pattern().prop_map(Term::Changed),
            ".{0,8}".prop_map(Term::Text),
        ]
    }

    /// Expressions as the parser makes them: no group of one, no group within a group of its own kind.
    fn expression() -> impl Strategy<Value = Expression> {
        let leaf = term().prop_map(Expression::Term);
        leaf.prop_recursive(3, 12, 3, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 2..4).prop_map(Expression::And),
                prop::collection::vec(inner.clone(), 2..4).prop_map(Expression::Or),
                inner.prop_map(|expression| Expression::Not(Box::new(expression))),
            ]
        })
    }

    proptest! {
        #[test]
        fn a_printed_query_parses_to_itself(expression in expression()) {
            let query = Query { expression };
            prop_assert_eq!(query.to_string().parse::<Query>(), Ok(query));
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in ".{0,60}") {
            if let Err(error) = text.parse::<Query>() {
                prop_assert!(error.column <= text.chars().count());
            }
        }
    }
}
