//! Search: the whole archive, a piece at a time, with what was found at once.

mod charts;
mod examples;
mod results;
mod views;

use afterimage_model::{Query, search::SearchOrder};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use self::{charts::Charts, examples::Examples, results::Results, views::Views};
use crate::{
    api::search::load_search,
    components::{
        address::use_parameter,
        answered::answered,
        error_state::ErrorState,
        page_head::PageHead,
        query_line::{QueryLine, names::recent_names},
        resource::resource,
    },
    links, say,
};

/// How many hits are shown before more are asked for.
const PAGE_SIZE: usize = 50;

/// What the address says.
#[derive(Clone, Copy)]
struct SearchRoute {
    query: Memo<String>,
    order: Memo<SearchOrder>,
    from: Memo<String>,
    charts: Memo<bool>,
}

impl SearchRoute {
    /// The same place with another query, from its beginning.
    fn with_query(self, query: &str) -> String {
        untrack(|| links::search(query, self.order.get(), "", self.charts.get()))
    }
}

/// `/search?q=&order=&from=&charts=`.
#[component]
pub fn SearchPage() -> impl IntoView {
    let (order, charts) = (use_parameter("order"), use_parameter("charts"));
    let route = SearchRoute {
        query: use_parameter("q"),
        order: Memo::new(move |_| order.with(|order| SearchOrder::from_parameter(order))),
        from: use_parameter("from"),
        charts: Memo::new(move |_| charts.with(|charts| charts != "off")),
    };
    // What is no query is told of below, and there is nothing to count.
    let is_asked = Memo::new(move |_| route.query.with(|query| !query.is_empty() && Query::check(query).is_ok()));
    let navigate = use_navigate();
    let submit = Callback::new(move |query: String| navigate(&route.with_query(&query), NavigateOptions::default()));
    let page = resource(
        move || (route.query.get(), route.order.get(), route.from.get()),
        async |(query, order, from)| {
            if query.is_empty() {
                return None;
            }
            Some(load_search(query, order, from.parse().ok(), PAGE_SIZE).await)
        },
    );
    let names = recent_names(Signal::stored(String::new()));
    view! {
        <PageHead title=say!("frame-page-search") />
        <div class="search-line">
            <QueryLine query=route.query on_submit=submit action="/search" names=names />
        </div>
        <Views route=route />
        {move || is_asked.get().then(|| view! { <Charts route=route /> })}
        <Transition fallback=|| view! { <p class="loading">{say!("search-searching")}</p> }>
            {answered(page, move |answer| match answer {
                None => view! { <Examples /> }.into_any(),
                Some(Err(error)) => view! { <ErrorState error=error /> }.into_any(),
                Some(Ok(first)) => view! { <Results route=route first=first /> }.into_any(),
            })}
        </Transition>
    }
    .into_any()
}
