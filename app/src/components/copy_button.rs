//! A button that puts a text into the clipboard, and says that it did.

use leptos::prelude::*;

use super::icons::{Glyph, Icon};

/// How long the button says that it copied.
#[cfg(feature = "hydrate")]
const THANKS: std::time::Duration = std::time::Duration::from_millis(1_500);

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
    let name = label.clone();
    view! {
        <button type="button" class="button" on:click=move |_| copy(text.get_untracked(), copied)>
            <Icon glyph=Signal::derive(move || if copied.get() { Glyph::Check } else { Glyph::Copy }) />
            <span>{move || if copied.get() { "Copied".to_owned() } else { name.clone() }}</span>
        </button>
    }
    .into_any()
}

#[cfg(feature = "hydrate")]
fn copy(text: String, copied: RwSignal<bool>) {
    let origin = || window().location().origin().unwrap_or_default();
    let text = if text.starts_with('/') { format!("{}{text}", origin()) } else { text };
    let written = window().navigator().clipboard().write_text(&text);
    leptos::task::spawn_local(async move {
        if wasm_bindgen_futures::JsFuture::from(written).await.is_ok() {
            copied.try_set(true);
            let rest = move || {
                copied.try_set(false);
            };
            set_timeout(rest, THANKS);
        }
    });
}

#[cfg(not(feature = "hydrate"))]
fn copy(_: String, _: RwSignal<bool>) {}
