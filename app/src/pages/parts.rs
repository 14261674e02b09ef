//! The pages whose WebAssembly the browser downloads when one of them is first gone to.
//!
//! What every page needs, and the Live page, is the main part; the others are cut out of it when the page is built, by
//! the names given here. So what is waited for at first stays small, however many pages there are. On the server they
//! are pages like any other.
#![allow(unsafe_code, reason = "a part is linked like a foreign library; the macro writes the declarations")]

use leptos::prelude::*;
use leptos_router::LazyRoute;
use wasm_split_helpers::wasm_split;

use super::{
    change::ChangeView, demonstration::DemonstrationPage, health::HealthPage, item::ItemPage, items::ItemsPage,
    search::SearchPage, settings::SettingsPage, tables::TablesPage, view::ViewPage, write::WritePage,
};
use crate::components::download::NotDownloaded;

/// `part: Route = download => Page`: the route's page comes with that part.
macro_rules! pages_in_parts {
    ($($(#[$doc:meta])* $part:ident: $route:ident = $download:ident => $page:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $route;

        #[wasm_split($part, fallible)]
        fn $download() -> Result<AnyView, NotDownloaded> {
            Ok(view! { <$page /> }.into_any())
        }

        impl LazyRoute for $route {
            fn data() -> Self {
                Self
            }

            async fn view(_: Self) -> AnyView {
                $download().await.unwrap_or_else(AnyView::from)
            }
        }
    )*};
}

pages_in_parts! {
    /// The items of a table.
    history: ItemsRoute = items_page => ItemsPage;
    /// One item's life.
    history: ItemRoute = item_page => ItemPage;
    /// One change.
    history: ChangeRoute = change_page => ChangeView;
    /// Tables, streams and shards.
    source: TablesRoute = tables_page => TablesPage;
    /// The state of every part of the program.
    source: HealthRoute = health_page => HealthPage;
    /// Searching the whole archive.
    search: SearchRoute = search_page => SearchPage;
    /// A saved view.
    search: ViewRoute = view_page => ViewPage;
    /// Writing items.
    write: WriteRoute = write_page => WritePage;
    /// The settings of this browser.
    aids: SettingsRoute = settings_page => SettingsPage;
    /// The demonstration.
    demonstration: DemonstrationRoute = demonstration_page => DemonstrationPage;
}
