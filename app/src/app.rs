//! The interface's root: the frame and the routes.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{FlatRoutes, Route, Router},
    path,
};

use crate::{
    components::{empty_state::EmptyState, frame::Frame},
    pages::{
        change::ChangeView, health::HealthPage, item::ItemPage, items::ItemsPage, live::LivePage, tables::TablesPage,
        write::WritePage,
    },
};

/// The interface. It also runs once when the server starts, to list its routes: nothing here has an effect.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Title formatter=|title: String| if title.is_empty() { "Afterimage".to_owned() } else { format!("{title} · Afterimage") } />
        <Router>
            <Frame>
                <FlatRoutes fallback=NotFound>
                    <Route path=path!("/") view=LivePage ssr=SsrMode::Async />
                    <Route path=path!("/items") view=ItemsPage ssr=SsrMode::Async />
                    <Route path=path!("/items/:table") view=ItemsPage ssr=SsrMode::Async />
                    <Route path=path!("/items/:table/:key") view=ItemPage ssr=SsrMode::Async />
                    <Route path=path!("/changes/:id") view=ChangeView ssr=SsrMode::Async />
                    <Route path=path!("/tables") view=TablesPage ssr=SsrMode::Async />
                    <Route path=path!("/write") view=WritePage ssr=SsrMode::Async />
                    <Route path=path!("/health") view=HealthPage ssr=SsrMode::Async />
                </FlatRoutes>
            </Frame>
        </Router>
    }
    // What is erased here, whoever renders the interface need not spell out.
    .into_any()
}

#[component]
fn NotFound() -> impl IntoView {
    view! {
        <Title text="Not found" />
        <h1 class="visually-hidden">"Not found"</h1>
        <EmptyState title="There is no such page">
            <p>"The address may be mistyped. " <a href="/">"Go to the live feed"</a> "."</p>
        </EmptyState>
    }
}
