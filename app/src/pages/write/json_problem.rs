//! What keeps a text from being read as an item, in the language of the page.

use afterimage_language::number_in_words;
use afterimage_model::{
    attribute_value::MAX_DEPTH,
    invalid_json::{InvalidJson, JsonProblem},
};

use crate::{language, say};

/// Where and what, and what would be right: `address.lines[2]: must be a JSON string`.
pub(super) fn in_words(error: &InvalidJson) -> String {
    format!("{}: {}", error.path, reason(&error.reason))
}

fn reason(problem: &JsonProblem) -> String {
    match problem {
        JsonProblem::NotJson(why) => say!("write-json-syntax", why = why.as_str()),
        JsonProblem::NoObject => say!("write-json-object").to_owned(),
        JsonProblem::TooDeep => say!("write-json-deep", most = MAX_DEPTH),
        JsonProblem::Twice => say!("write-json-twice").to_owned(),
        JsonProblem::EmptySet => say!("write-json-empty-set").to_owned(),
        JsonProblem::NoNumber(error) => number_in_words(language::current(), error),
        JsonProblem::NoBase64(error) => say!("write-json-base64", why = error.to_string()),
        JsonProblem::NotOneTag => say!("write-json-one-tag").to_owned(),
        JsonProblem::UnknownTag(tag) => say!("write-json-unknown-tag", tag = format!("{tag:?}")),
        JsonProblem::NoString => say!("write-json-string").to_owned(),
        JsonProblem::NoArray => say!("write-json-array").to_owned(),
        JsonProblem::BareNumber => say!("write-json-bare-number").to_owned(),
        JsonProblem::NoBool => say!("write-json-bool").to_owned(),
        JsonProblem::NoNull => say!("write-json-null").to_owned(),
        JsonProblem::NoMap => say!("write-json-map").to_owned(),
        JsonProblem::UnknownForm(name) => say!("write-json-unknown-form", name = name.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use afterimage_model::{Language, dynamodb_json, plain_json};
    use leptos::prelude::{Owner, provide_context};

    use super::*;

    /// A text at least for everything that can be wrong.
    fn errors() -> Vec<InvalidJson> {
        let deep = format!(r#"{{"a": {}1{}}}"#, "[".repeat(40), "]".repeat(40));
        let digits = format!(r#"{{"a": {}}}"#, "1".repeat(40));
        let plain = [
            "{",
            "[1]",
            deep.as_str(),
            r#"{"a": 1, "a": 2}"#,
            r#"{"a": {"$ss": []}}"#,
            r#"{"a": {"$n": "one"}}"#,
            digits.as_str(),
            r#"{"a": 1e200}"#,
            r#"{"a": {"$b": "***"}}"#,
            r#"{"a": {"$x": 1}}"#,
        ];
        let tagged = [
            r#"{"a": "bare"}"#,
            r#"{"a": {"X": 1}}"#,
            r#"{"a": {"S": 1}}"#,
            r#"{"a": {"L": 1}}"#,
            r#"{"a": {"N": 1}}"#,
            r#"{"a": {"BOOL": 1}}"#,
            r#"{"a": {"NULL": false}}"#,
            r#"{"a": {"M": 1}}"#,
        ];
        let plain = plain.iter().map(|text| plain_json::from_text(text).expect_err(text));
        plain.chain(tagged.iter().map(|text| dynamodb_json::from_text(text).expect_err(text))).collect()
    }

    #[test]
    fn in_english_the_page_says_what_programs_are_told() {
        for error in errors() {
            assert_eq!(in_words(&error), error.to_string());
        }
    }

    #[test]
    fn in_portuguese_nothing_stays_english() {
        Owner::new().with(|| {
            provide_context(Language::Portuguese);
            for error in errors() {
                let words = in_words(&error);
                assert!(!words.contains("write-json") && words != error.to_string(), "{words}");
            }
        });
    }
}
