//! Finding the focus again. What had it may be taken away, hidden or disabled, by what it did or by an update. Who knows
//! where it belongs says so, and is waited for a few frames; then it goes to what is nearest to where it was.

use std::cell::Cell;

use leptos::{ev, prelude::*};

use super::{
    Target, effects, is_lost,
    last::{self, Last},
    nearest::browser::can_have_focus,
    timing::MAX_FRAMES,
};

/// How many frames others have to put the focus where it belongs.
const PATIENCE_FRAMES: u32 = 3;

thread_local! {
    /// How many more frames are looked at.
    static FRAMES_LEFT: Cell<u32> = const { Cell::new(0) };
}

/// Listens on the whole page.
pub fn listen() {
    let entered = window_event_listener(ev::focusin, |event| last::enter(&event));
    let pointed = window_event_listener(ev::pointerdown, |event| last::point(&event));
    let pressed = window_event_listener(ev::keydown, |event| {
        if is_taken_away() {
            recover();
        }
        if matches!(event.key().as_str(), "Enter" | " ") {
            last::press();
            look();
        }
    });
    on_cleanup(move || [entered, pointed, pressed].into_iter().for_each(WindowListenerHandle::remove));
}

/// Looks for a while whether the focus gets lost by what was pressed.
fn look() {
    if FRAMES_LEFT.replace(MAX_FRAMES) == 0 {
        look_on(0);
    }
}

fn look_on(lost_for: u32) {
    request_animation_frame(move || {
        let frames = FRAMES_LEFT.get();
        if frames == 0 {
            return;
        }
        FRAMES_LEFT.set(frames - 1);
        let lost_for = if is_taken_away() { lost_for + 1 } else { 0 };
        if lost_for == PATIENCE_FRAMES {
            recover();
        }
        look_on(lost_for);
    });
}

/// Whether nothing has the focus, and what had it cannot. What was in a dialog that is closed now is not meant: there the
/// browser gives it back.
fn is_taken_away() -> bool {
    let can_return = |last: &Last| {
        let is_closed = || last.path.iter().any(|element| element.matches("dialog:not([open])").unwrap_or(false));
        last.path.first().is_none_or(|element| can_have_focus(element) || is_closed())
    };
    is_lost() && !last::read(can_return)
}

fn recover() {
    effects::give(&Target::Any(vec![Target::Successor, Target::Nearest, Target::Page]), effects::Scroll::ToTarget);
}
