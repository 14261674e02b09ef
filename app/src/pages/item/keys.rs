//! Moving through the versions with the keyboard: `j` and `k` from anywhere on the page, the arrows within the list.

use leptos::{ev::KeyboardEvent, prelude::*};

use crate::model::{ChangeId, item::TimelineEntry};

/// The id of a version's element.
pub fn element_id(id: ChangeId) -> String {
    format!("version-{id}")
}

/// Which way to go.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Older,
    Newer,
}

/// Listens for `j` and `k`; gives the list's own handler, for the arrows.
pub fn move_through(
    entries: RwSignal<Vec<TimelineEntry>>,
    selected: Signal<Option<ChangeId>>,
    choose: Callback<ChangeId>,
) -> impl Fn(KeyboardEvent) + 'static {
    let go = move |step: Step| {
        let next = entries.with_untracked(|entries| {
            let at = entries.iter().position(|entry| Some(entry.summary.id) == selected.get_untracked());
            let next = match (at, step) {
                (None, _) => Some(0),
                (Some(at), Step::Older) => at.checked_add(1),
                (Some(at), Step::Newer) => at.checked_sub(1),
            };
            next.and_then(|at| entries.get(at)).map(|entry| entry.summary.id)
        });
        if let Some(id) = next {
            choose.run(id);
            focus(id);
        }
    };
    listen(move |key| match key {
        "j" => go(Step::Older),
        "k" => go(Step::Newer),
        _ => {}
    });
    move |event: KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowDown" => Step::Older,
            "ArrowUp" => Step::Newer,
            _ => return,
        };
        event.prevent_default();
        go(step);
    }
}

#[cfg(feature = "hydrate")]
fn listen(on_key: impl Fn(&str) + Clone + 'static) {
    Effect::new(move |_| {
        let on_key = on_key.clone();
        let handle = window_event_listener(leptos::ev::keydown, move |event| {
            if !crate::components::keyboard::is_typing(&event) {
                on_key(&event.key());
            }
        });
        on_cleanup(move || handle.remove());
    });
}

#[cfg(not(feature = "hydrate"))]
fn listen(_: impl Fn(&str) + Clone + 'static) {}

#[cfg(feature = "hydrate")]
fn focus(id: ChangeId) {
    use wasm_bindgen::JsCast;
    let element = document().get_element_by_id(&element_id(id));
    if let Some(element) = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        drop(element.focus());
    }
}

#[cfg(not(feature = "hydrate"))]
fn focus(_: ChangeId) {}
