//! Changes as comma-separated values (RFC 4180): a heading, then one change a line; lines end with CR LF.
//!
//! Spreadsheets run what begins like a formula. A text that begins with `=`, `+`, `-`, `@`, a tab or a carriage return
//! gets an apostrophe before it, which they take for "this is text"
//! (<https://owasp.org/www-community/attacks/CSV_Injection>). Numbers that this program writes itself stay as they are.

use std::io::{self, Write};

use afterimage_archive::{RawChange, RawPage};
use afterimage_model::{ItemKey, dynamodb_json};

use super::Encoder;

/// The columns, as `docs/export.md` describes them.
const COLUMNS: [&str; 19] = [
    "id",
    "table",
    "key",
    "op",
    "version",
    "created_at",
    "received_at",
    "archived_at",
    "actor",
    "size_bytes",
    "view_type",
    "sequence_number",
    "event_id",
    "shard_id",
    "stream_arn",
    "keys",
    "old_image",
    "new_image",
    "note",
];

/// See [`Format::Csv`](super::Format::Csv).
#[derive(Default)]
pub(super) struct Csv {
    is_headed: bool,
}

impl Csv {
    fn head(&mut self, into: &mut Vec<u8>) {
        if !self.is_headed {
            into.extend_from_slice(COLUMNS.join(",").as_bytes());
            into.extend_from_slice(b"\r\n");
            self.is_headed = true;
        }
    }
}

impl Encoder for Csv {
    fn page(&mut self, page: &RawPage, into: &mut Vec<u8>) -> io::Result<()> {
        self.head(into);
        page.changes.iter().try_for_each(|change| line(page, change, into))
    }

    fn finish(&mut self, into: &mut Vec<u8>) -> io::Result<()> {
        self.head(into);
        Ok(())
    }
}

fn line(page: &RawPage, change: &RawChange, into: &mut Vec<u8>) -> io::Result<()> {
    let key: ItemKey = change.item_key.parse().map_err(io::Error::other)?;
    let partition_key = change.origin.partition_key.as_ref().map(|(name, _)| name.as_str());
    write!(into, "{},", change.id)?;
    field(change.origin.table.as_bytes(), into);
    field(key.label(partition_key).as_bytes(), into);
    write!(
        into,
        "{},{},{},{},{},",
        change.op, change.version, change.created_at, change.received_at, change.archived_at
    )?;
    field(change.actor.as_ref().map_or("", |actor| actor.label()).as_bytes(), into);
    write!(into, "{},{},{},", change.size_bytes, change.view_type, change.sequence_number)?;
    field(change.event_id.as_bytes(), into);
    field(change.origin.shard_id.as_bytes(), into);
    field(change.origin.stream_arn.as_bytes(), into);
    field(dynamodb_json::to_text(&key.to_image()).as_bytes(), into);
    field(page.old_image(change).unwrap_or_default(), into);
    field(page.new_image(change).unwrap_or_default(), into);
    field(change.note.as_deref().unwrap_or_default().as_bytes(), into);
    // The comma after the last field.
    into.pop();
    into.extend_from_slice(b"\r\n");
    Ok(())
}

/// A text as a field, and the comma after it.
fn field(text: &[u8], into: &mut Vec<u8>) {
    let is_formula = text.first().is_some_and(|first| b"=+-@\t\r".contains(first));
    let is_quoted = text.iter().any(|byte| b",\"\r\n".contains(byte));
    if is_quoted {
        into.push(b'"');
    }
    if is_formula {
        into.push(b'\'');
    }
    let mut rest = text;
    while let Some(at) = rest.iter().position(|byte| *byte == b'"') {
        into.extend_from_slice(&rest[..=at]);
        into.push(b'"');
        rest = &rest[at + 1..];
    }
    into.extend_from_slice(rest);
    if is_quoted {
        into.push(b'"');
    }
    into.push(b',');
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(text: &str) -> String {
        let mut bytes = Vec::new();
        field(text.as_bytes(), &mut bytes);
        String::from_utf8(bytes).expect("UTF-8")
    }

    #[test]
    fn what_separates_is_quoted_and_what_could_run_is_text() {
        assert_eq!(written("plain text"), "plain text,");
        assert_eq!(written(r#"a "b", c"#), r#""a ""b"", c","#);
        assert_eq!(written("two\nlines"), "\"two\nlines\",");
        assert_eq!(written("=1+2"), "'=1+2,");
        assert_eq!(written("@SUM(A1,B1)"), "\"'@SUM(A1,B1)\",");
        for begin in ["+", "-", "\t", "\r"] {
            assert!(written(&format!("{begin}1")).trim_start_matches('"').starts_with('\''));
        }
    }

    proptest! {
        #[test]
        fn every_text_is_one_field_and_read_back(text in ".{0,24}") {
            let written = written(&text);
            let inner = written.strip_suffix(',').expect("a comma");
            let read = if let Some(quoted) = inner.strip_prefix('"') {
                quoted.strip_suffix('"').expect("a quote").replace("\"\"", "\"")
            } else {
                prop_assert!(!inner.contains([',', '"', '\r', '\n']));
                inner.to_owned()
            };
            prop_assert!(read == text || read.strip_prefix('\'') == Some(&text));
        }
    }
}
