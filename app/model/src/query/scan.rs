//! The words of a query: where one ends, what quotes keep, how a place within an item is written.

use super::{MAX_POSITION, MAX_STEPS, PlacePattern, QueryError, QueryProblem};
use crate::diff::{Path, PathSegment, begins_operator, ends_step};

/// Goes through a query's characters.
pub(super) struct Scanner<'a> {
    characters: &'a [char],
    /// The next character's column.
    pub(super) at: usize,
}

/// What a word is: as it stands, or from within quotes.
pub(super) struct Word {
    pub(super) text: String,
    pub(super) was_quoted: bool,
}

/// A place within an item by itself: `address.city`, `lines[0]."unit price"`.
///
/// # Errors
/// Where the text is no such place, with the column.
pub fn read_path(text: &str) -> Result<Path, QueryError> {
    let characters: Vec<char> = text.chars().collect();
    let mut scanner = Scanner::new(&characters);
    let path = scanner.place(|_| false)?.path;
    if scanner.here().is_some() {
        return Err(scanner.error(QueryProblem::NameWithBlanks));
    }
    Ok(path)
}

/// What ends every word that stands without quotes.
fn ends_word(character: char) -> bool {
    character.is_whitespace() || matches!(character, '(' | ')' | '"')
}

impl<'a> Scanner<'a> {
    pub(super) fn new(characters: &'a [char]) -> Self {
        Self { characters, at: 0 }
    }

    pub(super) fn error(&self, problem: QueryProblem) -> QueryError {
        QueryError { column: self.at, problem }
    }

    /// The character right here.
    pub(super) fn here(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    /// The next character that is no blank.
    pub(super) fn peek(&mut self) -> Option<char> {
        while self.here().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
        self.here()
    }

    /// Whether the text stands right here.
    pub(super) fn is_at(&self, text: &str) -> bool {
        let rest = &self.characters[self.at.min(self.characters.len())..];
        text.chars().enumerate().all(|(at, character)| rest.get(at) == Some(&character))
    }

    /// Steps over the character, if it is right here.
    pub(super) fn takes(&mut self, character: char) -> bool {
        let is_here = self.here() == Some(character);
        if is_here {
            self.at += 1;
        }
        is_here
    }

    /// Whether the word OR stands right here.
    pub(super) fn at_or(&self) -> bool {
        let after = self.characters.get(self.at + 2);
        self.is_at("OR") && after.is_none_or(|next| next.is_whitespace() || matches!(next, '(' | ')'))
    }

    /// Whether a term ends right here.
    pub(super) fn at_end_of_term(&self) -> bool {
        self.here().is_none_or(|next| next.is_whitespace() || matches!(next, '(' | ')'))
    }

    /// Whether a star stands here at the end of a word, where it means: beginning with.
    fn at_star(&self) -> bool {
        self.here() == Some('*') && self.characters.get(self.at + 1).is_none_or(|next| ends_word(*next))
    }

    /// Steps over a star, if one stands right here.
    pub(super) fn takes_star(&mut self) -> bool {
        self.takes('*')
    }

    /// A word up to a blank, a parenthesis, a quote, a star at its end or a stop; or a quoted text.
    pub(super) fn word(&mut self, is_stop: impl Fn(char) -> bool) -> Result<Word, QueryError> {
        if self.here() == Some('"') {
            return Ok(Word { text: self.quoted()?, was_quoted: true });
        }
        let start = self.at;
        while self.here().is_some_and(|next| !ends_word(next) && !is_stop(next)) && !self.at_star() {
            self.at += 1;
        }
        Ok(Word { text: self.characters[start..self.at].iter().collect(), was_quoted: false })
    }

    fn quoted(&mut self) -> Result<String, QueryError> {
        let opened_at = self.at;
        self.at += 1;
        let mut text = String::new();
        while let Some(character) = self.here() {
            self.at += 1;
            match character {
                '"' => return Ok(text),
                '\\' => {
                    text.extend(self.here().map(escaped));
                    self.at += 1;
                }
                other => text.push(other),
            }
        }
        Err(QueryError { column: opened_at, problem: QueryProblem::OpenQuote })
    }

    /// A place within an item, up to an operator.
    pub(super) fn path(&mut self) -> Result<Path, QueryError> {
        Ok(self.place(begins_operator)?.path)
    }

    /// A place within an item, or the beginning of one. Nothing is compared, so that names may hold operators.
    pub(super) fn place_pattern(&mut self) -> Result<PlacePattern, QueryError> {
        let mut place = self.place(|_| false)?;
        place.is_prefix = self.takes_star();
        if place.is_prefix && !matches!(place.path.0.last(), Some(PathSegment::Name(_))) {
            self.at -= 1;
            return Err(self.error(QueryProblem::StarAfterPosition));
        }
        Ok(place)
    }

    fn place(&mut self, is_stop: impl Fn(char) -> bool) -> Result<PlacePattern, QueryError> {
        let mut steps = Vec::new();
        loop {
            let start = self.at;
            let name = self.word(|next| ends_step(next) || is_stop(next))?;
            if name.text.is_empty() && !name.was_quoted && !self.at_star() {
                return Err(QueryError { column: start, problem: QueryProblem::NeedsName });
            }
            steps.push(PathSegment::Name(name.text));
            while self.here() == Some('[') {
                steps.push(PathSegment::Position(self.position()?));
            }
            if steps.len() > MAX_STEPS {
                return Err(QueryError { column: start, problem: QueryProblem::TooManySteps });
            }
            if !self.takes('.') {
                return Ok(PlacePattern { path: Path(steps), is_prefix: false });
            }
        }
    }

    /// `[3]`
    fn position(&mut self) -> Result<usize, QueryError> {
        let opened_at = self.at;
        self.at += 1;
        let start = self.at;
        while self.here().is_some_and(|next| next.is_ascii_digit()) {
            self.at += 1;
        }
        let digits: String = self.characters[start..self.at].iter().collect();
        let position = digits.parse().ok().filter(|position| *position <= MAX_POSITION);
        match position {
            Some(position) if self.takes(']') => Ok(position),
            _ => Err(QueryError { column: opened_at, problem: QueryProblem::BadPosition }),
        }
    }
}

/// What a character after a backslash stands for.
fn escaped(character: char) -> char {
    match character {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        other => other,
    }
}
