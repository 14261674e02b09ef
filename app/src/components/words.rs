//! A change in one line of words: what was is dim, what is now is strong.

use leptos::prelude::*;

use crate::model::{
    DiffKind,
    summary::{Part, Words},
};

/// `status paid → refunded · refund added`.
#[component]
pub fn ChangeWords(
    /// The words.
    words: Words,
    /// Whether the item expired, which is a removal with another name.
    #[prop(optional)]
    expired: bool,
) -> impl IntoView {
    match words {
        Words::Changed { parts, more } => {
            let last = parts.len().saturating_sub(1);
            let parts: Vec<_> =
                parts.into_iter().enumerate().map(|(at, part)| part_words(part, at < last || more > 0)).collect();
            view! {
                <span class="words">
                    {parts} {(more > 0).then(|| view! { <span class="words-more">{format!("{more} more")}</span> })}
                </span>
            }
            .into_any()
        }
        other => view! { <span class="words">{other.to_line(expired)}</span> }.into_any(),
    }
}

/// One difference; `continues` sets a dot after it.
fn part_words(part: Part, continues: bool) -> impl IntoView {
    let Part { path, kind, old, new } = part;
    let arrow = kind == DiffKind::Changed && old.is_some() && new.is_some();
    let verb = match kind {
        DiffKind::Added => Some("added"),
        DiffKind::Removed => Some("removed"),
        DiffKind::Changed if !arrow => Some("changed"),
        DiffKind::Changed => None,
    };
    let old = old.filter(|_| kind != DiffKind::Added);
    let new = new.filter(|_| kind != DiffKind::Removed);
    view! {
        <span class="part">
            <span class="part-path">{path}</span>
            {old.map(|old| view! { <del>{old}</del> })}
            {arrow.then(|| view! { <span class="part-verb">"→"</span> })}
            {new.map(|new| view! { <ins>{new}</ins> })}
            {verb.map(|verb| view! { <span class="part-verb">{verb}</span> })}
        </span>
        {continues.then(|| view! { <span class="part-dot">"·"</span> })}
    }
}
