//! Listens to the keys that work on every page.

use std::cell::Cell;

use leptos::prelude::*;

use super::{
    Deed,
    sequence::{Meaning, Pending},
};
use crate::browser::keyboard::{is_typing, with_command};

/// Does what the keys say, as long as the owner lives.
pub fn listen(perform: Callback<Deed>) {
    Effect::new(move |_| {
        let pending = Cell::new(Pending::default());
        let listener = window_event_listener(leptos::ev::keydown, move |event| {
            if with_command(&event, "k") {
                event.prevent_default();
                perform.run(Deed::Palette);
                return;
            }
            if is_typing(&event) || event.repeat() {
                return;
            }
            let mut sequence = pending.get();
            let meaning = sequence.press(&event.key(), event.time_stamp());
            pending.set(sequence);
            if let Meaning::Do(deed) = meaning {
                event.prevent_default();
                perform.run(deed);
            }
        });
        on_cleanup(move || listener.remove());
    });
}
