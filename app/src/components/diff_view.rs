//! What differs between two images: each difference as what was and what is now, told by sign and words and not by
//! colour alone; what is equal is folded.

use leptos::prelude::*;

use super::value::ValueView;
use crate::model::{AttributeValue, Diff, DiffEntry, Image};

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
    let rows: Vec<_> = diff.entries.into_iter().map(entry_rows).collect();
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

fn entry_rows(entry: DiffEntry) -> impl IntoView {
    let path = entry.path.to_string();
    let note = entry
        .numeric_difference()
        .map(
            |difference| {
                if difference.starts_with('-') { difference.replace('-', "−") } else { format!("+{difference}") }
            },
        )
        .or_else(|| entry.type_change().map(|(old, new)| format!("{old} became {new}")));
    let is_last_old = entry.new.is_none();
    let old_note = note.clone().filter(|_| is_last_old);
    let old = entry.old.map(|value| side_row("−", "was", "diff-old", path.clone(), value, old_note));
    let new = entry.new.map(|value| side_row("+", "is", "diff-new", path, value, note));
    (old, new)
}

fn side_row(
    sign: &'static str,
    word: &'static str,
    class: &'static str,
    path: String,
    value: AttributeValue,
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
                <ValueView value=value />
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
