//! Writing test items.

use leptos::prelude::*;

/// Writing test items.
#[component]
pub fn WritePage() -> impl IntoView {
    view! { <p>"Under construction"</p> }
}
