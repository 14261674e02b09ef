//! Going anywhere in the life, and to what else can be asked of it. Plain forms and links: they lead there also before
//! the page is alive.

use leptos::prelude::*;

use super::place::Place;
use crate::{
    links,
    model::{as_of::At, item::ItemOverview},
};

/// The bar above the list.
#[component]
pub fn Jump(
    /// The item.
    item: ItemOverview,
    /// Where the reader is.
    place: Place,
) -> impl IntoView {
    let here = links::item(&item.table, &item.item_key);
    let wrong = RwSignal::new(None::<String>);
    let input = NodeRef::<leptos::html::Input>::new();
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = input.get_untracked().map(|input| input.value()).unwrap_or_default();
        match text.parse::<At>() {
            Ok(_) => {
                wrong.set(None);
                place.go_to(text.trim());
            }
            Err(error) => wrong.set(Some(format!("{error}."))),
        }
    };
    view! {
        <form class="jump" method="get" action=here.clone() on:submit=go>
            <label for="jump-to">"Go to"</label>
            <input
                id="jump-to"
                type="text"
                name="from"
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                node_ref=input
                value=place.from.get_untracked()
                placeholder="v42 or 2026-11-22"
                aria-describedby="jump-problem"
            />
            <button type="submit" class="button">
                "Go"
            </button>
            <a class="button" href=format!("{here}?at=v{}", item.versions)>
                "As of…"
            </a>
            <a class="button" href=format!("{here}?attribute=*")>
                "Attributes…"
            </a>
            <span class="field-error" id="jump-problem" role="alert">
                {move || wrong.get()}
            </span>
        </form>
    }
}
