//! What differs between two long texts, word by word.

use std::ops::Range;

use super::align::{Pairs, unaligned_runs};

/// Texts with more words than this (after their equal ends are set aside) are told as one replaced stretch: finding the
/// fewest replaced words costs the product of both counts.
pub const MAX_ALIGNED_WORDS: usize = 500;

/// What became of a stretch of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is in both.
    Kept,
    /// It is only in the old text.
    Removed,
    /// It is only in the new text.
    Added,
}

/// A stretch of text, and what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch<'a> {
    /// What became of it.
    pub fate: Fate,
    /// The text.
    pub text: &'a str,
}

/// Both texts as stretches: those kept and removed are the old text, those kept and added the new one.
pub fn words_between<'a>(old: &'a str, new: &'a str) -> Vec<Stretch<'a>> {
    let (old, new) = (Words::of(old), Words::of(new));
    let mut stretches = Vec::new();
    let mut push = |fate: Fate, text: &'a str| {
        if !text.is_empty() {
            stretches.push(Stretch { fate, text });
        }
    };
    let mut kept_from = 0;
    for (removed, added) in unaligned_runs(&old.parts, &new.parts, MAX_ALIGNED_WORDS, &mut Pairs::default()) {
        push(Fate::Kept, old.piece(kept_from..removed.start));
        kept_from = removed.end;
        push(Fate::Removed, old.piece(removed));
        push(Fate::Added, new.piece(added));
    }
    push(Fate::Kept, old.piece(kept_from..old.parts.len()));
    stretches
}

/// A text cut into words, blanks between them, and every sign on its own.
struct Words<'a> {
    text: &'a str,
    parts: Vec<&'a str>,
    /// Where each word begins, and where the text ends, in bytes.
    boundaries: Vec<usize>,
}

impl<'a> Words<'a> {
    fn of(text: &'a str) -> Self {
        let kind = |character: char| match character {
            '_' => 0,
            character if character.is_whitespace() => 1,
            character if character.is_ascii_punctuation() => 2,
            _ => 0,
        };
        let mut boundaries = Vec::new();
        let mut previous = None;
        for (at, character) in text.char_indices() {
            let this = kind(character);
            if previous != Some(this) || this == 2 {
                boundaries.push(at);
            }
            previous = Some(this);
        }
        boundaries.push(text.len());
        let parts = boundaries.windows(2).map(|ends| &text[ends[0]..ends[1]]).collect();
        Self { text, parts, boundaries }
    }

    fn piece(&self, words: Range<usize>) -> &'a str {
        &self.text[self.boundaries[words.start]..self.boundaries[words.end]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The stretches with `[-removed-]` and `{+added+}`, for reading.
    fn told(old: &str, new: &str) -> String {
        let mark = |stretch: Stretch| match stretch.fate {
            Fate::Kept => stretch.text.to_owned(),
            Fate::Removed => format!("[-{}-]", stretch.text),
            Fate::Added => format!("{{+{}+}}", stretch.text),
        };
        words_between(old, new).into_iter().map(mark).collect()
    }

    #[test]
    fn only_the_words_that_differ_are_told() {
        assert_eq!(told("the quick brown fox", "the slow brown fox."), "the [-quick-]{+slow+} brown fox{+.+}");
        assert_eq!(told("a b c", "a c"), "a [-b -]c");
        assert_eq!(told("", "new"), "{+new+}");
        assert_eq!(told("same", "same"), "same");
        assert_eq!(told("olá mundo", "olá, mundo"), "olá{+,+} mundo");
    }

    #[test]
    fn what_is_too_long_to_align_is_replaced_between_its_equal_ends() {
        let words = |word: &str| format!("begin {} end", vec![word; MAX_ALIGNED_WORDS].join(" "));
        let stretches = words_between(&words("old"), &words("new")).len();
        assert_eq!(stretches, 4, "the beginning, what went, what came, the end");
    }

    fn texts_of(stretches: &[Stretch], but: Fate) -> String {
        stretches.iter().filter(|stretch| stretch.fate != but).map(|stretch| stretch.text).collect()
    }

    proptest! {
        #[test]
        fn the_stretches_make_up_both_texts(old in "([ab,é] ?){0,30}", new in "([ab,é] ?){0,30}") {
            let stretches = words_between(&old, &new);
            prop_assert_eq!(&texts_of(&stretches, Fate::Added), &old);
            prop_assert_eq!(&texts_of(&stretches, Fate::Removed), &new);
        }
    }
}
