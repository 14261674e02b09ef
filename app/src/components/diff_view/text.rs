//! A long text that became another: both sides with the words that differ marked, and what is equal cut short.

use afterimage_model::diff::{Fate, Stretch, words_between};
use leptos::prelude::*;

use crate::components::folded::{Folded, MAX_UNFOLDED_CHARACTERS};

/// Texts shorter than this are shown as they are: the difference is seen at a glance.
const MIN_MARKED_CHARACTERS: usize = 40;

/// Longer sides are folded.
const MAX_INLINE_CHARACTERS: usize = 160;

/// In a folded side's summary, so much of an equal stretch is left beside what differs, in characters.
const KEPT_CONTEXT: usize = 24;

/// In a folded side's summary, so much is left of a stretch that differs, in characters.
const MAX_MARKED_CHARACTERS: usize = 80;

/// The most stretches in a folded side's summary.
const MAX_SUMMARY_STRETCHES: usize = 9;

/// One side of the difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Side {
    /// Pieces of the text, and whether each differs from the other side.
    pieces: Vec<(bool, String)>,
    /// What differs on this side: removed or added.
    fate: Fate,
}

/// Both sides with their differing words marked; nothing where that would not help: both are short, or have nothing in
/// common.
pub(super) fn marked(old: &str, new: &str) -> Option<(Side, Side)> {
    let is_short = |text: &str| text.chars().nth(MIN_MARKED_CHARACTERS).is_none();
    if is_short(old) && is_short(new) {
        return None;
    }
    let stretches = words_between(old, new);
    let is_of_word = |character: char| !character.is_whitespace() && !character.is_ascii_punctuation();
    let has_word = |stretch: &Stretch| stretch.text.contains(is_of_word);
    let in_common = stretches.iter().any(|stretch| stretch.fate == Fate::Kept && has_word(stretch));
    in_common.then(|| (Side::of(&stretches, Fate::Removed), Side::of(&stretches, Fate::Added)))
}

impl Side {
    fn of(stretches: &[Stretch], fate: Fate) -> Self {
        let here = stretches.iter().filter(|stretch| stretch.fate == fate || stretch.fate == Fate::Kept);
        let pieces = here.map(|stretch| (stretch.fate == fate, stretch.text.to_owned())).collect();
        Self { pieces, fate }
    }

    fn characters(&self) -> usize {
        self.pieces.iter().map(|(_, text)| text.chars().count()).sum()
    }

    fn is_long(&self) -> bool {
        self.characters() > MAX_INLINE_CHARACTERS
    }

    /// The same with the equal stretches cut to what stands beside a difference.
    fn shortened(&self) -> Self {
        let last = self.pieces.len().saturating_sub(1);
        let shorten = |(at, (differs, text)): (usize, &(bool, String))| {
            let text = match (differs, at) {
                (true, _) => cut(text, MAX_MARKED_CHARACTERS, 0),
                (false, 0) if last > 0 => cut(text, 0, KEPT_CONTEXT),
                (false, at) if at == last => cut(text, KEPT_CONTEXT, 0),
                (false, _) => cut(text, KEPT_CONTEXT, KEPT_CONTEXT),
            };
            (*differs, text)
        };
        let mut pieces: Vec<_> = self.pieces.iter().enumerate().take(MAX_SUMMARY_STRETCHES).map(shorten).collect();
        if self.pieces.len() > MAX_SUMMARY_STRETCHES {
            pieces.push((false, " …".to_owned()));
        }
        Self { pieces, fate: self.fate }
    }

    fn words(self) -> AnyView {
        let fate = self.fate;
        let piece = move |(differs, text): (bool, String)| match (differs, fate) {
            (false, _) => text.into_any(),
            (true, Fate::Added) => view! { <ins>{text}</ins> }.into_any(),
            (true, _) => view! { <del>{text}</del> }.into_any(),
        };
        view! { "\"" {self.pieces.into_iter().map(piece).collect_view()} "\"" }.into_any()
    }

    /// The side; long ones folded.
    pub(super) fn view(self) -> AnyView {
        if !self.is_long() {
            return view! { <span class="value">{self.words()}</span> }.into_any();
        }
        let characters = self.characters();
        if characters > MAX_UNFOLDED_CHARACTERS {
            let short = self.shortened();
            return view! {
                <Folded
                    characters=characters
                    short=move || short.clone().words()
                    whole=move || self.clone().words()
                />
            }
            .into_any();
        }
        view! {
            <details class="value value-long">
                <summary>{self.shortened().words()}</summary>
                <span>{self.words()}</span>
            </details>
        }
        .into_any()
    }
}

/// The text's beginning and end, so many characters of each, with a sign for what is left out between.
fn cut(text: &str, beginning: usize, end: usize) -> String {
    let count = text.chars().count();
    if count <= beginning + end + 1 {
        return text.to_owned();
    }
    let beginning = text.chars().take(beginning);
    beginning.chain(['…']).chain(text.chars().skip(count - end)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(side: &Side) -> String {
        let piece = |(differs, text): &(bool, String)| if *differs { format!("[{text}]") } else { text.clone() };
        side.pieces.iter().map(piece).collect()
    }

    #[test]
    fn long_texts_mark_the_words_that_differ() {
        let (old, new) =
            marked("please ring the bell twice and wait at the door", "please ring the bell once and wait at the gate")
                .expect("much in common");
        assert_eq!(told(&old), "please ring the bell [twice] and wait at the [door]");
        assert_eq!(told(&new), "please ring the bell [once] and wait at the [gate]");
    }

    #[test]
    fn short_texts_and_those_with_nothing_in_common_are_shown_as_they_are() {
        assert_eq!(marked("pending", "paid"), None);
        assert_eq!(marked(&"a".repeat(50), &"b".repeat(50)), None);
    }

    #[test]
    fn what_is_equal_is_cut_short_around_what_differs() {
        let (long, word) = ("same ".repeat(60), "x".repeat(200));
        let (old, new) = marked(&format!("{long}{word}{long}"), &format!("{long}y{long}")).expect("much in common");
        assert!(old.is_long() && new.is_long());
        let shortened = told(&new.shortened());
        assert!(shortened.starts_with('…') && shortened.ends_with('…') && shortened.contains("[ysame]"), "{shortened}");
        assert!(told(&old.shortened()).chars().count() < MAX_INLINE_CHARACTERS);
        let many = "same word ".repeat(60);
        let others = many.replace("same", "same,");
        let (_, new) = marked(&many, &others).expect("much in common");
        assert!(new.shortened().pieces.len() <= MAX_SUMMARY_STRETCHES + 1);
    }

    #[test]
    fn a_cut_keeps_whole_characters() {
        assert_eq!(cut("aébçd", 1, 1), "a…d");
        assert_eq!(cut("aéb", 1, 1), "aéb");
    }
}
