//! Keeping the keyboard's place where pressing something puts other things into its place.
//!
//! A button that is replaced, or cannot be pressed any more, takes the focus with it, and the next key would begin at the
//! top of the document. What was put there instead gets it.

use leptos::{html, prelude::*};

/// The element around what changes.
#[component]
pub fn KeptPlace(
    /// Its class.
    class: &'static str,
    /// Follows what stands in it: called again whenever that changes.
    shown: impl Fn() + Send + Sync + 'static,
    /// What changes.
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    // Whether the focus is here, or was taken from here by what it was on.
    let is_here = StoredValue::new(false);
    let left = move |event: leptos::ev::FocusEvent| forget_if_left(&event, is_here);
    Effect::new(move |_| {
        shown();
        if is_here.get_value() {
            give_back(node);
        }
    });
    view! {
        <div class=class node_ref=node tabindex="-1" on:focusin=move |_| is_here.set_value(true) on:focusout=left>
            {children()}
        </div>
    }
    .into_any()
}

/// What is taken away loses the focus a moment before it is gone; left by somebody it is still there a frame later.
#[cfg(feature = "hydrate")]
fn forget_if_left(event: &leptos::ev::FocusEvent, is_here: StoredValue<bool>) {
    use wasm_bindgen::JsCast;
    let Some(element) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else { return };
    let comes_back = event.related_target().is_some_and(|other| {
        let other = other.dyn_into::<web_sys::Element>().ok();
        let around = element.closest("[tabindex='-1']").ok().flatten();
        around.is_some_and(|around| around.contains(other.as_deref()))
    });
    if comes_back {
        return;
    }
    request_animation_frame(move || {
        if element.is_connected() && !element.has_attribute("disabled") {
            is_here.try_set_value(false);
        }
    });
}

#[cfg(not(feature = "hydrate"))]
fn forget_if_left(_: &leptos::ev::FocusEvent, _: StoredValue<bool>) {}

/// Once the change is on the page: where nothing has the focus, what can be pressed here gets it, or else the place itself.
#[cfg(feature = "hydrate")]
fn give_back(node: NodeRef<html::Div>) {
    use wasm_bindgen::JsCast;
    request_animation_frame(move || {
        let Some(around) = node.get_untracked().filter(|_| super::landing::is_focus_lost()) else { return };
        let pressed = around.query_selector("button:not(:disabled), select:not(:disabled), a[href]").ok().flatten();
        match pressed.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
            Some(element) => drop(element.focus()),
            None => drop(around.focus()),
        }
    });
}

#[cfg(not(feature = "hydrate"))]
fn give_back(_: NodeRef<html::Div>) {}
