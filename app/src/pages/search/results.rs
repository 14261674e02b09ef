//! What was found, how far the search is, and going on.

use afterimage_model::{
    ChangeId, Timestamp,
    query::Evidence,
    search::{Hit, SearchOrder, SearchPage},
};
use leptos::prelude::*;

use super::{PAGE_SIZE, SearchRoute};
use crate::{
    api::{PageError, search::load_search},
    components::{
        error_state::ErrorState,
        figures::short_count,
        op_sign::{OpSign, Sign},
        time::Moment,
        time_style::TimeStyle,
        words::ChangeWords,
    },
    links, say,
};

/// The most rows on the page; what comes after them has an address of its own.
const MAX_ROWS: usize = 500;

/// How a search stands.
#[derive(Clone, Copy)]
struct Search {
    hits: RwSignal<Vec<Hit>>,
    /// How many hits are wanted before the search waits.
    wanted: RwSignal<usize>,
    position: RwSignal<ChangeId>,
    scanned: RwSignal<u64>,
    total: RwSignal<u64>,
    reached_at: RwSignal<Option<Timestamp>>,
    end: RwSignal<bool>,
    /// Whether it is to go on.
    running: RwSignal<bool>,
    /// Whether a piece is under way, also one that was asked for before the search was cancelled.
    under_way: StoredValue<bool>,
    failure: RwSignal<Option<PageError>>,
}

impl Search {
    fn new(first: SearchPage) -> Self {
        let goes_on = !first.end && first.hits.len() < PAGE_SIZE;
        Self {
            hits: RwSignal::new(first.hits),
            wanted: RwSignal::new(PAGE_SIZE),
            position: RwSignal::new(first.scanned_to),
            scanned: RwSignal::new(first.scanned),
            total: RwSignal::new(first.total),
            reached_at: RwSignal::new(first.reached_at),
            end: RwSignal::new(first.end),
            running: RwSignal::new(goes_on),
            under_way: StoredValue::new(false),
            failure: RwSignal::new(None),
        }
    }

    /// Takes the next piece; whether the search goes on by itself. Nothing happens once the page is gone.
    fn take(self, piece: SearchPage) -> Option<bool> {
        let found = self.hits.try_update(|hits| {
            hits.extend(piece.hits);
            hits.len()
        })?;
        self.position.try_set(piece.scanned_to);
        self.scanned.try_update(|scanned| *scanned += piece.scanned);
        self.total.try_set(piece.total);
        self.reached_at.try_set(piece.reached_at);
        self.end.try_set(piece.end);
        Some(!piece.end && found < self.wanted.try_get_untracked()?)
    }

    /// Goes on until enough is found, everything was looked at, or it is told to stop.
    fn go_on(self, query: String, order: SearchOrder) {
        let load = move |position, room| load_search(query.clone(), order, Some(position), room);
        if let Some(pieces) = self.pieces(load) {
            leptos::task::spawn_local(pieces);
        }
    }

    /// Piece after piece; nothing where one is under way already, after which the search goes on by itself.
    fn pieces<P>(self, load: impl Fn(ChangeId, usize) -> P) -> Option<impl Future<Output = ()>>
    where
        P: Future<Output = Result<SearchPage, PageError>>,
    {
        self.running.set(true);
        self.failure.set(None);
        if self.under_way.get_value() {
            return None;
        }
        self.under_way.set_value(true);
        Some(async move {
            while let Some((true, position, room)) = self.next() {
                let goes_on = match load(position, room).await {
                    Ok(piece) => self.take(piece),
                    Err(error) => {
                        self.failure.try_set(Some(error));
                        Some(false)
                    }
                };
                if goes_on != Some(true) {
                    break;
                }
            }
            self.under_way.try_set_value(false);
            self.running.try_set(false);
        })
    }

    /// Asks for no further piece. What the one under way finds is still taken.
    fn cancel(self) {
        self.running.set(false);
    }

    fn next(self) -> Option<(bool, ChangeId, usize)> {
        let found = self.hits.try_with_untracked(Vec::len)?;
        let room = self.wanted.try_get_untracked()?.saturating_sub(found).max(1);
        Some((self.running.try_get_untracked()?, self.position.try_get_untracked()?, room))
    }
}

#[component]
pub(super) fn Results(route: SearchRoute, first: SearchPage) -> impl IntoView {
    let search = Search::new(first);
    let (query, order) = untrack(|| (route.query.get(), route.order.get()));
    let continue_query = StoredValue::new(query);
    let go_on = move || search.go_on(continue_query.get_value(), order);
    Effect::new(move |_| {
        if search.running.get_untracked() {
            go_on();
        }
    });
    #[cfg(feature = "hydrate")]
    listen();
    let rows = move || search.hits.with(|hits| hits.len().min(MAX_ROWS));
    let row = move |at: usize| search.hits.with_untracked(|hits| hits.get(at).cloned()).map(row);
    view! {
        <div class="search-bar">
            <p class="search-progress" role="status">
                {move || progress(search, order)}
            </p>
            <OrderLinks route=route />
            <button
                type="button"
                class="button"
                hidden=move || !search.running.get()
                on:click=move |_| search.cancel()
            >
                {say!("search-cancel")}
            </button>
            <button
                type="button"
                class="button"
                hidden=move || search.running.get() || search.end.get() || (search.hits.with(Vec::len) >= search.wanted.get())
                on:click=move |_| go_on()
            >
                {say!("search-continue")}
            </button>
        </div>
        {move || search.failure.get().map(|error| view! { <ErrorState error=error /> })}
        <ol class="hits" aria-label=say!("search-found")>
            <For each=move || 0..rows() key=|at| *at let:at>
                {row(at)}
            </For>
        </ol>
        <p class="page-note">
            {move || {
                let found = search.hits.with(Vec::len);
                match (found, search.end.get(), search.running.get()) {
                    (0, true, _) => say!("search-nothing"),
                    (_, true, _) => say!("search-whole"),
                    (_, false, true) => say!("search-further"),
                    (_, false, false) => "",
                }
            }}
        </p>
        <nav class="pager" aria-label=say!("search-further-results")>
            {move || {
                let (found, end) = (search.hits.with(Vec::len), search.end.get());
                if end || search.running.get() || found < search.wanted.get() {
                    return ().into_any();
                }
                if found >= MAX_ROWS {
                    let from = search.position.get().to_string();
                    let further = untrack(|| links::search(&route.query.get(), order, &from, route.charts.get()));
                    return view! {
                        <a class="button" href=further>
                            {say!("search-further-results")}
                        </a>
                    }
                        .into_any();
                }
                view! {
                    <button
                        type="button"
                        class="button"
                        on:click=move |_| {
                            search.wanted.update(|wanted| *wanted += PAGE_SIZE);
                            go_on();
                        }
                    >
                        {say!("search-load-more")}
                    </button>
                }
                    .into_any()
            }}
        </nav>
    }
    .into_any()
}

/// `looked at 1.2 M of 10 M changes, back to 2026-11-03 · 37 found`.
fn progress(search: Search, order: SearchOrder) -> String {
    let (scanned, total) = (search.scanned.get(), search.total.get().max(search.scanned.get()));
    let reached = search.reached_at.get().filter(|_| !search.end.get()).map(Timestamp::date);
    let found = short_count(search.hits.with(Vec::len) as u64);
    let (scanned, total) = (short_count(scanned), short_count(total));
    match reached {
        None => say!("search-progress", scanned = scanned, total = total, found = found),
        Some(date) if order == SearchOrder::Newest => {
            say!("search-progress-back", scanned = scanned, total = total, date = date, found = found)
        }
        Some(date) => say!("search-progress-up", scanned = scanned, total = total, date = date, found = found),
    }
}

#[component]
fn OrderLinks(route: SearchRoute) -> impl IntoView {
    let link = move |order: SearchOrder, label: &'static str| {
        let address = move || links::search(&route.query.get(), order, "", route.charts.get());
        view! {
            <a href=address aria-current=move || (route.order.get() == order).then_some("true")>
                {label}
            </a>
        }
    };
    view! {
        <nav class="search-order" aria-label=say!("search-order")>
            {link(SearchOrder::Newest, say!("search-newest"))}
            {link(SearchOrder::Oldest, say!("search-oldest"))}
        </nav>
    }
}

fn row(hit: Hit) -> impl IntoView {
    let change = hit.change;
    let expired = change.actor.as_deref() == Some("ttl");
    view! {
        <li class="hit">
            <span class="hit-time">
                <Moment at=change.created_at style=TimeStyle::DateAndTime />
            </span>
            <OpSign sign=Sign::of_change(&change) />
            <span class="hit-table">{change.table.clone()}</span>
            <a class="hit-item" href=links::change(change.id)>
                {change.item_key.label(None)}
            </a>
            <span class="hit-words">
                <ChangeWords words=change.words.clone() expired=expired />
            </span>
            {(!hit.matched.is_empty()).then(|| view! { <span class="hit-matched">{hit.matched.into_iter().map(matched).collect_view()}</span> })}
        </li>
    }
}

fn matched(evidence: Evidence) -> impl IntoView {
    view! {
        <span>
            <i>{evidence.place}</i>
            {evidence.text}
        </span>
        " "
    }
}

/// `j` and `k` go through what was found; Enter opens it, as the link does.
#[cfg(feature = "hydrate")]
fn listen() {
    use crate::browser::focus::{self, Target, When};
    Effect::new(move |_| {
        let handle = window_event_listener(leptos::ev::keydown, move |event| {
            if !matches!(event.key().as_str(), "j" | "k") || crate::browser::keyboard::is_typing(&event) {
                return;
            }
            let row = focus::current().and_then(|element| element.closest(".hit").ok().flatten());
            let link = match row {
                None => document().query_selector(".hit-item").ok().flatten(),
                Some(row) => {
                    let row =
                        if event.key() == "j" { row.next_element_sibling() } else { row.previous_element_sibling() };
                    row.and_then(|row| row.query_selector(".hit-item").ok().flatten())
                }
            };
            if let Some(link) = link {
                focus::request(Target::Element(link), When::Now);
            }
        });
        on_cleanup(move || handle.remove());
    });
}

#[cfg(test)]
mod tests {
    use std::{
        cell::{Cell, RefCell},
        future::poll_fn,
        pin::pin,
        task::{Context, Poll, Waker},
    };

    use super::*;

    fn piece(end: bool) -> SearchPage {
        SearchPage { hits: Vec::new(), scanned_to: ChangeId(7), scanned: 1, total: 9, reached_at: None, end }
    }

    #[test]
    fn a_search_that_is_cancelled_and_continued_while_a_piece_is_under_way_goes_on_once() {
        Owner::new().with(|| {
            let (asked, answer) = (Cell::new(0), RefCell::new(None));
            let load = |_, _| {
                asked.set(asked.get() + 1);
                poll_fn(|_| answer.take().map_or(Poll::Pending, |piece| Poll::Ready(Ok(piece))))
            };
            let mut context = Context::from_waker(Waker::noop());
            let search = Search::new(piece(false));
            let mut pieces = pin!(search.pieces(load).expect("it begins"));
            assert!(pieces.as_mut().poll(&mut context).is_pending());
            search.cancel();
            assert!(search.pieces(load).is_none(), "a second one would look for the same");
            answer.replace(Some(piece(false)));
            assert!(pieces.as_mut().poll(&mut context).is_pending());
            assert_eq!((asked.get(), search.running.get_untracked()), (2, true), "it was continued");

            search.cancel();
            answer.replace(Some(piece(false)));
            assert!(pieces.as_mut().poll(&mut context).is_ready(), "and now it is cancelled");
            let mut pieces = pin!(search.pieces(load).expect("it begins again"));
            answer.replace(Some(piece(true)));
            assert!(pieces.as_mut().poll(&mut context).is_ready());
            assert_eq!((asked.get(), search.scanned.get_untracked()), (3, 4));
        });
    }
}
