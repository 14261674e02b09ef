//! Which entries stand in the list, and in which order. Pure.

use afterimage_model::item::ItemOverview;

use super::{
    entries::{self, Entry, Kind, Known, Target},
    rank::fit,
};

/// The most lines of the list.
pub const MAX_LISTED: usize = 50;

/// How many of what was used last stand before everything else while nothing is typed.
const RECENT_FIRST: usize = 5;

/// What having been used last is worth, less the further back it was.
const RECENT_POINTS: u32 = 25;

/// What an item is worth whose key begins with what was typed: as much as a page whose name does.
const ITEM_POINTS: u32 = 100;

/// A line: the entry and the characters of its name that were found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// What it is.
    pub entry: Entry,
    /// The characters' places.
    pub marks: Vec<usize>,
    /// Whether it stands here because it was used last.
    pub is_recent: bool,
}

/// The list for what was typed.
pub fn list(typed: &str, known: &Known, recent: &[Entry], items: &[ItemOverview]) -> Vec<Listed> {
    let typed = typed.trim();
    if typed.is_empty() { untyped(known, recent) } else { fitting(typed, entries::all(known), recent, items) }
}

/// What was used last, then everything, as far as there is room.
fn untyped(known: &Known, recent: &[Entry]) -> Vec<Listed> {
    let (general, of_tables) = (entries::general(known), entries::of_tables(known).collect::<Vec<_>>());
    let now = |entry| as_it_is_now(entry, general.iter().chain(&of_tables));
    let first: Vec<Entry> = recent.iter().filter_map(now).take(RECENT_FIRST).collect();
    let is_other = |entry: &Entry| !first.iter().any(|first| first.is_same(entry));
    let room = MAX_LISTED - first.len();
    let mut others = fitted(general.into_iter().filter(is_other).collect(), room);
    others.extend(of_tables.into_iter().filter(is_other));
    others.truncate(room);
    let listed = |is_recent| move |entry| Listed { entry, marks: Vec::new(), is_recent };
    first.into_iter().map(listed(true)).chain(others.into_iter().map(listed(false))).collect()
}

/// As many as there is room for: the last tables go first, then the last views. Whoever has so many types their names;
/// what can be done has to be seen to be thought of.
fn fitted(mut entries: Vec<Entry>, room: usize) -> Vec<Entry> {
    for kind in [Kind::Table, Kind::View] {
        while entries.len() > room
            && let Some(last) = entries.iter().rposition(|entry| entry.kind == kind)
        {
            entries.remove(last);
        }
    }
    entries
}

/// What is called so now, where it is not an address.
fn as_it_is_now<'a>(entry: &Entry, mut offered: impl Iterator<Item = &'a Entry>) -> Option<Entry> {
    let now = offered.find(|offered| offered.is_same(entry));
    match entry.target {
        Target::Named(_) => now.cloned(),
        _ => Some(now.unwrap_or(entry).clone()),
    }
}

fn fitting(typed: &str, offered: Vec<Entry>, recent: &[Entry], items: &[ItemOverview]) -> Vec<Listed> {
    let remembered = recent.iter().filter_map(|entry| as_it_is_now(entry, offered.iter()));
    let remembered: Vec<Entry> = remembered.filter(|entry| !offered.iter().any(|known| known.is_same(entry))).collect();
    let mut ranked: Vec<(u32, Listed)> = Vec::new();
    let mut add = |entry: Entry, at_least: Option<u32>| {
        let found = fit(typed, &entry.label, &entry.detail);
        if found.is_none() && at_least.is_none() {
            return;
        }
        let found = found.unwrap_or_default();
        let since = recent.iter().position(|recent| recent.is_same(&entry));
        let bonus =
            since.and_then(|since| u32::try_from(since).ok()).map_or(0, |since| RECENT_POINTS.saturating_sub(since));
        let points = found.points.max(at_least.unwrap_or(0)) + bonus;
        ranked.push((points, Listed { entry, marks: found.marks, is_recent: false }));
    };
    let found: Vec<Entry> = items.iter().map(entries::item).collect();
    let not_found = |entry: &Entry| !found.iter().any(|item| item.is_same(entry));
    remembered.into_iter().filter(not_found).chain(offered).for_each(|entry| add(entry, None));
    for item in &found {
        add(item.clone(), Some(ITEM_POINTS));
    }
    // Stable: what is found alike stays in the order in which it is offered.
    ranked.sort_by(|(one, _), (other, _)| other.cmp(one));
    let last = entries::change(typed).into_iter().chain([entries::search(typed)]);
    let last = last.map(|entry| Listed { entry, marks: Vec::new(), is_recent: false });
    let room = MAX_LISTED - 2;
    ranked
        .into_iter()
        .map(|(_, listed)| listed)
        .filter(|listed| listed.entry.kind != Kind::Search)
        .take(room)
        .chain(last)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use afterimage_model::{ChangeId, Timestamp};

    fn known() -> Known {
        Known { tables: vec!["demo-orders".to_owned(), "demo-users".to_owned()], ..Known::default() }
    }

    fn labels(typed: &str, recent: &[Entry], items: &[ItemOverview]) -> Vec<String> {
        list(typed, &known(), recent, items).into_iter().map(|listed| listed.entry.label).collect()
    }

    fn item(key: &str) -> ItemOverview {
        ItemOverview {
            table: "demo-orders".to_owned(),
            item_key: key.parse().expect("a key"),
            first_change_id: ChangeId(1),
            last_change_id: ChangeId(2),
            first_seen_at: Timestamp::default(),
            last_seen_at: Timestamp::default(),
            versions: 2,
            alive: true,
            captured_from_first_version: true,
        }
    }

    #[test]
    fn the_best_fit_is_first_and_the_search_is_last() {
        let found = labels("orders", &[], &[]);
        assert_eq!(found[0], "demo-orders");
        assert_eq!(found.last().map(String::as_str), Some("Search for orders"));
        assert_eq!(labels("health", &[], &[])[0], "Health");
        assert_eq!(labels("dark", &[], &[])[0], "Theme: Dark");
        assert_eq!(labels("nothing of the kind", &[], &[]), ["Search for nothing of the kind"]);
    }

    #[test]
    fn what_was_used_last_is_first_where_nothing_is_typed_and_before_its_like_otherwise() {
        let orders = Entry::to(Kind::Table, "/items/demo-orders".to_owned(), "demo-orders", "its items");
        assert_eq!(labels("", std::slice::from_ref(&orders), &[])[..2], ["demo-orders", "Live"]);
        assert_eq!(labels("demo", &[], &[])[0], "demo-users");
        assert_eq!(labels("demo", std::slice::from_ref(&orders), &[])[0], "demo-orders");
        let list = list("", &known(), &[orders], &[]);
        assert_eq!(list.iter().filter(|listed| listed.entry.label == "demo-orders").count(), 1);
    }

    #[test]
    fn an_item_that_was_gone_to_is_remembered_though_it_is_no_longer_offered() {
        let order = Entry::to(Kind::Item, "/items/demo-orders/order_id=7".to_owned(), "order#7", "demo-orders");
        assert_eq!(labels("", std::slice::from_ref(&order), &[])[0], "order#7");
        assert_eq!(labels("order#7", &[order], &[])[0], "order#7");
    }

    #[test]
    fn what_was_done_is_offered_again_only_where_it_can_be_done() {
        let recent = ["live-stop", "theme=dark"].map(|name| Entry::named(Kind::Action, name));
        let list = list("", &known(), &recent, &[]);
        assert_eq!(list[0].entry.target, Target::Theme(crate::settings::Theme::Dark));
        assert!(list.iter().all(|listed| !matches!(listed.entry.target, Target::Named(_))));
    }

    #[test]
    fn items_that_were_found_are_listed_once_and_before_weaker_fits() {
        let found = [item("order_id=O-71"), item("order_id=O-72")];
        let order = entries::item(&found[0]);
        let listed = labels("O-7", &[order], &found);
        assert_eq!(listed[..2], ["O-71", "O-72"]);
        assert_eq!(listed.iter().filter(|label| *label == "O-71").count(), 1);
    }

    #[test]
    fn a_number_leads_to_the_change_and_the_list_has_an_end() {
        let listed = labels("42", &[], &[]);
        assert_eq!(listed, ["Change 42", "Search for 42"]);
        let tables = (0..200).map(|at| format!("table-{at}")).collect();
        let many = Known { tables, ..Known::default() };
        for typed in ["", "table"] {
            assert!(list(typed, &many, &[], &[]).len() <= MAX_LISTED);
        }
        let last = list("table", &many, &[], &[]).pop().expect("an entry");
        assert_eq!(last.entry.kind, Kind::Search);
    }

    #[test]
    fn however_many_tables_there_are_what_can_be_done_is_listed() {
        let done = |known: &Known| {
            let kinds = list("", known, &[], &[]).into_iter().map(|listed| listed.entry);
            kinds.filter(|entry| entry.kind == Kind::Action && entry.facts.is_empty()).collect::<Vec<_>>()
        };
        let tables = (0..200).map(|at| format!("table-{at}")).collect();
        let many = Known { tables, ..Known::default() };
        assert_eq!(done(&many), done(&Known::default()));
        let labels: Vec<String> = list("", &many, &[], &[]).into_iter().map(|listed| listed.entry.label).collect();
        assert_eq!(labels.len(), MAX_LISTED);
        assert!(labels.contains(&"table-0".to_owned()) && !labels.contains(&"table-199".to_owned()));
    }
}
