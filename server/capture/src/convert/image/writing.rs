//! The text of an image while it is being written, and what it remembers of the document meanwhile.

use std::{borrow::Cow, ops::Range};

use afterimage_model::{AttributeValue, dynamodb_json::Tagged};
use serde::de::Error;

use super::super::{notes::Notes, odd::Odd, stand_in, text::Text};

/// How values are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// As they come: fast, and where the JSON itself is not as it should be, an error.
    Exact,
    /// With stand-ins, and each value by itself: what cannot be read is kept raw, and takes nothing else with it.
    Lenient,
    /// With stand-ins; what DynamoDB can never have sent is an error.
    Strict,
}

/// A text that is being written.
pub(super) struct Writing<'de> {
    pub(super) manner: Manner,
    pub(super) text: Vec<u8>,
    /// The entries of the maps that are being written, outermost first: what they may have to be sorted by.
    pub(super) entries: Vec<Entry<'de>>,
    /// Where the value is that is being written.
    pub(super) path: Vec<Segment<'de>>,
    /// How many values are being written that are kept raw as a whole.
    pub(super) raw_levels: usize,
    pub(super) notes: Notes,
}

/// A map's entry: its name, and where its text is.
#[derive(Debug)]
pub(super) struct Entry<'de> {
    pub(super) name: Text<'de>,
    text: Range<usize>,
    /// Where the name is the JSON of one that is no Unicode, so many bytes of the text are before the value.
    raw_name: Option<usize>,
}

#[derive(Clone)]
pub(super) enum Segment<'de> {
    Name(Text<'de>),
    Index(usize),
}

impl<'de> Writing<'de> {
    pub(super) fn in_manner(manner: Manner) -> Self {
        let (entries, path) = (Vec::new(), Vec::new());
        Self { manner, text: Vec::new(), entries, path, raw_levels: 0, notes: Notes::default() }
    }

    /// Whether a text of the document is no Unicode.
    pub(super) fn is_lone(&self, text: &str) -> bool {
        self.manner != Manner::Exact && stand_in::is_lone(text)
    }

    /// A text of the document as it is written: stand-ins stay within what is kept raw, and are put back with it.
    pub(super) fn written<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let stays = self.manner == Manner::Exact || self.raw_levels > 0 || stand_in::is_lone(text);
        if stays { Cow::Borrowed(text) } else { stand_in::taken_out(text) }
    }

    /// A text as JSON writes it.
    pub(super) fn put_string(&mut self, text: &Text<'_>) {
        match text {
            // Had it anything to be escaped, the wire would have escaped it too.
            Text(Cow::Borrowed(plain)) if self.manner == Manner::Exact => {
                self.text.push(b'"');
                self.text.extend_from_slice(plain.as_bytes());
                self.text.push(b'"');
            }
            Text(text) => {
                let text = self.written(text);
                put_json(&mut self.text, &*text);
            }
        }
    }

    pub(super) fn put(&mut self, text: &str) {
        self.text.extend_from_slice(text.as_bytes());
    }

    pub(super) fn put_value(&mut self, value: &AttributeValue) {
        put_json(&mut self.text, &Tagged(value));
    }

    /// Keeps the value raw whose JSON has been written from `begin` on.
    pub(super) fn keep_raw<E: Error>(&mut self, begin: usize, odd: Odd<'_>) -> Result<(), E> {
        if self.manner == Manner::Strict && !odd.is_of_an_endpoint() {
            return Err(E::custom(odd));
        }
        if self.raw_levels == 0 {
            let path = &self.path;
            self.notes.note(|| format!("{}: {odd}, kept as its JSON", in_words(path)));
            let json = self.text.split_off(begin);
            self.put_raw(&String::from_utf8_lossy(&json));
        }
        Ok(())
    }

    fn put_raw(&mut self, json: &str) {
        let raw = if self.manner == Manner::Exact { json.to_owned() } else { stand_in::put_back(json) };
        self.put_value(&AttributeValue::Raw(raw));
    }

    /// An entry; its value is written by `value`.
    pub(super) fn entry<E>(
        &mut self,
        name: Text<'de>,
        value: impl FnOnce(&mut Self) -> Result<(), E>,
    ) -> Result<(), E> {
        let start = self.text.len();
        let is_raw = self.raw_levels == 0 && self.is_lone(&name.0);
        let shown = match self.manner {
            Manner::Exact => name.clone(),
            _ if is_raw => Text(Cow::Owned(stand_in::literal(&name.0))),
            _ => self.plain(name.clone()),
        };
        self.path.push(Segment::Name(shown.clone()));
        let mut raw_name = None;
        if is_raw {
            self.raw_levels += 1;
            put_json(&mut self.text, &*name.0);
            self.text.push(b':');
            value(self)?;
            self.raw_levels -= 1;
            let entry = self.text.split_off(start);
            put_json(&mut self.text, &*shown.0);
            self.text.push(b':');
            raw_name = Some(self.text.len() - start);
            let path = &self.path;
            self.notes.note(|| format!("{}: a name that is no Unicode, kept with its value as JSON", in_words(path)));
            self.put_raw(&format!("{{{}}}", String::from_utf8_lossy(&entry)));
        } else {
            self.put_string(&name);
            self.text.push(b':');
            value(self)?;
        }
        self.path.pop();
        let text = start..self.text.len();
        self.entries.push(Entry { name: shown, text, raw_name });
        Ok(())
    }

    /// A name without stand-ins, unless it stays within what is kept raw.
    fn plain(&self, name: Text<'de>) -> Text<'de> {
        match self.written(&name.0) {
            Cow::Owned(plain) => Text(Cow::Owned(plain)),
            Cow::Borrowed(_) => name,
        }
    }

    /// Brings the entries from `first` on, which are what the text has from `begin` on, into the order of their names.
    /// Of two with the same name the later one counts.
    pub(super) fn sort_entries(&mut self, first: usize, begin: usize) {
        let mut entries: Vec<Entry<'_>> = self.entries.drain(first..).collect();
        let unsorted = self.text.split_off(begin);
        tell_apart(&mut entries);
        entries.reverse();
        entries.sort_by(|left, right| left.name.0.cmp(&right.name.0));
        entries.dedup_by(|later, earlier| later.name.0 == earlier.name.0);
        for (at, entry) in entries.iter().enumerate() {
            if at > 0 {
                self.text.push(b',');
            }
            let text = &unsorted[entry.text.start - begin..entry.text.end - begin];
            match entry.raw_name {
                // It may be called otherwise now.
                Some(before_value) => {
                    put_json(&mut self.text, &*entry.name.0);
                    self.text.push(b':');
                    self.text.extend_from_slice(&text[before_value..]);
                }
                None => self.text.extend_from_slice(text),
            }
        }
        self.entries.extend(entries);
    }
}

/// Gives the JSON of a name that is no Unicode another name where there is an attribute that is called so.
fn tell_apart(entries: &mut [Entry<'_>]) {
    for at in 0..entries.len() {
        let is_taken = |name: &str| entries.iter().any(|other| other.raw_name.is_none() && other.name.0 == name);
        if entries[at].raw_name.is_some() && is_taken(&entries[at].name.0) {
            let mut name = entries[at].name.0.to_string();
            while is_taken(&name) {
                name.push('\'');
            }
            entries[at].name = Text(Cow::Owned(name));
        }
    }
}

/// Serialising texts and values into memory does not fail.
pub(super) fn put_json(text: &mut Vec<u8>, value: &(impl serde::Serialize + ?Sized)) {
    if serde_json::to_writer(&mut *text, value).is_err() {
        text.extend_from_slice(b"null");
    }
}

fn in_words(path: &[Segment<'_>]) -> String {
    let step = |step: &Segment<'_>| match step {
        Segment::Name(name) => name.0.to_string(),
        Segment::Index(at) => format!("[{at}]"),
    };
    path.iter().map(step).collect::<Vec<_>>().join(".")
}
