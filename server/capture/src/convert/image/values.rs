//! Values of each type: as they are, or where they are odd, raw.

use afterimage_model::{AttributeValue, Number, attribute_value::MAX_DEPTH};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use serde::de::Error;

use super::{
    super::{odd::Odd, text::Text},
    writing::{Writing, put_json},
};

/// What holds other values. What would hold some below the model's limit is kept raw.
pub(super) fn nested<'de, E: Error>(
    writing: &mut Writing<'de>,
    tag: &str,
    write: impl FnOnce(&mut Writing<'de>) -> Result<(), E>,
) -> Result<(), E> {
    let begin = writing.text.len();
    let is_too_deep = writing.path.len() == MAX_DEPTH;
    writing.put(tag);
    let inner = writing.text.len();
    writing.raw_levels += usize::from(is_too_deep);
    write(writing)?;
    writing.raw_levels -= usize::from(is_too_deep);
    let is_empty = writing.text.len() == inner + 2;
    writing.put("}");
    if is_too_deep && !is_empty { writing.keep_raw(begin, Odd::Deep) } else { Ok(()) }
}

/// A value that JSON writes as a text.
pub(super) fn string(writing: &mut Writing<'_>, tag: &str, text: &Text<'_>) {
    writing.put("{\"");
    writing.put(tag);
    writing.put("\":");
    writing.put_string(text);
    writing.put("}");
}

pub(super) fn number<E: Error>(writing: &mut Writing<'_>, digits: &Text<'_>) -> Result<(), E> {
    let begin = writing.text.len();
    string(writing, "N", digits);
    match if is_plain(&digits.0) { Ok(()) } else { digits.0.parse::<Number>().map(drop) } {
        Ok(()) => Ok(()),
        Err(error) => writing.keep_raw(begin, Odd::Number(&error)),
    }
}

/// Digits of which nobody needs to ask whether DynamoDB keeps them: few enough, with at most one point among them.
fn is_plain(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    digits.len() <= 38 && all_digits(whole) && all_digits(fraction)
}

/// Base64 has one spelling for each value: what can be read is written as it came.
pub(super) fn binary<E: Error>(writing: &mut Writing<'_>, base64: &Text<'_>) -> Result<(), E> {
    let begin = writing.text.len();
    string(writing, "B", base64);
    if BASE64.decode(base64.0.as_bytes()).is_ok() { Ok(()) } else { writing.keep_raw(begin, Odd::Base64) }
}

pub(super) fn string_set<E: Error>(writing: &mut Writing<'_>, elements: Vec<String>) -> Result<(), E> {
    if elements.iter().any(|element| writing.is_lone(element)) {
        return raw_set(writing, "SS", elements, Odd::Text);
    }
    let elements = elements.iter().map(|element| writing.written(element).into_owned());
    writing.put_value(&AttributeValue::string_set(elements.collect::<Vec<_>>()));
    Ok(())
}

pub(super) fn number_set<E: Error>(writing: &mut Writing<'_>, elements: Vec<String>) -> Result<(), E> {
    match elements.iter().map(|digits| digits.parse::<Number>()).collect::<Result<Vec<_>, _>>() {
        Ok(numbers) => writing.put_value(&AttributeValue::number_set(numbers)),
        Err(error) => raw_set(writing, "NS", elements, Odd::Number(&error))?,
    }
    Ok(())
}

pub(super) fn binary_set<E: Error>(writing: &mut Writing<'_>, elements: Vec<String>) -> Result<(), E> {
    let values: Result<Vec<_>, _> = elements.iter().map(|element| BASE64.decode(element)).collect();
    match values {
        Ok(values) => writing.put_value(&AttributeValue::binary_set(values)),
        Err(_) => raw_set(writing, "BS", elements, Odd::Base64)?,
    }
    Ok(())
}

/// A set that is kept raw, its elements in order and without repeats.
fn raw_set<E: Error>(writing: &mut Writing<'_>, tag: &str, mut elements: Vec<String>, odd: Odd<'_>) -> Result<(), E> {
    let begin = writing.text.len();
    elements.sort();
    elements.dedup();
    writing.put("{\"");
    writing.put(tag);
    writing.put("\":");
    put_json(&mut writing.text, &elements);
    writing.put("}");
    writing.keep_raw(begin, odd)
}
