//! Whether the program does its work.

use leptos::prelude::*;

/// Whether the program does its work.
#[component]
pub fn HealthPage() -> impl IntoView {
    view! { <p>"Under construction"</p> }
}
