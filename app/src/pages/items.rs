//! The items of a table, the most lately changed first; without a table, the tables to choose from.

mod as_of;
mod list;

use leptos::{either::EitherOf3, prelude::*};

use self::{as_of::ItemsAsOfList, list::ItemList};
use crate::{
    api::{ApiError, load_items, load_tables},
    components::{
        address::{use_parameter, use_segment},
        empty_state::EmptyState,
        error_state::ErrorState,
        figures::counted,
        page_head::PageHead,
        time::{Moment, TimeStyle},
    },
    links,
    model::table::TableStatus,
};

/// How many items stand on one page.
const PAGE_SIZE: usize = 100;

/// `/items` and `/items/:table?prefix=&before=`, or `?at=&after=`.
#[component]
pub fn ItemsPage() -> impl IntoView {
    let table = use_segment("table");
    let at = use_parameter("at");
    let looks_back = Memo::new(move |_| !at.with(String::is_empty));
    move || {
        if table.with(String::is_empty) {
            EitherOf3::A(view! { <ChooseTable /> })
        } else if looks_back.get() {
            EitherOf3::B(view! {
                <PageHead title=table within=vec![("/items".to_owned(), "Items".to_owned())] />
                <ItemsAsOfList table=table at=at />
            })
        } else {
            EitherOf3::C(view! { <TableItems table=table /> })
        }
    }
}

/// The tables, each leading to its items.
#[component]
fn ChooseTable() -> impl IntoView {
    let tables = Resource::new(|| (), |()| load_tables());
    view! {
        <PageHead title="Items" />
        <Transition fallback=|| view! { <p class="loading">"Loading the tables…"</p> }>
            {move || Suspend::new(async move {
                match tables.await {
                    Err(error) => view! { <ErrorState error=error /> }.into_any(),
                    Ok(tables) if tables.is_empty() => no_tables().into_any(),
                    Ok(tables) => table_list(tables).into_any(),
                }
            })}
        </Transition>
    }
}

fn no_tables() -> impl IntoView {
    view! {
        <EmptyState title="No tables yet">
            <p>
                "Items are listed by table, once a table is followed. See " <a href="/tables">"Tables"</a>
                " for what is followed and how to add more."
            </p>
        </EmptyState>
    }
}

fn table_list(tables: Vec<TableStatus>) -> impl IntoView {
    let row = |table: TableStatus| {
        let last = table.last_change_at.map(|at| view! { <Moment at=at style=TimeStyle::Ago /> });
        view! {
            <tr>
                <th scope="row">
                    <a href=links::items(&table.name)>{table.name.clone()}</a>
                </th>
                <td>{counted(table.items, "item")}</td>
                <td>{counted(table.changes, "change")}</td>
                <td class="wide-only">{last}</td>
            </tr>
        }
    };
    view! {
        <div class="scroll-x" role="group" aria-label="Tables" tabindex="0">
            <table class="grid">
                <thead>
                    <tr>
                        <th scope="col">"Table"</th>
                        <th scope="col">"Items"</th>
                        <th scope="col">"Changes"</th>
                        <th scope="col" class="wide-only">
                            "Last change"
                        </th>
                    </tr>
                </thead>
                <tbody>{tables.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

/// One table's items.
#[component]
fn TableItems(table: Memo<String>) -> impl IntoView {
    let (prefix, before) = (use_parameter("prefix"), use_parameter("before"));
    let page = Resource::new(
        move || (table.get(), prefix.get(), before.get()),
        |(table, prefix, before)| async move {
            let items = load_items(table.clone(), prefix.clone(), before.parse().ok(), PAGE_SIZE).await?;
            let tables = load_tables().await?;
            let partition_key =
                tables.into_iter().find(|known| known.name == table).and_then(|table| table.partition_key);
            Ok::<_, ApiError>((items, partition_key.map(|key| key.name)))
        },
    );
    let within = vec![("/items".to_owned(), "Items".to_owned())];
    view! {
        <PageHead title=table within=within>
            <a class="button" href=move || links::write(&table.get())>
                "Write an item"
            </a>
        </PageHead>
        <PrefixFilter table=table prefix=prefix />
        <Transition fallback=|| view! { <p class="loading">"Loading the items…"</p> }>
            {move || Suspend::new(async move {
                let (table, prefix, before) = (table.get_untracked(), prefix.get_untracked(), before.get_untracked());
                match page.await {
                    Err(error) => view! { <ErrorState error=error /> }.into_any(),
                    Ok((items, partition_key)) => {
                        let is_first_page = before.is_empty();
                        view! {
                            <ItemList
                                table=table
                                prefix=prefix
                                is_first_page=is_first_page
                                page=items
                                partition_key=partition_key
                            />
                        }
                            .into_any()
                    }
                }
            })}
        </Transition>
    }
}

/// Keeps the items with a key value that begins so. A plain form: it works before the page is alive, and without.
#[component]
fn PrefixFilter(table: Memo<String>, prefix: Memo<String>) -> impl IntoView {
    view! {
        <form class="filter" method="get" action=move || links::items(&table.get()) role="search">
            <label for="items-prefix">"Key begins with"</label>
            <input
                id="items-prefix"
                type="search"
                name="prefix"
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                value=prefix.get_untracked()
                prop:value=move || prefix.get()
                placeholder="order#48"
            />
            <button type="submit" class="button">
                "Filter"
            </button>
        </form>
    }
}
