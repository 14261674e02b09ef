//! The tables, their streams and shards.

use leptos::prelude::*;

/// The tables, their streams and shards.
#[component]
pub fn TablesPage() -> impl IntoView {
    view! { <p>"Under construction"</p> }
}
