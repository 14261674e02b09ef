//! The states of items that were changed lately: most changes are of items that were changed before, and to ask the
//! database for each costs as much as to write the change.
//!
//! True because nobody else writes: it is made for the [`SoleWriter`].

use hashbrown::{Equivalent, HashMap};

use super::item_state::{ItemName, ItemState};
use crate::database::SoleWriter;

/// How many items the younger generation holds before it becomes the older one. About 10 MB in both.
const GENERATION_ITEMS: usize = 32_768;

/// An item's name that is kept.
#[derive(PartialEq, Eq, Hash)]
struct KeptName {
    table_id: i64,
    item_key: Box<str>,
}

impl Equivalent<KeptName> for ItemName<'_> {
    fn equivalent(&self, kept: &KeptName) -> bool {
        self.table_id == kept.table_id && *self.item_key == *kept.item_key
    }
}

type Generation = HashMap<KeptName, ItemState>;

/// A memory of items' states, in which a batch changes them. When the younger generation is full it becomes the older
/// one, and what nobody asked for since is forgotten.
#[cfg_attr(test, derive(Default))]
pub(super) struct ItemCache {
    young: Generation,
    old: Generation,
}

impl ItemCache {
    /// Nothing yet, for the one that writes.
    pub(super) fn of(_: &SoleWriter) -> Self {
        Self { young: Generation::new(), old: Generation::new() }
    }

    /// Whether the item's state is remembered.
    pub(super) fn contains(&self, name: ItemName<'_>) -> bool {
        self.young.contains_key(&name) || self.old.contains_key(&name)
    }

    /// The item's state, where it is remembered.
    pub(super) fn get(&mut self, name: ItemName<'_>) -> Option<&mut ItemState> {
        if !self.young.contains_key(&name) {
            let (kept, state) = self.old.remove_entry(&name)?;
            self.young.insert(kept, state);
        }
        self.young.get_mut(&name)
    }

    /// Remembers an item.
    pub(super) fn put(&mut self, name: ItemName<'_>, state: ItemState) {
        self.young.insert(KeptName { table_id: name.table_id, item_key: name.item_key.into() }, state);
    }

    /// Forgets what is long unused, where there is too much. Only when everything that is remembered is committed but for
    /// one batch: what that batch has touched stays.
    pub(super) fn trim(&mut self) {
        if self.young.len() >= GENERATION_ITEMS {
            self.old = std::mem::take(&mut self.young);
        }
    }
}

#[cfg(test)]
mod tests {
    use afterimage_model::Op;

    use super::*;

    fn name(table_id: i64, item_key: &str) -> ItemName<'_> {
        ItemName { table_id, item_key }
    }

    fn state(versions: i64) -> ItemState {
        ItemState { versions, ..ItemState::new(1, 1, Op::Insert, 0) }
    }

    #[test]
    fn what_is_used_stays_and_what_is_long_unused_is_forgotten() {
        let mut items = ItemCache::default();
        items.put(name(1, "a"), state(1));
        items.put(name(2, "a"), state(5));
        let versions = |items: &mut ItemCache, table_id| items.get(name(table_id, "a")).map(|state| state.versions);
        for round in 0..3 {
            for at in 0..GENERATION_ITEMS {
                items.put(name(1, &format!("other-{round}-{at}")), state(1));
            }
            items.trim();
            assert_eq!(versions(&mut items, 1), Some(1), "it was used in round {round}");
        }
        assert!(!items.contains(name(2, "a")));
        assert!(items.young.len() + items.old.len() <= 2 * GENERATION_ITEMS + 2);
    }

    #[test]
    fn a_state_is_changed_in_place() {
        let mut items = ItemCache::default();
        items.put(name(1, "a"), state(1));
        items.get(name(1, "a")).expect("put in").versions = 2;
        assert_eq!(items.get(name(1, "a")).map(|state| state.versions), Some(2));
        assert!(items.get(name(1, "b")).is_none());
    }
}
