//! One change, at its permanent address.

use leptos::prelude::*;

/// One change, at its permanent address.
#[component]
pub fn ChangeView() -> impl IntoView {
    view! { <p>"Under construction"</p> }
}
