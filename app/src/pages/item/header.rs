//! What is known of the item as a whole, and what can be done with it.

use leptos::prelude::*;

use crate::{
    components::{
        aws_command,
        copy_button::CopyButton,
        frame::use_overview,
        time::{Moment, TimeStyle},
    },
    links,
    model::{ItemKey, dynamodb_json, item::ItemOverview},
};

/// The breadcrumb, the key, the state and the actions.
#[component]
pub fn ItemHeader(
    /// The item.
    item: ItemOverview,
) -> impl IntoView {
    let (state, class) = if item.alive { ("alive", "badge badge-good") } else { ("deleted", "badge") };
    view! {
        <header class="page-head">
            <nav class="crumbs" aria-label="Breadcrumb">
                <a href="/items">"Items"</a>
                <span aria-hidden="true">"/"</span>
                <a href=links::items(&item.table)>{item.table.clone()}</a>
                <span aria-hidden="true">"/"</span>
            </nav>
            <h1 class="mono">{item.item_key.label(None)}</h1>
            <span class=class data-testid="item-state">
                {state}
            </span>
            <div class="page-actions">
                <Actions table=item.table.clone() item_key=item.item_key.clone() />
            </div>
        </header>
        <Facts item=item />
    }
}

#[component]
fn Actions(table: String, item_key: ItemKey) -> impl IntoView {
    let overview = use_overview();
    let command = {
        let (table, item_key) = (table.clone(), item_key.clone());
        move || {
            let endpoint = overview.get_untracked().and_then(Result::ok).map(|overview| overview.endpoint);
            aws_command::get_item(&table, &item_key, endpoint.as_ref())
        }
    };
    view! {
        <a class="button" href=links::write_item(&table, &item_key)>
            "Write"
        </a>
        <CopyButton text=links::item(&table, &item_key) label="Copy link" />
        <CopyButton text=dynamodb_json::to_text(&item_key.to_image()) label="Copy key" />
        <CopyButton text=Signal::derive(command) label="Copy aws command" />
    }
}

#[component]
fn Facts(item: ItemOverview) -> impl IntoView {
    let keys = item.item_key.attributes().iter().map(|(name, value)| fact(name.clone(), value.label().into_any()));
    let captured = if item.captured_from_first_version { "from the first version" } else { "from a later version" };
    view! {
        <dl class="item-facts">
            {keys.collect_view()} {fact("versions", item.versions.to_string().into_any())}
            {fact("first seen", view! { <Moment at=item.first_seen_at /> }.into_any())}
            {fact("last seen", view! { <Moment at=item.last_seen_at style=TimeStyle::Ago /> }.into_any())}
            {fact("captured", captured.into_any())}
        </dl>
    }
}

fn fact(name: impl Into<String>, value: AnyView) -> impl IntoView {
    view! {
        <div>
            <dt>{name.into()}</dt>
            <dd>{value}</dd>
        </div>
    }
}
