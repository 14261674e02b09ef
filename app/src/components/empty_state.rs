//! What stands where there is nothing to show: it says why, and teaches the next step.

use leptos::prelude::*;

/// A title and a few lines of help.
#[component]
pub fn EmptyState(
    /// What is missing, in a few words.
    #[prop(into)]
    title: String,
    /// What to do about it.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="empty">
            <h2>{title}</h2>
            {children()}
        </section>
    }
    .into_any()
}
