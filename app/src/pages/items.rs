//! The items of a table; without a table, the tables to choose from.

mod activity;
mod as_of;
mod keys;
mod list;
mod route;
mod table_items;

use afterimage_model::table::TableStatus;
use leptos::{either::EitherOf3, prelude::*};

use self::{as_of::ItemsAsOfList, table_items::TableItems};
use crate::{
    api::load_tables,
    components::{
        address::{use_parameter, use_segment},
        answered::answered,
        empty_state::EmptyState,
        error_state::ErrorState,
        figures,
        page_head::PageHead,
        resource::resource,
        time::Moment,
        time_style::TimeStyle,
    },
    links, pieces, say,
};

/// `/items` and `/items/:table?q=&order=&state=&from=&back=`, or `?at=&after=`.
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
                <PageHead title=table within=vec![("/items".to_owned(), say!("frame-page-items").to_owned())] />
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
    let tables = resource(|| (), |()| load_tables());
    view! {
        <PageHead title=say!("frame-page-items") />
        <Transition fallback=|| view! { <p class="loading">{say!("items-loading-tables")}</p> }>
            {answered(tables, move |answer| match answer {
                Err(error) => view! { <ErrorState error=error /> }.into_any(),
                Ok(tables) if tables.is_empty() => no_tables().into_any(),
                Ok(tables) => table_list(tables).into_any(),
            })}
        </Transition>
    }
}

fn no_tables() -> impl IntoView {
    let [before, tables, after] = pieces!("items-no-tables-hint");
    view! {
        <EmptyState title=say!("items-no-tables")>
            <p>{before} <a href="/tables">{tables}</a> {after}</p>
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
                <td>{figures::items(table.items)}</td>
                <td>{figures::changes(table.changes)}</td>
                <td data-label=say!("items-last-change")>{last}</td>
            </tr>
        }
    };
    view! {
        <div class="scroll-x" role="group" aria-label=say!("items-tables") tabindex="0">
            <table class="grid stacked">
                <thead>
                    <tr>
                        <th scope="col">{say!("items-table")}</th>
                        <th scope="col">{say!("items-items")}</th>
                        <th scope="col">{say!("items-changes")}</th>
                        <th scope="col">{say!("items-last-change")}</th>
                    </tr>
                </thead>
                <tbody>{tables.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
