//! Where the focus is after what had it is gone: never nowhere.
//!
//! A link that was followed may go with its page, a button with its row; then the focus would fall back to the document's
//! beginning, and the next Tab would go through the whole frame again. It goes to the new page instead, or to what the
//! row belonged to.

use leptos::prelude::*;

/// How many frames are waited for the old page, or row, to go: a part of the new one may have to be downloaded.
#[cfg(feature = "hydrate")]
pub const FRAMES: u32 = 120;

/// The id of the page within the frame.
#[cfg(feature = "hydrate")]
const PAGE_ID: &str = "main";

/// Watches over every going to another page.
pub fn watch() {
    let path = leptos_router::hooks::use_location().pathname;
    let mut is_first = true;
    Effect::new(move |_| {
        path.track();
        if !std::mem::take(&mut is_first) {
            #[cfg(feature = "hydrate")]
            land_when_lost(PAGE_ID, FRAMES);
        }
    });
}

/// Puts the focus onto the page.
pub fn land() {
    #[cfg(feature = "hydrate")]
    land_on(PAGE_ID);
}

/// Called when something is about to go that may have the focus: that goes to the element with this id then, which can
/// have it, if only from a program (`tabindex="-1"`).
pub fn land_if_lost(id: &'static str) {
    #[cfg(feature = "hydrate")]
    if !is_focus_lost() {
        land_when_lost(id, FRAMES);
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = id;
}

/// Whether nothing of the page has the focus.
#[cfg(feature = "hydrate")]
pub fn is_focus_lost() -> bool {
    document().active_element().is_none_or(|element| element.tag_name() == "BODY")
}

#[cfg(feature = "hydrate")]
fn land_when_lost(id: &'static str, frames: u32) {
    request_animation_frame(move || {
        if is_focus_lost() {
            land_on(id);
        } else if frames > 0 {
            land_when_lost(id, frames - 1);
        }
    });
}

#[cfg(feature = "hydrate")]
fn land_on(id: &str) {
    use wasm_bindgen::JsCast;
    let element = document().get_element_by_id(id).and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(element) = element {
        drop(element.focus());
    }
}
