//! The names that a query line completes: those that are met in changes.

use afterimage_model::{
    ChangeSummary,
    diff::{Path, PathSegment},
    query::complete::Known,
    summary::Words,
};
use leptos::{prelude::*, task::spawn_local};

use crate::api::{load_changes, load_table_names};

/// The most names of a kind.
const MAX_NAMES: usize = 100;

/// So many of the newest changes are asked for.
const RECENT_CHANGES: usize = 100;

/// For a page that has no changes at hand: every table, and the names in the newest changes that match `among`. They are
/// asked for when something is to be completed, and again when `among` is another query by then.
pub fn recent_names(among: Signal<String>) -> Callback<(), Known> {
    let (known, asked) = (RwSignal::new(Known::default()), StoredValue::new(None::<String>));
    Callback::new(move |()| {
        let among = among.get_untracked();
        if asked.with_value(|asked| asked.as_ref() != Some(&among)) {
            asked.set_value(Some(among.clone()));
            spawn_local(async move {
                let recent = load_changes(among, None, RECENT_CHANGES).await;
                let mut names = recent.map(|page| known_from(page.changes.iter())).unwrap_or_default();
                if let Ok(tables) = load_table_names().await {
                    names.tables = tables;
                }
                known.try_set(names);
            });
        }
        known.get()
    })
}

/// The names in some changes, those that are met most often first.
pub fn known_from<'a>(changes: impl Iterator<Item = &'a ChangeSummary>) -> Known {
    let (mut tables, mut places, mut actors) = (Counted::default(), Counted::default(), Counted::default());
    for change in changes {
        tables.count(&change.table);
        if let Some(actor) = &change.actor {
            actors.count(actor);
        }
        for (name, _) in change.item_key.attributes() {
            places.count(&Path(vec![PathSegment::Name(name.clone())]).to_string());
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
    use afterimage_model::{ChangeId, DiffKind, Op, Timestamp, summary::WordedDifference};

    fn change(table: &str, paths: &[&str]) -> ChangeSummary {
        let part =
            |path: &&str| WordedDifference { path: (*path).to_owned(), kind: DiffKind::Changed, old: None, new: None };
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
