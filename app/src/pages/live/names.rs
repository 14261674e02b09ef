//! The names that the query line completes: every table, and the attributes and actors of the changes in the list.

use afterimage_model::query::complete::Known;
use leptos::prelude::*;

use super::session::Session;
use crate::{api::load_table_names, components::query_line::names::known_from, feed::store::FeedStore};

/// So many of the newest changes are gone through for names.
const MAX_CHANGES: usize = 500;

/// Where the names come from.
#[derive(Clone, Copy)]
pub(super) struct Names {
    /// The tables' names, once they are known.
    tables: RwSignal<Option<Vec<String>>>,
    /// Whether the tables were asked for.
    is_asked: StoredValue<bool>,
    /// The list that is on the page.
    list: StoredValue<Option<Session>>,
}

impl Names {
    pub(super) fn new() -> Self {
        Self { tables: RwSignal::new(None), is_asked: StoredValue::new(false), list: StoredValue::new(None) }
    }

    /// From now on, the names are those of this list.
    pub(super) fn are_of(self, session: Session) {
        self.list.set_value(Some(session));
    }

    /// What is known now. The first one who asks has the tables asked for, and whoever tracks this is told of them.
    pub(super) fn known(self) -> Known {
        let newest = |store: &FeedStore| {
            let numbers = (store.start()..store.end()).rev().take(MAX_CHANGES);
            known_from(numbers.filter_map(|number| store.get(number).map(AsRef::as_ref)))
        };
        let mut known = self.list.get_value().and_then(|session| session.try_with(newest)).unwrap_or_default();
        match self.tables.get() {
            Some(tables) => known.tables = tables,
            None => self.ask_once(),
        }
        known
    }

    /// Until the tables are there, and where they cannot be had, those of the changes have to do.
    fn ask_once(self) {
        if self.is_asked.get_value() {
            return;
        }
        self.is_asked.set_value(true);
        leptos::task::spawn_local(async move {
            if let Ok(tables) = load_table_names().await {
                self.tables.try_set(Some(tables));
            }
        });
    }
}
