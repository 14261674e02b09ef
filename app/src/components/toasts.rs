//! What is told for a moment about something that was done, where the place that it was done in may be gone: after an
//! entry of the palette was taken, or a row was deleted.
//!
//! One that can be undone stays until it is dismissed, for nobody reads at the same pace (WCAG 2.2, 2.2.1).

use std::{collections::VecDeque, sync::Arc};

use leptos::prelude::*;

use super::icons::{Glyph, Icon};
use crate::{
    browser::focus::{self, Target, When},
    say,
};

/// How many are shown at once; older ones make way.
const MAX_SHOWN: usize = 3;

/// How long one stays that nothing can be done about.
#[cfg(feature = "hydrate")]
const DURATION: std::time::Duration = std::time::Duration::from_secs(6);

/// Takes back what was done. It is called when the part of the page that made it may be gone.
type Undo = Arc<dyn Fn() + Send + Sync>;

/// What is told.
#[derive(Clone)]
struct Toast {
    number: u64,
    words: String,
    undo: Option<Undo>,
}

/// What is told at the moment, found in the context of everything within the frame.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<VecDeque<Toast>>,
    /// Whether the pointer or the keyboard is on them: then they stay.
    is_held: RwSignal<bool>,
    next: StoredValue<u64>,
}

/// Provides the place where things are told.
pub fn provide_toasts() -> Toasts {
    let toasts = Toasts { shown: RwSignal::default(), is_held: RwSignal::new(false), next: StoredValue::new(0) };
    provide_context(toasts);
    toasts
}

/// Where things are told.
///
/// # Panics
/// Outside the frame, where no page is.
pub fn use_toasts() -> Toasts {
    expect_context()
}

impl Toasts {
    /// Tells something for a moment.
    pub fn tell(self, words: String) {
        let number = self.push(words, None);
        self.end_later(number);
    }

    /// Tells something that can be undone.
    pub fn tell_undoable(self, words: String, undo: impl Fn() + Send + Sync + 'static) {
        self.push(words, Some(Arc::new(undo)));
    }

    fn push(self, words: String, undo: Option<Undo>) -> u64 {
        let number = self.next.get_value();
        self.next.set_value(number + 1);
        self.change(|shown| {
            // Told twice, it is told of the later.
            shown.retain(|toast| toast.words != words);
            shown.push_back(Toast { number, words, undo });
            while shown.len() > MAX_SHOWN {
                shown.pop_front();
            }
        });
        number
    }

    fn end(self, number: u64) {
        self.change(|shown| shown.retain(|toast| toast.number != number));
        if self.shown.with_untracked(VecDeque::is_empty) {
            // What had the pointer is gone without being left.
            self.is_held.set(false);
        }
    }

    /// Changes what is shown; where that takes the focus along, it goes back to where it came from.
    fn change(self, change: impl FnOnce(&mut VecDeque<Toast>)) {
        if focus::is_within(".toasts") {
            focus::request(Target::Any(vec![Target::Origin, Target::Page]), When::IfLost);
        }
        self.shown.update(change);
    }

    #[cfg(feature = "hydrate")]
    fn end_later(self, number: u64) {
        let end = move || if self.is_held.get_untracked() { self.end_later(number) } else { self.end(number) };
        set_timeout(end, DURATION);
    }

    #[cfg(not(feature = "hydrate"))]
    fn end_later(self, number: u64) {
        // Where nobody reads, nothing is told.
        self.end(number);
    }
}

/// The toasts, above everything else of the page.
#[component]
pub fn ToastList(
    /// The frame's.
    toasts: Toasts,
) -> impl IntoView {
    let list = move || toasts.shown.get().into_iter().collect::<Vec<_>>();
    view! {
        <div
            class="toasts"
            role="status"
            on:pointerenter=move |_| toasts.is_held.set(true)
            on:pointerleave=move |_| toasts.is_held.set(false)
            on:focusin=move |_| toasts.is_held.set(true)
            on:focusout=move |_| toasts.is_held.set(false)
        >
            <For each=list key=|toast| toast.number children=move |toast| one(toasts, toast) />
        </div>
    }
    .into_any()
}

fn one(toasts: Toasts, toast: Toast) -> AnyView {
    let Toast { number, words, undo } = toast;
    let button = undo.map(|undo| {
        let press = move |_| {
            toasts.end(number);
            undo();
        };
        view! {
            <button type="button" class="button" on:click=press>
                {say!("frame-toast-undo")}
            </button>
        }
    });
    view! {
        <div class="toast">
            <p>{words}</p>
            {button}
            <button
                type="button"
                class="icon-button"
                title=say!("frame-toast-dismiss")
                aria-label=say!("frame-toast-dismiss")
                on:click=move |_| toasts.end(number)
            >
                <Icon glyph=Glyph::Close />
            </button>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(toasts: Toasts) -> Vec<String> {
        toasts.shown.with_untracked(|shown| shown.iter().map(|toast| toast.words.clone()).collect())
    }

    #[test]
    fn older_ones_make_way_for_newer_ones() {
        let owner = Owner::new();
        owner.with(|| {
            let toasts = provide_toasts();
            for number in 0..5 {
                toasts.tell_undoable(number.to_string(), || {});
            }
            assert_eq!(words(toasts), ["2", "3", "4"]);
            toasts.end(3);
            assert_eq!(words(toasts), ["2", "4"]);
            toasts.tell_undoable("2".to_owned(), || {});
            assert_eq!(words(toasts), ["4", "2"]);
        });
    }
}
