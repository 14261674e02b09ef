//! One change, at its permanent address.

use leptos::prelude::*;

use crate::{
    api::{ApiError, load_change},
    components::{
        address::use_segment, change_detail::ChangeDetailView, diff_layout::use_side_by_side, empty_state::EmptyState,
        error_state::ErrorState, missing::use_missing, page_head::PageHead,
    },
    model::ChangeId,
};

/// `/changes/:id`.
#[component]
pub fn ChangeView() -> impl IntoView {
    let id = use_segment("id");
    let detail = Resource::new(
        move || id.get(),
        |id| async move {
            match id.parse::<ChangeId>() {
                Ok(id) => load_change(id).await.and_then(|detail| detail.read()),
                Err(_) => Err(ApiError::NotFound(format!("{id:?} is no change's number."))),
            }
        },
    );
    let missing = use_missing();
    let side_by_side = use_side_by_side();
    let title = move || format!("Change {}", id.get());
    let within = vec![("/".to_owned(), "Live".to_owned())];
    view! {
        <PageHead title=Signal::derive(title) within=within />
        <div class="change-page" data-testid="change-page">
            <Transition fallback=|| view! { <p class="loading">"Loading the change…"</p> }>
                {move || Suspend::new(async move {
                    match detail.await {
                        Ok(detail) => view! { <ChangeDetailView detail=detail side_by_side=Some(side_by_side) /> }.into_any(),
                        Err(ApiError::NotFound(message)) => {
                            missing.mark();
                            not_found(message).into_any()
                        }
                        Err(error) => view! { <ErrorState error=error /> }.into_any(),
                    }
                })}
            </Transition>
        </div>
    }
}

fn not_found(message: String) -> impl IntoView {
    view! {
        <EmptyState title="There is no such change">
            <p>{message}</p>
            <p>
                "Changes are numbered as they are archived. The newest are on the " <a href="/">"live feed"</a>
                "; every item's are on its page, under " <a href="/items">"Items"</a> "."
            </p>
        </EmptyState>
    }
}
