//! Values so large that a page would be nothing else: their beginning, and a button for the rest.

use leptos::prelude::*;

use super::figures::short_count;
use crate::say;

/// Larger values are put into the page only on request, in characters.
pub const MAX_UNFOLDED_CHARACTERS: usize = 2_000;

/// The beginning, or all of it; `short` and `whole` make the views.
#[component]
pub fn Folded(
    /// How many characters the whole has.
    characters: usize,
    /// What is shown at first.
    #[prop(into)]
    short: ViewFn,
    /// What is shown on request.
    #[prop(into)]
    whole: ViewFn,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let shown = move || if open.get() { whole.run() } else { short.run() };
    let label = move || {
        if open.get() {
            say!("frame-fold").to_owned()
        } else {
            say!("frame-unfold", count = characters, shown = short_count(characters as u64))
        }
    };
    view! {
        <span class="value value-huge">
            {shown}
            " "
            <button
                type="button"
                class="fold-button"
                aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {label}
            </button>
        </span>
    }
    .into_any()
}
