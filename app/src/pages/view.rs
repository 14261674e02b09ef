//! `/views/:name`: the search that a view's name stands for.

use afterimage_model::search::SearchOrder;
use leptos::prelude::*;

use crate::{
    api::search::load_view,
    components::{
        address::use_segment, answered::answered, error_state::ErrorState, missing::use_missing, page_head::PageHead,
        resource::resource,
    },
    links, say,
};

/// Leads to the search.
#[component]
pub fn ViewPage() -> impl IntoView {
    let name = use_segment("name");
    let missing = use_missing();
    let view = resource(move || name.get(), load_view);
    let lead = lead_in_browser();
    view! {
        <PageHead title=name />
        <Suspense fallback=|| view! { <p class="loading">{say!("search-view-loading")}</p> }>
            {answered(view, move |answer| match answer {
                Ok(found) => lead_to(links::search(&found.query, SearchOrder::Newest, "", true), lead),
                Err(error) => {
                    missing.mark();
                    view! { <ErrorState error=error /> }.into_any()
                }
            })}
        </Suspense>
    }
    .into_any()
}

/// Goes to an address in the place of this page's.
fn lead_in_browser() -> Callback<String> {
    let navigate = leptos_router::hooks::use_navigate();
    Callback::new(move |address: String| {
        let options = leptos_router::NavigateOptions { replace: true, ..Default::default() };
        navigate(&address, options);
    })
}

/// The server answers with where to go.
#[cfg(feature = "ssr")]
fn lead_to(address: String, _: Callback<String>) -> AnyView {
    view! { <leptos_router::components::Redirect path=address /> }.into_any()
}

/// The browser goes there when this page stands: going away in the midst of that would take away what it stands on.
#[cfg(not(feature = "ssr"))]
fn lead_to(address: String, lead: Callback<String>) -> AnyView {
    let go = move || {
        let _ = lead.try_run(address);
    };
    set_timeout(go, std::time::Duration::ZERO);
    view! { <p class="loading">{say!("search-view-opening")}</p> }.into_any()
}
