//! The tail of everything, or of a query.

use leptos::prelude::*;

/// The tail of everything, or of a query.
#[component]
pub fn LivePage() -> impl IntoView {
    view! { <p>"Under construction"</p> }
}
