//! One attribute value as text, in a short notation of its own: `"paid"`, `129.90`, `{gift, vip}`, `[1, 2]`.

use afterimage_model::AttributeValue;
use leptos::prelude::*;

use super::folded::{Folded, MAX_UNFOLDED_CHARACTERS};

/// Longer values are folded: their beginning is shown, and the whole on request.
const MAX_INLINE_CHARACTERS: usize = 160;

/// Of binary, so many bytes are shown; the JSON has all of them.
const MAX_SHOWN_BYTES: usize = 256;

/// The value's text. Sets have braces and bare elements, maps have braces and names, NULL is `null`, and binary says
/// its length before its hexadecimal digits, of which only the first are shown. What is kept raw is shown as that JSON.
pub fn value_text(value: &AttributeValue) -> String {
    let mut text = String::new();
    write_value(value, &mut text);
    text
}

fn write_value(value: &AttributeValue, into: &mut String) {
    match value {
        AttributeValue::S(text) => {
            into.push('"');
            into.push_str(text);
            into.push('"');
        }
        AttributeValue::N(number) => into.push_str(number.as_str()),
        AttributeValue::Raw(json) => into.push_str(json),
        AttributeValue::B(bytes) => write_binary(bytes, into),
        AttributeValue::Bool(value) => into.push_str(if *value { "true" } else { "false" }),
        AttributeValue::Null => into.push_str("null"),
        AttributeValue::L(elements) => write_all(['[', ']'], elements, into, write_value),
        AttributeValue::M(entries) => write_all(['{', '}'], entries, into, |(name, value), into| {
            into.push_str(name);
            into.push_str(": ");
            write_value(value, into);
        }),
        AttributeValue::Ss(elements) => write_all(['{', '}'], elements, into, |text, into| into.push_str(text)),
        AttributeValue::Ns(elements) => {
            write_all(['{', '}'], elements, into, |number, into| into.push_str(number.as_str()));
        }
        AttributeValue::Bs(elements) => write_all(['{', '}'], elements, into, |bytes, into| write_binary(bytes, into)),
    }
}

fn write_all<T>(
    [open, close]: [char; 2],
    elements: impl IntoIterator<Item = T>,
    into: &mut String,
    write: impl Fn(T, &mut String),
) {
    into.push(open);
    for (at, element) in elements.into_iter().enumerate() {
        if at > 0 {
            into.push_str(", ");
        }
        write(element, into);
    }
    into.push(close);
}

fn write_binary(bytes: &[u8], into: &mut String) {
    into.push_str(&format!("{} bytes ", bytes.len()));
    for byte in bytes.iter().take(MAX_SHOWN_BYTES) {
        into.push_str(&format!("{byte:02x}"));
    }
    if bytes.len() > MAX_SHOWN_BYTES {
        into.push('…');
    }
}

/// A value, folded when it is long.
#[component]
pub fn ValueView(
    /// The value.
    value: AttributeValue,
) -> impl IntoView {
    let text = value_text(&value);
    let characters = text.chars().count();
    if characters <= MAX_INLINE_CHARACTERS {
        return view! { <span class="value">{text}</span> }.into_any();
    }
    let beginning: String = text.chars().take(MAX_INLINE_CHARACTERS).collect();
    if characters > MAX_UNFOLDED_CHARACTERS {
        let short = format!("{beginning}…");
        return view! { <Folded characters=characters short=move || short.clone() whole=move || text.clone() /> }
            .into_any();
    }
    view! {
        <details class="value value-long">
            <summary>{beginning} "…"</summary>
            <span>{text}</span>
        </details>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use afterimage_model::{dynamodb_json, plain_json};

    #[test]
    fn every_type_has_a_notation() {
        let image = plain_json::from_text(r#"{"a": ["x", 1.50, true, null, {"k": {"$ss": ["b", "a"]}}]}"#);
        let value = image.expect("an item")["a"].clone();
        assert_eq!(value_text(&value), r#"["x", 1.50, true, null, {k: {a, b}}]"#);
        let binary = dynamodb_json::from_text(r#"{"b": {"B": "AP8="}}"#).expect("an item")["b"].clone();
        assert_eq!(value_text(&binary), "2 bytes 00ff");
        let large = value_text(&AttributeValue::B(vec![7; 400_000]));
        assert!(large.starts_with("400000 bytes 0707") && large.ends_with("07…") && large.len() < 600, "{large}");
    }
}
