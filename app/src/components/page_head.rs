//! The bar at the top of a page: its title and its actions.

use leptos::prelude::*;

use super::document_head::Title;
use crate::say;

/// The page's heading, which is also the document's title, and what stands right of it.
#[component]
pub fn PageHead(
    /// The title.
    #[prop(into)]
    title: Signal<String>,
    /// Links to what the page is within, each as address and label, outermost first.
    #[prop(optional, into)]
    within: Signal<Vec<(String, String)>>,
    /// Badges and actions.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let crumbs = move || {
        let crumb = |(address, label): (String, String)| {
            view! {
                <a href=address>{label}</a>
                <span aria-hidden="true">"/"</span>
            }
        };
        within.get().into_iter().map(crumb).collect_view()
    };
    view! {
        <Title text=move || title.get() />
        <header class="page-head">
            <nav class="crumbs" aria-label=say!("frame-crumbs")>
                {crumbs}
            </nav>
            <h1>{move || title.get()}</h1>
            <div class="page-actions">{children.map(|children| children())}</div>
        </header>
    }
    .into_any()
}
