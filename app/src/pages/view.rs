//! `/views/:name`: the search that a view's name stands for.

use leptos::prelude::*;
use leptos_router::components::Redirect;

use crate::{
    api::search::load_view,
    components::{address::use_segment, error_state::ErrorState, missing::use_missing, page_head::PageHead},
    links,
    model::search::SearchOrder,
};

/// Leads to the search.
#[component]
pub fn ViewPage() -> impl IntoView {
    let name = use_segment("name");
    let missing = use_missing();
    let view = Resource::new(move || name.get(), load_view);
    view! {
        <PageHead title=name />
        <Suspense fallback=|| view! { <p class="loading">"Looking the view up…"</p> }>
            {move || {
                let view = view.into_future();
                Suspend::new(async move {
                    match view.await {
                        Ok(found) => {
                            let address = links::search(&found.query, SearchOrder::Newest, "", true);
                            view! { <Redirect path=address /> }.into_any()
                        }
                        Err(error) => {
                            missing.mark();
                            view! { <ErrorState error=error /> }.into_any()
                        }
                    }
                })
            }}
        </Suspense>
    }
    .into_any()
}
