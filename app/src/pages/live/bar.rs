//! What tells, and changes, whether the list moves.

use afterimage_model::Query;
use leptos::prelude::*;

use super::{Live, Pause};
use crate::{components::palette::offers::offer, feed::connection::Connection, say};

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
    let action = move || if live.pause.get() == Pause::Off { say!("live-pause") } else { say!("live-go-on") };
    let offered =
        move || if live.pause.get() == Pause::Off { say!("live-offer-pause") } else { say!("live-offer-go-on") };
    offer("live-stop", Signal::derive(move || offered().to_owned()), Callback::new(move |()| live.toggle()));
    view! {
        <button
            type="button"
            class="button pause"
            data-state=state
            hidden=hidden
            title=move || say!("live-space-does", action = action())
            on:click=move |_| live.toggle()
        >
            <span class="dot" aria-hidden="true"></span>
            {move || state_words(state())}
            <span class="visually-hidden">", "{action}</span>
            <kbd aria-hidden="true">{say!("live-space")}</kbd>
        </button>
    }
    .into_any()
}

/// The state as people read it; what the style sheet knows it by stays the same in all languages.
fn state_words(state: &str) -> &'static str {
    match state {
        "Offline" => say!("live-state-offline"),
        "Paused" => say!("live-state-paused"),
        "Live" => say!("live-state-live"),
        _ => say!("live-state-starting"),
    }
}

/// Takes off the list what is on it.
#[component]
pub(super) fn ClearButton(live: Live) -> impl IntoView {
    let hidden = move || live.query.with(|query| Query::check(query).is_err());
    offer("live-clear", Signal::derive(|| say!("live-offer-clear").to_owned()), Callback::new(move |()| live.clear()));
    view! {
        <button
            type="button"
            class="button clear"
            hidden=hidden
            title=say!("live-clear-title")
            on:click=move |_| live.clear()
        >
            {say!("live-clear")}
        </button>
    }
    .into_any()
}
