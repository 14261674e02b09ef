//! A button that puts a text into the clipboard, and says that it did.

use leptos::prelude::*;

use super::{
    clipboard::RefusedCopy,
    icons::{Glyph, Icon},
};
use crate::say;

/// How long the button says that it copied.
#[cfg(feature = "hydrate")]
const CONFIRMATION: std::time::Duration = std::time::Duration::from_millis(1_500);

/// Copies a text.
#[component]
pub fn CopyButton(
    /// The text; a path beginning with `/` is copied as a whole address.
    #[prop(into)]
    text: Signal<String>,
    /// What is copied: `Copy link`.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let copied = RwSignal::new(false);
    let refused = RwSignal::new(None);
    let name = label.clone();
    view! {
        <button type="button" class="button" on:click=move |_| copy(text.get_untracked(), copied, refused)>
            <Icon glyph=Signal::derive(move || if copied.get() { Glyph::Check } else { Glyph::Copy }) />
            <span>{move || if copied.get() { say!("frame-copied").to_owned() } else { name.clone() }}</span>
        </button>
        <RefusedCopy text=refused />
    }
    .into_any()
}

#[cfg(feature = "hydrate")]
fn copy(text: String, copied: RwSignal<bool>, refused: RwSignal<Option<String>>) {
    let text = super::clipboard::whole(text);
    leptos::task::spawn_local(async move {
        if super::clipboard::write(&text).await {
            refused.try_set(None);
            copied.try_set(true);
            let rest = move || {
                copied.try_set(false);
            };
            set_timeout(rest, CONFIRMATION);
        } else {
            refused.try_set(Some(text));
        }
    });
}

#[cfg(not(feature = "hydrate"))]
fn copy(_: String, _: RwSignal<bool>, _: RwSignal<Option<String>>) {}
