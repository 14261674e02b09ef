//! The names that the query line completes: every table, and the attributes and actors of the changes in the list.

use leptos::prelude::*;

use super::session::Session;
use crate::{
    api::load_table_names,
    feed::store::FeedStore,
    model::{
        ChangeSummary,
        diff::{Path, Step},
        query::complete::Known,
        summary::Words,
    },
};

/// So many of the newest changes are gone through for names.
const MAX_CHANGES: usize = 500;

/// The most names of a kind.
const MAX_NAMES: usize = 100;

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

/// The names in some changes, those that are met most often first.
fn known_from<'a>(changes: impl Iterator<Item = &'a ChangeSummary>) -> Known {
    let (mut tables, mut places, mut actors) = (Counted::default(), Counted::default(), Counted::default());
    for change in changes {
        tables.count(&change.table);
        if let Some(actor) = &change.actor {
            actors.count(actor);
        }
        for (name, _) in change.item_key.attributes() {
            places.count(&Path(vec![Step::Name(name.clone())]).to_string());
        }
        if let Words::Changed { parts, .. } = &change.words {
            for part in parts {
                places.count(&part.path);
            }
        }
    }
    Known { tables: tables.names(), places: places.names(), actors: actors.names() }
}

/// Names and how often each was met, most often first.
#[derive(Default)]
struct Counted(Vec<(String, usize)>);

impl Counted {
    fn count(&mut self, name: &str) {
        let Some(mut at) = self.0.iter().position(|(known, _)| known == name) else {
            if self.0.len() < MAX_NAMES {
                self.0.push((name.to_owned(), 1));
            }
            return;
        };
        self.0[at].1 += 1;
        while at > 0 && self.0[at - 1].1 < self.0[at].1 {
            self.0.swap(at - 1, at);
            at -= 1;
        }
    }

    fn names(self) -> Vec<String> {
        self.0.into_iter().map(|(name, _)| name).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ChangeId, DiffKind, Op, Timestamp, summary::Part};

    fn change(table: &str, paths: &[&str]) -> ChangeSummary {
        let part = |path: &&str| Part { path: (*path).to_owned(), kind: DiffKind::Changed, old: None, new: None };
        ChangeSummary {
            id: ChangeId(1),
            table: table.to_owned(),
            item_key: "order#id=1".parse().expect("a key"),
            op: Op::Modify,
            actor: Some("ttl".to_owned()),
            created_at: Timestamp::default(),
            archived_at: Timestamp::default(),
            size_bytes: 1,
            words: Words::Changed { parts: paths.iter().map(part).collect(), more: 0 },
        }
    }

    #[test]
    fn names_that_are_met_more_often_come_first() {
        let changes = [change("a", &["address.city"]), change("b", &["status"]), change("b", &["status", "total"])];
        let known = known_from(changes.iter());
        assert_eq!(known.tables, ["b", "a"]);
        assert_eq!(known.places, ["order#id", "status", "address.city", "total"]);
        assert_eq!(known.actors, ["ttl"]);
    }
}
