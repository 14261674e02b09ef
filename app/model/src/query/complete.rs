//! What may come next in a query that is being typed.

mod about;

use std::ops::Range;

pub use self::about::About;
use super::{Field, print::quoted};
use crate::{Op, ViewType, diff::begins_operator};

/// The most completions that are offered at once.
pub const MAX_COMPLETIONS: usize = 12;

/// From so many letters on, names are also offered that hold them further in, and a bare word is looked for among the
/// names of tables and attributes.
const MIN_LETTERS: usize = 2;

/// Times that are often asked for.
const TIMES: [(&str, About); 5] = [
    ("-15m..", About::QuarterHour),
    ("-1h..", About::Hour),
    ("-24h..", About::Day),
    ("-7d..", About::Week),
    ("-30d..", About::Month),
];

/// What may follow an attribute's name.
const SIGNS: [(&str, About); 6] = [
    (":", About::Is),
    (">", About::IsMore),
    (">=", About::IsAtLeast),
    ("<", About::IsLess),
    ("<=", About::IsAtMost),
    ("~", About::Contains),
];

/// The names that the one who asks knows of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Tables' names.
    pub tables: Vec<String>,
    /// Places within items, as paths are written: `address.city`.
    pub places: Vec<String>,
    /// Who made changes.
    pub actors: Vec<String>,
}

/// Something that may come next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What of the query it replaces, in characters.
    pub replaces: Range<usize>,
    /// What it puts there.
    pub text: String,
    /// What that finds.
    pub about: About,
}

impl Completion {
    /// The query with the completion in it, and where the caret is then, in characters.
    pub fn apply(&self, query: &str) -> (String, usize) {
        let before = query.chars().take(self.replaces.start);
        let after = query.chars().skip(self.replaces.end);
        let completed = before.chain(self.text.chars()).chain(after).collect();
        (completed, self.replaces.start + self.text.chars().count())
    }
}

/// What may come next at the caret, which is a position in characters; the likeliest first.
pub fn complete(query: &str, caret: usize, known: &Known) -> Vec<Completion> {
    let characters: Vec<char> = query.chars().collect();
    let caret = caret.min(characters.len());
    let term = Typed::at(&characters, caret);
    let mut completions = match term.part() {
        CompletedPart::Field => of_field(&term, known),
        CompletedPart::Value { field, at } => of_value(&term, field, at, known),
        CompletedPart::Place { field, at } => of_place(&term, field, at, known),
        CompletedPart::Text => Vec::new(),
    };
    completions.truncate(MAX_COMPLETIONS);
    completions
}

/// The term that the caret is in.
struct Typed<'a> {
    characters: &'a [char],
    /// Where the term begins, after a minus.
    start: usize,
    caret: usize,
}

/// The part of a term that the caret is in.
enum CompletedPart {
    /// The name of a field, or a bare word.
    Field,
    /// A field's value, and where it begins.
    Value { field: Field, at: usize },
    /// A place within an item, and where it begins.
    Place { field: Field, at: usize },
    /// Where nothing can be known.
    Text,
}

impl<'a> Typed<'a> {
    fn at(characters: &'a [char], caret: usize) -> Self {
        let mut quotes = Quotes::default();
        let mut start = 0;
        for (at, &character) in characters[..caret].iter().enumerate() {
            let outside = quotes.is_outside_after(character);
            let begins_anew = character.is_whitespace() || matches!(character, '(' | ')');
            if outside && (begins_anew || (character == '-' && start == at)) {
                start = at + 1;
            }
        }
        Self { characters, start, caret }
    }

    /// What stands from there up to the caret.
    fn typed_from(&self, at: usize) -> String {
        self.characters[at.min(self.caret)..self.caret].iter().collect()
    }

    fn part(&self) -> CompletedPart {
        let typed = self.typed_from(self.start);
        for field in [Field::New, Field::Old] {
            if typed.starts_with(field.written()) {
                return self.place(field, self.start + field.written().len());
            }
        }
        let Some(colon) = typed.chars().position(|character| character == ':') else {
            return if typed.starts_with('"') { CompletedPart::Text } else { CompletedPart::Field };
        };
        let name: String = typed.chars().take(colon).collect();
        let at = self.start + colon + 1;
        match Field::named(&name) {
            Some(field @ (Field::Attr | Field::Changed)) => self.place(field, at),
            Some(field @ (Field::Table | Field::Op | Field::At | Field::Actor | Field::View)) => {
                CompletedPart::Value { field, at }
            }
            Some(Field::Key | Field::Item | Field::New | Field::Old) | None => CompletedPart::Text,
        }
    }

    fn place(&self, field: Field, at: usize) -> CompletedPart {
        let mut quotes = Quotes::default();
        let mut before_caret = self.characters[at..self.caret].iter();
        let is_compared = field != Field::Changed
            && before_caret.any(|&character| quotes.is_outside_after(character) && begins_operator(character));
        if is_compared { CompletedPart::Text } else { CompletedPart::Place { field, at } }
    }

    /// Where the part that begins there ends: at the term's end, or at a stop outside quotes.
    fn end_of_part(&self, from: usize, is_stop: impl Fn(char) -> bool) -> usize {
        let mut quotes = Quotes::default();
        let ends = |(at, character): (usize, char)| {
            let outside = quotes.is_outside_after(character);
            let is_end = character.is_whitespace() || matches!(character, '(' | ')') || is_stop(character);
            from + at >= self.caret && outside && is_end
        };
        let rest = self.characters[from..].iter().copied();
        rest.enumerate().position(ends).map_or(self.characters.len(), |length| from + length)
    }

    /// A completion of the part that begins there. What completes the term is set off from what comes next.
    fn completion(&self, replaces: Range<usize>, text: String, about: About, is_term: bool) -> Completion {
        let is_last = replaces.end == self.characters.len();
        let text = if is_term && is_last { text + " " } else { text };
        Completion { replaces, text, about }
    }
}

/// Follows quotes and escapes.
#[derive(Default)]
struct Quotes {
    open: bool,
    escaped: bool,
}

impl Quotes {
    /// Whether the next character stands outside quotes, and is no quote itself.
    fn is_outside_after(&mut self, character: char) -> bool {
        let was_open = self.open;
        match character {
            _ if self.escaped => self.escaped = false,
            '\\' if self.open => self.escaped = true,
            '"' => self.open = !self.open,
            _ => {}
        }
        !was_open && !self.open
    }
}

/// The names that go on from, or hold, what was typed. The case of ASCII letters does not matter; the tables for all
/// others would be a tenth of what this costs the first page.
fn fitting<'a>(names: &'a [String], typed: &str) -> Vec<&'a str> {
    let typed = typed.to_ascii_lowercase();
    let may_hold = typed.chars().count() >= MIN_LETTERS;
    let (mut going_on, mut holding): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for name in names {
        if going_on.contains(&name.as_str()) || holding.contains(&name.as_str()) {
            continue;
        }
        let lower = name.to_ascii_lowercase();
        if lower.trim_start_matches('"').starts_with(typed.trim_start_matches('"')) {
            going_on.push(name);
        } else if may_hold && lower.contains(&typed) {
            holding.push(name);
        }
    }
    going_on.extend(holding);
    going_on
}

fn of_field(term: &Typed, known: &Known) -> Vec<Completion> {
    let typed = term.typed_from(term.start);
    let end = term.end_of_part(term.start, |character| matches!(character, ':' | '.'));
    let past_sign = term.characters.get(end).is_some_and(|sign| matches!(sign, ':' | '.'));
    let replaces = term.start..end + usize::from(past_sign);
    let begins_so = |written: &str| written.starts_with(&typed.to_ascii_lowercase());
    let mut completions: Vec<Completion> = Field::ALL
        .into_iter()
        .filter(|field| begins_so(field.written()))
        .map(|field| term.completion(replaces.clone(), field.written().to_owned(), About::Field(field), false))
        .collect();
    let follows_something = term.characters[..term.start].iter().any(|character| !character.is_whitespace());
    if follows_something && "OR".starts_with(&typed) {
        completions.push(term.completion(replaces.clone(), "OR".to_owned(), About::Or, true));
    }
    if typed.chars().count() >= MIN_LETTERS && !past_sign {
        completions.extend(
            fitting(&known.tables, &typed)
                .into_iter()
                .map(|table| term.completion(replaces.clone(), format!("table:{}", quoted(table)), About::Table, true)),
        );
        completions.extend(
            fitting(&known.places, &typed)
                .into_iter()
                .map(|place| term.completion(replaces.clone(), format!("attr:{place}"), About::Attribute, false)),
        );
    }
    completions
}

fn of_value(term: &Typed, field: Field, at: usize, known: &Known) -> Vec<Completion> {
    let typed = term.typed_from(at);
    let replaces = at..term.end_of_part(at, |_| false);
    let lower = |names: &[&str]| names.iter().map(|name| name.to_ascii_lowercase()).collect::<Vec<_>>();
    let (names, about) = match field {
        Field::Table => (known.tables.clone(), About::Table),
        Field::Actor => ([vec!["ttl".to_owned()], known.actors.clone()].concat(), About::Actor),
        Field::Op => (lower(&Op::ALL.map(Op::as_str)), About::Op),
        Field::View => (lower(&ViewType::ALL.map(ViewType::as_str)), About::View),
        _ => {
            let fits = TIMES.into_iter().filter(|(time, _)| time.starts_with(&typed));
            return fits.map(|(time, about)| term.completion(replaces.clone(), time.to_owned(), about, true)).collect();
        }
    };
    let fitting = fitting(&names, typed.trim_start_matches('"'));
    fitting.into_iter().map(|name| term.completion(replaces.clone(), quoted(name), about, true)).collect()
}

fn of_place(term: &Typed, field: Field, at: usize, known: &Known) -> Vec<Completion> {
    let typed = term.typed_from(at);
    let is_term = field == Field::Changed;
    let end = term.end_of_part(at, |character| !is_term && begins_operator(character));
    let is_known = known.places.contains(&typed);
    if is_known && !is_term && end == term.caret {
        let sign = |(sign, about): (&str, About)| term.completion(at..end, format!("{typed}{sign}"), about, false);
        return SIGNS.into_iter().map(sign).collect();
    }
    fitting(&known.places, &typed)
        .into_iter()
        .map(|place| term.completion(at..end, place.to_owned(), About::Attribute, is_term))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Query,
        diff::{Path, PathSegment},
        query::{Expression, Images, Pattern, PlacePattern, Term, Test},
    };
    use proptest::prelude::*;

    fn known() -> Known {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Known {
            tables: names(&["demo-orders", "demo-users", "my orders"]),
            places: names(&["status", "total", "address.city", "\"order#1 (old)\".x"]),
            actors: names(&["arn:aws:iam::1:user/ana"]),
        }
    }

    /// The queries that the completions lead to; the caret is at the bar.
    fn completed(query: &str) -> Vec<String> {
        let caret = query.chars().position(|character| character == '|').expect("a caret");
        let query = query.replace('|', "");
        complete(&query, caret, &known()).iter().map(|completion| completion.apply(&query).0).collect()
    }

    #[test]
    fn an_empty_line_offers_every_field() {
        assert_eq!(completed("|"), Field::ALL.map(Field::written));
        let later = completed("paid |");
        assert_eq!((later.len(), later.last().map(String::as_str)), (Field::ALL.len() + 1, Some("paid OR ")));
    }

    #[test]
    fn a_field_is_completed_also_after_a_minus_or_a_parenthesis() {
        assert_eq!(completed("ch|"), ["changed:"]);
        assert_eq!(completed("-(tab|"), ["-(table:"]);
        assert_eq!(completed("a (op|:x) b"), ["a (op:x) b"]);
        assert_eq!(completed("ne|w.status"), ["new.status"]);
    }

    #[test]
    fn a_word_is_looked_for_among_the_names() {
        assert_eq!(completed("ord|"), ["table:demo-orders ", "table:\"my orders\" ", "attr:\"order#1 (old)\".x",]);
        assert_eq!(completed("tot|"), ["attr:total"]);
        assert_eq!(completed("\"tot|"), [""; 0], "text in quotes is text");
    }

    #[test]
    fn values_are_completed_by_their_field() {
        assert_eq!(completed("table:|"), ["table:demo-orders ", "table:demo-users ", "table:\"my orders\" "]);
        assert_eq!(completed("table:demo-o| paid"), ["table:demo-orders paid"]);
        assert_eq!(completed("table:\"my o|\" paid"), ["table:\"my orders\" paid"]);
        assert_eq!(completed("op:m|x"), ["op:modify "]);
        assert_eq!(completed("view:key|"), ["view:keys_only "]);
        assert_eq!(completed("actor:an|"), ["actor:\"arn:aws:iam::1:user/ana\" "]);
        assert_eq!(completed("at:-2|"), ["at:-24h.. "]);
        assert_eq!(completed("key:|"), [""; 0]);
        assert_eq!(completed("nothing:|"), [""; 0]);
    }

    #[test]
    fn attributes_are_completed_and_then_their_signs() {
        assert_eq!(completed("attr:to|"), ["attr:total"]);
        assert_eq!(completed("attr:to|tal>100"), ["attr:total>100"]);
        assert_eq!(completed("new.addr|"), ["new.address.city"]);
        assert_eq!(completed("changed:city|"), ["changed:address.city "]);
        assert_eq!(completed("attr:order|"), ["attr:\"order#1 (old)\".x"]);
        assert_eq!(completed("-attr:total|"), SIGNS.map(|(sign, _)| format!("-attr:total{sign}")));
        assert_eq!(completed("attr:total>1|"), [""; 0]);
    }

    fn names() -> impl Strategy<Value = String> {
        prop_oneof!["[a-z. \"\\\\()#é:*-]{1,6}", ".{1,6}"]
    }

    fn only_term(query: &str) -> Option<Term> {
        match query.parse::<Query>().ok()?.expression {
            Expression::Term(term) => Some(term),
            _ => None,
        }
    }

    proptest! {
        #[test]
        fn any_name_that_is_completed_is_read_as_itself(name in names(), steps in prop::collection::vec(names(), 1..3)) {
            let path = Path(steps.into_iter().map(PathSegment::Name).collect());
            let known = Known { tables: vec![name.clone()], places: vec![path.to_string()], actors: vec![name.clone()] };
            let first = |query: &str| complete(query, query.chars().count(), &known)[0].apply(query).0;
            let exact = Pattern::Exact(name.clone());
            prop_assert_eq!(only_term(&first("table:")), Some(Term::Table(exact)));
            let changed = PlacePattern { path: path.clone(), is_prefix: false };
            prop_assert_eq!(only_term(&first("changed:")), Some(Term::Changed(changed)));
            let exists = crate::query::AttributeTerm { images: Images::New, path, test: Test::Exists };
            prop_assert_eq!(only_term(&first("new.")), Some(Term::Attribute(exists)));
        }

        #[test]
        fn whatever_is_typed_completions_lie_within_it(
            query in "[a-z:.\"\\\\()\\[\\] é>-]{0,24}|(attr|table|op|at|changed):.{0,8}",
            caret in 0..30usize,
        ) {
            for completion in complete(&query, caret, &known()) {
                let length = query.chars().count();
                prop_assert!(completion.replaces.start <= caret.min(length), "{:?}", completion);
                prop_assert!(completion.replaces.start <= completion.replaces.end, "{:?}", completion);
                prop_assert!(completion.replaces.end <= length, "{:?}", completion);
                let (text, caret) = completion.apply(&query);
                prop_assert!(caret <= text.chars().count());
            }
        }
    }
}
