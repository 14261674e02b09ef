//! One item's timeline.

use leptos::prelude::*;

/// One item's timeline.
#[component]
pub fn ItemPage() -> impl IntoView {
    view! { <p>"Under construction"</p> }
}
