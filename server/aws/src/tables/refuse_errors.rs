//! Errors in the clothes of a success, told apart for every operation of both clients.
//!
//! AWS's client knows an error by its status, and takes every field of an answer for optional. So an error that comes with
//! the status 200, from a proxy or a broken endpoint, would be an answer that says nothing: no tables, no item, the last
//! page of a scan.

use aws_sdk_dynamodb::{
    config::{ConfigBag, Intercept, RuntimeComponents, interceptors::AfterDeserializationInterceptorContextRef},
    error::BoxError,
};
use serde::Deserialize;
use serde_json::value::RawValue;

/// Refuses answers that are errors, or nothing that DynamoDB says. One without a body is left alone: some operations have
/// nothing to say.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct RefuseErrors;

/// What an answer is not to have.
#[derive(Deserialize)]
struct Answer<'a> {
    #[serde(rename = "__type", borrow)]
    error: Option<&'a RawValue>,
}

impl Intercept for RefuseErrors {
    fn name(&self) -> &'static str {
        "RefuseErrors"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let answer = context.response();
        match answer.body().bytes() {
            Some(body) if answer.status().is_success() => check(body),
            _ => Ok(()),
        }
    }
}

/// The field that an error has and no answer.
const ERROR_FIELD: &[u8] = b"__type";

/// JSON may spell any letter of the field so.
const ESCAPE: &[u8] = b"\\u";

fn check(body: &[u8]) -> Result<(), BoxError> {
    // A page of records has megabytes, and its client has read it already: where nothing in it looks like an error's field,
    // it is not read once more.
    let is_object = body.trim_ascii_start().first() == Some(&b'{');
    let looks_like_one = || [ERROR_FIELD, ESCAPE].iter().any(|sign| memchr::memmem::find(body, sign).is_some());
    if body.is_empty() || is_object && !looks_like_one() {
        return Ok(());
    }
    match serde_json::from_slice::<Answer<'_>>(body)?.error {
        Some(name) => Err(format!("an error in an answer's place: {}", name.get().trim_matches('"')).into()),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_none_of_an_answers_clothes_and_an_items_attribute_is() {
        for answer in ["", "{}", r#"{"Items": [{"__type": {"S": "x"}}]}"#, r#"{"__type": null}"#] {
            assert!(check(answer.as_bytes()).is_ok(), "{answer}");
        }
        for none in [
            r#"{"__type": "InternalServerError"}"#,
            r#"{"Items": [], "__type": "x"}"#,
            r#"{"\u005f_type": "x"}"#,
            "[]",
            "null",
            "<html>",
        ] {
            assert!(check(none.as_bytes()).is_err(), "{none}");
        }
    }
}
