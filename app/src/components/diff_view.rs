//! What differs between two images: each difference as what was and what is now, told by sign and words and not by
//! colour alone; what is equal, and what is long, is folded.

mod beside;
mod notes;
mod text;

use std::sync::Arc;

use afterimage_model::{Diff, DiffEntry, Image};
use leptos::prelude::*;

use self::notes::Notes;
use super::{figures::exact_count, value::ValueView};
use crate::say;

/// So many differences are shown at first: an item of 400 KB may have thousands.
const FIRST_DIFFERENCES: usize = 60;

/// So many more are shown on request.
const MORE_DIFFERENCES: usize = 200;

/// Of the attributes that did not change, so many are shown; the image has all of them.
const MAX_UNCHANGED: usize = 200;

/// The differences, one or two rows each.
#[component]
pub fn DiffView(
    /// What differs.
    diff: Diff,
    /// The image after the change, to show the values of what did not differ; without it only names are shown.
    #[prop(optional_no_strip)]
    image: Option<Image>,
    /// What was beside what is, where there is room for it.
    #[prop(optional, into)]
    side_by_side: Signal<bool>,
    /// What was and what is, in a word or two each.
    #[prop(optional_no_strip)]
    names: Option<[String; 2]>,
) -> impl IntoView {
    let nothing = diff.entries.is_empty();
    let entries = Arc::new(diff.entries);
    let unchanged = (!diff.unchanged.is_empty()).then(|| unchanged_rows(diff.unchanged, image.as_ref()));
    // Where all of an item came or went, saying so of each attribute adds nothing.
    let is_whole = unchanged.is_none() && entries.windows(2).all(|pair| pair[0].kind == pair[1].kind);
    let names = names.unwrap_or_else(|| [say!("change-before"), say!("change-after")].map(str::to_owned));
    let shown = RwSignal::new(FIRST_DIFFERENCES);
    let left = entries.len();
    let left = move || left.saturating_sub(shown.get()) as u64;
    let table = move || {
        let entries = entries.iter().take(shown.get()).cloned();
        if side_by_side.get() {
            beside::table(entries, is_whole, names.clone())
        } else {
            one_below_the_other(entries, is_whole)
        }
    };
    view! {
        <div class="diff">
            {if nothing { view! { <p class="quiet">{say!("change-diff-nothing")}</p> }.into_any() } else { table.into_any() }}
            <p class="diff-more" hidden=move || left() == 0>
                <button
                    type="button"
                    class="button"
                    on:click=move |_| shown.update(|shown| *shown += MORE_DIFFERENCES)
                >
                    {move || say!("change-diff-show-more", count = left().min(MORE_DIFFERENCES as u64))}
                </button>
                " "
                {move || say!("change-diff-left", shown = exact_count(left()))}
            </p>
            {unchanged}
        </div>
    }
    .into_any()
}

fn one_below_the_other(entries: impl Iterator<Item = DiffEntry>, is_whole: bool) -> AnyView {
    let rows: Vec<_> = entries.map(|entry| entry_rows(entry, is_whole)).collect();
    view! {
        <table>
            <colgroup>
                <col class="diff-column-sign" />
                <col class="diff-column-path" />
                <col />
            </colgroup>
            <thead class="visually-hidden">
                <tr>
                    <th scope="col">{say!("change-diff-was-or-is")}</th>
                    <th scope="col">{say!("change-diff-attribute")}</th>
                    <th scope="col">{say!("change-diff-value")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

/// The values on both sides, with the words that differ marked where they are long texts.
fn values(entry: DiffEntry) -> (Option<AnyView>, Option<AnyView>) {
    if let Some((old, new)) = entry.texts().and_then(|(old, new)| text::marked(old, new)) {
        return (Some(old.view()), Some(new.view()));
    }
    let plain = |value| view! { <ValueView value=value /> }.into_any();
    (entry.old.map(plain), entry.new.map(plain))
}

fn entry_rows(entry: DiffEntry, is_whole: bool) -> impl IntoView {
    let Notes { old: old_note, new: new_note } = Notes::of(&entry, is_whole);
    let path = entry.path.to_string();
    let (old_word, new_word) = notes::words(entry.kind);
    let (old_value, new_value) = values(entry);
    let old = old_value.map(|value| side_row("−", old_word, "diff-old", path.clone(), value, old_note));
    let new = new_value.map(|value| side_row("+", new_word, "diff-new", path, value, new_note));
    (old, new)
}

fn side_row(
    sign: &'static str,
    word: &'static str,
    class: &'static str,
    path: String,
    value: AnyView,
    note: Option<String>,
) -> impl IntoView {
    view! {
        <tr class=class>
            <td class="diff-sign">
                <span aria-hidden="true">{sign}</span>
                <span class="visually-hidden">{word}</span>
            </td>
            <th scope="row" class="diff-path">{path}</th>
            <td class="diff-value">
                {value}
                {note.map(|note| view! { <span class="diff-note">{note}</span> })}
            </td>
        </tr>
    }
    .into_any()
}

fn unchanged_rows(names: Vec<String>, image: Option<&Image>) -> impl IntoView + use<> {
    let summary = say!("change-diff-unchanged", count = names.len());
    let left = names.len().saturating_sub(MAX_UNCHANGED) as u64;
    let left = (left > 0)
        .then(|| view! { <p class="quiet">{say!("change-diff-unchanged-more", shown = exact_count(left))}</p> });
    let row = |name: String| {
        let value = image.and_then(|image| image.get(&name)).cloned();
        view! {
            <div>
                <dt>{name}</dt>
                <dd>{value.map(|value| view! { <ValueView value=value /> })}</dd>
            </div>
        }
    };
    view! {
        <details class="diff-unchanged">
            <summary>{summary}</summary>
            <dl>{names.into_iter().take(MAX_UNCHANGED).map(row).collect_view()}</dl>
            {left}
        </details>
    }
    .into_any()
}
