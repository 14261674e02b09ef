//! Where the focus goes when the toast that has it ends: back to where it came from, and never nowhere.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusEvent, HtmlElement};

use crate::components::landing;

/// What selects the place of all toasts.
const TOASTS: &str = ".toasts";

/// The element that had the focus before a toast got it.
#[derive(Clone, Copy)]
pub struct WayBack(StoredValue<Option<HtmlElement>, LocalStorage>);

impl Default for WayBack {
    fn default() -> Self {
        Self(StoredValue::new_local(None))
    }
}

impl WayBack {
    /// Takes down where the focus came from, unless it was another toast, or another window.
    pub fn remember(self, event: &FocusEvent) {
        let from = event.related_target().and_then(|from| from.dyn_into::<HtmlElement>().ok());
        if let Some(from) = from.filter(|from| !is_in_toasts(from)) {
            self.0.set_value(Some(from));
        }
    }

    /// Called before what is shown changes: if a toast has the focus, and it is on nothing afterwards, it goes back.
    pub fn watch(self) {
        if !document().active_element().is_some_and(|focused| is_in_toasts(&focused)) {
            return;
        }
        // Once the page shows what it holds.
        request_animation_frame(move || {
            if landing::is_focus_lost() {
                self.go();
            }
        });
    }

    fn go(self) {
        let from = self.0.try_update_value(Option::take).flatten();
        if let Some(from) = from {
            drop(from.focus());
        }
        // What is gone by now, hidden or disabled did not take it.
        if landing::is_focus_lost() {
            landing::land();
        }
    }
}

fn is_in_toasts(element: &Element) -> bool {
    element.closest(TOASTS).ok().flatten().is_some()
}
