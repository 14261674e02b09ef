//! The list itself: one row an item, and where its pages are.

use afterimage_model::{
    item::ItemOverview,
    items::{ItemOrder, ItemsPage},
};
use leptos::{html, prelude::*};

use super::{
    activity::{ActivityStrip, Lives},
    keys,
    route::ItemsRoute,
};
use crate::{
    components::{empty_state::EmptyState, figures, time::Moment, time_style::TimeStyle},
    links, pieces, say,
};

/// A page of items, and the ways to those beside it.
#[component]
pub(super) fn ItemList(
    /// What the address asks for.
    route: ItemsRoute,
    /// The items.
    page: ItemsPage,
    /// Which key attribute comes first, where known.
    partition_key: Option<String>,
) -> impl IntoView {
    if page.items.is_empty() && !page.is_partial {
        return nothing(&route, &page).into_any();
    }
    let lives = Lives::of(&route.table, &page.items);
    let pager = view! { <Pager route=route.clone() page=page.clone() /> };
    let list = NodeRef::<html::Ol>::new();
    let rows = page.items.into_iter().map(|item| row(item, partition_key.as_deref(), lives)).collect_view();
    view! {
        <div class="items-list" data-testid="items-list">
            <p class="items-columns" aria-hidden="true">
                <span>{say!("items-key")}</span>
                <span>{say!("items-state")}</span>
                <span>{say!("items-versions")}</span>
                <span>{say!("items-its-life")}</span>
                <span>{say!("items-last-change")}</span>
                <span>{say!("items-first-seen")}</span>
            </p>
            <ol node_ref=list aria-label=say!("items-items") on:keydown=move |event| keys::press(&event, list)>
                {rows}
            </ol>
        </div>
        {pager}
    }
    .into_any()
}

fn row(item: ItemOverview, partition_key: Option<&str>, lives: Lives) -> impl IntoView + use<> {
    let label = item.item_key.label(partition_key);
    let (state, class) =
        if item.alive { (say!("items-alive"), "badge badge-good") } else { (say!("items-deleted"), "badge") };
    view! {
        <li class="items-row" data-testid="items-row">
            <a href=links::item(&item.table, &item.item_key) title=label.clone()>
                {label.clone()}
            </a>
            <span>
                <span class=class>{state}</span>
            </span>
            <span class="items-versions">{figures::versions(item.versions)}</span>
            <ActivityStrip item_key=item.item_key.to_string() lives=lives />
            <span class="items-last">
                <span class="items-name">{say!("items-row-last-change")} " "</span>
                <Moment at=item.last_seen_at style=TimeStyle::Ago />
            </span>
            <span class="items-first">
                <span class="items-name">{say!("items-row-first-seen")} " "</span>
                <Moment at=item.first_seen_at />
            </span>
        </li>
    }
}

/// How many of how many are shown, and the ways on.
#[component]
fn Pager(route: ItemsRoute, page: ItemsPage) -> impl IntoView {
    let words = words(&route, &page);
    let first = page.before.is_some().then(|| page_link(route.beginning().address(), say!("items-first-page")));
    let before = page.before.map(|from| page_link(route.before(from).address(), say!("items-previous")));
    let label = if page.is_partial && !route.backward { say!("items-go-on") } else { say!("items-next") };
    let after = page.after.map(|from| page_link(route.after(from).address(), label));
    view! {
        <div class="items-foot">
            <p data-testid="items-count">{words}</p>
            <nav class="pager" aria-label=say!("items-pages")>
                {first}
                {before}
                {after}
            </nav>
        </div>
    }
}

/// What the page shows of the list, and where the list ends.
fn words(route: &ItemsRoute, page: &ItemsPage) -> String {
    let shown = page.items.len() as u64;
    let of = figures::items(page.total);
    if !route.is_filtered() && page.before.is_none() && page.after.is_none() && shown == page.total {
        return say!("items-all-of", of = of);
    }
    let mut words = if route.is_filtered() {
        say!("items-shown-that-fit", shown = shown, looked_at = page.looked_at, of = of)
    } else {
        say!("items-shown", shown = shown, of = of)
    };
    if page.before.is_none() {
        words.push_str(" · ");
        words.push_str(say!("items-from-beginning"));
    }
    if page.after.is_none() {
        words.push_str(" · ");
        words.push_str(say!("items-to-end"));
    }
    if let (ItemOrder::MostChanged, Some(first)) = (route.order, page.only_first.filter(|first| *first < page.total)) {
        words.push_str(". ");
        words.push_str(&say!("items-only-first", first = first));
    }
    words
}

fn page_link(address: String, label: &'static str) -> impl IntoView {
    view! {
        <a class="button" href=address>
            {label}
        </a>
    }
}

fn nothing(route: &ItemsRoute, page: &ItemsPage) -> impl IntoView + use<> {
    if !route.from.is_empty() {
        let first = route.beginning().address();
        let words = if route.backward { say!("items-nothing-before") } else { say!("items-nothing-after") };
        return view! {
            <EmptyState title=say!("items-end")>
                <p>{words} " " <a href=first>{say!("items-go-to-first")}</a> "."</p>
            </EmptyState>
        }
        .into_any();
    }
    let all = links::items(&route.table);
    if route.is_filtered() {
        let looked = say!("items-none-of", of = figures::items(page.total));
        let [as_they_are, key, prefix, example, end] = pieces!("items-none-fits-hint");
        return view! {
            <EmptyState title=say!("items-none-fits")>
                <p>
                    {looked} " " {as_they_are} <code>{key}</code> {prefix} <code>{example}</code> {end}
                </p>
                <p>
                    <a href=all>{say!("items-show-all")}</a>
                </p>
            </EmptyState>
        }
        .into_any();
    }
    let write = links::write(&route.table);
    let [listed, write_one, or, tables, end] = pieces!("items-none-changed-hint");
    view! {
        <EmptyState title=say!("items-none-changed")>
            <p>
                {listed} <a href=write>{write_one}</a> {or} <a href="/tables">{tables}</a> {end}
            </p>
        </EmptyState>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use afterimage_model::items::ItemState;

    #[test]
    fn counts_and_ends_are_told() {
        let route = ItemsRoute { table: "t".to_owned(), ..ItemsRoute::default() };
        assert_eq!(words(&route, &ItemsPage::default()), "All of 0 items");
        let page = ItemsPage { total: 12_345, after: Some("7".to_owned()), ..ItemsPage::default() };
        assert_eq!(words(&route, &page), "0 of 12 k items shown · from the list's beginning");
        let route = ItemsRoute { state: ItemState::Deleted, order: ItemOrder::MostChanged, ..route };
        let page =
            ItemsPage { before: Some("9".to_owned()), after: None, only_first: Some(1_000), looked_at: 40, ..page };
        assert_eq!(
            words(&route, &page),
            "0 shown that fit, 40 of 12 k items looked at for them · the list ends here. This order is told of the 1000 most \
             changed items"
        );
    }
}
