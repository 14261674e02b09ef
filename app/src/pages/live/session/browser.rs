//! What happens in the browser only: the socket, scrolling, and the moment when the list is shown anew.

use std::{cell::Cell, rc::Rc};

use leptos::{leptos_dom::helpers::WindowListenerHandle, prelude::*};
use wasm_bindgen::JsCast;

use super::{
    super::{Pause, pool::Window},
    Session,
};
use crate::{
    api::load_changes,
    feed::{
        socket::{FeedSocket, Hooks},
        store::{FeedStore, Then},
    },
};

/// How many older changes are loaded at once.
const OLDER_PAGE: usize = 200;

/// Older changes are loaded when no more rows than these are left below.
const READ_AHEAD: usize = 40;

/// A query that matches little gives pages without changes; after so many in a row the reader has to scroll.
const MAX_EMPTY_PAGES: u8 = 8;

/// Scrolling so many pixels or more stops the list: about a row.
const SCROLLED_AWAY: i32 = 24;

/// What the list keeps that nothing is drawn from.
struct Workings {
    session: Session,
    refetch: Callback<()>,
    /// The rows' elements, by slot.
    elements: Vec<web_sys::Element>,
    /// Changes from this number on have not been shown.
    fresh_from: Cell<i64>,
    /// Whether showing is due with the next animation frame.
    is_due: Cell<bool>,
    /// Whether a row is being pressed: it must not move away before it is let go.
    is_held: Cell<bool>,
    is_loading: Cell<bool>,
    empty_pages: Cell<u8>,
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
            let children = rows.children();
            let elements: Vec<_> = (0..children.length()).filter_map(|at| children.item(at)).collect();
            let workings = Rc::new(Workings {
                session: self,
                refetch,
                elements,
                fresh_from: Cell::new(self.with(FeedStore::end)),
                is_due: Cell::new(false),
                is_held: Cell::new(false),
                is_loading: Cell::new(false),
                empty_pages: Cell::new(0),
            });
            socket.set_value(Some(FeedSocket::subscribe(workings.hooks())));
            handle.0.set_value(Some(workings));
            self.live.pause.set(Pause::Off);
        });
        Effect::new(move |_| {
            // Rows may have another height now.
            self.settings.get();
            if self.live.pause.get() == Pause::Off
                && let Some(scroller) = self.scroller.get_untracked()
            {
                scroller.set_scroll_top(0);
            }
            handle.show();
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

impl Handle {
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
            (Pause::Off, SCROLLED_AWAY..) => pause.set(Pause::ByScroll),
            (Pause::ByScroll, ..=0) => pause.set(Pause::Off),
            _ => {}
        }
        workings.empty_pages.set(0);
        workings.show();
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
        let (this, position) = (Rc::downgrade(self), Rc::downgrade(self));
        Hooks {
            query: session.live.query.get_untracked(),
            position: Box::new(move || {
                let known = position.upgrade().map(|this| this.session);
                known
                    .map(|session| session.with(|store| (store.cursor(), store.epoch().to_owned())))
                    .unwrap_or_default()
            }),
            on_message: Box::new(move |message| {
                let this = this.upgrade()?;
                let mut then = Then::Show;
                this.session.store.try_update_value(|store| then = store.fold(message))?;
                match then {
                    Then::Show => this.show_soon(),
                    Then::Refetch => this.refetch.run(()),
                }
                this.session.store.try_with_value(FeedStore::cursor)
            }),
            on_connection: Box::new(move |connection| {
                session.live.connection.try_set(connection);
            }),
        }
    }

    /// Shows once for all that arrives before the next animation frame; in a hidden tab, when it is seen again.
    fn show_soon(self: &Rc<Self>) {
        if self.is_due.replace(true) {
            return;
        }
        let this = Rc::downgrade(self);
        request_animation_frame(move || {
            if let Some(this) = this.upgrade() {
                this.is_due.set(false);
                if !this.is_held.get() {
                    this.show();
                }
            }
        });
    }

    fn show(self: &Rc<Self>) {
        let session = self.session;
        let Some(scroller) = session.scroller.get_untracked() else { return };
        let moves = session.live.pause.get_untracked() == Pause::Off;
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
            let order = session.pool.show(store, window, self.fresh_from.replace(store.end()));
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
        self.read_ahead(window);
    }

    /// Puts the rows' elements into the order in which they are read; most stand right already.
    fn arrange(&self, order: &[usize]) {
        let Some(rows) = self.session.rows.get_untracked() else { return };
        let mut standing = rows.first_element_child();
        for element in order.iter().filter_map(|slot| self.elements.get(*slot)) {
            if standing.as_ref() == Some(element) {
                standing = element.next_element_sibling();
            } else {
                let before: Option<&web_sys::Node> = standing.as_ref().map(AsRef::as_ref);
                // Both are children of the same element, as long as it is on the page.
                drop(rows.insert_before(element.unchecked_ref(), before));
            }
        }
    }

    /// Loads older changes before the reader comes to the list's end.
    fn read_ahead(self: &Rc<Self>, window: Window) {
        let left = window.total - (window.first + window.len());
        let before = self.session.with(FeedStore::older_before);
        let wanted = left < READ_AHEAD && self.empty_pages.get() < MAX_EMPTY_PAGES;
        let Some(before) = before.filter(|_| wanted && !self.is_loading.replace(true)) else { return };
        let this = Rc::downgrade(self);
        let query = self.session.live.query.get_untracked();
        leptos::task::spawn_local(async move {
            let page = load_changes(query, Some(before), OLDER_PAGE).await;
            let Some(this) = this.upgrade() else { return };
            this.is_loading.set(false);
            match page {
                Ok(page) => {
                    let empty = page.changes.is_empty();
                    this.empty_pages.set(if empty { this.empty_pages.get() + 1 } else { 0 });
                    this.session.store.try_update_value(|store| store.prepend(page.changes, page.older));
                    this.show_soon();
                }
                // The connection's notice tells what is wrong; scrolling tries again.
                Err(_) => this.empty_pages.set(MAX_EMPTY_PAGES),
            }
        });
    }
}
