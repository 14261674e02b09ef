//! One change, at its permanent address.

use afterimage_model::{ApiError, ChangeId};
use leptos::prelude::*;

use crate::{
    api::{PageError, load_change},
    components::{
        address::use_segment, answered::answered, change_detail::ChangeDetailView, diff_layout::use_side_by_side,
        empty_state::EmptyState, error_state::ErrorState, missing::use_missing, page_head::PageHead,
        resource::resource,
    },
    pieces, say,
};

/// `/changes/:id`.
#[component]
pub fn ChangeView() -> impl IntoView {
    let id = use_segment("id");
    let detail = resource(
        move || id.get(),
        |id| async move {
            match id.parse::<ChangeId>() {
                Ok(id) => load_change(id).await.and_then(|detail| detail.read()),
                Err(_) => Err(PageError(ApiError::NotFound(say!("change-no-number", text = format!("{id:?}"))))),
            }
        },
    );
    let missing = use_missing();
    let side_by_side = use_side_by_side();
    let title = move || say!("change-title", id = id.get());
    let within = vec![("/".to_owned(), say!("frame-page-live").to_owned())];
    view! {
        <PageHead title=Signal::derive(title) within=within />
        <div class="change-page" data-testid="change-page">
            <Transition fallback=|| view! { <p class="loading">{say!("change-loading")}</p> }>
                {answered(detail, move |answer| match answer {
                    Ok(detail) => view! { <ChangeDetailView detail=detail side_by_side=Some(side_by_side) /> }.into_any(),
                    Err(PageError(ApiError::NotFound(message))) => {
                        missing.mark();
                        not_found(message).into_any()
                    }
                    Err(error) => view! { <ErrorState error=error /> }.into_any(),
                })}
            </Transition>
        </div>
    }
}

fn not_found(message: String) -> impl IntoView {
    let [numbered, feed, under, items, end] = pieces!("change-none-hint");
    view! {
        <EmptyState title=say!("change-none-title")>
            <p>{message}</p>
            <p>
                {numbered} <a href="/">{feed}</a> {under} <a href="/items">{items}</a> {end}
            </p>
        </EmptyState>
    }
}
