//! How differences are laid out, which stands in the address: what was above what is, or beside it.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::address::use_parameter;
use crate::{links, say};

/// The parameter's name and its one value.
pub const LAYOUT: &str = "layout";

/// What was beside what is.
pub const SIDE_BY_SIDE: &str = "side";

/// Whether the address asks for what was beside what is.
pub fn use_side_by_side() -> Memo<bool> {
    let layout = use_parameter(LAYOUT);
    Memo::new(move |_| layout.with(|layout| layout == SIDE_BY_SIDE))
}

/// The switch between both. Links, so that it works before the page is alive.
#[component]
pub fn LayoutChoice() -> impl IntoView {
    let location = use_location();
    let side_by_side = use_side_by_side();
    let choice = move |label: &'static str, value: &'static str| {
        let address = move || {
            let path = location.pathname.get();
            location.search.with(|search| links::with_parameter(&path, search, LAYOUT, value))
        };
        let is_chosen = move || side_by_side.get() == (value == SIDE_BY_SIDE);
        view! {
            <a class="choice" href=address data-noscroll="" aria-current=move || is_chosen().then_some("true")>
                {label}
            </a>
        }
    };
    view! {
        <div class="choices diff-layout" role="group" aria-label=say!("change-layout")>
            {choice(say!("change-inline"), "")} {choice(say!("change-side-by-side"), SIDE_BY_SIDE)}
        </div>
    }
    .into_any()
}
