//! What was last gone to or done from the palette, kept in the browser: one line each, newest first. What is kept is the
//! same in every language; it is told in the one of the page.

use super::entries::{Entry, Kind, again};

/// How many are kept.
pub const MAX_RECENT: usize = 12;

/// The longest line that is kept, in bytes: an address with a key of the largest kind still fits.
const MAX_LINE_BYTES: usize = 8_192;

/// The entries, in the language of the page.
pub fn parse(text: &str) -> Vec<Entry> {
    text.lines().filter_map(entry).take(MAX_RECENT).collect()
}

/// As they are kept.
pub fn print(recent: &[Entry]) -> String {
    let line = |entry: &Entry| {
        let name = entry.target.name();
        let fields = [entry.kind.as_str(), &name].into_iter().chain(entry.facts.iter().map(String::as_str));
        fields.map(without_controls).collect::<Vec<_>>().join("\t")
    };
    let lines: Vec<String> = recent.iter().map(line).filter(|line| line.len() <= MAX_LINE_BYTES).collect();
    lines.join("\n")
}

/// With an entry as the newest.
pub fn with(mut recent: Vec<Entry>, taken: &Entry) -> Vec<Entry> {
    recent.retain(|entry| !entry.is_same(taken));
    recent.insert(0, taken.clone());
    recent.truncate(MAX_RECENT);
    recent
}

fn without_controls(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

fn entry(line: &str) -> Option<Entry> {
    let mut fields = line.split('\t');
    let (kind, name) = (fields.next()?, fields.next()?);
    let facts: Vec<&str> = fields.collect();
    let kind = Kind::ALL.into_iter().find(|known| known.as_str() == kind)?;
    // Whatever else was put there, only addresses of this server are gone to, and only actions have other names.
    let is_address = name.starts_with('/') && !name[1..].starts_with(['/', '\\']);
    let is_action = kind == Kind::Action && !name.is_empty() && !name.starts_with('/');
    if is_address || is_action { again(kind, name, &facts) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::palette::{
        entries::{self, Known},
        listed,
    };
    use afterimage_model::{ChangeId, Language, Timestamp, item::ItemOverview, view::View};
    use leptos::prelude::{Owner, provide_context};

    fn page(address: &str) -> Entry {
        Entry::named(Kind::Page, address)
    }

    fn item(key: &str) -> Entry {
        entries::item(&ItemOverview {
            table: "t".to_owned(),
            item_key: key.parse().expect("a key"),
            first_change_id: ChangeId(1),
            last_change_id: ChangeId(2),
            first_seen_at: Timestamp::default(),
            last_seen_at: Timestamp::default(),
            versions: 2,
            alive: false,
            captured_from_first_version: true,
        })
    }

    fn known() -> Known {
        let (name, query) = ("Lost".to_owned(), "op:remove".to_owned());
        let view = View { name, query, created_at: Timestamp::default(), updated_at: Timestamp::default() };
        Known {
            offers: vec![(7, "export", "Export…".to_owned())],
            tables: vec!["my table".to_owned()],
            views: vec![view],
            ..Known::default()
        }
    }

    /// What stands first in the list where this was done last.
    fn remembered(entry: &Entry) -> Option<Entry> {
        let recent = parse(&print(std::slice::from_ref(entry)));
        let first = listed::list("", &known(), &recent, &[]).into_iter().next();
        first.filter(|first| first.is_recent).map(|first| first.entry)
    }

    /// Several may lead to one place: it is called by the first of them.
    fn first_like<'a>(all: &'a [Entry], entry: &Entry) -> Option<&'a Entry> {
        all.iter().find(|other| other.is_same(entry))
    }

    #[test]
    fn entries_are_read_as_they_were_kept() {
        let (found, change) = (item("id=a b"), entries::change("42").expect("a change"));
        for entry in [found, change, entries::search("a \"b")] {
            assert_eq!(parse(&print(std::slice::from_ref(&entry))), [entry]);
        }
        assert_eq!(parse(&print(&[item("id=a%09b")]))[0].label, "a b");
    }

    #[test]
    fn whatever_is_offered_is_remembered() {
        let all = entries::all(&known());
        for entry in &all {
            assert_eq!(remembered(entry).as_ref(), first_like(&all, entry));
        }
    }

    #[test]
    fn what_is_kept_is_the_same_in_every_language_and_told_in_that_of_the_page() {
        let all = || {
            let mut all = entries::all(&known());
            all.extend([item("id=a"), entries::change("42").expect("a change"), entries::search("a")]);
            all
        };
        let (english, kept) = (all(), print(&all()));
        Owner::new().with(|| {
            provide_context(Language::Portuguese);
            assert_eq!(print(&all()), kept);
            let portuguese = all();
            for entry in &english {
                assert_eq!(remembered(entry).as_ref(), first_like(&portuguese, entry));
            }
        });
    }

    #[test]
    fn the_newest_is_first_and_once_and_the_oldest_is_forgotten() {
        let mut recent = Vec::new();
        for at in 0..MAX_RECENT + 3 {
            recent = with(recent, &page(&format!("/{at}")));
        }
        recent = with(recent, &page("/9"));
        assert_eq!(recent.len(), MAX_RECENT);
        assert_eq!((&recent[0], &recent[1]), (&page("/9"), &page("/14")));
        assert_eq!(recent.iter().filter(|entry| **entry == page("/9")).count(), 1);
    }

    #[test]
    fn what_was_tampered_with_is_left_out() {
        let kept = "Page\t//elsewhere.example\tx\t\nPage\t/\\elsewhere\tx\t\nPage\tjavascript:0\tx\t\nNo kind\t/\tx\t\n\
                    Page\nAction\t\tx\t\nAction\t//elsewhere.example";
        assert_eq!(parse(kept), []);
    }
}
