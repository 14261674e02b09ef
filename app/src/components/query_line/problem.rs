//! What is wrong with a query, in the language of the page. The API and the command line tell it in English.

use crate::{
    components::number_problem::number_in_words,
    model::{
        item_key::{BadKeyValue, InvalidKey},
        query::{Field, MAX_DEPTH, MAX_POSITION, MAX_QUERY_CHARACTERS, MAX_STEPS, MAX_TERMS, QueryProblem},
    },
    say,
};

/// What is wrong, and what would be right.
pub fn problem_in_words(problem: &QueryProblem) -> String {
    match problem {
        QueryProblem::TooLong => say!("query-too-long", most = MAX_QUERY_CHARACTERS.to_string()),
        QueryProblem::TooManyTerms => say!("query-too-many-terms", most = MAX_TERMS.to_string()),
        QueryProblem::TooDeep => say!("query-too-deep", most = MAX_DEPTH.to_string()),
        QueryProblem::NoField { word } => {
            let fields = Field::ALL.map(Field::name).join(", ");
            say!("query-no-field", word = in_quotes(word), fields = fields)
        }
        QueryProblem::NearlyField { word, meant } => {
            say!("query-nearly-field", word = in_quotes(word), meant = meant.written())
        }
        QueryProblem::NeedsPoint { word } => say!("query-needs-point", word = word.as_str()),
        QueryProblem::NeedsValue { before } => say!("query-needs-value", before = *before),
        QueryProblem::NoItemKey { text, reason } => {
            say!("query-no-item-key", text = in_quotes(text), reason = key_in_words(reason))
        }
        QueryProblem::NoOp(unknown) => say!("query-no-op", text = in_quotes(&unknown.0)),
        QueryProblem::NoViewType { text } => say!("query-no-view-type", text = in_quotes(text)),
        QueryProblem::UnkeptNumber { text } => say!("query-unkept-number", text = text.as_str()),
        QueryProblem::StarAndSign { sign } => say!("query-star-and-sign", sign = *sign),
        QueryProblem::TooManySteps => say!("query-too-many-steps", most = MAX_STEPS.to_string()),
        QueryProblem::BadPosition => say!("query-bad-position", most = MAX_POSITION.to_string()),
        QueryProblem::LoneMoment { text } => say!("query-lone-moment", text = text.as_str()),
        QueryProblem::NoTime { text } => say!("query-no-time", text = in_quotes(text)),
        QueryProblem::NoRelativeTime { text } => say!("query-no-relative-time", text = text.as_str()),
        QueryProblem::TooFarBack { text } => say!("query-too-far-back", text = text.as_str()),
        QueryProblem::ClosesNothing => say!("query-closes-nothing").to_owned(),
        QueryProblem::OpenParenthesis => say!("query-open-parenthesis").to_owned(),
        QueryProblem::OpenQuote => say!("query-open-quote").to_owned(),
        QueryProblem::LoneOr => say!("query-lone-or").to_owned(),
        QueryProblem::LoneMinus => say!("query-lone-minus").to_owned(),
        QueryProblem::MinusAndBlank => say!("query-minus-and-blank").to_owned(),
        QueryProblem::LoneColon => say!("query-lone-colon").to_owned(),
        QueryProblem::SignNeedsValue => say!("query-sign-needs-value").to_owned(),
        QueryProblem::TwoSigns => say!("query-two-signs").to_owned(),
        QueryProblem::StarAfterName => say!("query-star-after-name").to_owned(),
        QueryProblem::StarAfterPosition => say!("query-star-after-position").to_owned(),
        QueryProblem::Unequal => say!("query-unequal").to_owned(),
        QueryProblem::NameEnds => say!("query-name-ends").to_owned(),
        QueryProblem::NameWithBlanks => say!("query-name-with-blanks").to_owned(),
        QueryProblem::NeedsName => say!("query-needs-name").to_owned(),
        QueryProblem::RelativeTime => say!("query-relative-time").to_owned(),
        QueryProblem::EndlessRange => say!("query-endless-range").to_owned(),
        QueryProblem::BackwardRange => say!("query-backward-range").to_owned(),
        QueryProblem::YearTooFar => say!("query-year-too-far").to_owned(),
    }
}

/// What was written, set off from what is said of it.
fn in_quotes(text: &str) -> String {
    format!("{text:?}")
}

/// Why a text is no item's key, in the language of the page.
pub fn key_in_words(reason: &InvalidKey) -> String {
    match reason {
        InvalidKey::WrongCount(count) => say!("query-key-count", count = count.to_string()),
        InvalidKey::NotAPair(part) => say!("query-key-pair", part = in_quotes(part)),
        InvalidKey::BadValue { name, reason } => {
            say!("query-key-value", name = name.as_str(), reason = key_value_in_words(reason))
        }
    }
}

fn key_value_in_words(reason: &BadKeyValue) -> String {
    match reason {
        BadKeyValue::NoKeyType(name) => say!("query-key-type", kind = *name),
        BadKeyValue::UnknownType(letter) => say!("query-key-letter", letter = in_quotes(letter)),
        BadKeyValue::NoNumber(reason) => number_in_words(reason),
        BadKeyValue::NoBase64(reason) => say!("query-key-base64", reason = reason.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        language::Language,
        model::query::{MAX_QUERY_CHARACTERS, Query, read_path},
    };
    use leptos::prelude::{Owner, provide_context};

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
            assert_eq!(problem_in_words(&problem), problem.to_string());
        }
    }

    #[test]
    fn in_portuguese_nothing_stays_english() {
        Owner::new().with(|| {
            provide_context(Language::Portuguese);
            for problem in problems() {
                let words = problem_in_words(&problem);
                assert!(!words.starts_with("query-") && words != problem.to_string(), "{words}");
            }
        });
    }
}
