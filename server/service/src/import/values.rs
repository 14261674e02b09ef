//! A stream of bytes as JSON values, one after another: a value a line, values over several lines, and the records of
//! `{"Records": […]}` or of a list, one by one, however many there are.

use std::io::{self, BufRead};

/// The longest value: two images of 400 KB as JSON, every byte escaped, and then some.
pub(super) const MAX_VALUE_BYTES: usize = 16 * 1024 * 1024;

/// What a byte order mark is in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The member that an event of a Lambda function has its records in.
const RECORDS: &[u8] = b"\"Records\"";

/// Where something stands in the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Position {
    /// From 1.
    pub(super) line: u64,
    /// In characters, from 1.
    pub(super) column: u64,
}

impl Position {
    const START: Self = Self { line: 1, column: 1 };

    /// Where something is that comes after these bytes, which begin here.
    pub(super) fn after(self, bytes: &[u8]) -> Self {
        // What continues a character is no further one.
        let characters = |bytes: &[u8]| bytes.iter().filter(|byte| !matches!(byte, 0x80..=0xBF)).count() as u64;
        match memchr::memrchr(b'\n', bytes) {
            None => Self { column: self.column + characters(bytes), ..self },
            Some(last) => {
                let (before, after) = bytes.split_at(last);
                let lines = memchr::memchr_iter(b'\n', before).count() as u64 + 1;
                Self { line: self.line + lines, column: characters(after) }
            }
        }
    }
}

/// Why there is no further value.
#[derive(Debug)]
pub(super) enum Unreadable {
    /// The input fails.
    Input(io::Error),
    /// The value that begins here has more than [`MAX_VALUE_BYTES`] bytes.
    TooLong(Position),
    /// What begins here is not UTF-8.
    NotUtf8(Position),
    /// The input ends here, within a list of records.
    Unended(Position),
}

/// What the values stand in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Nothing,
    List,
    Records,
}

/// Where the reading of one value is.
enum Step {
    /// Within the value.
    More,
    /// A list begins that is a member of the value itself.
    ListOfMember,
    /// The value is whole with this byte.
    Whole,
    /// The value was whole before this byte.
    WholeBefore,
}

/// The values of an input.
pub(super) struct Values<R> {
    input: R,
    within: Within,
    next: Position,
    bytes: u64,
    text: Vec<u8>,
}

impl<R: BufRead> Values<R> {
    pub(super) fn of(input: R) -> Self {
        Self { input, within: Within::Nothing, next: Position::START, bytes: 0, text: Vec::new() }
    }

    /// How many bytes are read.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The next value, whether it is JSON or not, and where it begins; nothing at the end.
    ///
    /// # Errors
    /// See [`Unreadable`].
    pub(super) fn next(&mut self) -> Result<Option<(&str, Position)>, Unreadable> {
        loop {
            let Some(first) = self.first_of_a_value()? else { return Ok(None) };
            let begins = self.next;
            if self.within == Within::Nothing && first == b'[' {
                self.take(1)?;
                self.within = Within::List;
                continue;
            }
            self.text.clear();
            if self.cut(begins)? {
                let text = std::str::from_utf8(&self.text);
                return text.map(|text| Some((text, begins))).map_err(|error| {
                    let valid = self.text.get(..error.valid_up_to()).unwrap_or_default();
                    Unreadable::NotUtf8(begins.after(valid))
                });
            }
            self.within = Within::Records;
        }
    }

    /// Passes over what stands between values. The first byte of the next one, which is not taken.
    fn first_of_a_value(&mut self) -> Result<Option<u8>, Unreadable> {
        if self.bytes == 0 && filled(&mut self.input)?.starts_with(BYTE_ORDER_MARK) {
            self.input.consume(BYTE_ORDER_MARK.len());
            self.bytes += BYTE_ORDER_MARK.len() as u64;
        }
        loop {
            let Some(&byte) = filled(&mut self.input)?.first() else {
                return if self.within == Within::Nothing { Ok(None) } else { Err(Unreadable::Unended(self.next)) };
            };
            match (byte, self.within) {
                (b' ' | b'\t' | b'\r' | b'\n', _) | (b',', Within::List | Within::Records) => self.take(1)?,
                (b']', Within::List) => {
                    self.take(1)?;
                    self.within = Within::Nothing;
                }
                (b']', Within::Records) => {
                    self.take(1)?;
                    self.pass_over_an_events_rest()?;
                    self.within = Within::Nothing;
                }
                _ => return Ok(Some(byte)),
            }
        }
    }

    /// Reads a value into `text`. Whether it is one: else it is an event, up to the bracket before its records.
    fn cut(&mut self, begins: Position) -> Result<bool, Unreadable> {
        let mut scan = Scan::default();
        loop {
            let buffer = filled(&mut self.input)?;
            if buffer.is_empty() {
                return Ok(true);
            }
            let (mut kept, mut end) = (0, None);
            for (at, byte) in buffer.iter().enumerate() {
                match scan.step(*byte) {
                    Step::Whole => end = Some((at + 1, true)),
                    Step::WholeBefore => end = Some((at, true)),
                    Step::ListOfMember if self.within == Within::Nothing => {
                        self.text.extend_from_slice(&buffer[kept..at]);
                        kept = at;
                        end = names_records(&self.text).then_some((at + 1, false));
                    }
                    Step::More | Step::ListOfMember => {}
                }
                if end.is_some() {
                    break;
                }
            }
            let (used, is_value) = end.map_or((buffer.len(), None), |(used, is_value)| (used, Some(is_value)));
            self.text.extend_from_slice(&buffer[kept..used]);
            self.take(used)?;
            if let Some(is_value) = is_value {
                return Ok(is_value);
            }
            if self.text.len() > MAX_VALUE_BYTES {
                return Err(Unreadable::TooLong(begins));
            }
        }
    }

    /// What an event has after its records is not wanted.
    fn pass_over_an_events_rest(&mut self) -> Result<(), Unreadable> {
        let mut scan = Scan { depth: 1, ..Scan::default() };
        loop {
            let buffer = filled(&mut self.input)?;
            let end = buffer.iter().position(|byte| matches!(scan.step(*byte), Step::Whole));
            let used = end.map_or(buffer.len(), |end| end + 1);
            if buffer.is_empty() {
                return Err(Unreadable::Unended(self.next));
            }
            self.take(used)?;
            if end.is_some() {
                return Ok(());
            }
        }
    }

    /// Takes bytes that lie in the input's buffer.
    fn take(&mut self, count: usize) -> Result<(), Unreadable> {
        let buffer = filled(&mut self.input)?;
        let taken = &buffer[..count.min(buffer.len())];
        self.next = self.next.after(taken);
        self.bytes += taken.len() as u64;
        let taken = taken.len();
        self.input.consume(taken);
        Ok(())
    }
}

/// What lies in the input's buffer, which is filled where it is empty; nothing at the end.
fn filled(input: &mut impl BufRead) -> Result<&[u8], Unreadable> {
    loop {
        match input.fill_buf() {
            Ok(_) => break,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Unreadable::Input(error)),
        }
    }
    // It is filled: to ask again reads nothing.
    input.fill_buf().map_err(Unreadable::Input)
}

/// Where in a value a byte stands.
#[derive(Default)]
struct Scan {
    /// How many brackets are open.
    depth: u32,
    in_text: bool,
    is_escaped: bool,
    /// The value begins with neither a bracket nor a quote: it ends with its line, and is no record.
    is_bare: bool,
}

impl Scan {
    fn step(&mut self, byte: u8) -> Step {
        if self.in_text {
            match byte {
                _ if self.is_escaped => self.is_escaped = false,
                b'\\' => self.is_escaped = true,
                b'"' => self.in_text = false,
                _ => {}
            }
            return if self.in_text || self.depth > 0 { Step::More } else { Step::Whole };
        }
        match byte {
            b'\n' if self.is_bare => return Step::WholeBefore,
            _ if self.is_bare => {}
            b'"' => self.in_text = true,
            b'[' if self.depth == 1 => {
                self.depth += 1;
                return Step::ListOfMember;
            }
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    return Step::Whole;
                }
            }
            _ if self.depth == 0 => self.is_bare = true,
            _ => {}
        }
        Step::More
    }
}

/// Whether an object that begins so goes on with its member `Records`.
fn names_records(before: &[u8]) -> bool {
    let trimmed = before.trim_ascii_end().strip_suffix(b":").map(<[u8]>::trim_ascii_end);
    let before_name = trimmed.and_then(|name| name.strip_suffix(RECORDS)).map(<[u8]>::trim_ascii_end);
    before_name.is_some_and(|before| before.ends_with(b"{") || before.ends_with(b","))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All values, and where each begins, whatever pieces the input comes in.
    fn values(input: &str) -> Vec<(String, u64, u64)> {
        let read = |capacity: usize| {
            let mut values = Values::of(io::BufReader::with_capacity(capacity, input.as_bytes()));
            let mut found = Vec::new();
            while let Some((text, at)) = values.next().expect("readable") {
                found.push((text.to_owned(), at.line, at.column));
            }
            assert_eq!(values.bytes(), input.len() as u64, "all of it is read");
            found
        };
        let whole = read(1_024);
        assert_eq!(read(3), whole, "{input}");
        whole
    }

    fn texts(input: &str) -> Vec<String> {
        values(input).into_iter().map(|(text, ..)| text).collect()
    }

    #[test]
    fn values_are_cut_wherever_their_lines_end() {
        assert_eq!(
            values("{\"a\":1}\n\n  {\"b\":\n [2]} {\"é\":3}{\"d\":4}\r\n"),
            [
                ("{\"a\":1}".to_owned(), 1, 1),
                ("{\"b\":\n [2]}".to_owned(), 3, 3),
                ("{\"é\":3}".to_owned(), 4, 7),
                ("{\"d\":4}".to_owned(), 4, 14),
            ]
        );
    }

    #[test]
    fn brackets_and_quotes_in_texts_end_nothing() {
        let value = r#"{"a":"}\"]{\\","b":["[",{"c":"\\\""}]}"#;
        assert_eq!(texts(&format!("{value}\n{value}")), [value, value]);
    }

    #[test]
    fn an_events_records_are_values_wherever_they_stand_in_it() {
        for event in [
            r#"{"Records":[{"a":1},{"b":[2]}]}"#,
            "{\n  \"Records\" : [\n    {\"a\":1},\n    {\"b\":[2]}\n  ]\n}\n",
            r#"{"x":{"Records":[7]},"Records":[{"a":1} , {"b":[2]}],"y":{"z":"]}"}}"#,
            r#"[{"a":1},{"b":[2]}]"#,
        ] {
            assert_eq!(texts(event), [r#"{"a":1}"#, r#"{"b":[2]}"#], "{event}");
            assert_eq!(texts(&format!("{event}\n{event}")).len(), 4, "{event}");
        }
        assert!(texts(r#"{"Records":[]}"#).is_empty());
    }

    #[test]
    fn only_the_member_is_an_events() {
        for value in [r#"{"a":{"Records":[1]}}"#, r#"{"xRecords":[1]}"#, r#"{"a":"Records","b":[1]}"#] {
            assert_eq!(texts(value), [value]);
        }
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_first_value() {
        assert_eq!(values("\u{feff}{\"a\":1}"), [("{\"a\":1}".to_owned(), 1, 1)]);
    }

    #[test]
    fn what_is_no_json_is_given_as_it_stands() {
        assert_eq!(texts("id,name\n1,2\n{\"a\":1}"), ["id,name", "1,2", "{\"a\":1}"]);
        assert_eq!(texts("{\"a\":"), ["{\"a\":"]);
        assert_eq!(texts("}"), ["}"]);
    }

    #[test]
    fn what_is_not_utf_8_is_told_with_its_place() {
        let mut values = Values::of(&b"{}\n{\"\xC3\xA9\":\"\xFF\"}"[..]);
        assert!(matches!(values.next(), Ok(Some(("{}", _)))));
        let Err(Unreadable::NotUtf8(at)) = values.next() else { panic!("it is not UTF-8") };
        assert_eq!(at, Position { line: 2, column: 7 });
    }

    #[test]
    fn a_list_of_records_that_is_cut_off_is_told() {
        for input in [r#"{"Records":[{"a":1}"#, r#"{"Records":[{"a":1}],"b":1"#, r#"[{"a":1},"#] {
            let mut values = Values::of(input.as_bytes());
            assert!(matches!(values.next(), Ok(Some((r#"{"a":1}"#, _)))), "{input}");
            let Err(Unreadable::Unended(at)) = values.next() else { panic!("{input} ends too early") };
            assert_eq!(at, Position { line: 1, column: input.len() as u64 + 1 }, "{input}");
        }
    }
}
