//! Going anywhere in the life, and to what else can be asked of it. Plain forms and links: they lead there also before
//! the page is alive.

use afterimage_model::{
    as_of::{At, InvalidAt},
    item::ItemOverview,
};
use leptos::prelude::*;

use super::route::ItemRoute;
use crate::{links, say};

/// The bar above the list.
#[component]
pub fn Jump(
    /// The item.
    item: ItemOverview,
    /// Where the reader is.
    route: ItemRoute,
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
                route.go_to(text.trim());
            }
            Err(InvalidAt(text)) => wrong.set(Some(say!("item-jump-problem", text = format!("{text:?}")))),
        }
    };
    view! {
        <form class="jump" method="get" action=here.clone() on:submit=go>
            <label for="jump-to">{say!("item-jump")}</label>
            <input
                id="jump-to"
                type="text"
                name="from"
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                node_ref=input
                value=route.from.get_untracked()
                placeholder=say!("item-jump-example")
                aria-describedby="jump-problem"
            />
            <button type="submit" class="button">
                {say!("item-jump-go")}
            </button>
            <a class="button" href=format!("{here}?at=v{}", item.versions)>
                {say!("item-as-of-open")}
            </a>
            <a class="button" href=format!("{here}?attribute=*")>
                {say!("item-attributes-open")}
            </a>
            <span class="field-error" id="jump-problem" role="alert">
                {move || wrong.get()}
            </span>
        </form>
    }
}
