//! A table's items as a list: which of them, in which order, and where in it a page begins.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{ItemKey, item::ItemOverview};

/// The order of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ItemOrder {
    /// The most lately changed first.
    #[default]
    LastChange,
    /// Those with the most versions first.
    MostChanged,
    /// By the key, ascending: numbers by their values, all else by its text.
    Key,
}

/// Which items are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    /// All that the archive knows.
    #[default]
    All,
    /// Those whose last change left them in existence.
    Alive,
    /// Those whose last change deleted them.
    Deleted,
}

/// The text names no order or no state.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not one of {}", .known.join(", "))]
pub struct UnknownWord {
    /// The text.
    pub text: String,
    /// What would have been understood.
    pub known: Vec<&'static str>,
}

impl ItemOrder {
    /// All of them, the usual one first.
    pub const ALL: [Self; 3] = [Self::LastChange, Self::MostChanged, Self::Key];

    /// As addresses and the API write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LastChange => "last_change",
            Self::MostChanged => "most_changed",
            Self::Key => "key",
        }
    }

    /// Whether the text can be a position in this order, as a page of it tells them.
    pub fn reads_position(self, text: &str) -> bool {
        let is_number = |text: &str| text.parse::<i64>().is_ok();
        match self {
            Self::LastChange => is_number(text),
            Self::MostChanged => {
                text.split_once('.').is_some_and(|(versions, item)| is_number(versions) && is_number(item))
            }
            Self::Key => text.parse::<ItemKey>().is_ok(),
        }
    }
}

impl ItemState {
    /// All of them, the usual one first.
    pub const ALL: [Self; 3] = [Self::All, Self::Alive, Self::Deleted];

    /// As addresses and the API write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Alive => "alive",
            Self::Deleted => "deleted",
        }
    }

    /// Whether an item that exists, or does not, is listed.
    pub const fn lists(self, alive: bool) -> bool {
        match self {
            Self::All => true,
            Self::Alive => alive,
            Self::Deleted => !alive,
        }
    }
}

impl FromStr for ItemOrder {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = || Self::ALL.iter().map(|order| order.as_str()).collect();
        let named = Self::ALL.into_iter().find(|order| order.as_str() == text);
        named.ok_or_else(|| UnknownWord { text: text.to_owned(), known: known() })
    }
}

impl FromStr for ItemState {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = || Self::ALL.iter().map(|state| state.as_str()).collect();
        let named = Self::ALL.into_iter().find(|state| state.as_str() == text);
        named.ok_or_else(|| UnknownWord { text: text.to_owned(), known: known() })
    }
}

/// What of the list is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemsRequest {
    /// The table's name.
    pub table: String,
    /// The order.
    pub order: ItemOrder,
    /// Which items.
    pub state: ItemState,
    /// A query in the language of the query line, about the items as they are or last were; empty for all.
    pub query: String,
    /// Where the page begins, as an earlier page told it; from the list's beginning where absent.
    pub from: Option<String>,
    /// The page that ends before `from`, instead of the one that begins after it.
    pub backward: bool,
    /// The most items.
    pub limit: usize,
}

/// A page of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ItemsPage {
    /// The items, in the list's order.
    pub items: Vec<ItemOverview>,
    /// Pass it as `from` with `backward` for the page before; nothing at the list's beginning.
    pub before: Option<String>,
    /// Pass it as `from` for the page after; nothing at the list's end.
    pub after: Option<String>,
    /// How many items were looked at for this page.
    pub looked_at: u64,
    /// Whether the page ended early because so much had been looked at: what is left is for the next page.
    pub is_partial: bool,
    /// How many items the archive knows of the table.
    pub total: u64,
    /// Where the order is kept for the first of the list only: how many that are.
    pub only_first: Option<u64>,
}

/// Into how many stretches of equal length an item's life is divided to tell where its changes are.
pub const ACTIVITY_STRETCHES: usize = 24;

/// Where in an item's life its changes are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// How much happened in each stretch, from 0 (nothing) to 4, from its first to its last change.
    pub levels: Vec<u8>,
    /// Whether only some of its changes were looked at: then a stretch of 0 may hold a few.
    pub is_sampled: bool,
}

impl Activity {
    /// From the times of changes in milliseconds, each with how many changes it stands for.
    pub fn of(first_ms: i64, last_ms: i64, marks: &[(i64, u64)], is_sampled: bool) -> Self {
        let span = last_ms.saturating_sub(first_ms).max(1);
        let mut counts = [0_u64; ACTIVITY_STRETCHES];
        for (at, count) in marks {
            let into = at.saturating_sub(first_ms).clamp(0, span);
            let stretches = i64::try_from(ACTIVITY_STRETCHES).unwrap_or(1);
            let stretch = i128::from(into) * i128::from(stretches) / i128::from(span);
            let stretch = usize::try_from(stretch).unwrap_or(0).min(ACTIVITY_STRETCHES - 1);
            counts[stretch] += count;
        }
        let most = counts.into_iter().max().unwrap_or(0);
        Self { levels: counts.into_iter().map(|count| level(count, most)).collect(), is_sampled }
    }
}

/// Few of many are seen as well: each level is half of the next one.
fn level(count: u64, most: u64) -> u8 {
    match count {
        0 => 0,
        _ if count * 8 < most => 1,
        _ if count * 4 < most => 2,
        _ if count * 2 < most => 3,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn orders_and_states_are_read_as_they_are_written() {
        for order in ItemOrder::ALL {
            assert_eq!(order.as_str().parse(), Ok(order));
        }
        for state in ItemState::ALL {
            assert_eq!(state.as_str().parse(), Ok(state));
        }
        let error = "size".parse::<ItemOrder>().expect_err("no order");
        assert_eq!(error.to_string(), r#""size" is not one of last_change, most_changed, key"#);
    }

    #[test]
    fn each_state_lists_what_it_says() {
        let listed = |state: ItemState| (state.lists(true), state.lists(false));
        assert_eq!(ItemState::ALL.map(listed), [(true, true), (true, false), (false, true)]);
    }

    #[test]
    fn a_change_is_where_it_happened_and_many_are_told_from_few() {
        let activity = Activity::of(0, 2_400, &[(0, 16), (1_250, 1), (2_400, 6)], false);
        assert_eq!((activity.levels[0], activity.levels[12], activity.levels[23]), (4, 1, 3));
        assert_eq!(activity.levels.iter().filter(|level| **level > 0).count(), 3);
    }

    #[test]
    fn a_life_of_one_moment_is_one_mark() {
        let activity = Activity::of(7, 7, &[(7, 3)], false);
        assert_eq!(activity.levels.iter().map(|level| u32::from(*level)).sum::<u32>(), 4);
    }

    proptest! {
        #[test]
        fn no_change_is_lost_wherever_it_lies(first in -9_000_000_000_000i64..9_000_000_000_000, span in 0i64..9_000_000_000_000, at: i64, count in 1u64..1_000) {
            let activity = Activity::of(first, first + span, &[(at, count)], true);
            prop_assert_eq!(activity.levels.len(), ACTIVITY_STRETCHES);
            let busy: Vec<u8> = activity.levels.into_iter().filter(|level| *level > 0).collect();
            prop_assert_eq!(busy, [4]);
        }
    }
}
