//! What the drawer shows of a change.

use afterimage_model::page::ChangeDetail;
use leptos::prelude::*;

use crate::{
    api::{PageError, Written},
    components::{change_detail::ChangeDetailView, error_state::ErrorState, resource::Resource},
};

/// The change in the drawer, once it is loaded.
pub(super) type Detail = Resource<Option<Result<Written<ChangeDetail>, PageError>>>;

/// What the drawer shows: comes with its part.
#[component]
pub(super) fn Content(detail: Detail) -> impl IntoView {
    let content = move || {
        detail.get().flatten().map(|detail| match detail.and_then(|detail| detail.read()) {
            Ok(detail) => view! { <ChangeDetailView detail=detail side_by_side=None /> }.into_any(),
            Err(error) => view! { <ErrorState error=error /> }.into_any(),
        })
    };
    view! { <Transition>{content}</Transition> }.into_any()
}
