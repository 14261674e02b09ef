//! The interface's root: the frame and the routes.

use leptos::prelude::*;
use leptos_router::{
    Lazy, SsrMode,
    components::{FlatRoutes, Route, Router},
    path,
};

use crate::{
    components::{
        document_head::{Title, titles},
        empty_state::EmptyState,
        frame::Frame,
    },
    pages::{
        live::LivePage,
        parts::{
            ChangeRoute, DemonstrationRoute, HealthRoute, ItemRoute, ItemsRoute, SearchRoute, SettingsRoute,
            TablesRoute, ViewRoute, WriteRoute,
        },
    },
    pieces, say,
};

/// The interface. It also runs once when the server starts, to list its routes: nothing here has an effect.
#[component]
pub fn App() -> impl IntoView {
    view! {
        {titles()}
        <Router>
            <Frame>
                <FlatRoutes fallback=NotFound>
                    <Route path=path!("/") view=LivePage ssr=SsrMode::Async />
                    <Route path=path!("/items") view={Lazy::<ItemsRoute>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/items/:table") view={Lazy::<ItemsRoute>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/items/:table/:key") view={Lazy::<ItemRoute>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/changes/:id") view={Lazy::<ChangeRoute>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/search") view={Lazy::<SearchRoute>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/views/:name") view={Lazy::<ViewRoute>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/tables") view={Lazy::<TablesRoute>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/write") view={Lazy::<WriteRoute>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/demonstration") view={Lazy::<DemonstrationRoute>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/health") view={Lazy::<HealthRoute>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/settings") view={Lazy::<SettingsRoute>::new()} ssr=SsrMode::Async />
                </FlatRoutes>
            </Frame>
        </Router>
    }
    // What is erased here, whoever renders the interface need not spell out.
    .into_any()
}

#[component]
fn NotFound() -> impl IntoView {
    let [before, link, after] = pieces!("frame-not-found-hint");
    view! {
        <Title text=say!("frame-not-found") />
        <h1 class="visually-hidden">{say!("frame-not-found")}</h1>
        <EmptyState title=say!("frame-not-found-title")>
            <p>{before} <a href="/">{link}</a> {after}</p>
        </EmptyState>
    }
}
