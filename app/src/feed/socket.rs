//! The browser's end of the feed's websocket: the only code that touches one.
//!
//! It subscribes with the page's cursor, passes every message on, and comes back after a cut: with growing waits, or
//! at once when the page is seen again or the network returns.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
    time::Duration,
};

use afterimage_model::{
    ChangeId, Timestamp,
    protocol::{FeedMessage, FeedRequest, HEARTBEAT_MS},
};
use leptos::{
    leptos_dom::helpers::{IntervalHandle, TimeoutHandle, WindowListenerHandle},
    prelude::*,
};
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CloseEvent, MessageEvent, Response, WebSocket};

use super::{
    connection::{Connection, NO_CLOSE_FRAME, close_reason, refusal, wait_millis},
    frame,
};
use crate::{browser::present::present, say};

/// A server that says nothing for this long is not there any more.
const SILENCE_MS: f64 = HEARTBEAT_MS as f64 * 3.0;

/// How often the server is told at most how far the page is, in milliseconds: it is a sign of life, and no more.
const ACK_INTERVAL_MS: f64 = 1_000.0;

thread_local! {
    /// How many frames came since the last changes that could not be read, whichever subscription they were of: a page that
    /// does not understand a newer server is not to ask it all the time.
    static UNREADABLE_FRAMES: Cell<u32> = const { Cell::new(0) };
}

/// What the page answers to a message.
pub enum Answer {
    /// Everything up to here was taken.
    Ack(ChangeId),
    /// The position was lost: the socket stays, and is subscribed with anew.
    Subscribe,
    /// Nothing; the page is about to end the subscription.
    Nothing,
}

/// What the socket asks of the page, and tells it.
pub struct Hooks {
    /// What to subscribe to.
    pub query: String,
    /// From where: the cursor and its epoch; nothing to begin with what comes next.
    pub position: Box<dyn Fn() -> Option<(ChangeId, String)>>,
    /// A message came.
    pub on_message: Box<dyn Fn(FeedMessage) -> Answer>,
    /// The connection changed.
    pub on_connection: Box<dyn Fn(Connection)>,
}

/// A subscription; dropping it closes the socket.
pub struct FeedSocket(Rc<Inner>);

struct Inner {
    hooks: Hooks,
    open: RefCell<Option<OpenSocket>>,
    failures: Cell<u32>,
    /// Whether a frame came that could not be read: before the next connection the page has to fetch what it told.
    is_torn: Cell<bool>,
    last_heard_at: Cell<f64>,
    last_ack_at: Cell<f64>,
    /// Why the last connection was lost, until there is one again.
    trouble: RefCell<Option<String>>,
    retry: Cell<Option<TimeoutHandle>>,
    /// When it is tried again.
    again_at: Cell<Timestamp>,
    listeners: RefCell<Vec<WindowListenerHandle>>,
    watchdog: Cell<Option<IntervalHandle>>,
}

/// A websocket with the functions that the browser calls, which live as long as it does.
struct OpenSocket {
    socket: WebSocket,
    _on_open: Closure<dyn Fn()>,
    _on_message: Closure<dyn Fn(MessageEvent)>,
    _on_close: Closure<dyn Fn(CloseEvent)>,
}

impl OpenSocket {
    /// Nothing when the browser does not allow it.
    fn open(inner: &Weak<Inner>) -> Option<Self> {
        let socket = WebSocket::new(&feed_address()?).ok()?;
        let on_open = Closure::<dyn Fn()>::new({
            let weak = inner.clone();
            move || with(&weak, |this| this.opened())
        });
        let on_message = Closure::<dyn Fn(MessageEvent)>::new({
            let weak = inner.clone();
            move |event: MessageEvent| with(&weak, |this| Inner::hear(this, &event))
        });
        let weak = inner.clone();
        let on_close = Closure::<dyn Fn(CloseEvent)>::new(move |event: CloseEvent| {
            let is_online = window().navigator().on_line();
            let reason = close_reason(event.code(), &event.reason(), is_online);
            with(&weak, |this| {
                Inner::lost(this, reason);
                if event.code() == NO_CLOSE_FRAME && is_online {
                    Inner::ask_why(this);
                }
            });
        });
        socket.set_onopen(Some(on_open.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(on_close.as_ref().unchecked_ref()));
        Some(Self { socket, _on_open: on_open, _on_message: on_message, _on_close: on_close })
    }
}

impl Drop for OpenSocket {
    fn drop(&mut self) {
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        // A socket that is closed already stays closed.
        drop(self.socket.close());
    }
}

impl FeedSocket {
    /// Subscribes.
    pub fn subscribe(hooks: Hooks) -> Self {
        let inner = Rc::new(Inner {
            hooks,
            open: RefCell::default(),
            failures: Cell::default(),
            is_torn: Cell::default(),
            last_heard_at: Cell::new(js_sys::Date::now()),
            last_ack_at: Cell::default(),
            trouble: RefCell::default(),
            retry: Cell::default(),
            again_at: Cell::new(present()),
            listeners: RefCell::default(),
            watchdog: Cell::default(),
        });
        Inner::listen(&inner);
        Inner::connect(&inner);
        Self(inner)
    }

    /// Tries again at once, if there is no connection.
    pub fn hurry(&self) {
        if self.0.open.borrow().is_none() {
            Inner::connect(&self.0);
        }
    }
}

impl Drop for FeedSocket {
    fn drop(&mut self) {
        self.0.cancel_retry();
        if let Some(watchdog) = self.0.watchdog.take() {
            watchdog.clear();
        }
        self.0.listeners.take().into_iter().for_each(WindowListenerHandle::remove);
        self.0.open.take();
    }
}

impl Inner {
    /// Comes back at once when there is reason to hope, and notices a server that fell silent.
    fn listen(this: &Rc<Self>) {
        let hurry = |weak: Weak<Self>| {
            move || {
                if let Some(this) = weak.upgrade()
                    && this.open.borrow().is_none()
                    && !document().hidden()
                {
                    Self::connect(&this);
                }
            }
        };
        let (online, seen) = (hurry(Rc::downgrade(this)), hurry(Rc::downgrade(this)));
        // `visibilitychange` is told to the document and rises to the window.
        this.listeners.borrow_mut().extend([
            window_event_listener_untyped("online", move |_| online()),
            window_event_listener_untyped("visibilitychange", move |_| seen()),
        ]);
        let weak = Rc::downgrade(this);
        let check = move || {
            if let Some(this) = weak.upgrade()
                && this.open.borrow().is_some()
                && js_sys::Date::now() - this.last_heard_at.get() > SILENCE_MS
            {
                Self::lost(&this, say!("live-lost-silent").to_owned());
            }
        };
        this.watchdog.set(set_interval_with_handle(check, Duration::from_millis(HEARTBEAT_MS)).ok());
    }

    fn connect(this: &Rc<Self>) {
        this.cancel_retry();
        this.last_heard_at.set(js_sys::Date::now());
        let after = this.trouble.borrow().clone();
        (this.hooks.on_connection)(Connection::Connecting { after });
        match OpenSocket::open(&Rc::downgrade(this)) {
            Some(open) => drop(this.open.replace(Some(open))),
            None => Self::lost(this, say!("live-lost-not-allowed").to_owned()),
        }
    }

    /// The server is there.
    fn opened(&self) {
        // Only now, since the page has to ask the server for what it missed.
        if self.is_torn.take() {
            let missed = FeedMessage::Refetch { why: frame::UNREADABLE.to_owned() };
            if matches!((self.hooks.on_message)(missed), Answer::Nothing) {
                // The page loads anew, and subscribes with that.
                return;
            }
        }
        self.send_subscription();
    }

    fn send_subscription(&self) {
        let (cursor, epoch) = (self.hooks.position)().unzip();
        let query = self.hooks.query.clone();
        self.send(&FeedRequest::Subscribe { cursor, epoch, query });
    }

    fn hear(this: &Rc<Self>, event: &MessageEvent) {
        this.last_heard_at.set(js_sys::Date::now());
        let Some(message) = frame::message(event.data().as_string().as_deref()) else {
            // Whatever it told: what comes after it would be shown as if nothing were missing.
            this.is_torn.set(true);
            UNREADABLE_FRAMES.set(UNREADABLE_FRAMES.get().saturating_add(1));
            this.failures.set(this.failures.get().max(UNREADABLE_FRAMES.get()));
            return Self::lost(this, say!("live-lost-unreadable").to_owned());
        };
        match message {
            FeedMessage::CaughtUp { .. } => {
                this.failures.set(0);
                this.trouble.take();
                (this.hooks.on_connection)(Connection::Live);
            }
            FeedMessage::Rows { .. } | FeedMessage::Changes { .. } => UNREADABLE_FRAMES.set(0),
            _ => {}
        }
        match (this.hooks.on_message)(message) {
            Answer::Ack(cursor) => this.acknowledge(cursor),
            Answer::Subscribe => this.send_subscription(),
            Answer::Nothing => {}
        }
    }

    fn acknowledge(&self, cursor: ChangeId) {
        let now = js_sys::Date::now();
        if now - self.last_ack_at.get() >= ACK_INTERVAL_MS {
            self.last_ack_at.set(now);
            self.send(&FeedRequest::Ack { cursor });
        }
    }

    fn send(&self, request: &FeedRequest) {
        if let (Some(open), Ok(text)) = (&*self.open.borrow(), serde_json::to_string(request)) {
            // When it cannot be sent the socket is closing, and that is told by itself.
            drop(open.socket.send_with_str(&text));
        }
    }

    fn lost(this: &Rc<Self>, reason: String) {
        this.open.take();
        this.failures.set(this.failures.get().saturating_add(1));
        let wait = wait_millis(this.failures.get(), js_sys::Math::random());
        let again_at = Timestamp::from_millis(present().as_millis() + i64::from(wait));
        this.trouble.replace(Some(reason.clone()));
        this.again_at.set(again_at);
        (this.hooks.on_connection)(Connection::Lost { reason, again_at });
        let weak = Rc::downgrade(this);
        let again = move || with(&weak, Self::connect);
        this.cancel_retry();
        this.retry.set(set_timeout_with_handle(again, Duration::from_millis(wait.into())).ok());
    }

    /// A browser does not tell why a socket was refused. What the server answers to an ordinary request at the same
    /// address does.
    fn ask_why(this: &Rc<Self>) {
        let weak = Rc::downgrade(this);
        leptos::task::spawn_local(async move {
            let answer = JsFuture::from(window().fetch_with_str("/feed")).await;
            let status =
                answer.ok().and_then(|answer| answer.dyn_into::<Response>().ok()).map(|answer| answer.status());
            let Some(reason) = status.and_then(refusal) else { return };
            with(&weak, |this| {
                // Meanwhile it may have been tried again.
                if this.open.borrow().is_none() {
                    this.trouble.replace(Some(reason.to_owned()));
                    let again_at = this.again_at.get();
                    (this.hooks.on_connection)(Connection::Lost { reason: reason.to_owned(), again_at });
                }
            });
        });
    }

    fn cancel_retry(&self) {
        if let Some(retry) = self.retry.take() {
            retry.clear();
        }
    }
}

/// Calls with what is behind the weak reference, if it is still there.
fn with(weak: &Weak<Inner>, call: impl FnOnce(&Rc<Inner>)) {
    if let Some(this) = weak.upgrade() {
        call(&this);
    }
}

/// `ws://127.0.0.1:3000/feed`, from the page's own address.
fn feed_address() -> Option<String> {
    let location = window().location();
    let scheme = if location.protocol().ok()? == "https:" { "wss" } else { "ws" };
    Some(format!("{scheme}://{}/feed", location.host().ok()?))
}
