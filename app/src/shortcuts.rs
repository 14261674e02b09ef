//! Every key that does something, in one list: the listener, the help and the palette are made from it.
//!
//! A key without a modifier can be turned off in the settings, for readers whose speech or touch presses keys by
//! mistake (WCAG 2.2, 2.1.4).

#[cfg(feature = "hydrate")]
pub mod listener;
pub mod sequence;

use crate::{language::Message, message};

/// Where a key does something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// On every page.
    Everywhere,
    /// On pages with a query line.
    QueryLine,
    /// On the Live page.
    Live,
    /// In the list of items.
    Items,
    /// On an item's page.
    Item,
    /// On the Search page.
    Search,
    /// On the Tables page.
    Tables,
    /// On the Write page.
    Write,
    /// On the demonstration.
    Demonstration,
    /// On pages with tabs.
    Tabs,
}

/// What a key does that works everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Opens the palette.
    Palette,
    /// Opens the list of keys.
    Help,
    /// Goes to a page.
    Go(&'static str),
}

/// A key and what it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortcut {
    /// As it is shown; keys after each other are written with a blank between them.
    pub keys: &'static str,
    /// Whether the keys come one after the other, or are a choice.
    pub way: Way,
    /// Where.
    pub scope: Scope,
    /// What it does, in words.
    pub label: Message,
    /// What it does, where that is the same everywhere; the others are done by their page.
    pub deed: Option<Deed>,
}

/// How a shortcut's keys belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// One key, or one after the other, each without a modifier: can be turned off.
    Single,
    /// Any of them, in what has the focus: cannot be pressed by mistake anywhere else.
    Focused,
    /// Held together.
    Held,
}

impl Shortcut {
    const fn new(scope: Scope, way: Way, keys: &'static str, label: Message) -> Self {
        Self { keys, way, scope, label, deed: None }
    }

    const fn everywhere(way: Way, keys: &'static str, label: Message, deed: Deed) -> Self {
        Self { keys, way, scope: Scope::Everywhere, label, deed: Some(deed) }
    }

    /// Whether it can be turned off.
    pub fn is_single(&self) -> bool {
        self.way == Way::Single
    }
}

/// All of them.
pub const SHORTCUTS: [Shortcut; 32] = [
    Shortcut::everywhere(Way::Held, "Ctrl K", message!("frame-key-palette"), Deed::Palette),
    Shortcut::everywhere(Way::Single, "?", message!("frame-key-help"), Deed::Help),
    Shortcut::everywhere(Way::Single, "g l", message!("frame-key-go-live"), Deed::Go("/")),
    Shortcut::everywhere(Way::Single, "g i", message!("frame-key-go-items"), Deed::Go("/items")),
    Shortcut::everywhere(Way::Single, "g s", message!("frame-key-go-search"), Deed::Go("/search")),
    Shortcut::everywhere(Way::Single, "g w", message!("frame-key-go-write"), Deed::Go("/write")),
    Shortcut::everywhere(Way::Single, "g t", message!("frame-key-go-tables"), Deed::Go("/tables")),
    Shortcut::everywhere(Way::Single, "g h", message!("frame-key-go-health"), Deed::Go("/health")),
    Shortcut::new(Scope::Everywhere, Way::Focused, "Esc", message!("frame-key-close")),
    Shortcut::new(Scope::QueryLine, Way::Single, "/", message!("frame-key-query")),
    Shortcut::new(Scope::QueryLine, Way::Focused, "↓ ↑", message!("frame-key-query-choose")),
    Shortcut::new(Scope::QueryLine, Way::Focused, "Enter Tab", message!("frame-key-query-take")),
    Shortcut::new(Scope::Live, Way::Single, "Space", message!("frame-key-live-stop")),
    Shortcut::new(Scope::Live, Way::Single, "c", message!("frame-key-live-clear")),
    Shortcut::new(Scope::Live, Way::Single, "j", message!("frame-key-live-older")),
    Shortcut::new(Scope::Live, Way::Single, "k", message!("frame-key-live-newer")),
    Shortcut::new(Scope::Live, Way::Focused, "↓ ↑", message!("frame-key-live-walk")),
    Shortcut::new(Scope::Live, Way::Focused, "Enter", message!("frame-key-live-open")),
    Shortcut::new(Scope::Items, Way::Focused, "↓ ↑ Home End", message!("frame-key-items-walk")),
    Shortcut::new(Scope::Item, Way::Single, "j", message!("frame-key-item-older")),
    Shortcut::new(Scope::Item, Way::Single, "k", message!("frame-key-item-newer")),
    Shortcut::new(Scope::Item, Way::Focused, "↓ ↑ Page Home End", message!("frame-key-item-walk")),
    Shortcut::new(Scope::Item, Way::Single, "d", message!("frame-key-item-diff")),
    Shortcut::new(Scope::Search, Way::Single, "j", message!("frame-key-search-next")),
    Shortcut::new(Scope::Search, Way::Single, "k", message!("frame-key-search-before")),
    Shortcut::new(Scope::Tables, Way::Focused, "← → ↑ ↓", message!("frame-key-shards-walk")),
    Shortcut::new(Scope::Write, Way::Held, "Ctrl Enter", message!("frame-key-write")),
    Shortcut::new(Scope::Demonstration, Way::Focused, "← →", message!("frame-key-story-walk")),
    Shortcut::new(Scope::Demonstration, Way::Focused, "Enter", message!("frame-key-story-take")),
    Shortcut::new(Scope::Demonstration, Way::Single, "f", message!("frame-key-story-screen")),
    Shortcut::new(Scope::Demonstration, Way::Single, "r", message!("frame-key-story-over")),
    Shortcut::new(Scope::Tabs, Way::Focused, "← →", message!("frame-key-tabs-walk")),
];

impl Scope {
    /// Whether it is part of the page at this path.
    pub fn is_on(self, path: &str) -> bool {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        matches!(
            (self, parts.as_slice()),
            (Self::Everywhere, _)
                | (Self::Live, [])
                | (Self::Items, ["items", _])
                | (Self::Item, ["items", _, _])
                | (Self::Search, ["search"])
                | (Self::Tables, ["tables"])
                | (Self::Write, ["write"])
                | (Self::Demonstration, ["demonstration"])
                | (Self::QueryLine, [] | ["search"] | ["items", _])
                | (Self::Tabs, [] | ["items", _, _] | ["changes", _])
        )
    }
}

/// The keys of the page at a path alone, without those that work everywhere.
pub fn of_page(path: &str) -> impl Iterator<Item = &'static Shortcut> + use<'_> {
    SHORTCUTS.iter().filter(move |shortcut| shortcut.scope != Scope::Everywhere && shortcut.scope.is_on(path))
}

/// The keys that work on every page.
pub fn everywhere() -> impl Iterator<Item = &'static Shortcut> {
    SHORTCUTS.iter().filter(|shortcut| shortcut.scope == Scope::Everywhere)
}

/// The shortcut that goes to a page.
pub fn that_goes_to(path: &str) -> Option<&'static Shortcut> {
    SHORTCUTS.iter().find(|shortcut| matches!(shortcut.deed, Some(Deed::Go(to)) if to == path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn labels(path: &str) -> Vec<&'static str> {
        of_page(path).map(|shortcut| shortcut.keys).collect()
    }

    #[test]
    fn a_page_lists_its_own_keys_and_no_others() {
        assert_eq!(labels("/health"), [""; 0]);
        assert_eq!(labels("/search"), ["/", "↓ ↑", "Enter Tab", "j", "k"]);
        assert_eq!(labels("/items/demo-orders"), ["/", "↓ ↑", "Enter Tab", "↓ ↑ Home End"]);
        assert_eq!(labels("/write"), ["Ctrl Enter"]);
        assert!(labels("/items/demo-orders/order_id=a").contains(&"d"));
        assert!(labels("/").contains(&"Space"));
    }

    #[test]
    fn no_two_keys_of_a_page_are_the_same() {
        for path in ["/", "/items", "/items/t", "/items/t/k=1", "/search", "/write", "/tables", "/health", "/changes/1"]
        {
            let single = everywhere().chain(of_page(path)).filter(|shortcut| shortcut.is_single());
            let keys: Vec<_> = single.map(|shortcut| shortcut.keys).collect();
            assert_eq!(keys.iter().collect::<HashSet<_>>().len(), keys.len(), "{path}: {keys:?}");
        }
    }

    #[test]
    fn a_page_is_gone_to_by_one_sequence() {
        assert_eq!(that_goes_to("/tables").map(|shortcut| shortcut.keys), Some("g t"));
        assert_eq!(that_goes_to("/settings"), None);
    }
}
