//! The items of a table.

use leptos::prelude::*;

/// The items of a table.
#[component]
pub fn ItemsPage() -> impl IntoView {
    view! { <p>"Under construction"</p> }
}
