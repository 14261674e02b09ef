//! Where the focus is after another page was gone to: never nowhere.
//!
//! A link that was followed may go with its page; then the focus would fall back to the document's beginning, and the
//! next Tab would go through the whole frame again. It goes to the new page instead.

use leptos::prelude::*;

/// How many frames are waited for the old page to go: a part of the new one may have to be downloaded.
#[cfg(feature = "hydrate")]
const FRAMES: u32 = 120;

/// Watches over every going to another page.
pub fn watch() {
    let path = leptos_router::hooks::use_location().pathname;
    let mut is_first = true;
    Effect::new(move |_| {
        path.track();
        if !std::mem::take(&mut is_first) {
            #[cfg(feature = "hydrate")]
            land_when_lost(FRAMES);
        }
    });
}

/// Puts the focus onto the page.
pub fn land() {
    #[cfg(feature = "hydrate")]
    {
        use wasm_bindgen::JsCast;
        let main = document().get_element_by_id("main");
        if let Some(main) = main.and_then(|main| main.dyn_into::<web_sys::HtmlElement>().ok()) {
            drop(main.focus());
        }
    }
}

#[cfg(feature = "hydrate")]
fn land_when_lost(frames: u32) {
    request_animation_frame(move || {
        let has_focus = document().active_element().is_some_and(|element| element.tag_name() != "BODY");
        if !has_focus {
            land();
        } else if frames > 0 {
            land_when_lost(frames - 1);
        }
    });
}
