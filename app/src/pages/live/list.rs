//! The list of changes: a fixed pool of rows in a table's structure.

use afterimage_model::{ChangeId, ChangeSummary, Timestamp, page::ChangePage, search::SearchOrder};
use leptos::prelude::*;

use super::{
    Live, Pause,
    pool::{ROWS, Row},
    session::Session,
    strip::Strip,
    welcome::Welcome,
};
use crate::{
    components::{
        clock::use_clock,
        figures::{exact_count, short_count, short_size},
        icons::{Glyph, Icon},
        op_sign::{OpSign, Sign},
        time_style::TimeStyle,
        words::ChangeWords,
    },
    feed::store::Pending,
    links, say,
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
    #[cfg_attr(not(feature = "hydrate"), expect(unused_variables, reason = "nobody moves on the server"))]
    let on_enter = move |event: leptos::ev::FocusEvent| {
        #[cfg(feature = "hydrate")]
        super::session::focus::entered(session, event.target());
    };
    #[cfg_attr(not(feature = "hydrate"), expect(unused_variables, reason = "nobody moves on the server"))]
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        #[cfg(feature = "hydrate")]
        super::keys::walk(live, session, handle, &event);
    };
    let on_leave = move |_| {
        #[cfg(feature = "hydrate")]
        super::session::focus::left(session);
    };
    #[cfg_attr(not(feature = "hydrate"), expect(unused_variables, reason = "nobody clicks on the server"))]
    let on_click = move |event: leptos::ev::MouseEvent| {
        #[cfg(feature = "hydrate")]
        super::keys::open_beside(live, session, &event);
    };
    let show_cleared = Callback::new(move |()| {
        #[cfg(feature = "hydrate")]
        handle.show_cleared();
    });
    let clock = use_clock();
    let write = move |time: Timestamp| clock.tell(time, TimeStyle::Recent);
    let rows: Vec<_> =
        session.pool.slots().into_iter().enumerate().map(|(at, slot)| row(at, slot, live, write)).collect();
    // In rows, whose height the stylesheet knows: the server does not know how dense the reader's lists are.
    let rows_in_all = move || session.window.get().total.to_string();
    let rows_above = move || session.window.get().first.to_string();
    view! {
        <div
            class="live-list"
            class:is-outdated=move || session.is_outdated()
            aria-busy=move || session.is_outdated().then_some("true")
        >
            <Strip session=session />
            <Pill session=session />
            <p class="visually-hidden" role="status">{move || session.announcement.get()}</p>
            <div
                class="scroller"
                node_ref=session.scroller
                on:scroll=on_scroll
                on:pointerdown=on_press
                on:click=on_click
            >
                <div class="changes" role="table" aria-label=say!("live-list")>
                    {head()}
                    <div
                        role="rowgroup"
                        class="rows"
                        node_ref=session.rows
                        on:focusin=on_enter
                        on:focusout=on_leave
                        on:keydown=on_key
                        style=("--rows", rows_in_all)
                        style=("--above", rows_above)
                    >
                        {rows}
                    </div>
                </div>
                <ListEnd session=session show_cleared=show_cleared />
            </div>
        </div>
    }
    .into_any()
}

/// The columns' names, for those who do not see the columns.
fn head() -> impl IntoView {
    let names = [
        say!("live-column-time"),
        say!("live-column-what"),
        say!("live-column-table"),
        say!("live-column-item"),
        say!("live-column-change"),
        say!("live-column-size"),
    ];
    let name = |name: &'static str| view! { <span role="columnheader">{name}</span> };
    view! {
        <div role="rowgroup" class="visually-hidden">
            <div role="row">{names.map(name).collect_view()}</div>
        </div>
    }
}

/// A row of the pool, whatever it is bound to.
fn row(
    at: usize,
    slot: RwSignal<Option<Row>>,
    live: Live,
    write: impl Fn(Timestamp) -> String + Send + 'static,
) -> impl IntoView {
    let is_shown = move || {
        let shown = live.shown.get();
        shown.is_some() && slot.with(|row| row.as_ref().and_then(Row::id)) == shown
    };
    // Two names for the same animation: a row that is bound to a new change begins it again.
    let fresh = move || {
        let fresh = slot.with(|row| row.as_ref().filter(|row| row.fresh).map(|row| row.number));
        fresh.map(|number| if number.div_euclid(ROWS as i64) % 2 == 0 { "even" } else { "odd" })
    };
    let number = move || slot.with(|row| row.as_ref().map(|row| row.number.to_string()));
    let content = move || {
        slot.with(|row| match &row.as_ref()?.change {
            Some(change) => Some(cells(change, write(change.created_at)).into_any()),
            None => Some(view! { <span role="cell" class="cell-loading">"…"</span> }.into_any()),
        })
    };
    view! {
        <div
            role="row"
            class="row"
            class:is-shown=is_shown
            data-fresh=fresh
            data-slot=at.to_string()
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
        let (pending, is_replaced) = session.with(|store| (store.pending(), store.is_replaced()));
        match pending {
            _ if is_replaced => say!("live-paused-replaced").to_owned(),
            Pending { count: 0, or_more: false } => say!("live-paused").to_owned(),
            Pending { count: 0, or_more: true } => say!("live-paused-countless").to_owned(),
            Pending { count, or_more: false } => say!("live-paused-new", count = count, shown = exact_count(count)),
            Pending { count, or_more: true } => say!("live-paused-more", count = count, shown = exact_count(count)),
        }
    };
    view! {
            <button type="button" class="pill" hidden=move || live.pause.get() == Pause::Off on:click=move |_| live.pause.set(Pause::Off)>
                {text}
                <span class="visually-hidden">", " {say!("live-go-on")}</span>
                <Icon glyph=Glyph::Up />
            </button>
    }
    .into_any()
}

/// What comes after the last row.
#[component]
fn ListEnd(session: Session, show_cleared: Callback<()>) -> impl IntoView {
    let end = move || {
        session.revision.track();
        let (shown, cleared, older, elsewhere) =
            session.with(|store| (store.shown(), store.cleared(), store.older_before(), store.older_elsewhere()));
        let query = session.live.query;
        match (cleared, older, elsewhere) {
            (Some(cleared), ..) => view! {
                <p class="list-end">
                    {if shown == 0 { say!("live-cleared-all") } else { say!("live-cleared") }} " "
                    <button type="button" class="button" on:click=move |_| show_cleared.run(())>
                        {say!("live-show-cleared", count = cleared, shown = short_count(cleared))}
                    </button>
                </p>
            }
            .into_any(),
            (_, Some(_), _) => view! { <p class="list-end">{say!("live-loading-older")}</p> }.into_any(),
            (_, None, Some(before)) => view! {
                <p class="list-end">
                    {say!("live-newest-listed", count = shown, shown = short_count(shown as u64))} " "
                    <a href=move || older_in_search(&query.get(), before)>{say!("live-older-in-search")}</a> "."
                </p>
            }
            .into_any(),
            (_, None, None) if shown == 0 => view! { <Welcome live=session.live /> }.into_any(),
            (_, None, None) => view! { <p class="list-end">{say!("live-nothing-older")}</p> }.into_any(),
        }
    };
    view! { <div>{end}</div> }
}

/// The search for what is older than the list.
fn older_in_search(query: &str, before: ChangeId) -> String {
    links::search(query, SearchOrder::default(), &before.to_string(), true)
}
