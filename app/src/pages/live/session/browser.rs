//! What happens in the browser only: the socket, scrolling, and the moment when the list is shown anew.

use std::{cell::Cell, rc::Rc, time::Duration};

use leptos::{leptos_dom::helpers::WindowListenerHandle, prelude::*};

use super::{
    super::{
        Pause,
        notice::late,
        pool::{ROWS, Window},
    },
    Session,
};
use crate::{
    components::{clock::use_clock, figures::exact_count},
    feed::{
        announcer::Announcer,
        change_rate::ChangeRate,
        connection::Connection,
        socket::{Answer, FeedSocket, Hooks},
        store::{FeedStore, Then},
    },
    say,
};

/// Scrolling so many pixels or more stops the list: about a row.
const SCROLLED_AWAY: i32 = 24;

/// How long each state of the list is shown at least while more changes come than can be followed, in milliseconds.
const FAST_INTERVAL_MS: f64 = 100.0;

/// What the list keeps that nothing is drawn from.
pub(super) struct Workings {
    pub(super) session: Session,
    /// The query, with the bounds that the first page had.
    pub(super) query: String,
    refetch: Callback<()>,
    /// The rows' elements, by slot.
    pub(super) elements: Vec<web_sys::Element>,
    /// Changes from this number on have not been shown.
    pub(super) fresh_from: Cell<i64>,
    /// How fast changes come.
    pace: Cell<ChangeRate>,
    /// When the list was shown last.
    shown_at: Cell<f64>,
    /// Whether showing is due.
    is_due: Cell<bool>,
    /// Whether a row is being pressed: it must not move away before it is let go.
    is_held: Cell<bool>,
    /// Whether changes are being loaded.
    pub(super) is_loading: Cell<bool>,
    /// How many pages without changes were loaded in a row.
    pub(super) empty_pages: Cell<u8>,
}

/// The list's workings, as event handlers reach them.
#[derive(Clone, Copy)]
pub(in super::super) struct Handle(StoredValue<Option<Rc<Workings>>, LocalStorage>);

impl Session {
    /// Brings the list to life.
    pub(in super::super) fn start(self, refetch: Callback<()>) -> Handle {
        let handle = Handle(StoredValue::new_local(None));
        let socket = StoredValue::new_local(None::<FeedSocket>);
        Effect::new(move |_| {
            let Some(rows) = self.rows.get() else { return };
            // Not in the order in which they stand: where the list before was, its rows are taken over as they were
            // arranged.
            let of_slot = |slot| rows.query_selector(&format!("[data-slot=\"{slot}\"]")).ok().flatten();
            let elements: Vec<_> = (0..ROWS).filter_map(of_slot).collect();
            let workings = Rc::new(Workings {
                session: self,
                query: self.with(|store| store.query().to_owned()),
                refetch,
                elements,
                fresh_from: Cell::new(self.with(FeedStore::end)),
                pace: Cell::new(ChangeRate::new(now_ms(), self.with(FeedStore::end))),
                shown_at: Cell::default(),
                is_due: Cell::new(false),
                is_held: Cell::new(false),
                is_loading: Cell::new(false),
                empty_pages: Cell::new(0),
            });
            socket.set_value(Some(FeedSocket::subscribe(workings.hooks())));
            handle.0.set_value(Some(workings));
            // Who has stopped the list by hand wants the next one to stand still, too.
            self.live.pause.update(|pause| *pause = if *pause == Pause::ByHand { Pause::ByHand } else { Pause::Off });
        });
        on_wish(self.live.clearings, move || handle.clear());
        on_wish(self.live.retries, move || {
            socket.try_with_value(|socket| socket.as_ref().map(FeedSocket::hurry));
        });
        self.announce();
        Effect::new(move |before: Option<Pause>| {
            // Rows may have another height now.
            self.settings.get();
            let pause = self.live.pause.get();
            if pause == Pause::Off {
                if before.is_some_and(|before| before != Pause::Off) {
                    handle.let_go_of_focus();
                }
                if let Some(scroller) = self.scroller.get_untracked() {
                    scroller.set_scroll_top(0);
                }
            }
            handle.show();
            pause
        });
        let let_go = ["pointerup", "pointercancel"]
            .map(|event| window_event_listener_untyped(event, move |_| handle.hold(false)));
        on_cleanup(move || {
            socket.try_update_value(Option::take);
            let_go.into_iter().for_each(WindowListenerHandle::remove);
        });
        handle
    }
}

/// The browser's time.
fn now_ms() -> f64 {
    js_sys::Date::now()
}

/// Calls whenever the number grows.
fn on_wish(wishes: RwSignal<u32>, call: impl Fn() + 'static) {
    Effect::new(move |before: Option<u32>| {
        let wish = wishes.get();
        if before.is_some_and(|before| before != wish) {
            call();
        }
        wish
    });
}

impl Session {
    /// Tells those who do not see the list how much is new, now and then.
    fn announce(self) {
        let announcer = StoredValue::new(Announcer::default());
        let clock = use_clock();
        Effect::new(move |_| {
            let Some(now) = clock.now.get() else { return };
            let arrived = self.with(|store| store.arrived);
            let due = announcer.try_update_value(|announcer| announcer.due(now.as_millis(), arrived)).flatten();
            if let Some(count) = due {
                self.announcement.set(Some(say!("live-new-changes", count = count, shown = exact_count(count))));
            }
        });
    }
}

impl Handle {
    /// Takes everything off the list that is shown, and goes on with what is new.
    fn clear(self) {
        let Some(workings) = self.0.try_get_value().flatten() else { return };
        workings.session.store.try_update_value(FeedStore::clear);
        match workings.session.live.pause.get_untracked() {
            Pause::Off => workings.show(),
            _ => workings.session.live.pause.set(Pause::Off),
        }
    }

    /// Shows again what was cleared away.
    pub(in super::super) fn show_cleared(self) {
        let Some(workings) = self.0.try_get_value().flatten() else { return };
        workings.session.store.try_update_value(FeedStore::show_cleared);
        workings.show();
    }

    /// Shows the list as it is now.
    pub(in super::super) fn show(self) {
        if let Some(workings) = self.0.try_get_value().flatten() {
            workings.show();
        }
    }

    /// A row is pressed, or let go.
    pub(in super::super) fn hold(self, is_held: bool) {
        if let Some(workings) = self.0.try_get_value().flatten()
            && workings.is_held.replace(is_held) != is_held
        {
            workings.show_soon();
        }
    }

    /// The list was scrolled: away from the top it stops, back at the top it goes on.
    pub(in super::super) fn scrolled(self) {
        let Some(workings) = self.0.try_get_value().flatten() else { return };
        let Some(scroller) = workings.session.scroller.get_untracked() else { return };
        let pause = workings.session.live.pause;
        match (pause.get_untracked(), scroller.scroll_top()) {
            (Pause::Off | Pause::ByFocus, SCROLLED_AWAY..) => pause.set(Pause::ByScroll),
            (Pause::ByScroll, ..=0) => pause.set(Pause::Off),
            _ => {}
        }
        workings.empty_pages.set(0);
        workings.show();
    }

    /// See [`Workings::let_go_of_focus`].
    fn let_go_of_focus(self) {
        if let Some(workings) = self.0.try_get_value().flatten() {
            workings.let_go_of_focus();
        }
    }

    /// See [`Workings::choose_tab_stop`].
    pub(in super::super) fn choose_tab_stop(self) {
        if let Some(workings) = self.0.try_get_value().flatten() {
            workings.choose_tab_stop();
        }
    }

    /// The element of a change's row.
    pub(in super::super) fn element(self, number: i64) -> Option<web_sys::Element> {
        let workings = self.0.try_get_value().flatten()?;
        workings.elements.get(super::super::pool::slot_of(number)).cloned()
    }
}

impl Workings {
    /// What the socket asks and tells.
    fn hooks(self: &Rc<Self>) -> Hooks {
        let session = self.session;
        let [this, position, connected] = [(); 3].map(|()| Rc::downgrade(self));
        Hooks {
            query: self.query.clone(),
            position: Box::new(move || position.upgrade()?.session.try_with(FeedStore::position)?),
            on_message: Box::new(move |message| {
                let Some(this) = this.upgrade() else { return Answer::Nothing };
                let mut then = Then::Show;
                this.session.store.try_update_value(|store| then = store.fold(message));
                match then {
                    Then::Show => this.show_soon(),
                    Then::Resubscribe => return Answer::Subscribe,
                    Then::Refetch => {
                        this.refetch.run(());
                        return Answer::Nothing;
                    }
                }
                this.session.try_with(FeedStore::cursor).map_or(Answer::Nothing, Answer::Ack)
            }),
            on_connection: Box::new(move |connection| {
                if connection == Connection::Live
                    && let Some(this) = connected.upgrade()
                {
                    // What could not be loaded without a connection can be now.
                    this.empty_pages.set(0);
                    this.show_soon();
                }
                session.live.connection.try_set(connection);
            }),
        }
    }

    /// Shows once for all that arrives before the next animation frame, or before the eye can follow; in a hidden tab,
    /// when it is seen again.
    pub(super) fn show_soon(self: &Rc<Self>) {
        if self.is_due.replace(true) {
            return;
        }
        let wait_ms = self.shown_at.get() + FAST_INTERVAL_MS - now_ms();
        if !(self.pace.get().is_fast() && wait_ms > 0.0) {
            return self.show_in_frame();
        }
        let this = Rc::downgrade(self);
        let then = move || {
            if let Some(this) = this.upgrade() {
                this.show_in_frame();
            }
        };
        set_timeout(then, Duration::from_secs_f64(wait_ms.min(FAST_INTERVAL_MS) / 1_000.0));
    }

    fn show_in_frame(self: &Rc<Self>) {
        let this = Rc::downgrade(self);
        request_animation_frame(move || {
            if let Some(this) = this.upgrade() {
                this.is_due.set(false);
                // A list that stands still moves no row, and may be held by its scroll bar while rows are loaded.
                let moves = this.session.live.pause.try_get_untracked() == Some(Pause::Off);
                if !(moves && this.is_held.get()) {
                    this.show();
                }
            }
        });
    }

    fn show(self: &Rc<Self>) {
        let session = self.session;
        let Some(scroller) = session.scroller.get_untracked() else { return };
        let moves = session.live.pause.get_untracked() == Pause::Off && !self.stops_for_focus();
        let top = if moves { 0 } else { scroller.scroll_top() };
        let mut then = Then::Show;
        let shown = session.store.try_update_value(|store| {
            if moves {
                then = store.resume();
            } else {
                store.pause();
            }
            let row_height = session.row_height();
            let window = Window::around(store.shown(), top.into(), scroller.client_height().into(), row_height);
            store.look_at(window.numbers(store.end()));
            let fresh_from = self.fresh_from.replace(store.end());
            let marked_from = if self.note_pace(store.end()).is_fast() { i64::MAX } else { fresh_from };
            let order = session.pool.show(store, window, marked_from);
            (window, order)
        });
        let Some((window, order)) = shown else { return };
        if then == Then::Refetch {
            self.refetch.run(());
        }
        if session.window.get_untracked() != window {
            session.window.set(window);
        }
        self.arrange(&order);
        session.revision.update(|revision| *revision = revision.wrapping_add(1));
        let late = session.with(|store| late(store.lag_ms.unwrap_or(0), store.behind));
        if session.live.late.with_untracked(|told| *told != late) {
            session.live.late.set(late);
        }
        self.load(window);
    }

    /// Notes that the list is shown up to here.
    fn note_pace(&self, end: i64) -> ChangeRate {
        let (now_ms, mut pace) = (now_ms(), self.pace.get());
        pace.note(now_ms, end);
        self.pace.set(pace);
        self.shown_at.set(now_ms);
        pace
    }

    /// Puts the rows' elements into the order in which they are read. The slots always follow each other, so that it is
    /// enough to move those at one end to the other; an element that is moved loses the focus, and these are out of
    /// sight.
    fn arrange(&self, order: &[usize]) {
        let Some(rows) = self.session.rows.get_untracked() else { return };
        let Some(first) = order.first().and_then(|slot| self.elements.get(*slot)) else { return };
        let behind = std::iter::successors(rows.first_element_child(), web_sys::Element::next_element_sibling)
            .take_while(|element| element != first)
            .count();
        // All are children of the same element, as long as it is on the page.
        if behind <= order.len() / 2 {
            for _ in 0..behind {
                rows.first_element_child().map(|element| rows.append_child(&element));
            }
        } else {
            for _ in behind..order.len() {
                let front = rows.first_element_child();
                let back = rows.last_element_child();
                back.map(|element| rows.insert_before(&element, front.as_ref().map(AsRef::as_ref)));
            }
        }
    }
}
