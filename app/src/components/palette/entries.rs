//! What the palette offers: pages, tables, views, actions, and what was found for the text. Pure.

use afterimage_model::{Language, Query, item::ItemOverview, search::SearchOrder, view::View};

pub use super::target::Target;
use crate::{
    components::views::VIEWS,
    language::{self, Message},
    links, message, say,
    settings::{Density, Keys, Settings, Theme, Times},
};

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A page.
    Page,
    /// A table.
    Table,
    /// A view, saved or built in.
    View,
    /// An item.
    Item,
    /// A change.
    Change,
    /// Something that is done.
    Action,
    /// The search for the text.
    Search,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Page, Self::Table, Self::View, Self::Item, Self::Change, Self::Action, Self::Search];

    /// As it is kept.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Page => "Page",
            Self::Table => "Table",
            Self::View => "View",
            Self::Item => "Item",
            Self::Change => "Change",
            Self::Action => "Action",
            Self::Search => "Search",
        }
    }

    /// In a word.
    pub fn label(self) -> &'static str {
        match self {
            Self::Page => say!("frame-palette-page"),
            Self::Table => say!("frame-palette-table"),
            Self::View => say!("frame-palette-view"),
            Self::Item => say!("frame-palette-item"),
            Self::Change => say!("frame-palette-change"),
            Self::Action => say!("frame-palette-action"),
            Self::Search => say!("frame-palette-search"),
        }
    }
}

/// One line of the palette.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub kind: Kind,
    /// What it is called.
    pub label: String,
    /// What stands beside the name, and is searched as well.
    pub detail: String,
    /// What taking it does.
    pub target: Target,
    /// What it is told with, where its name is not enough to tell it again: the same in every language.
    pub facts: Vec<String>,
}

impl Entry {
    /// An entry that leads somewhere.
    pub fn to(kind: Kind, address: String, label: &str, detail: &str) -> Self {
        let (label, detail) = (label.to_owned(), detail.to_owned());
        Self { kind, label, detail, target: Target::Address(address), facts: Vec::new() }
    }

    fn action(target: Target, label: String, detail: &str) -> Self {
        Self { kind: Kind::Action, label, detail: detail.to_owned(), target, facts: Vec::new() }
    }

    /// An entry of which no more than the name is known.
    pub fn named(kind: Kind, name: &str) -> Self {
        let target = Target::Named(name.to_owned());
        Self { kind, label: String::new(), detail: String::new(), target, facts: Vec::new() }
    }

    fn with(mut self, facts: &[&str]) -> Self {
        self.facts = facts.iter().map(|fact| (*fact).to_owned()).collect();
        self
    }

    /// Whether both lead to the same place, or do the same.
    pub fn is_same(&self, other: &Self) -> bool {
        self.target.name() == other.target.name()
    }
}

/// What is known when the palette is open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The settings in force.
    pub settings: Settings,
    /// The language that was chosen, if one was.
    pub language: Option<Language>,
    /// What the page offers: a number, a name and what it is called.
    pub offers: Vec<(u64, &'static str, String)>,
    /// The tables' names.
    pub tables: Vec<String>,
    /// The saved views.
    pub views: Vec<View>,
}

/// The pages with what they are for.
const PAGES: [(Message, &str, Message); 8] = [
    (message!("frame-page-live"), "/", message!("frame-palette-live-about")),
    (message!("frame-page-items"), "/items", message!("frame-palette-items-about")),
    (message!("frame-page-search"), "/search", message!("frame-palette-search-about")),
    (message!("frame-page-write"), "/write", message!("frame-palette-write-about")),
    (message!("frame-page-tables"), "/tables", message!("frame-palette-tables-about")),
    (message!("frame-page-health"), "/health", message!("frame-palette-health-about")),
    (message!("frame-page-demonstration"), "/demonstration", message!("frame-palette-demonstration-about")),
    (message!("frame-page-settings"), "/settings", message!("frame-palette-settings-about")),
];

/// Everything that is offered, in the order in which it stands before anything is typed.
pub fn all(known: &Known) -> Vec<Entry> {
    let mut entries = general(known);
    entries.extend(of_tables(known));
    entries
}

/// What else can be done with each of the tables.
pub fn of_tables(known: &Known) -> impl Iterator<Item = Entry> {
    known.tables.iter().flat_map(|table| of_table(table))
}

/// Everything else: pages, tables, views, and what can be done.
pub fn general(known: &Known) -> Vec<Entry> {
    let offers = known.offers.iter().map(|(number, name, label)| {
        Entry::action(Target::Offer { number: *number, name }, label.clone(), say!("frame-palette-here"))
    });
    let pages = PAGES.iter().map(|(label, address, about)| {
        Entry::to(Kind::Page, (*address).to_owned(), label.text(language::current()), about.text(language::current()))
    });
    let tables = known.tables.iter().map(|table| items_of(table));
    let saved = known.views.iter().map(|saved| view(links::view(&saved.name), &saved.name, &saved.query));
    let built_in = VIEWS
        .iter()
        .map(|(label, query)| Entry::to(Kind::View, links::live(query, None), label.text(language::current()), query));
    let mut entries: Vec<Entry> = pages.chain(offers).chain(tables).chain(saved).chain(built_in).collect();
    entries.push(Entry::to(Kind::Action, "/write".to_owned(), say!("frame-palette-write"), ""));
    entries.extend(settings(known.settings));
    entries.extend(languages(known.language));
    let help = say!("frame-palette-keys-list").to_owned();
    entries.push(Entry::action(Target::Help, help, say!("frame-palette-keys-list-about")));
    entries
}

/// A table's items.
fn items_of(table: &str) -> Entry {
    Entry::to(Kind::Table, links::items(table), table, say!("frame-palette-its-items")).with(&[table])
}

/// What else can be done with one table.
fn of_table(table: &str) -> [Entry; 3] {
    let changes = links::live(&format!("table:{}", quoted(table)), None);
    let live = say!("frame-palette-table-live", table = table);
    let write = say!("frame-palette-write-into", table = table);
    let stream = say!("frame-palette-stream", table = table);
    let tables = format!("/tables#table-{}", links::encode(table));
    [
        Entry::to(Kind::Table, changes, &live, say!("frame-palette-table-live-about")),
        Entry::to(Kind::Action, links::write(table), &write, say!("frame-palette-write-into-about")),
        Entry::to(Kind::Action, tables, &stream, say!("frame-palette-stream-about")),
    ]
    .map(|entry| entry.with(&[table]))
}

/// A saved view.
fn view(address: String, name: &str, query: &str) -> Entry {
    Entry::to(Kind::View, address, name, query).with(&[name, query])
}

/// What would change something of the settings.
fn settings(now: Settings) -> Vec<Entry> {
    let mut entries = Vec::new();
    for &theme in Theme::ALL.iter().filter(|theme| **theme != now.theme) {
        let label = say!("frame-palette-theme", value = theme.label());
        entries.push(Entry::action(Target::Theme(theme), label, say!("frame-palette-theme-about")));
    }
    for &density in Density::ALL.iter().filter(|density| **density != now.density) {
        let label = say!("frame-palette-density", value = density.label());
        entries.push(Entry::action(Target::Density(density), label, say!("frame-palette-density-about")));
    }
    for &times in Times::ALL.iter().filter(|times| **times != now.times) {
        let label = say!("frame-palette-times", value = times.label());
        entries.push(Entry::action(Target::Times(times), label, say!("frame-palette-times-about")));
    }
    for &keys in Keys::ALL.iter().filter(|keys| **keys != now.keys) {
        let label = say!("frame-palette-keys", value = keys.label());
        entries.push(Entry::action(Target::Keys(keys), label, say!("frame-palette-keys-about")));
    }
    entries
}

/// What would choose another language.
fn languages(chosen: Option<Language>) -> Vec<Entry> {
    let all = [None].into_iter().chain(Language::ALL.map(Some)).filter(|language| *language != chosen);
    let entry = |language: Option<Language>| {
        let name = language.map_or_else(|| say!("settings-language-browser"), Language::name);
        let label = say!("frame-palette-language", value = name);
        Entry::action(Target::Language(language), label, say!("frame-palette-language-about"))
    };
    all.map(entry).collect()
}

/// An item that was found.
pub fn item(item: &ItemOverview) -> Entry {
    let address = links::item(&item.table, &item.item_key);
    item_at(address, &item.item_key.label(None), &item.table, item.versions, item.alive)
}

/// What is kept of an item that is there.
const ALIVE: &str = "alive";

/// What is kept of an item that was deleted.
const DELETED: &str = "deleted";

fn item_at(address: String, label: &str, table: &str, versions: u64, is_alive: bool) -> Entry {
    let detail = if is_alive {
        say!("frame-palette-item-detail", table = table, count = versions)
    } else {
        say!("frame-palette-item-deleted", table = table, count = versions)
    };
    let facts = [label, table, &versions.to_string(), if is_alive { ALIVE } else { DELETED }];
    Entry::to(Kind::Item, address, label, &detail).with(&facts)
}

/// The change whose number was typed.
pub fn change(typed: &str) -> Option<Entry> {
    let number = typed.trim();
    let is_number = !number.is_empty() && number.len() < 19 && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| {
        let label = say!("frame-palette-change-number", number = number);
        Entry::to(Kind::Change, format!("/changes/{number}"), &label, say!("frame-palette-change-about"))
    })
}

/// The search for what was typed: as a query where it is one, else as text.
pub fn search(typed: &str) -> Entry {
    let typed = typed.trim();
    let query = if Query::check(typed).is_ok() { typed.to_owned() } else { in_quotes(typed) };
    let address = links::search(&query, SearchOrder::default(), "", true);
    let label = say!("frame-palette-search-for", query = query);
    Entry::to(Kind::Search, address, &label, say!("frame-palette-search-for-about"))
}

/// An entry told again by its name and facts, in the language of the page. What is offered on every page, or not just
/// now, is told by its name alone.
pub fn again(kind: Kind, name: &str, facts: &[&str]) -> Option<Entry> {
    let address = || name.to_owned();
    let known = match (kind, facts) {
        (Kind::Item, [label, table, versions, life @ (ALIVE | DELETED)]) => {
            Some(item_at(address(), label, table, versions.parse().ok()?, *life == ALIVE))
        }
        (Kind::View, [label, query]) => Some(view(address(), label, query)),
        (Kind::Change, _) => change(name.strip_prefix("/changes/")?),
        (Kind::Search, _) => Some(search(&links::parameter(name.strip_prefix("/search")?, "q"))),
        (Kind::Table | Kind::Action, [table, ..]) => {
            let mut of_table = std::iter::once(items_of(table)).chain(of_table(table));
            of_table.find(|entry| entry.target.name() == name)
        }
        _ => None,
    };
    Some(known.unwrap_or_else(|| Entry::named(kind, name)))
}

/// As a query writes what is to be taken as it is.
fn quoted(text: &str) -> String {
    let is_plain = text.chars().all(|character| character.is_alphanumeric() || matches!(character, '-' | '_' | '.'));
    if is_plain { text.to_owned() } else { in_quotes(text) }
}

fn in_quotes(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(entries: &[Entry]) -> Vec<&str> {
        entries.iter().map(|entry| entry.label.as_str()).collect()
    }

    #[test]
    fn the_pages_come_first_and_then_what_the_page_at_hand_offers() {
        let known = Known { offers: vec![(3, "export", "Export…".to_owned())], ..Known::default() };
        let entries = all(&known);
        assert_eq!(labels(&entries)[PAGES.len() - 1..=PAGES.len()], ["Settings", "Export…"]);
        assert_eq!(entries[PAGES.len()].target, Target::Offer { number: 3, name: "export" });
    }

    #[test]
    fn a_table_leads_to_its_items_changes_form_and_stream() {
        let known = Known { tables: vec!["my table".to_owned()], ..Known::default() };
        let entries = all(&known);
        let of_table = entries.iter().filter(|entry| entry.label.contains("my table"));
        let addresses: Vec<_> = of_table.filter_map(|entry| entry.target.address()).collect();
        assert_eq!(
            addresses,
            [
                "/items/my%20table",
                "/?q=table%3A%22my%20table%22",
                "/write?table=my%20table",
                "/tables#table-my%20table"
            ]
        );
    }

    #[test]
    fn only_what_would_change_is_offered() {
        let known = Known { settings: Settings { theme: Theme::Dark, ..Settings::default() }, ..Known::default() };
        let entries = all(&known);
        let themes = entries.iter().filter(|entry| matches!(entry.target, Target::Theme(_)));
        assert!(themes.clone().all(|entry| entry.target != Target::Theme(Theme::Dark)));
        assert_eq!(themes.count(), Theme::ALL.len() - 1);
    }

    #[test]
    fn any_text_can_be_searched_for() {
        let address = |typed: &str| search(typed).target.address().map(str::to_owned).expect("an address");
        assert_eq!(address("op:modify Recife"), "/search?q=op%3Amodify%20Recife");
        for typed in ["op:sideways", "a \"b", "(", "order\\ \"x\" :", "-"] {
            let query = links::parameter(&address(typed)["/search".len()..], "q");
            assert!(Query::check(&query).is_ok(), "{typed}: {query}");
        }
    }

    #[test]
    fn a_number_may_be_a_changes() {
        assert_eq!(
            change(" 42 ").and_then(|entry| entry.target.address().map(str::to_owned)).as_deref(),
            Some("/changes/42")
        );
        for typed in ["", "4a", "-4", "99999999999999999999"] {
            assert_eq!(change(typed), None, "{typed}");
        }
    }
}
