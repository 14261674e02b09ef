//! What the page hears while it is open: every change, over the feed's socket, and where the story stands.

use std::{cell::Cell, rc::Rc, time::Duration};

use afterimage_model::{ChangeId, ChangeSummary, ViewType, protocol::FeedMessage};
use leptos::prelude::*;

use super::{
    pulse::{Traffic, Whose},
    stage::Stage,
};
use crate::components::overview::{OverviewResource, use_overview};
use crate::{
    api::load_changes,
    feed::{
        connection::Connection,
        socket::{Answer, FeedSocket, Hooks},
    },
};

/// How often what is due is looked for.
const TICK: Duration = Duration::from_millis(150);

/// How many ticks pass between two questions where the story stands: another window may have gone on.
const TICKS_A_QUESTION: u32 = 20;

/// The same while an item waits for its end.
const TICKS_A_QUESTION_WAITING: u32 = 5;

/// How long the page waits after it could not even ask where the feed stands.
const RETRY: Duration = Duration::from_secs(2);

/// What is heard.
#[derive(Clone)]
struct Listener {
    stage: Stage,
    traffic: RwSignal<Traffic>,
    /// The frame's figures, which tell how much is archived.
    overview: OverviewResource,
    /// Everything up to here was heard, and the epoch that this belongs to.
    position: Rc<Cell<ChangeId>>,
    epoch: StoredValue<String>,
    socket: StoredValue<Option<FeedSocket>, LocalStorage>,
    /// Something has happened to the run's tables.
    is_news: Rc<Cell<bool>>,
    is_asking: Rc<Cell<bool>>,
}

/// Listens for as long as the page is there.
pub(super) fn follow(stage: Stage, traffic: RwSignal<Traffic>) {
    let socket = StoredValue::new_local(None);
    let epoch = StoredValue::new(String::new());
    let overview = use_overview();
    Effect::new(move |_| {
        let listener = Listener {
            stage,
            traffic,
            overview,
            position: Rc::default(),
            epoch,
            socket,
            is_news: Rc::default(),
            is_asking: Rc::default(),
        };
        listener.clone().subscribe();
        let ticks = Cell::new(0_u32);
        let tick = move || {
            ticks.set(ticks.get().wrapping_add(1));
            listener.tick(ticks.get());
        };
        if let Ok(interval) = set_interval_with_handle(tick, TICK) {
            on_cleanup(move || interval.clear());
        }
    });
    on_cleanup(move || {
        socket.try_update_value(Option::take);
    });
}

impl Listener {
    /// From the present on: what was before is not told again.
    fn subscribe(self) {
        leptos::task::spawn_local(async move {
            let Ok(page) = load_changes(String::new(), None, 1).await else { return self.subscribe_in(RETRY) };
            self.position.set(page.cursor);
            self.epoch.try_set_value(page.epoch);
            let (position, epoch) = (self.position.clone(), self.epoch);
            let (hearing, traffic) = (self.clone(), self.traffic);
            let hooks = Hooks {
                query: String::new(),
                position: Box::new(move || Some((position.get(), epoch.try_get_value().unwrap_or_default()))),
                on_message: Box::new(move |message| Answer::Ack(hearing.hear(message))),
                on_connection: Box::new(move |connection: Connection| {
                    traffic.try_update(|traffic| traffic.connection = connection);
                }),
            };
            self.socket.try_update_value(|socket| *socket = Some(FeedSocket::subscribe(hooks)));
        });
    }

    /// Later, if the page is still there.
    fn subscribe_in(self, wait: Duration) {
        let again = move || {
            if self.stage.doing.try_get_untracked().is_some() {
                self.subscribe();
            }
        };
        set_timeout(again, wait);
    }

    fn hear(&self, message: FeedMessage) -> ChangeId {
        match message {
            FeedMessage::Rows { rows: changes } | FeedMessage::Changes { changes } => self.arrived(&changes),
            FeedMessage::CaughtUp { cursor, epoch } => {
                self.position.set(self.position.get().max(cursor));
                self.epoch.try_set_value(epoch);
            }
            FeedMessage::Heartbeat { cursor, .. } => self.position.set(self.position.get().max(cursor)),
            // Closing the socket from within its own message would drop what is running.
            FeedMessage::Refetch { .. } => {
                self.clone().subscribe_in(Duration::ZERO);
            }
            FeedMessage::Error { .. } => {}
        }
        self.position.get()
    }

    fn arrived(&self, changes: &[ChangeSummary]) {
        let Some(newest) = changes.last() else { return };
        self.position.set(self.position.get().max(newest.id));
        let run = self.stage.run.try_get_untracked().flatten();
        let whose = |table: &str| {
            let own = run.iter().flat_map(|run| &run.tables).find(|own| own.name == table);
            match own.map(|own| own.view_type) {
                Some(ViewType::NewAndOldImages) => Whose::Main,
                Some(_) => Whose::Own,
                None => Whose::Others,
            }
        };
        if changes.iter().any(|change| whose(&change.table) != Whose::Others) {
            self.is_news.set(true);
        }
        self.traffic.try_update(|traffic| traffic.arrived(changes, whose, js_sys::Date::now()));
    }

    /// A beat that has waited, and the question where the story stands.
    fn tick(&self, ticks: u32) {
        if document().hidden() {
            return;
        }
        let mut is_beat = false;
        self.traffic.try_maybe_update(|traffic| {
            is_beat = traffic.tick(js_sys::Date::now());
            (is_beat, ())
        });
        let is_waiting =
            self.stage.run.try_with_untracked(|run| run.as_ref().is_some_and(|run| run.expires_at().is_some()));
        let pause = if is_waiting == Some(true) { TICKS_A_QUESTION_WAITING } else { TICKS_A_QUESTION };
        let is_due = self.is_news.get() || ticks.is_multiple_of(pause);
        // What a step has led to is in its answer.
        let is_busy = self.stage.doing.try_get_untracked().flatten().is_some();
        if is_due && !is_busy && !self.is_asking.replace(true) {
            if self.is_news.replace(false) {
                self.overview.refetch();
            }
            let (stage, is_asking) = (self.stage, self.is_asking.clone());
            leptos::task::spawn_local(async move {
                stage.refresh().await;
                is_asking.set(false);
            });
        }
    }
}
