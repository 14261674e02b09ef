//! The keys: the arrows and Page Up and Down (which presenters' remote controls send) go from step to step, Enter takes
//! the step, `f` fills the screen, `r` starts over, Escape takes a question back or leaves the full screen.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{full_screen, stage::Stage};
use crate::browser::keyboard::is_typing;

/// Listens on the whole page.
pub(super) fn listen(stage: Stage) {
    Effect::new(move |_| {
        let listener = window_event_listener(leptos::ev::keydown, move |event| {
            if !is_typing(&event) && press(stage, &event) {
                event.prevent_default();
            }
        });
        on_cleanup(move || listener.remove());
    });
}

/// Whether the key meant something.
fn press(stage: Stage, event: &leptos::ev::KeyboardEvent) -> bool {
    let step = stage.step.get_untracked();
    match event.key().as_str() {
        "ArrowRight" | "PageDown" => step.after().map(|step| stage.go(step)).is_some(),
        "ArrowLeft" | "PageUp" => step.before().map(|step| stage.go(step)).is_some(),
        "Enter" if !is_on_control(event) && !event.repeat() => {
            stage.act();
            true
        }
        "f" => {
            full_screen::toggle(stage);
            true
        }
        "r" if stage.run.with_untracked(Option::is_some) => {
            stage.asks_reset.set(true);
            true
        }
        "Escape" if stage.asks_reset.get_untracked() => {
            stage.end_question();
            true
        }
        "Escape" if stage.is_full.get_untracked() => {
            stage.fill(false);
            true
        }
        _ => false,
    }
}

/// Whether Enter already does something where the focus is.
fn is_on_control(event: &leptos::ev::KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|element| matches!(element.tag_name().as_str(), "A" | "BUTTON" | "SUMMARY"))
}
