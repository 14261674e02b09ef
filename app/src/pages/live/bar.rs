//! What tells, and changes, whether the list moves.

use leptos::prelude::*;

use super::{Live, Pause};
use crate::{components::palette::offers::offer, feed::connection::Connection, model::Query};

/// Stops the list and lets it go on; also tells the connection's state.
#[component]
pub(super) fn PauseButton(live: Live) -> impl IntoView {
    let state = move || match (live.pause.get(), live.connection.get()) {
        (_, Connection::Lost { .. }) => "Offline",
        (Pause::ByHand | Pause::ByScroll, _) => "Paused",
        (Pause::Off, Connection::Live) => "Live",
        (Pause::Off, _) => "Starting",
    };
    // No list belongs to a query that cannot be read.
    let hidden = move || live.query.with(|query| Query::check(query).is_err());
    let action = move || if live.pause.get() == Pause::Off { "pause the list" } else { "let the list go on" };
    let offered = move || if live.pause.get() == Pause::Off { "Pause the list" } else { "Let the list go on" };
    offer(Signal::derive(move || offered().to_owned()), Callback::new(move |()| live.toggle()));
    view! {
        <button
            type="button"
            class="button pause"
            data-state=state
            hidden=hidden
            title=move || format!("Space: {}", action())
            on:click=move |_| live.toggle()
        >
            <span class="dot" aria-hidden="true"></span>
            {state}
            <span class="visually-hidden">", "{action}</span>
            <kbd aria-hidden="true">"Space"</kbd>
        </button>
    }
    .into_any()
}

/// Says why nothing arrives, while the connection is lost.
#[component]
pub(super) fn ConnectionNotice(live: Live) -> impl IntoView {
    let notice = move || match live.connection.get() {
        Connection::Lost { reason } => Some(view! {
            <p class="banner banner-warning">
                <strong>"Not connected:"</strong>
                {format!("{reason}. The page tries again by itself and will miss nothing.")}
            </p>
        }),
        _ => None,
    };
    view! { <div role="status">{notice}</div> }
}
