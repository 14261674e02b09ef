//! Text that is no Unicode, on its way through what reads Unicode alone.
//!
//! JSON may name half of a surrogate pair by itself (`"\ud800"`), and emulators store such text. No Rust string holds it, and
//! no reader of JSON gives it out. So before a document with such escapes is read, each is replaced by a stand-in: a
//! noncharacter, and the four digits of the escape. The noncharacter itself is replaced in the same way, so that nothing
//! else is ever taken for a stand-in, and all of it goes back.

use std::{borrow::Cow, fmt::Write};

/// What a stand-in begins with. Unicode has it for internal use.
const MARK: char = '\u{fdd0}';

/// The digits that stand for the mark itself.
const MARK_DIGITS: &str = "fdd0";

/// How many digits an escape has.
const DIGITS: usize = 4;

/// How long an escape is: `\\u` and the digits.
const ESCAPE_LENGTH: usize = 2 + DIGITS;

/// The JSON document with stand-ins.
pub(crate) fn put_in(json: &str) -> String {
    let mut replaced = String::with_capacity(json.len() + 64);
    let mut rest = json;
    while let Some(at) = rest.find(['\\', MARK]) {
        let (before, escape) = rest.split_at(at);
        replaced.push_str(before);
        let taken = match Escape::of(escape) {
            Escape::Mark(length) => {
                put(MARK_DIGITS, &mut replaced);
                length
            }
            Escape::Lone(unit) => {
                put(&format!("{unit:04x}"), &mut replaced);
                ESCAPE_LENGTH
            }
            Escape::Other(length) => {
                replaced.push_str(&escape[..length]);
                length
            }
        };
        rest = &escape[taken..];
    }
    replaced.push_str(rest);
    replaced
}

/// What a text begins with.
enum Escape {
    /// The mark, in so many bytes.
    Mark(usize),
    /// An escape of a half of a surrogate pair, without the other half.
    Lone(u16),
    /// So many bytes that mean something by themselves.
    Other(usize),
}

impl Escape {
    /// Of a text that begins with a backslash or the mark.
    fn of(text: &str) -> Self {
        if text.starts_with(MARK) {
            return Self::Mark(MARK.len_utf8());
        }
        let Some(unit) = unit_of(text) else {
            // The backslash, and what it escapes.
            return Self::Other(text.chars().take(2).map(char::len_utf8).sum());
        };
        let length = ESCAPE_LENGTH;
        match unit {
            0xfdd0 => Self::Mark(length),
            0xd800..=0xdbff => match text.get(length..).and_then(unit_of) {
                Some(0xdc00..=0xdfff) => Self::Other(2 * length),
                _ => Self::Lone(unit),
            },
            0xdc00..=0xdfff => Self::Lone(unit),
            _ => Self::Other(length),
        }
    }
}

/// The code unit of an escape `\uXXXX` that the text begins with.
fn unit_of(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..DIGITS)?;
    digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok())?
}

fn put(digits: &str, into: &mut String) {
    into.push(MARK);
    into.push_str(digits);
}

/// Whether a text that was read from a document with stand-ins is no Unicode.
pub(crate) fn is_lone(text: &str) -> bool {
    stand_ins(text).any(|digits| digits != MARK_DIGITS)
}

/// The digits of a text's stand-ins.
fn stand_ins(text: &str) -> impl Iterator<Item = &str> {
    text.split(MARK).skip(1).filter_map(|after| after.get(..DIGITS))
}

/// What was meant, of a text that is Unicode.
pub(crate) fn taken_out(text: &str) -> Cow<'_, str> {
    if !text.contains(MARK) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace(&format!("{MARK}{MARK_DIGITS}"), &MARK.to_string()))
}

/// The JSON document as it was before [`put_in`], its escapes in small letters.
pub(crate) fn put_back(json: &str) -> String {
    let mut shared = json.split(MARK);
    let mut before = shared.next().unwrap_or_default().to_owned();
    for part in shared {
        match part.split_at_checked(DIGITS) {
            Some((MARK_DIGITS, rest)) => {
                before.push(MARK);
                before.push_str(rest);
            }
            Some((digits, rest)) => {
                let _ = write!(before, "\\u{digits}{rest}");
            }
            None => before.push_str(part),
        }
    }
    before
}

/// A text that was read from a document with stand-ins as people can read it: as it is, or as JSON writes it.
pub(crate) fn shown(text: &str) -> Cow<'_, str> {
    if is_lone(text) { Cow::Owned(literal(text)) } else { taken_out(text) }
}

/// A text that was read from a document with stand-ins as JSON writes it, in quotes.
pub(crate) fn literal(text: &str) -> String {
    put_back(&serde_json::Value::from(text).to_string())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(json: &str) -> String {
        serde_json::from_str(&put_in(json)).expect("JSON")
    }

    #[test]
    fn only_halves_without_their_other_half_are_replaced() {
        for whole in [r#""a""#, r#""\ud83d\ude00""#, r#""\\ud800""#, r#""\\\\ud800""#, r#""\n\"é😀""#] {
            assert_eq!(put_in(whole), whole);
        }
        for lone in [r#""\ud800""#, r#""\uDFFFx""#, r#""\\\ud800""#, r#""\udc00\ud800""#, r#""é\uD8FFé""#] {
            let text = read(lone);
            assert!(is_lone(&text), "{lone}");
            assert_eq!(literal(&text), lone.replace("DFFF", "dfff").replace("D8FF", "d8ff"), "it goes back");
        }
        assert_eq!(literal(&read(r#""\ud800\ud800\udc00""#)), "\"\\ud800\u{10000}\"");
    }

    #[test]
    fn the_mark_itself_is_never_taken_for_a_stand_in() {
        let plain = read("\"\u{fdd0}d800\\ufdd0\"");
        assert!(!is_lone(&plain));
        assert_eq!(taken_out(&plain), "\u{fdd0}d800\u{fdd0}");
        let lone = read("\"\u{fdd0}d800\\ufdd0\\ud800\"");
        assert!(is_lone(&lone));
        assert_eq!(literal(&lone), "\"\u{fdd0}d800\u{fdd0}\\ud800\"");
    }

    proptest! {
        /// Any code units, each written as an escape, read and written again.
        #[test]
        fn every_text_goes_there_and_back(units in prop::collection::vec(
            prop_oneof![0xd7f0u16..=0xe00f, Just(0xfdd0), Just(u16::from(b'\\')), 0x20u16..0x7f], 0..12,
        )) {
            let escaped: Vec<_> = units.iter().map(|unit| format!("\\u{unit:04x}")).collect();
            let text = read(&format!("\"{}\"", escaped.concat()));
            match String::from_utf16(&units) {
                Ok(plain) => prop_assert_eq!(taken_out(&text).into_owned(), plain),
                Err(_) => prop_assert!(is_lone(&text)),
            }
            prop_assert_eq!(read(&literal(&text)), text);
        }
    }
}
