//! What stands where something could not be loaded.

use leptos::prelude::*;

use crate::{api::ApiError, say};

/// An error in words for people. What was not found is told calmly, what failed as an alert.
#[component]
pub fn ErrorState(
    /// What went wrong.
    error: ApiError,
) -> impl IntoView {
    let title = match &error {
        ApiError::NotFound(_) => say!("frame-error-not-found"),
        ApiError::Invalid { .. } => say!("frame-error-invalid"),
        ApiError::Conflict(_) => say!("frame-error-conflict"),
        ApiError::Forbidden(_) => say!("frame-error-forbidden"),
        ApiError::Unavailable(_) => say!("frame-error-unavailable"),
    };
    view! {
        <section class="empty empty-error" role="alert">
            <h2>{title}</h2>
            <p>{error.to_string()}</p>
        </section>
    }
    .into_any()
}
