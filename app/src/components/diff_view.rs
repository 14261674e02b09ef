//! What differs between two images: each difference as what was and what is now, told by sign and words and not by
//! colour alone; what is equal, and what is long, is folded.

mod notes;
mod text;

use leptos::prelude::*;

use self::notes::Notes;
use super::value::ValueView;
use crate::model::{Diff, DiffEntry, Image};

/// The differences, one or two rows each.
#[component]
pub fn DiffView(
    /// What differs.
    diff: Diff,
    /// The image after the change, to show the values of what did not differ; without it only names are shown.
    #[prop(optional_no_strip)]
    image: Option<Image>,
) -> impl IntoView {
    let nothing = diff.entries.is_empty();
    // Where all of an item came or went, saying so of each attribute adds nothing.
    let is_whole = diff.unchanged.is_empty() && diff.entries.windows(2).all(|pair| pair[0].kind == pair[1].kind);
    let rows: Vec<_> = diff.entries.into_iter().map(|entry| entry_rows(entry, is_whole)).collect();
    let unchanged = (!diff.unchanged.is_empty()).then(|| unchanged_rows(diff.unchanged, image.as_ref()));
    view! {
        <div class="diff">
            {nothing.then(|| view! { <p class="quiet">"Nothing differs."</p> })}
            <table>
                <colgroup>
                    <col class="diff-column-sign" />
                    <col class="diff-column-path" />
                    <col />
                </colgroup>
                <thead class="visually-hidden">
                    <tr>
                        <th scope="col">"Was or is"</th>
                        <th scope="col">"Attribute"</th>
                        <th scope="col">"Value"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            {unchanged}
        </div>
    }
    .into_any()
}

fn entry_rows(entry: DiffEntry, is_whole: bool) -> impl IntoView {
    let Notes { old: old_note, new: new_note } = Notes::of(&entry, is_whole);
    let path = entry.path.to_string();
    let marked = entry.texts().and_then(|(old, new)| text::marked(old, new));
    let (old_value, new_value) = if let Some((old, new)) = marked {
        (Some(old.view()), Some(new.view()))
    } else {
        let plain = |value| view! { <ValueView value=value /> }.into_any();
        (entry.old.map(plain), entry.new.map(plain))
    };
    let (old_word, new_word) = notes::words(entry.kind);
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
    let summary = format!("… {} unchanged", names.len());
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
            <dl>{names.into_iter().map(row).collect_view()}</dl>
        </details>
    }
    .into_any()
}
