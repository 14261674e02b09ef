//! Text that means nothing but itself, in the places of the document that the framework's views do not escape.
//!
//! What stands in the body, in text and in attributes, is escaped by the views themselves. Titles, the texts of scripts
//! and those of text fields are not, and what is put there is the text of others: keys, items, names of tables and views,
//! addresses. It goes through here, whatever a library does with it afterwards.

/// A text where the framework puts it into the document as it is: the title, and what a `<textarea>` holds. On the server
/// that is HTML; the browser's half makes no HTML, it hands texts to the browser.
pub fn as_written(text: String) -> String {
    if cfg!(feature = "ssr") { html(&text) } else { text }
}

/// A text as HTML that reads as this text: within an element, a title or an attribute in quotes.
pub fn html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// JSON of the same meaning that neither ends a script nor begins anything in one, and is JavaScript as it is.
pub fn json(json: String) -> String {
    if !json.contains(is_telling) {
        return json;
    }
    let mut escaped = String::with_capacity(json.len() + json.len() / 8);
    for letter in json.chars() {
        match letter {
            // Outside its strings JSON has none of these, and in them each may be written by its number.
            '<' => escaped.push_str("\\u003c"),
            '>' => escaped.push_str("\\u003e"),
            '&' => escaped.push_str("\\u0026"),
            '\u{2028}' => escaped.push_str("\\u2028"),
            '\u{2029}' => escaped.push_str("\\u2029"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// What tells HTML, or an older JavaScript, something other than a string's letter.
fn is_telling(letter: char) -> bool {
    matches!(letter, '<' | '>' | '&' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn markup_is_text() {
        assert_eq!(html("<b>x</b> & \"y\""), "&lt;b&gt;x&lt;/b&gt; &amp; &quot;y&quot;");
        assert_eq!(html("order#1 · ação"), "order#1 · ação");
    }

    proptest! {
        #[test]
        fn a_text_within_a_script_is_the_same_text_and_no_markup(text in "[<>&a\"\\\\\u{2028}/]{0,24}|.{0,24}") {
            let inert = json(serde_json::to_string(&text).expect("JSON"));
            prop_assert!(!inert.contains(is_telling), "{inert}");
            prop_assert_eq!(serde_json::from_str::<String>(&inert).expect("JSON"), text);
        }

        #[test]
        fn a_text_within_html_is_the_same_text_and_no_markup(text in "[<>&\";a]{0,24}|.{0,24}") {
            let inert = html(&text);
            prop_assert!(!inert.contains(['<', '>', '"']), "{inert}");
            let read = inert.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
            prop_assert_eq!(read, text);
        }
    }
}
