//! The list itself: one row an item, and where its pages are.

use afterimage_model::{
    item::ItemOverview,
    items::{ItemOrder, ItemsPage},
};
use leptos::{html, prelude::*};

use super::{
    activity::{ActivityStrip, Lives},
    keys,
    place::Place,
};
use crate::{
    components::{empty_state::EmptyState, figures, time::Moment, time_style::TimeStyle},
    links, pieces, say,
};

/// A page of items, and the ways to those beside it.
#[component]
pub(super) fn ItemList(
    /// What the address asks for.
    place: Place,
    /// The items.
    page: ItemsPage,
    /// Which key attribute comes first, where known.
    partition_key: Option<String>,
) -> impl IntoView {
    if page.items.is_empty() && !page.is_partial {
        return nothing(&place, &page).into_any();
    }
    let lives = Lives::of(&place.table, &page.items);
    let pager = view! { <Pager place=place.clone() page=page.clone() /> };
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
fn Pager(place: Place, page: ItemsPage) -> impl IntoView {
    let words = words(&place, &page);
    let first = page.before.is_some().then(|| page_link(place.beginning().address(), say!("items-first-page")));
    let before = page.before.map(|from| page_link(place.before(from).address(), say!("items-previous")));
    let label = if page.is_partial && !place.backward { say!("items-go-on") } else { say!("items-next") };
    let after = page.after.map(|from| page_link(place.after(from).address(), label));
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
fn words(place: &Place, page: &ItemsPage) -> String {
    let shown = page.items.len() as u64;
    let of = figures::items(page.total);
    if !place.is_filtered() && page.before.is_none() && page.after.is_none() && shown == page.total {
        return say!("items-all-of", of = of);
    }
    let mut words = if place.is_filtered() {
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
    if let (ItemOrder::MostChanged, Some(first)) = (place.order, page.only_first.filter(|first| *first < page.total)) {
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

fn nothing(place: &Place, page: &ItemsPage) -> impl IntoView + use<> {
    if !place.from.is_empty() {
        let first = place.beginning().address();
        let words = if place.backward { say!("items-nothing-before") } else { say!("items-nothing-after") };
        return view! {
            <EmptyState title=say!("items-end")>
                <p>{words} " " <a href=first>{say!("items-go-to-first")}</a> "."</p>
            </EmptyState>
        }
        .into_any();
    }
    let all = links::items(&place.table);
    if place.is_filtered() {
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
    let write = links::write(&place.table);
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
        let place = Place { table: "t".to_owned(), ..Place::default() };
        assert_eq!(words(&place, &ItemsPage::default()), "All of 0 items");
        let page = ItemsPage { total: 12_345, after: Some("7".to_owned()), ..ItemsPage::default() };
        assert_eq!(words(&place, &page), "0 of 12 k items shown · from the list's beginning");
        let place = Place { state: ItemState::Deleted, order: ItemOrder::MostChanged, ..place };
        let page =
            ItemsPage { before: Some("9".to_owned()), after: None, only_first: Some(1_000), looked_at: 40, ..page };
        assert_eq!(
            words(&place, &page),
            "0 shown that fit, 40 of 12 k items looked at for them · the list ends here. This order is told of the 1000 most \
             changed items"
        );
    }
}
