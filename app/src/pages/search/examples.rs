//! What may be searched for, before anything is: examples that fit the tables there are.

use afterimage_model::{search::SearchOrder, table::TableStatus};
use leptos::prelude::*;

use crate::{
    api::load_tables,
    components::{empty_state::EmptyState, resource::resource},
    links, say,
};

#[component]
pub(super) fn Examples() -> impl IntoView {
    let tables = resource(|| (), |()| load_tables());
    let list = move |tables: Vec<TableStatus>| {
        let example = |(query, about): (String, &'static str)| {
            view! {
                <li>
                    <a href=links::search(&query, SearchOrder::Newest, "", true)>
                        <code>{query.clone()}</code>
                    </a>
                    <span>{about}</span>
                </li>
            }
        };
        view! { <ul class="search-examples">{examples(&tables).into_iter().map(example).collect_view()}</ul> }
    };
    view! {
        <EmptyState title=say!("search-everything")>
            <p>{say!("search-everything-hint")}</p>
            <Suspense>
                {move || {
                    // An address without a query may be that of another page: then this one is gone already.
                    (!tables.is_disposed())
                        .then(|| {
                            let tables = tables.into_future();
                            Suspend::new(async move { list(tables.await.unwrap_or_default()) })
                        })
                }}
            </Suspense>
        </EmptyState>
    }
    .into_any()
}

/// The table with the most changes stands for all.
fn examples(tables: &[TableStatus]) -> Vec<(String, &'static str)> {
    let busiest = tables.iter().max_by_key(|table| table.changes);
    let mut examples = Vec::new();
    if let Some(table) = busiest {
        examples.push((format!("table:{}", table.name), say!("search-example-table")));
        examples.push((format!("table:{} op:remove", table.name), say!("search-example-removed")));
        if let Some(key) = &table.partition_key {
            examples.push((format!("table:{} attr:{}", table.name, key.name), say!("search-example-attribute")));
        }
    }
    examples.push(("changed:status".to_owned(), say!("search-example-changed")));
    examples.push(("op:modify at:-1h..".to_owned(), say!("search-example-hour")));
    examples.push(("actor:ttl".to_owned(), say!("search-example-expired")));
    examples
}

#[cfg(test)]
mod tests {
    use super::*;
    use afterimage_model::Query;

    #[test]
    fn every_example_can_be_read() {
        for (query, _) in examples(&[]) {
            assert!(Query::check(&query).is_ok(), "{query}");
        }
    }
}
