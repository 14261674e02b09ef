//! Keeping the keyboard's place when what it was on is made anew: whoever steps through versions goes on stepping.

use leptos::prelude::*;

/// Which element was last pressed, by its id.
#[derive(Clone, Copy)]
pub struct KeptFocus(StoredValue<Option<&'static str>>);

impl KeptFocus {
    /// Nothing was pressed.
    pub fn new() -> Self {
        Self(StoredValue::new(None))
    }

    /// The element with this id is pressed, and what it leads to will make it anew.
    pub fn keep(self, id: &'static str) {
        self.0.set_value(Some(id));
    }

    /// To be called where the elements are made: gives the focus back to the one that was pressed.
    pub fn give_back(self) {
        Effect::new(move |_| {
            if let Some(id) = self.0.try_update_value(Option::take).flatten() {
                focus(id);
            }
        });
    }
}

/// The element; where it cannot be pressed any more, the field beside it.
#[cfg(feature = "hydrate")]
fn focus(id: &'static str) {
    use wasm_bindgen::JsCast;
    let take = |element: web_sys::Element| {
        element.dyn_into::<web_sys::HtmlElement>().is_ok_and(|element| element.focus().is_ok())
    };
    request_animation_frame(move || {
        let Some(element) = document().get_element_by_id(id) else { return };
        let can_be_pressed = !element.has_attribute("disabled");
        let field = || element.closest(".picker").ok().flatten()?.query_selector("input").ok().flatten();
        if let Some(element) = if can_be_pressed { Some(element.clone()) } else { field() } {
            take(element);
        }
    });
}

#[cfg(not(feature = "hydrate"))]
fn focus(_: &'static str) {}
