//! The list itself: one row an item.

use leptos::prelude::*;

use crate::{
    components::{
        empty_state::EmptyState,
        figures::counted,
        time::{Moment, TimeStyle},
    },
    links,
    model::item::{ItemOverview, ItemPage},
};

/// A page of items, and the way to the next.
#[component]
pub fn ItemList(
    /// The table's name.
    table: String,
    /// The prefix in force; empty for none.
    prefix: String,
    /// Whether nothing newer was left out.
    is_first_page: bool,
    /// The items.
    page: ItemPage,
    /// Which key attribute comes first, where known.
    partition_key: Option<String>,
) -> impl IntoView {
    if page.items.is_empty() {
        return nothing(&table, &prefix).into_any();
    }
    let newest = (!is_first_page).then(|| page_link(listing(&table, &prefix, None), "Newest"));
    let older = page.older.map(|before| page_link(listing(&table, &prefix, Some(before.0)), "Older"));
    let rows = page.items.into_iter().map(|item| row(item, partition_key.as_deref())).collect_view();
    view! {
        <div class="scroll-x" role="group" aria-label="Items" tabindex="0">
            <table class="grid">
                <thead>
                    <tr>
                        <th scope="col">"Key"</th>
                        <th scope="col">"State"</th>
                        <th scope="col">"Versions"</th>
                        <th scope="col">"Last change"</th>
                        <th scope="col" class="wide-only">
                            "First seen"
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <nav class="pager" aria-label="Pages of the list">
            {newest}
            {older}
        </nav>
    }
    .into_any()
}

fn row(item: ItemOverview, partition_key: Option<&str>) -> impl IntoView + use<> {
    let label = item.item_key.label(partition_key);
    let (state, class) = if item.alive { ("alive", "badge badge-good") } else { ("deleted", "badge") };
    view! {
        <tr>
            <th scope="row">
                <a href=links::item(&item.table, &item.item_key)>{label}</a>
            </th>
            <td>
                <span class=class>{state}</span>
            </td>
            <td>{counted(item.versions, "version")}</td>
            <td>
                <Moment at=item.last_seen_at style=TimeStyle::Ago />
            </td>
            <td class="wide-only">
                <Moment at=item.first_seen_at />
            </td>
        </tr>
    }
}

/// Where a page of the list is.
fn listing(table: &str, prefix: &str, before: Option<i64>) -> String {
    let prefix = (!prefix.is_empty()).then(|| format!("prefix={}", links::encode(prefix)));
    let before = before.map(|before| format!("before={before}"));
    let parameters: Vec<String> = prefix.into_iter().chain(before).collect();
    let question_mark = if parameters.is_empty() { "" } else { "?" };
    format!("{}{question_mark}{}", links::items(table), parameters.join("&"))
}

fn page_link(address: String, label: &'static str) -> impl IntoView {
    view! {
        <a class="button" href=address>
            {label}
        </a>
    }
}

fn nothing(table: &str, prefix: &str) -> impl IntoView + use<> {
    if prefix.is_empty() {
        let write = links::write(table);
        return view! {
            <EmptyState title="No item of this table has changed yet">
                <p>
                    "An item is listed here once its first change is archived. " <a href=write>"Write one"</a>
                    ", or see under " <a href="/tables">"Tables"</a> " whether the table's stream is on."
                </p>
            </EmptyState>
        }
        .into_any();
    }
    let all = links::items(table);
    view! {
        <EmptyState title="No key begins like that">
            <p>
                "Upper and lower case count, and the beginning must fit exactly: one of the key's values begins with it. "
                <a href=all>"Show all items"</a> "."
            </p>
        </EmptyState>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_of_the_list_has_its_address() {
        assert_eq!(listing("demo-users", "", None), "/items/demo-users");
        assert_eq!(listing("demo-users", "user#1 é", Some(42)), "/items/demo-users?prefix=user%231%20%C3%A9&before=42");
    }
}
