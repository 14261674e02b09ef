//! Tabs as the keyboard and screen readers expect them.

use leptos::prelude::*;

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
        focus(&format!("{id}-tab-{next}"));
    };
    view! {
        <div class="tabs" role="tablist" aria-label=label on:keydown=on_key>
            {tabs.collect_view()}
        </div>
    }
    .into_any()
}

#[cfg(feature = "hydrate")]
fn focus(id: &str) {
    use wasm_bindgen::JsCast;
    let element = document().get_element_by_id(id);
    if let Some(element) = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        drop(element.focus());
    }
}

#[cfg(not(feature = "hydrate"))]
fn focus(_: &str) {}
