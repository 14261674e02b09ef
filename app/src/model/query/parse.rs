//! From text to [`Query`], with errors that point at the column.

use std::str::FromStr;

use super::{Expression, MAX_QUERY_CHARACTERS, Pattern, Query, Term};
use crate::model::Op;

/// How deep parentheses and negations may nest.
const MAX_DEPTH: usize = 32;

/// The fields that a term can name.
pub const FIELDS: [&str; 5] = ["table", "op", "key", "actor", "changed"];

/// Why a text is not a query, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct QueryError {
    /// Where, in characters from 0.
    pub column: usize,
    /// What is wrong there, and what would be right.
    pub message: String,
}

impl FromStr for Query {
    type Err = QueryError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let characters: Vec<char> = text.chars().collect();
        if characters.len() > MAX_QUERY_CHARACTERS {
            let message = format!("A query has at most {MAX_QUERY_CHARACTERS} characters.");
            return Err(QueryError { column: MAX_QUERY_CHARACTERS, message });
        }
        let mut parser = Parser { characters: &characters, at: 0, depth: 0 };
        let expression = parser.alternatives()?;
        match parser.peek() {
            None => Ok(Self { expression }),
            Some(_) => Err(parser.error("This parenthesis closes nothing; remove it or put it in quotes.")),
        }
    }
}

struct Parser<'a> {
    characters: &'a [char],
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn error(&self, message: impl Into<String>) -> QueryError {
        QueryError { column: self.at, message: message.into() }
    }

    /// The next character that is no blank.
    fn peek(&mut self) -> Option<char> {
        while self.characters.get(self.at).is_some_and(|character| character.is_whitespace()) {
            self.at += 1;
        }
        self.characters.get(self.at).copied()
    }

    fn at_or(&self) -> bool {
        let rest = &self.characters[self.at..];
        rest.starts_with(&['O', 'R'])
            && rest.get(2).is_none_or(|next| next.is_whitespace() || matches!(next, '(' | ')'))
    }

    /// `a b OR c d` is `(a b) OR (c d)`.
    fn alternatives(&mut self) -> Result<Expression, QueryError> {
        let mut alternatives = vec![self.conjunction()?];
        while self.peek().is_some() && self.at_or() {
            let or_at = self.at;
            self.at += 2;
            let next = self.conjunction()?;
            let empty = |part: &Expression| *part == Expression::And(Vec::new());
            if empty(&next) || alternatives.iter().any(empty) {
                let message = "OR stands between two conditions; put it in quotes to look for the word.";
                return Err(QueryError { column: or_at, message: message.to_owned() });
            }
            alternatives.push(next);
        }
        Ok(if alternatives.len() == 1 { alternatives.remove(0) } else { Expression::Or(alternatives) })
    }

    fn conjunction(&mut self) -> Result<Expression, QueryError> {
        let mut parts = Vec::new();
        while let Some(next) = self.peek() {
            if next == ')' || self.at_or() {
                break;
            }
            parts.push(self.factor()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expression::And(parts) })
    }

    fn factor(&mut self) -> Result<Expression, QueryError> {
        if self.depth == MAX_DEPTH {
            return Err(self.error(format!("Parentheses and negations nest at most {MAX_DEPTH} deep.")));
        }
        self.depth += 1;
        let factor = match self.peek() {
            Some('-') => self.negation(),
            Some('(') => self.group(),
            _ => self.term().map(Expression::Term),
        };
        self.depth -= 1;
        factor
    }

    fn negation(&mut self) -> Result<Expression, QueryError> {
        self.at += 1;
        match self.characters.get(self.at) {
            None | Some(')') => Err(self.error("A minus negates what follows it, and nothing does.")),
            Some(next) if next.is_whitespace() => {
                Err(self.error("A minus stands right before what it negates, without a blank."))
            }
            Some(_) => Ok(Expression::Not(Box::new(self.factor()?))),
        }
    }

    fn group(&mut self) -> Result<Expression, QueryError> {
        let opened_at = self.at;
        self.at += 1;
        let inner = self.alternatives()?;
        if self.peek() != Some(')') {
            let message = "This parenthesis is never closed.".to_owned();
            return Err(QueryError { column: opened_at, message });
        }
        self.at += 1;
        Ok(inner)
    }

    fn term(&mut self) -> Result<Term, QueryError> {
        let start = self.at;
        let (word, was_quoted) = self.word(true)?;
        if was_quoted || self.characters.get(self.at) != Some(&':') {
            return Ok(Term::Text(self.with_star(word)));
        }
        self.at += 1;
        let value_at = self.at;
        if self.characters.get(self.at).is_none_or(|next| next.is_whitespace() || *next == ')') {
            return Err(self.error(format!("{word}: needs a value right after the colon.")));
        }
        let (value, _) = self.word(false)?;
        match word.as_str() {
            "op" => value
                .parse::<Op>()
                .map(Term::Op)
                .map_err(|error| QueryError { column: value_at, message: format!("{error}.") }),
            "table" => Ok(Term::Table(self.pattern(value))),
            "key" => Ok(Term::Key(self.pattern(value))),
            "actor" => Ok(Term::Actor(self.pattern(value))),
            "changed" => Ok(Term::Changed(self.pattern(value))),
            unknown => {
                let fields = FIELDS.join(", ");
                let message = format!(
                    "There is no field {unknown:?}; the fields are {fields}. Put the text in quotes to look for it."
                );
                Err(QueryError { column: start, message })
            }
        }
    }

    /// A star right after the word, which for a pattern means: beginning with.
    fn star_follows(&mut self) -> bool {
        let follows = self.characters.get(self.at) == Some(&'*');
        if follows {
            self.at += 1;
        }
        follows
    }

    fn pattern(&mut self, text: String) -> Pattern {
        if self.star_follows() { Pattern::Prefix(text) } else { Pattern::Exact(text) }
    }

    /// In free text a star at the end adds nothing: text is looked for anywhere.
    fn with_star(&mut self, text: String) -> String {
        self.star_follows();
        text
    }

    /// A word up to a blank, a parenthesis, a star at its end or (for a field's name) a colon; or a quoted text.
    fn word(&mut self, stop_at_colon: bool) -> Result<(String, bool), QueryError> {
        if self.characters.get(self.at) == Some(&'"') {
            return self.quoted().map(|text| (text, true));
        }
        let ends = |character: char| character.is_whitespace() || matches!(character, '(' | ')' | '"');
        let start = self.at;
        while let Some(&character) = self.characters.get(self.at) {
            let last_star = character == '*' && self.characters.get(self.at + 1).is_none_or(|next| ends(*next));
            if ends(character) || last_star || (stop_at_colon && character == ':') {
                break;
            }
            self.at += 1;
        }
        let text: String = self.characters[start..self.at].iter().collect();
        let stands_alone = text.is_empty() && self.characters.get(self.at) != Some(&'*');
        if stands_alone && stop_at_colon {
            return Err(self.error("A colon follows the name of a field, as in table:demo-orders."));
        }
        Ok((text, false))
    }

    fn quoted(&mut self) -> Result<String, QueryError> {
        let opened_at = self.at;
        self.at += 1;
        let mut text = String::new();
        while let Some(&character) = self.characters.get(self.at) {
            self.at += 1;
            match character {
                '"' => return Ok(text),
                '\\' => {
                    text.extend(self.characters.get(self.at));
                    self.at += 1;
                }
                other => text.push(other),
            }
        }
        Err(QueryError { column: opened_at, message: "This quote is never closed.".to_owned() })
    }
}
