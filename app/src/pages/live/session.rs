//! One query's live list: its store, its pool of rows, its socket, and the moment when they are brought together.

#[cfg(feature = "hydrate")]
pub(super) mod browser;
#[cfg(feature = "hydrate")]
pub(super) mod focus;
#[cfg(feature = "hydrate")]
mod loading;

use afterimage_model::page::ChangePage;
use leptos::{html, prelude::*};

use super::{
    Live,
    pool::{Pool, Window},
};
use crate::{
    feed::store::FeedStore,
    settings::browser::{CurrentSettings, use_settings},
};

/// A live list. It ends, with its socket, when its query does.
#[derive(Clone, Copy)]
pub(super) struct Session {
    store: StoredValue<FeedStore>,
    /// The rows.
    pub(super) pool: Pool,
    /// What part of the list is in the pool.
    pub(super) window: RwSignal<Window>,
    /// Changes whenever the store was shown anew: what is derived from the store follows it.
    pub(super) revision: RwSignal<u32>,
    /// What is said aloud: how many changes are new.
    pub(super) announcement: RwSignal<Option<String>>,
    /// The row that the keyboard was on last.
    #[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "nobody moves on the server"))]
    last_focused: StoredValue<Option<i64>>,
    /// The element that scrolls.
    pub(super) scroller: NodeRef<html::Div>,
    /// The element that holds the rows.
    pub(super) rows: NodeRef<html::Div>,
    /// The settings in force: how high a row is.
    #[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "nothing is measured on the server"))]
    settings: CurrentSettings,
    /// What the list shares with the bar above it.
    pub(super) live: Live,
    /// The query whose list it is; that of the page may be the next one already.
    query: StoredValue<String>,
}

impl Session {
    /// A list that begins with the newest changes.
    pub(super) fn new(live: Live, page: ChangePage) -> Self {
        let store = FeedStore::new(page);
        Self {
            pool: Pool::new(&store),
            window: RwSignal::new(Window::at_top(store.shown())),
            revision: RwSignal::new(0),
            announcement: RwSignal::new(None),
            last_focused: StoredValue::new(None),
            scroller: NodeRef::new(),
            rows: NodeRef::new(),
            settings: use_settings(),
            store: StoredValue::new(store),
            live,
            query: StoredValue::new(live.query.get_untracked()),
        }
    }

    /// Whether another query is in force already, whose list is being loaded.
    pub(super) fn is_outdated(self) -> bool {
        self.query.with_value(|listed| self.live.query.with(|query| query != listed))
    }

    /// A row's height in pixels.
    #[cfg(feature = "hydrate")]
    pub(super) fn row_height(self) -> f64 {
        super::pool::row_height(self.settings.get_untracked().density)
    }

    /// Reads the store as it is now; track the revision to follow it.
    pub(super) fn with<T>(self, read: impl FnOnce(&FeedStore) -> T) -> T {
        self.store.with_value(read)
    }

    /// The same for those who may be there longer than the list.
    pub(super) fn try_with<T>(self, read: impl FnOnce(&FeedStore) -> T) -> Option<T> {
        self.store.try_with_value(read)
    }
}
