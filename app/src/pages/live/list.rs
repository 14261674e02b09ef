//! The list of changes: a fixed pool of rows in a table's structure.

use leptos::prelude::*;

use super::{
    Live, Pause,
    pool::{ROWS, Row},
    session::Session,
    strip::Strip,
    welcome::Welcome,
};
use crate::{
    api::ChangePage,
    components::{
        clock::use_clock,
        figures::{short_count, short_size},
        icons::{Glyph, Icon},
        op_sign::{OpSign, Sign},
        time::TimeStyle,
        words::ChangeWords,
    },
    links,
    model::{ChangeSummary, Timestamp},
};

/// The strip and the list below it.
#[component]
pub(super) fn List(
    live: Live,
    /// The newest changes, as the server rendered them.
    page: ChangePage,
    /// Loads the newest changes anew, when the feed cannot go on from here.
    #[cfg_attr(not(feature = "hydrate"), expect(unused_variables, reason = "the server's list does not move"))]
    refetch: Callback<()>,
) -> impl IntoView {
    let session = Session::new(live, page);
    live.names.are_of(session);
    #[cfg(feature = "hydrate")]
    let handle = session.start(refetch);
    #[cfg(feature = "hydrate")]
    super::keys::listen(live, session, handle);
    let on_scroll = move |_| {
        #[cfg(feature = "hydrate")]
        handle.scrolled();
    };
    let on_press = move |_| {
        #[cfg(feature = "hydrate")]
        handle.hold(true);
    };
    #[cfg_attr(not(feature = "hydrate"), expect(unused_variables, reason = "nobody clicks on the server"))]
    let on_click = move |event: leptos::ev::MouseEvent| {
        #[cfg(feature = "hydrate")]
        super::keys::open_beside(live, session, &event);
    };
    let clock = use_clock();
    let write = move |time: Timestamp| clock.tell(time, TimeStyle::Recent);
    let rows: Vec<_> = session.pool.slots().into_iter().map(|slot| row(slot, live, write)).collect();
    // In rows, whose height the stylesheet knows: the server does not know how dense the reader's lists are.
    let rows_in_all = move || session.window.get().total.to_string();
    let rows_above = move || session.window.get().first.to_string();
    view! {
        <div class="live-list">
            <Strip session=session />
            <Pill session=session />
            <div
                class="scroller"
                node_ref=session.scroller
                on:scroll=on_scroll
                on:pointerdown=on_press
                on:click=on_click
            >
                <div class="changes" role="table" aria-label="Changes, newest first">
                    {head()}
                    <div
                        role="rowgroup"
                        class="rows"
                        node_ref=session.rows
                        style=("--rows", rows_in_all)
                        style=("--above", rows_above)
                    >
                        {rows}
                    </div>
                </div>
                <ListEnd session=session />
            </div>
        </div>
    }
    .into_any()
}

/// The columns' names, for those who do not see the columns.
fn head() -> impl IntoView {
    let names = ["Time", "What happened", "Table", "Item", "Change", "Size"];
    let name = |name: &'static str| view! { <span role="columnheader">{name}</span> };
    view! {
        <div role="rowgroup" class="visually-hidden">
            <div role="row">{names.map(name).collect_view()}</div>
        </div>
    }
}

/// A row of the pool, whatever it is bound to.
fn row(slot: RwSignal<Option<Row>>, live: Live, write: impl Fn(Timestamp) -> String + Send + 'static) -> impl IntoView {
    let is_shown = move || {
        let shown = live.shown.get();
        shown.is_some() && slot.with(|row| row.as_ref().map(|row| row.change.id)) == shown
    };
    // Two names for the same animation: a row that is bound to a new change begins it again.
    let fresh = move || {
        let fresh = slot.with(|row| row.as_ref().filter(|row| row.fresh).map(|row| row.number));
        fresh.map(|number| if number.div_euclid(ROWS as i64) % 2 == 0 { "even" } else { "odd" })
    };
    let number = move || slot.with(|row| row.as_ref().map(|row| row.number.to_string()));
    let content = move || slot.with(|row| row.as_ref().map(|row| cells(&row.change, write(row.change.created_at))));
    view! {
        <div
            role="row"
            class="row"
            class:is-shown=is_shown
            data-fresh=fresh
            data-number=number
            hidden=move || slot.with(Option::is_none)
        >
            {content}
        </div>
    }
}

fn cells(change: &ChangeSummary, time: String) -> impl IntoView + use<> {
    let exact = change.created_at.to_string();
    let expired = change.actor.as_deref() == Some("ttl");
    view! {
        <span role="cell" class="cell-time">
            <time datetime=exact.clone() title=exact>
                {time}
            </time>
        </span>
        <span role="cell" class="cell-op">
            <OpSign sign=Sign::of_change(change) />
        </span>
        <span role="cell" class="cell-table">
            {change.table.clone()}
        </span>
        <span role="cell" class="cell-item">
            <a href=links::change(change.id)>{change.item_key.label(None)}</a>
        </span>
        <span role="cell" class="cell-words">
            <ChangeWords words=change.words.clone() expired=expired />
        </span>
        <span role="cell" class="cell-size">
            {short_size(change.size_bytes)}
        </span>
    }
}

/// Says that the list stands still, how much is new, and goes on when pressed.
#[component]
fn Pill(session: Session) -> impl IntoView {
    let live = session.live;
    let text = move || {
        session.revision.track();
        match session.with(crate::feed::store::FeedStore::pending) {
            0 => "Paused".to_owned(),
            pending => format!("Paused · {} new", short_count(pending)),
        }
    };
    view! {
        <Show when=move || live.pause.get() != Pause::Off>
            <button type="button" class="pill" on:click=move |_| live.pause.set(Pause::Off)>
                {text}
                <Icon glyph=Glyph::Up />
            </button>
        </Show>
    }
    .into_any()
}

/// What comes after the last row.
#[component]
fn ListEnd(session: Session) -> impl IntoView {
    let end = move || {
        session.revision.track();
        session.with(|store| match (store.shown(), store.older_before(), store.is_full()) {
            (0, None, _) => view! { <Welcome live=session.live /> }.into_any(),
            (_, Some(_), _) => view! { <p class="list-end">"Loading older changes…"</p> }.into_any(),
            (_, None, true) => {
                view! { <p class="list-end">"Older changes are in the archive: narrow the query to reach them."</p> }
                    .into_any()
            }
            (_, None, false) => view! { <p class="list-end">"Nothing older is in the archive."</p> }.into_any(),
        })
    };
    view! { <div>{end}</div> }
}
