//! What may come next, as a list below the line. Arrow keys go through it, Enter or Tab takes what is marked, Escape
//! closes it; until something is marked, these keys mean what they always do. (ARIA's combobox with a list:
//! <https://www.w3.org/WAI/ARIA/apg/patterns/combobox/>)

use afterimage_model::query::complete::{Completion, Known, complete};
use leptos::{html, prelude::*};

use super::about::about;
use crate::say;

/// The list's id, which the line names.
pub(super) const OPTIONS_ID: &str = "query-options";

/// The id of an option.
pub(super) fn option_id(at: usize) -> String {
    format!("query-option-{at}")
}

/// The list and what is marked in it.
#[derive(Clone, Copy)]
pub(super) struct Options {
    typed: RwSignal<String>,
    input: NodeRef<html::Input>,
    /// Where the caret is, in characters; nothing while nothing is offered.
    caret: RwSignal<Option<usize>>,
    /// Which one is marked.
    active: RwSignal<Option<usize>>,
    offered: Memo<Vec<Completion>>,
}

impl Options {
    pub(super) fn new(
        typed: RwSignal<String>,
        input: NodeRef<html::Input>,
        names: Option<Callback<(), Known>>,
    ) -> Self {
        let caret = RwSignal::new(None);
        // Names are gathered when the list is opened, and not with every key: on the Live page there are always others.
        let is_open = Memo::new(move |_| caret.with(Option::is_some));
        let known = Memo::new(move |_| names.filter(|_| is_open.get()).map(|names| names.run(())).unwrap_or_default());
        let offered = Memo::new(move |_| {
            let Some(caret) = caret.get() else { return Vec::new() };
            known.with(|known| typed.with(|text| complete(text, caret, known)))
        });
        Self { typed, input, caret, active: RwSignal::new(None), offered }
    }

    /// Offers what may come next at the caret.
    pub(super) fn open(self) {
        self.active.set(None);
        self.caret.set(self.caret_now());
    }

    /// Offers nothing any more.
    pub(super) fn close(self) {
        self.active.set(None);
        self.caret.set(None);
    }

    /// The caret may have moved within the text.
    pub(super) fn follow_caret(self) {
        let now = self.caret_now();
        if self.caret.get_untracked().is_some() && self.caret.get_untracked() != now {
            self.active.set(None);
            self.caret.set(now);
        }
    }

    /// Whether there is something to choose from.
    pub(super) fn is_shown(self) -> bool {
        self.offered.with(|offered| !offered.is_empty())
    }

    /// Which option is marked.
    pub(super) fn active(self) -> Option<usize> {
        let count = self.offered.with(Vec::len);
        self.active.get().filter(|at| *at < count)
    }

    /// Does what a key asks of the list; whether it was for the list.
    pub(super) fn press(self, key: &str) -> bool {
        let (count, active) = untrack(|| (self.offered.with(Vec::len), self.active()));
        match (key, active) {
            ("ArrowDown" | "ArrowUp", _) if count == 0 => {
                self.open();
                true
            }
            ("ArrowDown" | "ArrowUp", _) => {
                self.active.set(next(active, count, key == "ArrowDown"));
                true
            }
            ("Enter" | "Tab", Some(at)) => {
                self.take(at);
                true
            }
            ("Escape", _) if count > 0 => {
                self.close();
                true
            }
            _ => false,
        }
    }

    /// Puts an option into the line.
    fn take(self, at: usize) {
        let Some(completion) = self.offered.with_untracked(|offered| offered.get(at).cloned()) else { return };
        let (text, caret) = self.typed.with_untracked(|text| completion.apply(text));
        if let Some(input) = self.input.get_untracked() {
            let units = utf16_units(&text, caret);
            input.set_value(&text);
            // It fails only for inputs without a caret.
            drop(input.set_selection_range(units, units));
        }
        self.typed.set(text);
        self.active.set(None);
        self.caret.set(Some(caret));
    }

    fn caret_now(self) -> Option<usize> {
        let input = self.input.get_untracked()?;
        let units = input.selection_start().ok().flatten();
        let text = input.value();
        Some(units.map_or_else(|| text.chars().count(), |units| characters(&text, units)))
    }

    /// The list.
    pub(super) fn list(self) -> impl IntoView {
        let option = move |(at, completion): (usize, Completion)| {
            view! {
                <li
                    id=option_id(at)
                    role="option"
                    aria-selected=move || (self.active() == Some(at)).to_string()
                    on:click=move |_| self.take(at)
                >
                    <code>{completion.text}</code>
                    <span>{about(completion.about)}</span>
                </li>
            }
        };
        let options = move || self.offered.get().into_iter().enumerate().map(option).collect_view();
        view! {
            <ul
                id=OPTIONS_ID
                class="query-options"
                role="listbox"
                aria-label=say!("query-options")
                hidden=move || !self.is_shown()
                // The line keeps the focus when an option is pressed.
                on:mousedown=|event| event.prevent_default()
            >
                {options}
            </ul>
        }
        .into_any()
    }
}

/// The option after or before the marked one. Between the last and the first none is marked: that is the line itself.
fn next(active: Option<usize>, count: usize, down: bool) -> Option<usize> {
    match (active, down) {
        (None, true) => (count > 0).then_some(0),
        (None, false) => count.checked_sub(1),
        (Some(at), true) => Some(at + 1).filter(|at| *at < count),
        (Some(at), false) => at.checked_sub(1),
    }
}

/// How many characters the first UTF-16 code units are, in which a browser counts.
fn characters(text: &str, units: u32) -> usize {
    let mut left = usize::try_from(units).unwrap_or(usize::MAX);
    text.chars()
        .take_while(|character| {
            let fits = left >= character.len_utf16();
            left = left.saturating_sub(character.len_utf16());
            fits
        })
        .count()
}

/// How many UTF-16 code units the first characters are.
fn utf16_units(text: &str, characters: usize) -> u32 {
    let units: usize = text.chars().take(characters).map(char::len_utf16).sum();
    u32::try_from(units).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arrows_go_round_through_the_line_itself() {
        let down: Vec<_> =
            std::iter::successors(Some(next(None, 2, true)), |at| Some(next(*at, 2, true))).take(4).collect();
        assert_eq!(down, [Some(0), Some(1), None, Some(0)]);
        assert_eq!(next(None, 2, false), Some(1));
        assert_eq!(next(Some(0), 2, false), None);
        assert_eq!((next(None, 0, true), next(None, 0, false)), (None, None));
    }

    #[test]
    fn the_caret_is_counted_in_characters_where_the_browser_counts_code_units() {
        let text = "a😀é";
        for (characters_before, units) in [(0, 0), (1, 1), (2, 3), (3, 4)] {
            assert_eq!(utf16_units(text, characters_before), units);
            assert_eq!(characters(text, units), characters_before);
        }
        assert_eq!(characters(text, 99), 3);
    }
}
