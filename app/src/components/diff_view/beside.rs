//! What was beside what is. Where there is no room for both, the style sheet puts them below each other; so this is no
//! `<table>`, whose meaning a browser drops with its layout, but says what it is by roles.

use afterimage_model::DiffEntry;
use leptos::prelude::*;

use super::{
    notes::{self, Notes},
    values,
};
use crate::say;

/// The differences, a row each.
pub(super) fn table(entries: impl Iterator<Item = DiffEntry>, is_whole: bool, [was, is]: [String; 2]) -> AnyView {
    let rows: Vec<_> = entries.map(|entry| row(entry, is_whole)).collect();
    view! {
        <div class="diff-beside" role="table" aria-label=say!("change-diff-side-by-side")>
            <div role="row" class="diff-heads">
                <span role="columnheader">{say!("change-diff-attribute")}</span>
                <span role="columnheader">{was}</span>
                <span role="columnheader">{is}</span>
            </div>
            {rows}
        </div>
    }
    .into_any()
}

fn row(entry: DiffEntry, is_whole: bool) -> AnyView {
    let Notes { old: old_note, new: new_note } = Notes::of(&entry, is_whole);
    let path = entry.path.to_string();
    let (old_word, new_word) = notes::words(entry.kind);
    let (old, new) = values(entry);
    view! {
        <div role="row" class="diff-pair">
            <span role="rowheader" class="diff-path">
                {path}
            </span>
            {cell("−", old_word, "diff-old", old, old_note)}
            {cell("+", new_word, "diff-new", new, new_note)}
        </div>
    }
    .into_any()
}

fn cell(
    sign: &'static str,
    word: &'static str,
    class: &'static str,
    value: Option<AnyView>,
    note: Option<String>,
) -> AnyView {
    let Some(value) = value else {
        return view! {
            <span role="cell" class="diff-none">
                <span class="visually-hidden">{say!("change-diff-absent")}</span>
            </span>
        }
        .into_any();
    };
    view! {
        <span role="cell" class=format!("diff-cell {class}")>
            <span class="diff-sign">
                <span aria-hidden="true">{sign}</span>
                <span class="visually-hidden">{word}</span>
            </span>
            <span class="diff-value">
                {value}
                {note.map(|note| view! { <span class="diff-note">{note}</span> })}
            </span>
        </span>
    }
    .into_any()
}
