//! A table's items as they were at a time, in the order of their keys.

use afterimage_model::as_of::{ItemsAsOf, ListedAsOf};
use leptos::prelude::*;

use crate::{
    api::load_items_as_of,
    components::{
        address::use_parameter, answered::answered, empty_state::EmptyState, error_state::ErrorState, op_sign::OpSign,
        resource::resource, time::Moment,
    },
    links, say,
};

/// How many items stand on one page.
const PAGE_SIZE: usize = 100;

/// The items as of `?at=`, page by page with `?after=`.
#[component]
pub fn ItemsAsOfList(
    /// The table's name.
    table: Memo<String>,
    /// The time.
    at: Memo<String>,
) -> impl IntoView {
    let after = use_parameter("after");
    let page = resource(
        move || (table.get(), at.get(), after.get()),
        |(table, at, after)| {
            let after = links::key_from_parameter(&after).map(|key| key.to_string()).unwrap_or_default();
            load_items_as_of(table, at, after, PAGE_SIZE)
        },
    );
    let back = move || links::items(&table.get());
    view! {
        <div class="as-of-banner" role="status" data-testid="items-as-of">
            <p>{move || say!("items-as-of", at = at.get())}</p>
            <a class="button" href=back>
                {say!("items-as-of-back")}
            </a>
        </div>
        <Transition fallback=|| view! { <p class="loading">{say!("items-as-of-loading")}</p> }>
            {answered(page, move |page| {
                let (table, at) = (table.get_untracked(), at.get_untracked());
                match page {
                    Ok(page) => listed(&table, &at, page).into_any(),
                    Err(error) => view! { <ErrorState error=error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

fn listed(table: &str, at: &str, page: ItemsAsOf) -> AnyView {
    let more = page.next_after.map(|after| {
        let after = links::encode(&links::key_to_parameter(&after));
        let href = format!("{}?at={}&after={after}", links::items(table), links::encode(at));
        view! {
            <nav class="pager" aria-label=say!("items-pages")>
                <a class="button" href=href>
                    {say!("items-more")}
                </a>
            </nav>
        }
    });
    if page.items.is_empty() && more.is_none() {
        return view! {
            <EmptyState title=say!("items-as-of-none")>
                <p>{say!("items-as-of-none-hint")}</p>
            </EmptyState>
        }
        .into_any();
    }
    let rows = page.items.into_iter().map(|item| row(table, at, item)).collect_view();
    view! {
        <div class="scroll-x" role="group" aria-label=say!("items-items") tabindex="0">
            <table class="grid stacked">
                <thead>
                    <tr>
                        <th scope="col">{say!("items-key")}</th>
                        <th scope="col">{say!("items-version-then")}</th>
                        <th scope="col">{say!("items-since")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {more}
    }
    .into_any()
}

fn row(table: &str, at: &str, item: ListedAsOf) -> impl IntoView + use<> {
    let href = format!("{}?at={}", links::item(table, &item.item_key), links::encode(at));
    let version = match item.in_force {
        Some(version) => view! {
            <OpSign sign=version.op />
            {format!(" v{}", version.version)}
        }
        .into_any(),
        None => view! { <span class="quiet">{say!("items-as-of-unknown")}</span> }.into_any(),
    };
    view! {
        <tr>
            <th scope="row">
                <a href=href>{item.item_key.label(None)}</a>
            </th>
            <td data-label=say!("items-version-then")>{version}</td>
            <td data-label=say!("items-since")>{item.in_force.map(|version| view! { <Moment at=version.at /> })}</td>
        </tr>
    }
}
