//! What was odd about one record, in words.

/// The most oddities told of one record: a value may repeat one thousands of times.
const MAX_NOTES: usize = 8;

/// The oddities so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Notes {
    told: Vec<String>,
    more: usize,
}

/// How much was noted at a time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    told: usize,
    more: usize,
}

impl Notes {
    /// Notes `text` and gives `instead` back, for what stands in.
    pub(super) fn add<T>(&mut self, text: impl Into<String>, instead: T) -> T {
        self.note(|| text.into());
        instead
    }

    /// Notes what is put into words only when there is room for it.
    pub(super) fn note(&mut self, words: impl FnOnce() -> String) {
        if self.told.len() < MAX_NOTES {
            self.told.push(words());
        } else {
            self.more += 1;
        }
    }

    /// How much is noted so far.
    pub(super) fn mark(&self) -> Mark {
        Mark { told: self.told.len(), more: self.more }
    }

    /// Takes back what was noted since.
    pub(super) fn back_to(&mut self, mark: Mark) {
        self.told.truncate(mark.told);
        self.more = mark.more;
    }

    /// Takes over what was noted of a part of the record.
    pub(super) fn take(&mut self, part: &str, notes: Self) {
        for text in notes.told {
            self.note(|| format!("{part} {text}"));
        }
        self.more += notes.more;
    }

    /// All of it; nothing where nothing was odd.
    pub(super) fn into_note(mut self) -> Option<String> {
        if self.more > 0 {
            self.told.push(format!("{} more", self.more));
        }
        (!self.told.is_empty()).then(|| self.told.join("; "))
    }
}
