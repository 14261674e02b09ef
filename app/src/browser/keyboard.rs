//! Keys pressed anywhere on a page.

use leptos::{ev::KeyboardEvent, prelude::*};
use wasm_bindgen::JsCast;

/// Whether a key is not for the page as a whole: it goes into a field or presses a control, is held with a modifier, is
/// meant for an open dialog, or is a single key while those are turned off.
pub fn is_typing(event: &KeyboardEvent) -> bool {
    if event.ctrl_key() || event.meta_key() || event.alt_key() || event.is_composing() || event.default_prevented() {
        return true;
    }
    if (event.key().chars().count() == 1 && !single_keys_are_on()) || a_dialog_is_open() {
        return true;
    }
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|element| is_field(&element) && !is_in_closed_dialog(&element))
}

fn is_field(element: &web_sys::Element) -> bool {
    matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
}

/// A browser sends keys to the field that had the focus in a dialog until it next paints the page without it.
fn is_in_closed_dialog(element: &web_sys::Element) -> bool {
    element.closest("dialog:not([open])").ok().flatten().is_some()
}

/// Whether single keys do something: the settings in force are on the document.
pub fn single_keys_are_on() -> bool {
    let keys = document().document_element().and_then(|root| root.get_attribute("data-keys"));
    keys.as_deref() != Some("off")
}

/// Whether a modal dialog has the page to itself.
pub fn a_dialog_is_open() -> bool {
    document().query_selector("dialog[open]").ok().flatten().is_some()
}

/// Whether a key is held with the modifier for commands and no other: Cmd on Apple's systems, Ctrl elsewhere.
pub fn with_command(event: &KeyboardEvent, key: &str) -> bool {
    let command =
        if is_apple() { event.meta_key() && !event.ctrl_key() } else { event.ctrl_key() && !event.meta_key() };
    command && !event.alt_key() && !event.shift_key() && event.key().eq_ignore_ascii_case(key)
}

/// Whether the modifier for commands is Cmd.
pub fn is_apple() -> bool {
    let platform = window().navigator().platform().unwrap_or_default();
    ["Mac", "iPhone", "iPad"].iter().any(|apple| platform.starts_with(apple))
}
