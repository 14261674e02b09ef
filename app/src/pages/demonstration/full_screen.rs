//! Fills the screen: the page covers the rest of the interface, and the browser is asked to cover the rest of the screen.

use leptos::prelude::*;

use super::stage::Stage;
use crate::say;

/// The button.
#[component]
pub(super) fn FullScreenButton(stage: Stage) -> impl IntoView {
    view! {
        <button type="button" class="button" title=say!("demonstration-full-screen-title") on:click=move |_| toggle(stage)>
            {move || if stage.is_full.get() { say!("demonstration-leave-full-screen") } else { say!("demonstration-full-screen") }}
        </button>
    }
}

/// Fills the screen, or lets it go.
#[cfg(feature = "hydrate")]
pub(super) fn toggle(stage: Stage) {
    let is_full = !stage.is_full.get_untracked();
    if is_full {
        // A browser may refuse; the page then fills its window.
        if let Some(root) = document().document_element() {
            drop(root.request_fullscreen());
        }
    } else if document().fullscreen_element().is_some() {
        document().exit_fullscreen();
    }
    stage.fill(is_full);
}

#[cfg(not(feature = "hydrate"))]
fn toggle(_: Stage) {}

/// What stands around the page cannot be reached while it is covered; leaving the browser's full screen leaves ours.
#[cfg(feature = "hydrate")]
pub(super) fn follow(stage: Stage) {
    let cover = |is_covered: bool| {
        for name in [".side", ".status", ".skip"] {
            if let Ok(Some(element)) = document().query_selector(name) {
                drop(element.toggle_attribute_with_force("inert", is_covered));
            }
        }
    };
    Effect::new(move |_| cover(stage.is_full.get()));
    Effect::new(move |_| {
        let listener = window_event_listener_untyped("fullscreenchange", move |_| {
            if document().fullscreen_element().is_none() {
                stage.fill(false);
            }
        });
        on_cleanup(move || listener.remove());
    });
    on_cleanup(move || {
        cover(false);
        if document().fullscreen_element().is_some() {
            document().exit_fullscreen();
        }
    });
}
