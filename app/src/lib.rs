//! Afterimage's interface: pages, and what they ask of the server.
//!
//! Built twice: with `ssr` into the server, where it renders pages; with `hydrate` into WebAssembly, where it takes
//! them over.

// A page's type spells out every element in it, which goes deeper than the compiler's usual patience.
#![recursion_limit = "512"]

pub mod api;
pub mod app;
pub mod browser;
pub mod components;
pub mod feed;
#[cfg(all(feature = "ssr", debug_assertions))]
pub mod gallery;
pub mod inert;
pub mod language;
pub mod links;
pub mod pages;
pub mod settings;
#[cfg(feature = "ssr")]
pub mod shell;
pub mod shortcuts;

/// Takes the server-rendered page over: the one function that the browser calls, with the messages in the page's
/// language. Done when the page answers.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub async fn hydrate(messages: String) {
    console_error_panic_hook::set_once();
    language::take_over(messages);
    // A document without a body has nothing to take over.
    if let Some(body) = leptos::prelude::document().body() {
        pages::live::download_what_is_shown().await;
        leptos::mount::hydrate_from_async(body, app::App).await.forget();
        browser::alive::announce();
    }
}
