//! What tells, and changes, whether the list moves.

use leptos::prelude::*;

use super::{Live, Pause};
use crate::{components::palette::offers::offer, feed::connection::Connection, model::Query};

/// Stops the list and lets it go on; also tells the connection's state.
#[component]
pub(super) fn PauseButton(live: Live) -> impl IntoView {
    let state = move || match (live.pause.get(), live.connection.get()) {
        (_, connection) if connection.trouble().is_some() => "Offline",
        (Pause::ByHand | Pause::ByScroll | Pause::ByFocus, _) => "Paused",
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

/// Takes off the list what is on it.
#[component]
pub(super) fn ClearButton(live: Live) -> impl IntoView {
    let hidden = move || live.query.with(|query| Query::check(query).is_err());
    offer(Signal::derive(|| "Clear the list".to_owned()), Callback::new(move |()| live.clear()));
    view! {
        <button
            type="button"
            class="button clear"
            hidden=hidden
            title="c: take what is here off the list; the archive keeps it"
            on:click=move |_| live.clear()
        >
            "Clear"
        </button>
    }
    .into_any()
}
