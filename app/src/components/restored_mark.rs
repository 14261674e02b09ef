//! The words that set a restore apart from other changes.

use leptos::prelude::*;

use crate::{model::restore::Restored, say};

/// `restored v12`.
#[component]
pub fn RestoredMark(
    /// What was restored.
    restored: Restored,
) -> impl IntoView {
    view! { <span class="badge restored-mark">{say!("change-restored-version", version = restored.version)}</span> }
}
