//! The names that the query line completes: every table, and the attributes and actors of the changes in the list.

use std::collections::BTreeMap;

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
    let (mut tables, mut places, mut actors) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let count = |names: &mut BTreeMap<String, usize>, name: String| *names.entry(name).or_default() += 1;
    for change in changes {
        count(&mut tables, change.table.clone());
        if let Some(actor) = &change.actor {
            count(&mut actors, actor.clone());
        }
        for (name, _) in change.item_key.attributes() {
            count(&mut places, Path(vec![Step::Name(name.clone())]).to_string());
        }
        if let Words::Changed { parts, .. } = &change.words {
            for part in parts {
                count(&mut places, part.path.clone());
            }
        }
    }
    let sorted = |names: BTreeMap<String, usize>| {
        let mut names: Vec<_> = names.into_iter().collect();
        names.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
        names.into_iter().map(|(name, _)| name).collect()
    };
    Known { tables: sorted(tables), places: sorted(places), actors: sorted(actors) }
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
