//! The states of items that were changed lately: most changes are of items that were changed before, and to ask the
//! database for each costs as much as to write the change.
//!
//! True as long as nothing else writes, as with [`Names`](super::names::Names).

use std::collections::HashMap;

use super::batch::{ItemName, ItemState};

/// How many items each of the two generations holds. About 10 MB in all.
const GENERATION_ITEMS: usize = 32_768;

/// By table and key.
type Generation = HashMap<i64, HashMap<Box<str>, ItemState>>;

/// A bounded memory of items' states. When the younger generation is full it becomes the older one, and what nobody
/// asked for since is forgotten.
#[derive(Default)]
pub(super) struct KnownItems {
    young: Generation,
    young_items: usize,
    old: Generation,
}

impl KnownItems {
    /// The item's state, where it is remembered.
    pub(super) fn get(&self, (table_id, item_key): &ItemName<'_>) -> Option<&ItemState> {
        [&self.young, &self.old].into_iter().find_map(|generation| generation.get(table_id)?.get(*item_key))
    }

    /// Remembers what a commit has made of its items.
    pub(super) fn keep(&mut self, items: HashMap<ItemName<'_>, ItemState>) {
        for ((table_id, item_key), state) in items {
            if self.young_items >= GENERATION_ITEMS {
                self.old = std::mem::take(&mut self.young);
                self.young_items = 0;
            }
            let of_table = self.young.entry(table_id).or_default();
            if let Some(known) = of_table.get_mut(item_key) {
                *known = state;
            } else {
                of_table.insert(item_key.into(), state);
                self.young_items += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(versions: i64) -> ItemState {
        ItemState {
            item_id: 1,
            first_change_id: 1,
            last_change_id: Some(versions),
            first_seen_at: 0,
            last_seen_at: 0,
            versions,
            alive: true,
            captured_from_first_version: true,
            latest_image: None,
        }
    }

    #[test]
    fn the_latest_state_counts_and_what_is_long_unused_is_forgotten() {
        let mut items = KnownItems::default();
        items.keep([((1, "a"), state(1)), ((2, "a"), state(5))].into());
        items.keep([((1, "a"), state(2))].into());
        let versions = |items: &KnownItems, name| items.get(&name).map(|state| state.versions);
        assert_eq!((versions(&items, (1, "a")), versions(&items, (2, "a"))), (Some(2), Some(5)));
        let others: Vec<String> = (0..2 * GENERATION_ITEMS).map(|at| format!("other-{at}")).collect();
        for (at, other) in others.iter().enumerate() {
            items.keep([((1, other.as_str()), state(1))].into());
            if at % 1_000 == 0 {
                items.keep([((1, "a"), state(3))].into());
            }
        }
        assert_eq!((versions(&items, (1, "a")), versions(&items, (2, "a"))), (Some(3), None));
        assert!(items.young_items <= GENERATION_ITEMS);
    }
}
