//! From text to [`Query`], with errors that point at the column.

use std::str::FromStr;

use super::{
    AttributeTerm, Comparison, Expression, Images, MAX_DEPTH, MAX_QUERY_CHARACTERS, MAX_TERMS, Pattern, Query,
    QueryError, QueryProblem, Term, Test,
    attribute::is_unkept_number,
    fields::{Field, nearest},
    scan::Scanner,
    span::{self, Reading},
};
use crate::{Op, Timestamp, ViewType, diff::begins_operator};

impl Query {
    /// Reads a query. What it says relative to the present, as in `at:-2h..`, is taken relative to `now`.
    ///
    /// # Errors
    /// When the text is no query: where, why, and what would be right.
    pub fn read(text: &str, now: Timestamp) -> Result<Self, QueryError> {
        parse(text, Some(now)).map(|(query, _)| query)
    }

    /// Whether the text is a query, for those who do not know the time.
    ///
    /// # Errors
    /// As [`Self::read`], but for ranges that end before they begin only at certain times.
    pub fn check(text: &str) -> Result<(), QueryError> {
        parse(text, None).map(|_| ())
    }
}

/// Reads a query that says nothing relative to the present.
impl FromStr for Query {
    type Err = QueryError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match parse(text, None)? {
            (query, None) => Ok(query),
            (_, Some(column)) => Err(QueryError { column, problem: QueryProblem::RelativeTime }),
        }
    }
}

/// The query, and where it first speaks of a present that was not told.
fn parse(text: &str, now: Option<Timestamp>) -> Result<(Query, Option<usize>), QueryError> {
    let characters: Vec<char> = text.chars().collect();
    if characters.len() > MAX_QUERY_CHARACTERS {
        return Err(QueryError { column: MAX_QUERY_CHARACTERS, problem: QueryProblem::TooLong });
    }
    let mut parser = Parser { scanner: Scanner::new(&characters), depth: 0, terms: 0, now, needs_present_at: None };
    let expression = parser.alternatives()?;
    match parser.scanner.peek() {
        None => Ok((Query { expression }, parser.needs_present_at)),
        Some(_) => Err(parser.scanner.error(QueryProblem::ClosesNothing)),
    }
}

struct Parser<'a> {
    scanner: Scanner<'a>,
    depth: usize,
    terms: usize,
    now: Option<Timestamp>,
    needs_present_at: Option<usize>,
}

impl Parser<'_> {
    /// `a b OR c d` is `(a b) OR (c d)`.
    fn alternatives(&mut self) -> Result<Expression, QueryError> {
        let mut alternatives = vec![self.conjunction()?];
        while self.scanner.peek().is_some() && self.scanner.at_or() {
            let or_at = self.scanner.at;
            self.scanner.at += "OR".len();
            let next = self.conjunction()?;
            let empty = |part: &Expression| *part == Expression::And(Vec::new());
            if empty(&next) || alternatives.iter().any(empty) {
                return Err(QueryError { column: or_at, problem: QueryProblem::LoneOr });
            }
            alternatives.push(next);
        }
        Ok(if alternatives.len() == 1 { alternatives.remove(0) } else { Expression::Or(alternatives) })
    }

    fn conjunction(&mut self) -> Result<Expression, QueryError> {
        let mut parts = Vec::new();
        while let Some(next) = self.scanner.peek() {
            if next == ')' || self.scanner.at_or() {
                break;
            }
            parts.push(self.factor()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expression::And(parts) })
    }

    fn factor(&mut self) -> Result<Expression, QueryError> {
        if self.depth == MAX_DEPTH {
            return Err(self.scanner.error(QueryProblem::TooDeep));
        }
        self.depth += 1;
        let factor = match self.scanner.peek() {
            Some('-') => self.negation(),
            Some('(') => self.group(),
            _ => self.term().map(Expression::Term),
        };
        self.depth -= 1;
        factor
    }

    fn negation(&mut self) -> Result<Expression, QueryError> {
        self.scanner.at += 1;
        match self.scanner.here() {
            None | Some(')') => Err(self.scanner.error(QueryProblem::LoneMinus)),
            Some(next) if next.is_whitespace() => Err(self.scanner.error(QueryProblem::MinusAndBlank)),
            Some(_) => Ok(Expression::Not(Box::new(self.factor()?))),
        }
    }

    fn group(&mut self) -> Result<Expression, QueryError> {
        let opened_at = self.scanner.at;
        self.scanner.at += 1;
        let inner = self.alternatives()?;
        if self.scanner.peek() != Some(')') {
            return Err(QueryError { column: opened_at, problem: QueryProblem::OpenParenthesis });
        }
        self.scanner.at += 1;
        Ok(inner)
    }

    fn term(&mut self) -> Result<Term, QueryError> {
        let start = self.scanner.at;
        self.terms += 1;
        if self.terms > MAX_TERMS {
            return Err(self.scanner.error(QueryProblem::TooManyTerms));
        }
        for (field, images) in [(Field::New, Images::New), (Field::Old, Images::Old)] {
            if self.scanner.is_at(field.written()) {
                self.scanner.at += field.written().len();
                return self.attribute(images);
            }
        }
        let word = self.scanner.word(|next| next == ':')?;
        if word.was_quoted || self.scanner.here() != Some(':') {
            // Text is looked for anywhere, to which a star at the end adds nothing.
            self.scanner.takes_star();
            return Ok(Term::Text(word.text));
        }
        if word.text.is_empty() {
            return Err(self.scanner.error(QueryProblem::LoneColon));
        }
        self.scanner.at += 1;
        match Field::named(&word.text) {
            None | Some(Field::New | Field::Old) => Err(QueryError { column: start, problem: no_field(word.text) }),
            Some(field) => {
                self.expect_value(QueryProblem::NeedsValue { before: field.written() })?;
                self.value_of(field)
            }
        }
    }

    /// Something stands right here, after a field's colon or a sign.
    fn expect_value(&self, otherwise: QueryProblem) -> Result<(), QueryError> {
        if self.scanner.at_end_of_term() { Err(self.scanner.error(otherwise)) } else { Ok(()) }
    }

    fn value_of(&mut self, field: Field) -> Result<Term, QueryError> {
        match field {
            Field::Table => Ok(Term::Table(self.pattern()?)),
            Field::Key => Ok(Term::Key(self.pattern()?)),
            Field::Item => self.parsed(|text| {
                let no_key = |reason| QueryProblem::NoItemKey { text: text.to_owned(), reason };
                text.parse().map(Term::Item).map_err(no_key)
            }),
            Field::Actor => Ok(Term::Actor(self.pattern()?)),
            Field::Op => self.parsed(|text| text.parse::<Op>().map(Term::Op).map_err(QueryProblem::NoOp)),
            Field::View => self.parsed(|text| {
                let named = text.to_ascii_uppercase().parse::<ViewType>().map(Term::View);
                named.map_err(|_| QueryProblem::NoViewType { text: text.to_owned() })
            }),
            Field::At => self.at(),
            Field::Changed => {
                let place = self.scanner.place_pattern()?;
                self.expect_end_of_place()?;
                Ok(Term::Changed(place))
            }
            Field::Attr | Field::New | Field::Old => self.attribute(Images::Either),
        }
    }

    fn pattern(&mut self) -> Result<Pattern, QueryError> {
        let text = self.scanner.word(|_| false)?.text;
        Ok(if self.scanner.takes_star() { Pattern::Prefix(text) } else { Pattern::Exact(text) })
    }

    fn parsed<T>(&mut self, parse: impl FnOnce(&str) -> Result<T, QueryProblem>) -> Result<T, QueryError> {
        let column = self.scanner.at;
        let text = self.scanner.word(|_| false)?.text;
        parse(&text).map_err(|problem| QueryError { column, problem })
    }

    fn at(&mut self) -> Result<Term, QueryError> {
        let column = self.scanner.at;
        let word = self.scanner.word(|_| false)?;
        let inside_quotes = usize::from(word.was_quoted);
        match span::read(&word.text, self.now) {
            Ok(Reading::Known(span)) => Ok(Term::At(span)),
            Ok(Reading::NeedsPresent) => {
                self.needs_present_at.get_or_insert(column);
                // Stands in for what is only checked.
                Ok(Term::Text(word.text))
            }
            Err((within, problem)) => Err(QueryError { column: column + inside_quotes + within, problem }),
        }
    }

    /// A condition on an attribute, from its name on.
    fn attribute(&mut self, images: Images) -> Result<Term, QueryError> {
        let path = self.scanner.path()?;
        let test = self.test()?;
        Ok(Term::Attribute(AttributeTerm { images, path, test }))
    }

    fn test(&mut self) -> Result<Test, QueryError> {
        let compares = |sign: Comparison, or_equal: Comparison, equal: bool| if equal { or_equal } else { sign };
        if self.scanner.takes(':') || self.scanner.takes('=') {
            self.expect_operand(QueryProblem::SignNeedsValue)?;
            return Ok(Test::Fits(self.pattern()?));
        }
        if self.scanner.takes('~') {
            self.expect_operand(QueryProblem::NeedsValue { before: "~" })?;
            return Ok(Test::Contains(self.operand("~")?));
        }
        let comparison = if self.scanner.takes('<') {
            compares(Comparison::Less, Comparison::AtMost, self.scanner.takes('='))
        } else if self.scanner.takes('>') {
            compares(Comparison::Greater, Comparison::AtLeast, self.scanner.takes('='))
        } else {
            self.expect_end_of_place()?;
            return Ok(Test::Exists);
        };
        self.expect_operand(QueryProblem::NeedsValue { before: comparison.sign() })?;
        let column = self.scanner.at;
        let is_text = self.scanner.here() == Some('"');
        let text = self.operand(comparison.sign())?;
        if !is_text && is_unkept_number(&text) {
            return Err(QueryError { column, problem: QueryProblem::UnkeptNumber { text } });
        }
        Ok(Test::Compares(comparison, text))
    }

    /// What an attribute is compared with begins right here.
    fn expect_operand(&self, otherwise: QueryProblem) -> Result<(), QueryError> {
        self.expect_value(otherwise)?;
        if self.scanner.here().is_some_and(begins_operator) {
            return Err(self.scanner.error(QueryProblem::TwoSigns));
        }
        Ok(())
    }

    fn operand(&mut self, sign: &'static str) -> Result<String, QueryError> {
        let text = self.scanner.word(|_| false)?.text;
        if self.scanner.here() == Some('*') {
            return Err(self.scanner.error(QueryProblem::StarAndSign { sign }));
        }
        Ok(text)
    }

    /// Nothing follows a place within an item.
    fn expect_end_of_place(&self) -> Result<(), QueryError> {
        let problem = match self.scanner.here() {
            _ if self.scanner.at_end_of_term() => return Ok(()),
            Some('*') => QueryProblem::StarAfterName,
            Some('!') => QueryProblem::Unequal,
            _ => QueryProblem::NameEnds,
        };
        Err(self.scanner.error(problem))
    }
}

/// What is said of a field that there is not.
fn no_field(word: String) -> QueryProblem {
    if let Some(Field::New | Field::Old) = Field::named(&word) {
        return QueryProblem::NeedsPoint { word };
    }
    match nearest(&word) {
        Some(meant) => QueryProblem::NearlyField { word, meant },
        None => QueryProblem::NoField { word },
    }
}
