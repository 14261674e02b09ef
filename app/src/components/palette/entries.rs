//! What the palette offers: pages, tables, views, actions, and what was found for the text. Pure.

use crate::{
    components::frame::VIEWS,
    links,
    model::{Query, item::ItemOverview, search::SearchOrder, view::View},
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

    /// In a word.
    pub const fn label(self) -> &'static str {
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
}

/// What taking an entry does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Goes there.
    Address(String),
    /// Sets the colours.
    Theme(Theme),
    /// Sets how dense lists are.
    Density(Density),
    /// Sets how times are written.
    Times(Times),
    /// Turns single keys on or off.
    Keys(Keys),
    /// Opens the list of keys.
    Help,
    /// Does what the page offers under this number.
    Offer(u64),
    /// Does what the entry of the same name does, if there is one now.
    Named,
}

impl Target {
    /// Where it leads, if anywhere.
    pub fn address(&self) -> Option<&str> {
        match self {
            Self::Address(address) => Some(address),
            _ => None,
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
}

impl Entry {
    /// An entry that leads somewhere.
    pub fn to(kind: Kind, address: String, label: &str, detail: &str) -> Self {
        Self { kind, label: label.to_owned(), detail: detail.to_owned(), target: Target::Address(address) }
    }

    fn action(target: Target, label: String, detail: &str) -> Self {
        Self { kind: Kind::Action, label, detail: detail.to_owned(), target }
    }

    /// Whether both lead to the same place, or do what is called the same.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self.target.address(), other.target.address()) {
            (Some(one), Some(two)) => one == two,
            (None, None) => self.kind == other.kind && self.label == other.label,
            _ => false,
        }
    }
}

/// What is known when the palette is open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The settings in force.
    pub settings: Settings,
    /// What the page offers: a number and its name.
    pub offers: Vec<(u64, String)>,
    /// The tables' names.
    pub tables: Vec<String>,
    /// The saved views.
    pub views: Vec<View>,
}

/// The pages with what they are for.
const PAGES: [(&str, &str, &str); 8] = [
    ("Live", "/", "changes as they come"),
    ("Items", "/items", "browse items by table"),
    ("Search", "/search", "the whole archive"),
    ("Write", "/write", "write test items"),
    ("Tables", "/tables", "streams, shards and gaps"),
    ("Health", "/health", "the state of every part"),
    ("Demonstration", "/demonstration", "change data capture in six steps"),
    ("Settings", "/settings", "theme, density, times, keys"),
];

/// Everything that is offered, in the order in which it stands before anything is typed.
pub fn all(known: &Known) -> Vec<Entry> {
    let offers =
        known.offers.iter().map(|(number, label)| Entry::action(Target::Offer(*number), label.clone(), "here"));
    let pages = PAGES.iter().map(|(label, address, about)| Entry::to(Kind::Page, (*address).to_owned(), label, about));
    let tables = known.tables.iter().map(|table| Entry::to(Kind::Table, links::items(table), table, "its items"));
    let saved = known.views.iter().map(|view| Entry::to(Kind::View, links::view(&view.name), &view.name, &view.query));
    let built_in =
        VIEWS.iter().map(|(label, query)| Entry::to(Kind::View, links::live(query, None), label.text(), query));
    let mut entries: Vec<Entry> = pages.chain(offers).chain(tables).chain(saved).chain(built_in).collect();
    entries.push(Entry::to(Kind::Action, "/write".to_owned(), "Write an item", ""));
    entries.extend(settings(known.settings));
    entries.push(Entry::action(Target::Help, "List the keys".to_owned(), "keyboard shortcuts, help"));
    entries.extend(known.tables.iter().flat_map(|table| of_table(table)));
    entries
}

/// What can be done with one table.
fn of_table(table: &str) -> [Entry; 3] {
    let changes = links::live(&format!("table:{}", quoted(table)), None);
    [
        Entry::to(Kind::Table, changes, &format!("{table}, live"), "its changes as they come"),
        Entry::to(Kind::Action, links::write(table), &format!("Write into {table}"), "put, update or delete an item"),
        Entry::to(
            Kind::Action,
            format!("/tables#table-{}", links::encode(table)),
            &format!("Stream of {table}"),
            "turn on or off, shards, baseline",
        ),
    ]
}

/// What would change something of the settings.
fn settings(now: Settings) -> Vec<Entry> {
    let mut entries = Vec::new();
    for &theme in Theme::ALL.iter().filter(|theme| **theme != now.theme) {
        entries.push(Entry::action(Target::Theme(theme), format!("Theme: {}", theme.label()), "colours"));
    }
    for &density in Density::ALL.iter().filter(|density| **density != now.density) {
        entries.push(Entry::action(Target::Density(density), format!("Density: {}", density.label()), "rows"));
    }
    for &times in Times::ALL.iter().filter(|times| **times != now.times) {
        entries.push(Entry::action(Target::Times(times), format!("Times: {}", times.label()), "clock, zone"));
    }
    for &keys in Keys::ALL.iter().filter(|keys| **keys != now.keys) {
        entries.push(Entry::action(Target::Keys(keys), format!("Single keys: {}", keys.label()), "shortcuts"));
    }
    entries
}

/// An item that was found.
pub fn item(item: &ItemOverview) -> Entry {
    let versions = if item.versions == 1 { "1 version".to_owned() } else { format!("{} versions", item.versions) };
    let gone = if item.alive { "" } else { ", deleted" };
    let detail = format!("{}, {versions}{gone}", item.table);
    Entry::to(Kind::Item, links::item(&item.table, &item.item_key), &item.item_key.label(None), &detail)
}

/// The change whose number was typed.
pub fn change(typed: &str) -> Option<Entry> {
    let number = typed.trim();
    let is_number = !number.is_empty() && number.len() < 19 && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number
        .then(|| Entry::to(Kind::Change, format!("/changes/{number}"), &format!("Change {number}"), "by its number"))
}

/// The search for what was typed: as a query where it is one, else as text.
pub fn search(typed: &str) -> Entry {
    let typed = typed.trim();
    let query = if Query::check(typed).is_ok() { typed.to_owned() } else { in_quotes(typed) };
    let address = links::search(&query, SearchOrder::default(), "", true);
    Entry::to(Kind::Search, address, &format!("Search for {query}"), "in the whole archive")
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
        let known = Known { offers: vec![(3, "Export…".to_owned())], ..Known::default() };
        let entries = all(&known);
        assert_eq!(labels(&entries)[PAGES.len() - 1..=PAGES.len()], ["Settings", "Export…"]);
        assert_eq!(entries[PAGES.len()].target, Target::Offer(3));
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
