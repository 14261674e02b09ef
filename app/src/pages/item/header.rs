//! What is known of the item as a whole, and what can be done with it.

use leptos::prelude::*;

use super::restore_button::RestoreButton;
use crate::{
    components::{
        copy_choices,
        copy_menu::CopyMenu,
        time::{Moment, TimeStyle},
    },
    links,
    model::{
        compare::{Moment, Pair},
        item::ItemOverview,
    },
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
                <Actions item=item.clone() />
            </div>
        </header>
        <Facts item=item />
    }
}

#[component]
fn Actions(item: ItemOverview) -> impl IntoView {
    let ItemOverview { table, item_key, versions, alive, .. } = item;
    // A deleted item's last version is its absence: what there is to bring back is the one before.
    let bring_back = (!alive && versions > 1).then(|| {
        view! {
            <RestoreButton
                label="Bring it back…"
                address=links::restore(&table, &item_key, versions - 1)
                description="Restore the item as it was before it was deleted"
            />
        }
    });
    view! {
        <a class="button" href=links::write_item(&table, &item_key)>
            "Write"
        </a>
        <a class="button" href=links::compare(&table, &item_key, newest_two(versions)) data-noscroll="">
            "Compare…"
        </a>
        {bring_back}
        <CopyMenu id="item" choices=copy_choices::of_item(&table, &item_key) />
    }
}

/// The newest two versions; of an item with one, that one and how it is now.
fn newest_two(versions: u64) -> Pair {
    let to = if versions > 1 { Moment::Version(versions) } else { Moment::Now };
    Pair { from: Moment::Version(versions.saturating_sub(1).max(1)), to }
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
