//! What pages put into the document's head: their title. The one place that speaks to `leptos_meta`.
//!
//! `leptos_meta` writes a title into the document as it is. Every title therefore passes [`in_document`], the formatter
//! that stands at the root of the interface, whoever has set it.

use leptos::{prelude::*, text_prop::TextProp};
pub use leptos_meta::MetaTags;
use leptos_meta::provide_meta_context;

use crate::inert;

/// What the document is called where a page has no name of its own, and after the name where it has.
const PROGRAM: &str = "Afterimage";

/// Prepares the head for titles: what this gives stands at the root of what is rendered, before any page.
pub fn titles() -> impl IntoView {
    provide_meta_context();
    view! { <leptos_meta::Title formatter=in_document /> }.into_any()
}

/// Calls the document so, for as long as the page lasts.
#[component]
pub fn Title(
    /// The page's name, as text.
    #[prop(into)]
    text: TextProp,
) -> impl IntoView {
    view! { <leptos_meta::Title text=text /> }.into_any()
}

/// A title as it is put into the document.
fn in_document(title: String) -> String {
    inert::as_written(if title.is_empty() { PROGRAM.to_owned() } else { format!("{title} · {PROGRAM}") })
}
