//! `/design`: every component that pages share, in every state that it has.
//!
//! Rendered by debug builds of the server alone, as a document without a browser half: neither a release nor what the
//! browser downloads knows of it. Everything on it is fixed, so that its picture is the same each time.

mod controls;
mod dialogs;
mod fields;
mod foundations;
mod lists;
mod signs;
mod states;

use leptos::prelude::*;
use leptos_router::components::Router;

use crate::{
    components::{
        clock::provide_clock,
        document_head::{MetaTags, titles},
        page_head::PageHead,
    },
    settings::browser::provide_settings,
    shell::{PageAssets, settings_script},
};

/// Where it is.
pub const PATH: &str = "/design";

/// Where its own style is, which the page's style sheet has not.
pub const STYLE_PATH: &str = "/design.css";

/// What no design likes: one word that is longer than its place.
const LONG_WORD: &str =
    "arn:aws:dynamodb:us-east-1:111122223333:table/orders-archive-2026/stream/2026-11-22T14:09:17.412";
/// A text in letters that are twice as wide.
const CJK: &str = "東京都千代田区丸の内一丁目の注文、支払い済み";
/// As many digits as a number has.
const DIGITS: &str = "12345678901234567890123456789012345678";

/// The document; without the built page's files it has no style.
pub fn document(assets: Option<PageAssets>) -> impl IntoView {
    let titles = titles();
    provide_settings(provide_clock().settings);
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                {settings_script()}
                {assets.map(|assets| view! { <link rel="stylesheet" href=assets.style /> })}
                <link rel="stylesheet" href=STYLE_PATH />
                <MetaTags />
            </head>
            <body>
                {titles}
                <Router>
                    <main class="gallery" id="main">
                        <PageHead title="Design">
                            <span class="badge">"debug builds only"</span>
                        </PageHead>
                        {foundations::section()}
                        {controls::section()}
                        {fields::section()}
                        {signs::section()}
                        {lists::section()}
                        {states::section()}
                        {dialogs::section()}
                    </main>
                </Router>
            </body>
        </html>
    }
}

/// A part of the gallery; `id` is also what its picture is called.
fn part(id: &'static str, title: &'static str, content: impl IntoView) -> AnyView {
    view! {
        <section id=id class="gallery-part" aria-labelledby=format!("{id}-heading")>
            <h2 id=format!("{id}-heading")>{title}</h2>
            {content}
        </section>
    }
    .into_any()
}

/// One state, with its name under it.
fn state(name: &'static str, shown: impl IntoView) -> AnyView {
    view! {
        <figure class="gallery-state">
            <div>{shown}</div>
            <figcaption>{name}</figcaption>
        </figure>
    }
    .into_any()
}

/// States beside each other.
fn states<const N: usize>(states: [AnyView; N]) -> AnyView {
    view! { <div class="gallery-states">{states.into_iter().collect_view()}</div> }.into_any()
}
