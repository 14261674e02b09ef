//! What is wrong with a query, a key or a number, in a language. The API and the command line tell it in English.

use afterimage_model::{
    Language,
    item_key::{BadKeyValue, InvalidKey},
    number::{InvalidNumber, MAX_EXPONENT, MAX_SIGNIFICANT_DIGITS, MIN_EXPONENT},
    query::{Field, MAX_DEPTH, MAX_POSITION, MAX_QUERY_CHARACTERS, MAX_STEPS, MAX_TERMS, QueryProblem},
};

use crate::say;

/// What is wrong, and what would be right.
pub fn problem_in_words(language: Language, problem: &QueryProblem) -> String {
    match problem {
        QueryProblem::TooLong => say!(language, "query-too-long", most = MAX_QUERY_CHARACTERS.to_string()),
        QueryProblem::TooManyTerms => say!(language, "query-too-many-terms", most = MAX_TERMS.to_string()),
        QueryProblem::TooDeep => say!(language, "query-too-deep", most = MAX_DEPTH.to_string()),
        QueryProblem::NoField { word } => {
            let fields = Field::ALL.map(Field::name).join(", ");
            say!(language, "query-no-field", word = in_quotes(word), fields = fields)
        }
        QueryProblem::NearlyField { word, meant } => {
            say!(language, "query-nearly-field", word = in_quotes(word), meant = meant.written())
        }
        QueryProblem::NeedsPoint { word } => say!(language, "query-needs-point", word = word.as_str()),
        QueryProblem::NeedsValue { before } => say!(language, "query-needs-value", before = *before),
        QueryProblem::NoItemKey { text, reason } => {
            say!(language, "query-no-item-key", text = in_quotes(text), reason = key_in_words(language, reason))
        }
        QueryProblem::NoOp(unknown) => say!(language, "query-no-op", text = in_quotes(&unknown.0)),
        QueryProblem::NoViewType { text } => say!(language, "query-no-view-type", text = in_quotes(text)),
        QueryProblem::UnkeptNumber { text } => say!(language, "query-unkept-number", text = text.as_str()),
        QueryProblem::StarAndSign { sign } => say!(language, "query-star-and-sign", sign = *sign),
        QueryProblem::TooManySteps => say!(language, "query-too-many-steps", most = MAX_STEPS.to_string()),
        QueryProblem::BadPosition => say!(language, "query-bad-position", most = MAX_POSITION.to_string()),
        QueryProblem::LoneMoment { text } => say!(language, "query-lone-moment", text = text.as_str()),
        QueryProblem::NoTime { text } => say!(language, "query-no-time", text = in_quotes(text)),
        QueryProblem::NoRelativeTime { text } => say!(language, "query-no-relative-time", text = text.as_str()),
        QueryProblem::TooFarBack { text } => say!(language, "query-too-far-back", text = text.as_str()),
        QueryProblem::ClosesNothing => say!(language, "query-closes-nothing").to_owned(),
        QueryProblem::OpenParenthesis => say!(language, "query-open-parenthesis").to_owned(),
        QueryProblem::OpenQuote => say!(language, "query-open-quote").to_owned(),
        QueryProblem::LoneOr => say!(language, "query-lone-or").to_owned(),
        QueryProblem::LoneMinus => say!(language, "query-lone-minus").to_owned(),
        QueryProblem::MinusAndBlank => say!(language, "query-minus-and-blank").to_owned(),
        QueryProblem::LoneColon => say!(language, "query-lone-colon").to_owned(),
        QueryProblem::SignNeedsValue => say!(language, "query-sign-needs-value").to_owned(),
        QueryProblem::TwoSigns => say!(language, "query-two-signs").to_owned(),
        QueryProblem::StarAfterName => say!(language, "query-star-after-name").to_owned(),
        QueryProblem::StarAfterPosition => say!(language, "query-star-after-position").to_owned(),
        QueryProblem::Unequal => say!(language, "query-unequal").to_owned(),
        QueryProblem::NameEnds => say!(language, "query-name-ends").to_owned(),
        QueryProblem::NameWithBlanks => say!(language, "query-name-with-blanks").to_owned(),
        QueryProblem::NeedsName => say!(language, "query-needs-name").to_owned(),
        QueryProblem::RelativeTime => say!(language, "query-relative-time").to_owned(),
        QueryProblem::EndlessRange => say!(language, "query-endless-range").to_owned(),
        QueryProblem::BackwardRange => say!(language, "query-backward-range").to_owned(),
        QueryProblem::YearTooFar => say!(language, "query-year-too-far").to_owned(),
    }
}

/// What was written, set off from what is said of it.
fn in_quotes(text: &str) -> String {
    format!("{text:?}")
}

/// Why a text is no item's key.
pub fn key_in_words(language: Language, reason: &InvalidKey) -> String {
    match reason {
        InvalidKey::WrongCount(count) => say!(language, "query-key-count", count = count.to_string()),
        InvalidKey::NotAPair(part) => say!(language, "query-key-pair", part = in_quotes(part)),
        InvalidKey::BadValue { name, reason } => {
            say!(language, "query-key-value", name = name.as_str(), reason = key_value_in_words(language, reason))
        }
    }
}

fn key_value_in_words(language: Language, reason: &BadKeyValue) -> String {
    match reason {
        BadKeyValue::NoKeyType(name) => say!(language, "query-key-type", kind = *name),
        BadKeyValue::UnknownType(letter) => say!(language, "query-key-letter", letter = in_quotes(letter)),
        BadKeyValue::NoNumber(reason) => number_in_words(language, reason),
        BadKeyValue::NoBase64(reason) => say!(language, "query-key-base64", reason = reason.to_string()),
    }
}

/// What is wrong with the text, and what would be right.
pub fn number_in_words(language: Language, reason: &InvalidNumber) -> String {
    match reason {
        InvalidNumber::NotANumber(text) => say!(language, "query-no-number", text = format!("{text:?}")),
        InvalidNumber::TooManyDigits(text) => {
            say!(language, "query-too-many-digits", text = text.as_str(), most = MAX_SIGNIFICANT_DIGITS.to_string())
        }
        InvalidNumber::OutOfRange(text) => {
            let (least, most) = (MIN_EXPONENT.to_string(), MAX_EXPONENT.to_string());
            say!(language, "query-number-out-of-range", text = text.as_str(), least = least, most = most)
        }
    }
}

#[cfg(test)]
mod tests {
    use afterimage_model::{Query, query::read_path};

    use super::*;

    /// One query at least for everything that can be wrong.
    fn problems() -> Vec<QueryProblem> {
        let long = ["a".repeat(MAX_QUERY_CHARACTERS + 1), "a ".repeat(MAX_TERMS + 1), "(".repeat(100)];
        let deep = format!("attr:a{}", ".a".repeat(MAX_STEPS));
        let digits = format!("item:a:N={}", "1".repeat(40));
        let short = [
            "a b)",
            "a (b",
            "key:\"a",
            "a OR",
            "a -",
            "- a",
            ":x",
            "http://x",
            "tabel:x",
            "new:status",
            "table: x",
            "attr:a: b",
            "attr:a> b",
            "attr:a~",
            "item:abc",
            "item:a=1;b=2;c=3",
            "item:a:Q=1",
            "item:a:N=one",
            "item:a:N=1e200",
            "item:a:B=***",
            &digits,
            "op:modifi",
            "view:all",
            "attr:a>1e200",
            "attr:a:>5",
            "attr:a>b*",
            "attr:na*",
            "changed:a[0]*",
            "attr:a!=5",
            "attr:a[0]b",
            "attr:",
            &deep,
            "attr:a[x]",
            "at:-2h",
            "at:-2h..",
            "at:..",
            "at:2026-11-07..2026-11-01",
            "at:0000-01-01T00:00+10:00",
            "at:yesterday",
            "at:-2y..",
            "at:-40000d..",
        ];
        let queries = long.iter().map(String::as_str).chain(short);
        let mut problems: Vec<QueryProblem> =
            queries.map(|query| query.parse::<Query>().expect_err(query).problem).collect();
        problems.push(read_path("a b").expect_err("a blank").problem);
        problems.push(QueryProblem::YearTooFar);
        problems
    }

    #[test]
    fn in_english_a_page_says_what_the_api_says() {
        for problem in problems() {
            assert_eq!(problem_in_words(Language::English, &problem), problem.to_string());
        }
    }

    #[test]
    fn in_portuguese_nothing_stays_english() {
        for problem in problems() {
            let words = problem_in_words(Language::Portuguese, &problem);
            assert!(!words.starts_with("query-") && words != problem.to_string(), "{words}");
        }
    }
}
