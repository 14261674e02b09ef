//! The words that set a restore apart from other changes.

use afterimage_model::item::Restored;
use leptos::prelude::*;

use crate::say;

/// `restored v12`.
#[component]
pub fn RestoredMark(
    /// What was restored.
    restored: Restored,
) -> impl IntoView {
    view! { <span class="badge restored-mark">{say!("change-restored-version", version = restored.version)}</span> }
}
