//! Tabs as the keyboard and screen readers expect them.

use leptos::prelude::*;

use crate::browser::focus::{self, Target, When};

/// A row of tabs; the panel beside it has the id `{id}-panel` and is labelled by `{id}-tab-{selected}`.
#[component]
pub fn TabList(
    /// The beginning of the elements' ids, unique within the page.
    id: &'static str,
    /// What the tabs are of, for screen readers.
    label: &'static str,
    /// The tabs' names.
    names: Vec<String>,
    /// Which one is selected.
    selected: RwSignal<usize>,
) -> impl IntoView {
    let count = names.len();
    let tabs = names.into_iter().enumerate().map(|(at, name)| {
        let is_selected = move || selected.get() == at;
        view! {
            <button
                type="button"
                role="tab"
                id=format!("{id}-tab-{at}")
                aria-selected=move || is_selected().to_string()
                aria-controls=format!("{id}-panel")
                tabindex=move || if is_selected() { "0" } else { "-1" }
                on:click=move |_| selected.set(at)
            >
                {name}
            </button>
        }
    });
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        let now = selected.get_untracked();
        let next = match event.key().as_str() {
            "ArrowRight" => (now + 1) % count,
            "ArrowLeft" => (now + count - 1) % count,
            "Home" => 0,
            "End" => count - 1,
            _ => return,
        };
        event.prevent_default();
        selected.set(next);
        focus::request(Target::Id(format!("{id}-tab-{next}")), When::Now);
    };
    view! {
        <div class="tabs" role="tablist" aria-label=label on:keydown=on_key>
            {tabs.collect_view()}
        </div>
    }
    .into_any()
}
