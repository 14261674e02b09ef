//! Changes as comma-separated values (RFC 4180): a heading, then one change a line; lines end with CR LF.
//!
//! Spreadsheets run what begins like a formula. A text that begins with `=`, `+`, `-`, `@`, a tab or a carriage return
//! gets an apostrophe before it, which they take for "this is text"
//! (<https://owasp.org/www-community/attacks/CSV_Injection>). Numbers stay as they are, also those that came from elsewhere.

use std::{borrow::Cow, io};

use ::csv::{Terminator, Writer, WriterBuilder};
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

/// U+FEFF in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// See [`Format::Csv`](super::Format::Csv).
pub(super) struct Csv {
    byte_order_mark: bool,
    is_headed: bool,
}

impl Csv {
    pub(super) fn new(byte_order_mark: bool) -> Self {
        Self { byte_order_mark, is_headed: false }
    }

    /// Where lines go, below the heading.
    fn lines<'a>(&mut self, into: &'a mut Vec<u8>) -> io::Result<Writer<&'a mut Vec<u8>>> {
        if self.byte_order_mark && !self.is_headed {
            into.extend_from_slice(BYTE_ORDER_MARK);
        }
        let mut lines = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(into);
        if !self.is_headed {
            lines.write_record(COLUMNS)?;
            self.is_headed = true;
        }
        Ok(lines)
    }
}

impl Encoder for Csv {
    fn page(&mut self, page: &RawPage, into: &mut Vec<u8>) -> io::Result<()> {
        let mut lines = self.lines(into)?;
        page.changes.iter().try_for_each(|change| line(page, change, &mut lines))?;
        lines.flush()
    }

    fn finish(&mut self, into: &mut Vec<u8>) -> io::Result<()> {
        self.lines(into)?.flush()
    }
}

fn line(page: &RawPage, change: &RawChange, lines: &mut Writer<&mut Vec<u8>>) -> io::Result<()> {
    let key: ItemKey = change.item_key.parse().map_err(io::Error::other)?;
    let partition_key = change.origin.partition_key.as_ref().map(|(name, _)| name.as_str());
    lines.write_record([
        own(change.id),
        text(change.origin.table.as_bytes()),
        text(key.label(partition_key).as_bytes()),
        own(change.op),
        own(change.version),
        own(change.created_at),
        own(change.received_at),
        own(change.archived_at),
        text(change.actor.as_ref().map_or("", |actor| actor.label()).as_bytes()),
        own(change.size_bytes),
        own(change.view_type),
        own(&change.sequence_number),
        text(change.event_id.as_bytes()),
        text(change.origin.shard_id.as_bytes()),
        text(change.origin.stream_arn.as_bytes()),
        text(dynamodb_json::to_text(&key.to_image()).as_bytes()),
        text(page.old_image(change).unwrap_or_default()),
        text(page.new_image(change).unwrap_or_default()),
        text(change.note.as_deref().unwrap_or_default().as_bytes()),
    ])?;
    Ok(())
}

/// What this program writes by itself.
fn own(value: impl ToString) -> Cow<'static, [u8]> {
    Cow::Owned(value.to_string().into_bytes())
}

/// What came from elsewhere: a text, whatever a spreadsheet would take it for.
fn text(text: &[u8]) -> Cow<'_, [u8]> {
    let is_formula = text.first().is_some_and(|first| b"=+-@\t\r".contains(first)) && !is_negative_number(text);
    if is_formula { Cow::Owned([b"'", text].concat()) } else { Cow::Borrowed(text) }
}

/// Whether it is a negative number as DynamoDB writes them: nothing in it could run.
fn is_negative_number(text: &[u8]) -> bool {
    let digits = |text: &[u8]| !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    let split = |text: &'_ [u8], marks: &[u8]| text.iter().position(|byte| marks.contains(byte));
    let Some(number) = text.strip_prefix(b"-") else { return false };
    let (mantissa, exponent) = match split(number, b"eE") {
        Some(at) => (&number[..at], Some(&number[at + 1..])),
        None => (number, None),
    };
    let exponent = exponent.map(|text| text.strip_prefix(b"-").or(text.strip_prefix(b"+")).unwrap_or(text));
    let is_mantissa = match split(mantissa, b".") {
        Some(at) => digits(&mantissa[..at]) && digits(&mantissa[at + 1..]),
        None => digits(mantissa),
    };
    is_mantissa && exponent.is_none_or(digits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::csv::ReaderBuilder;
    use proptest::prelude::*;

    fn written(field: &str) -> String {
        let mut bytes = Vec::new();
        let mut lines = Csv { byte_order_mark: false, is_headed: true }.lines(&mut bytes).expect("no heading");
        lines.write_record([&text(field.as_bytes())[..], b"end"]).expect("a line");
        drop(lines);
        String::from_utf8(bytes).expect("UTF-8")
    }

    #[test]
    fn what_separates_is_quoted_and_what_could_run_is_text() {
        assert_eq!(written("plain text"), "plain text,end\r\n");
        assert_eq!(written(r#"a "b", c"#), "\"a \"\"b\"\", c\",end\r\n");
        assert_eq!(written("two\nlines"), "\"two\nlines\",end\r\n");
        assert_eq!(written("=1+2"), "'=1+2,end\r\n");
        assert_eq!(written("@SUM(A1,B1)"), "\"'@SUM(A1,B1)\",end\r\n");
        for begin in ["+", "-x", "-1-", "-1e", "-.", "\t", "\r"] {
            assert!(written(&format!("{begin}1+")).trim_start_matches('"').starts_with('\''), "{begin}");
        }
        for number in ["-1", "-0.5", "-12345678901234567890123456789012345678", "-1E-130", "7", "1e+9"] {
            assert_eq!(written(number), format!("{number},end\r\n"));
        }
    }

    #[test]
    fn a_byte_order_mark_is_written_once_and_where_it_is_asked_for() {
        for asked in [false, true] {
            let (mut csv, mut bytes) = (Csv::new(asked), Vec::new());
            csv.lines(&mut bytes).expect("a heading");
            csv.finish(&mut bytes).expect("the end");
            let text = String::from_utf8(bytes).expect("UTF-8");
            assert_eq!(text.matches('\u{feff}').count(), usize::from(asked));
            assert_eq!(text.starts_with("\u{feff}id,table,"), asked);
        }
    }

    proptest! {
        #[test]
        fn every_text_is_one_field_and_read_back(text in ".{0,24}") {
            // As in an export, something comes before it: at the beginning of a file U+FEFF is a byte order mark.
            let written = format!("begin\r\n{}", written(&text));
            let mut lines = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(written.as_bytes());
            let read = lines.records().nth(1).expect("a line").expect("readable");
            prop_assert_eq!((read.len(), &read[1]), (2, "end"));
            prop_assert!(read[0] == text || read[0].strip_prefix('\'') == Some(&text));
        }
    }
}
