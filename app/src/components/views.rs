//! Queries worth a look at any table, for the frame and the palette.

use leptos::prelude::*;

use crate::{
    language::{self, Message},
    links, message, say,
};

/// Queries worth a look at any table.
pub(super) const VIEWS: [(Message, &str); 4] = [
    (message!("frame-view-new"), "op:insert"),
    (message!("frame-view-status"), "changed:status"),
    (message!("frame-view-removed"), "op:remove"),
    (message!("frame-view-expired"), "actor:ttl"),
];

/// The links to them.
#[component]
pub fn Views() -> impl IntoView {
    let link = |(label, query): (Message, &'static str)| {
        view! {
            <li>
                <a href=links::live(query, None)>{label.text(language::current())}</a>
            </li>
        }
    };
    view! {
        <nav class="views" aria-labelledby="views-heading">
            <h2 id="views-heading">{say!("frame-views")}</h2>
            <ul>{VIEWS.map(link).collect_view()}</ul>
        </nav>
    }
    .into_any()
}
