//! What stands where something could not be loaded.

use leptos::prelude::*;

use crate::api::ApiError;

/// An error in words for people. What was not found is told calmly, what failed as an alert.
#[component]
pub fn ErrorState(
    /// What went wrong.
    error: ApiError,
) -> impl IntoView {
    let title = match &error {
        ApiError::NotFound(_) => "Not found",
        ApiError::Invalid { .. } => "That is not readable",
        ApiError::Conflict(_) => "Not just now",
        ApiError::Forbidden(_) => "Not allowed here",
        ApiError::Unavailable(_) => "This did not work",
    };
    view! {
        <section class="empty empty-error" role="alert">
            <h2>{title}</h2>
            <p>{error.to_string()}</p>
        </section>
    }
    .into_any()
}
