//! Starts over, after asking.

use leptos::{html, prelude::*};

use super::stage::{Doing, Stage};
use crate::{
    browser::focus::{self, Target, When},
    say,
};

/// The button, and the question that it asks.
#[component]
pub(super) fn ResetButton(stage: Stage) -> impl IntoView {
    let confirm = NodeRef::<html::Button>::new();
    Effect::new(move |_| {
        if let Some(confirm) = confirm.get() {
            focus::request(Target::Element(confirm.into()), When::Now);
        }
    });
    let is_busy = move || stage.doing.get() == Some(Doing::Reset);
    let is_nothing = move || stage.run.with(Option::is_none);
    let cannot_be_reset = move || is_nothing() || is_busy();
    let question = move || {
        view! {
            <span class="reset-question" role="group" aria-label=say!("demonstration-start-over")>
                <span>{say!("demonstration-reset-question")}</span>
                <button type="button" class="button button-danger" node_ref=confirm on:click=move |_| stage.reset()>
                    {say!("demonstration-delete")}
                </button>
                <button type="button" class="button" on:click=move |_| stage.end_question()>
                    {say!("demonstration-keep")}
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
                title=say!("demonstration-start-over-title")
                aria-disabled=move || cannot_be_reset().to_string()
                on:click=move |_| {
                    if !untrack(cannot_be_reset) {
                        stage.asks_reset.set(true);
                    }
                }
            >
                {move || if is_busy() { say!("demonstration-starting-over") } else { say!("demonstration-start-over") }}
            </button>
            {move || is_nothing().then(|| view! { <span class="visually-hidden">{say!("demonstration-nothing-made")}</span> })}
        }
        .into_any()
    };
    view! { {move || if stage.asks_reset.get() { question() } else { button() }} }
}
