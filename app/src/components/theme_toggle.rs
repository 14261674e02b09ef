//! Dark or light: as the system has it, or as the reader says. The choice is applied by a script in the document's
//! head before anything is painted.

use leptos::prelude::*;

use super::icons::{Glyph, Icon};

/// Changes between dark and light, and remembers.
#[component]
pub fn ThemeToggle() -> impl IntoView {
    view! {
        <button type="button" class="icon-button" title="Dark or light" aria-label="Dark or light" on:click=|_| toggle()>
            <Icon glyph=Glyph::Theme />
        </button>
    }
}

#[cfg(feature = "hydrate")]
fn toggle() {
    let Some(root) = document().document_element() else { return };
    let system_is_dark = || {
        let query = window().match_media("(prefers-color-scheme: dark)").ok().flatten();
        query.is_some_and(|query| query.matches())
    };
    let dark = root.get_attribute("data-theme").map_or_else(system_is_dark, |theme| theme == "dark");
    let theme = if dark { "light" } else { "dark" };
    // Where storage is forbidden, the choice lasts as long as the page.
    drop(root.set_attribute("data-theme", theme));
    if let Ok(Some(storage)) = window().local_storage() {
        drop(storage.set_item("theme", theme));
    }
}

#[cfg(not(feature = "hydrate"))]
fn toggle() {}
