//! Starts over, after asking.

use leptos::{html, prelude::*};

use super::stage::{Doing, Stage};

/// The button, and the question that it asks.
#[component]
pub(super) fn ResetButton(stage: Stage) -> impl IntoView {
    let confirm = NodeRef::<html::Button>::new();
    Effect::new(move |_| {
        if let Some(confirm) = confirm.get() {
            drop(confirm.focus());
        }
    });
    let is_busy = move || stage.doing.get() == Some(Doing::Reset);
    let is_nothing = move || stage.run.with(Option::is_none);
    let question = move || {
        view! {
            <span class="reset-question" role="group" aria-label="Start over">
                <span>"Delete this run's four tables? The archive keeps their history."</span>
                <button type="button" class="button button-danger" node_ref=confirm on:click=move |_| stage.reset()>
                    "Delete them"
                </button>
                <button type="button" class="button" on:click=move |_| stage.end_question()>
                    "Keep them"
                </button>
            </span>
        }
        .into_any()
    };
    let button = move || {
        view! {
            <button
                type="button"
                class="button"
                title="Start over (r)"
                disabled=move || is_nothing() || is_busy()
                on:click=move |_| stage.asks_reset.set(true)
            >
                {move || if is_busy() { "Starting over…" } else { "Start over" }}
            </button>
            {move || is_nothing().then(|| view! { <span class="visually-hidden">"Nothing has been made yet."</span> })}
        }
        .into_any()
    };
    view! { {move || if stage.asks_reset.get() { question() } else { button() }} }
}
