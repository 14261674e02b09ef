//! What stands where something could not be loaded.

use afterimage_model::ApiError;
use leptos::prelude::*;

use crate::{api::PageError, say};

/// An error in words for people. What was not found is told calmly, what failed as an alert.
#[component]
pub fn ErrorState(
    /// What went wrong.
    error: PageError,
) -> impl IntoView {
    let title = match &error {
        PageError(ApiError::NotFound(_)) => say!("frame-error-not-found"),
        PageError(ApiError::Invalid { .. }) => say!("frame-error-invalid"),
        PageError(ApiError::Conflict(_)) => say!("frame-error-conflict"),
        PageError(ApiError::Forbidden(_)) => say!("frame-error-forbidden"),
        PageError(ApiError::Unavailable(_)) => say!("frame-error-unavailable"),
    };
    view! {
        <section class="empty empty-error" role="alert">
            <h2>{title}</h2>
            <p>{error.to_string()}</p>
        </section>
    }
    .into_any()
}
