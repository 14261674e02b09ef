//! What is known of the item as a whole, and what can be done with it.

use afterimage_model::{
    ItemKey, Query,
    compare::{Moment, Pair},
    item::ItemOverview,
    query::{Expression, Pattern, Term},
};
use leptos::prelude::*;

use super::restore_button::RestoreButton;
use crate::{
    components::{
        copy_choices, copy_menu::CopyMenu, export_button::ExportButton, replay_button::ReplayButton, time::Moment,
        time_style::TimeStyle,
    },
    links, say,
};

/// The breadcrumb, the key, the state and the actions.
#[component]
pub fn ItemHeader(
    /// The item.
    item: ItemOverview,
) -> impl IntoView {
    let (state, class) =
        if item.alive { (say!("item-alive"), "badge badge-good") } else { (say!("item-deleted"), "badge") };
    view! {
        <header class="page-head">
            <nav class="crumbs" aria-label=say!("item-breadcrumb")>
                <a href="/items">{say!("frame-page-items")}</a>
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
    let changes = query_of_changes(&item.table, &item.item_key);
    let ItemOverview { table, item_key, versions, alive, .. } = item;
    // A deleted item's last version is its absence: what there is to bring back is the one before.
    let bring_back = (!alive && versions > 1).then(|| {
        view! {
            <RestoreButton
                label=say!("item-bring-back")
                address=links::restore(&table, &item_key, versions - 1)
                description=say!("item-bring-back-about")
            />
        }
    });
    view! {
        <a class="button" href=links::write_item(&table, &item_key)>
            {say!("frame-page-write")}
        </a>
        <a class="button" href=links::compare(&table, &item_key, newest_two(versions)) data-noscroll="">
            {say!("item-compare-open")}
        </a>
        {bring_back}
        <CopyMenu id="item" choices=copy_choices::of_item(&table, &item_key) />
        <ExportButton query=changes.clone() what=say!("item-all-changes") />
        <ReplayButton query=changes what=say!("item-all-changes") table=table />
    }
}

/// The newest two versions; of an item with one, that one and how it is now.
fn newest_two(versions: u64) -> Pair {
    let to = if versions > 1 { Moment::Version(versions) } else { Moment::Now };
    Pair { from: Moment::Version(versions.saturating_sub(1).max(1)), to }
}

/// The item's changes as a query.
fn query_of_changes(table: &str, item_key: &ItemKey) -> String {
    let table = Term::Table(Pattern::Exact(table.to_owned()));
    let expression = Expression::And([table, Term::Item(item_key.clone())].map(Expression::Term).to_vec());
    Query { expression }.to_string()
}

#[component]
fn Facts(item: ItemOverview) -> impl IntoView {
    let keys = item.item_key.attributes().iter().map(|(name, value)| fact(name.clone(), value.label().into_any()));
    let captured = if item.captured_from_first_version {
        say!("item-captured-first-version")
    } else {
        say!("item-captured-later-version")
    };
    view! {
        <dl class="item-facts">
            {keys.collect_view()} {fact(say!("item-versions"), item.versions.to_string().into_any())}
            {fact(say!("item-first-seen"), view! { <Moment at=item.first_seen_at /> }.into_any())}
            {fact(say!("item-last-seen"), view! { <Moment at=item.last_seen_at style=TimeStyle::Ago /> }.into_any())}
            {fact(say!("item-captured"), captured.into_any())}
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_items_changes_are_a_query_whatever_is_in_its_key() {
        let key: ItemKey = "PK=c#1 2;SK=o%3A\"x\"*".parse().expect("a key");
        let text = query_of_changes("OnlineShop", &key);
        let query: Query = text.parse().expect("a query");
        let table = Expression::Term(Term::Table(Pattern::Exact("OnlineShop".to_owned())));
        assert_eq!(query.expression, Expression::And(vec![table, Expression::Term(Term::Item(key))]), "{text}");
    }
}
