//! The items with the most versions, table by table, kept in memory by whoever reads.
//!
//! An index by number of versions would be written with every change. Here nothing is written: versions only grow, and
//! each change's row says which version it made, so that the first items of the list follow exactly from the list as it
//! was and the changes since. A table's list is made when it is first asked for, by one pass over the items.

use std::{collections::HashMap, sync::Arc};

use afterimage_archive::{MOST_CHANGED_KEPT, Result};
use sqlx::SqlitePool;
use tokio::sync::Mutex;

use crate::{
    database::Stored,
    schema::{bound, ids},
};

/// How many are held before those beyond [`MOST_CHANGED_KEPT`] are let go of.
const HELD: usize = 2 * MOST_CHANGED_KEPT;

/// When this many changes have come since, one pass over the items is shorter than following them.
const FOLLOWED_CHANGES: i64 = 200_000;

/// How many tables' lists are held; those that are asked for after that are made anew each time.
const HELD_TABLES: usize = 256;

/// The lists, shared by all of a reader's clones.
#[derive(Clone, Debug, Default)]
pub(crate) struct MostChanged(Arc<Mutex<HashMap<i64, Top>>>);

/// One table's list.
#[derive(Debug, Default)]
struct Top {
    /// Every change up to here is taken into account.
    seen: i64,
    /// By item: its versions.
    versions: HashMap<i64, i64>,
    /// An item that is not held has at most so many.
    floor: i64,
}

/// An item's id and its versions, most versions first; equal ones by id.
type Ranked = Vec<(i64, i64)>;

const RANK_ITEMS: &str = "
    SELECT item_id, versions FROM items NOT INDEXED WHERE table_id = ? ORDER BY versions DESC LIMIT ?";

pub(super) const CHANGED_SINCE: &str = "
    SELECT item_id, max(version) FROM changes INDEXED BY changes_by_table
    WHERE table_id = ? AND change_id > ? AND change_id <= ? GROUP BY item_id";

impl MostChanged {
    /// The table's most changed items, as of now.
    pub(crate) async fn ranked(&self, pool: &SqlitePool, table_id: i64) -> Result<Ranked> {
        // One at a time: whoever comes second finds the list made.
        let mut lists = self.0.lock().await;
        // Asked first: what is committed after this is followed next time.
        let newest = ids::last_change_id(pool).await?;
        if lists.len() >= HELD_TABLES && !lists.contains_key(&table_id) {
            lists.clear();
        }
        let top = lists.entry(table_id).or_default();
        if top.seen == 0 || newest - top.seen > FOLLOWED_CHANGES {
            let ranked: Ranked = sqlx::query_as(RANK_ITEMS)
                .bind(table_id)
                .bind(bound(MOST_CHANGED_KEPT))
                .fetch_all(pool)
                .await
                .stored()?;
            *top = Top::of(ranked, newest);
        } else if newest > top.seen {
            let changed: Ranked = sqlx::query_as(CHANGED_SINCE)
                .bind(table_id)
                .bind(top.seen)
                .bind(newest)
                .fetch_all(pool)
                .await
                .stored()?;
            top.follow(&changed, newest);
        }
        Ok(top.ranked())
    }
}

impl Top {
    fn of(ranked: Ranked, seen: i64) -> Self {
        let floor =
            if ranked.len() < MOST_CHANGED_KEPT { 0 } else { ranked.last().map_or(0, |(_, versions)| *versions) };
        Self { seen, versions: ranked.into_iter().collect(), floor }
    }

    fn follow(&mut self, changed: &[(i64, i64)], seen: i64) {
        for (item_id, version) in changed {
            match self.versions.get_mut(item_id) {
                Some(versions) => *versions = (*versions).max(*version),
                None if *version > self.floor => drop(self.versions.insert(*item_id, *version)),
                None => {}
            }
            if self.versions.len() >= HELD {
                self.let_go();
            }
        }
        self.seen = seen;
    }

    fn let_go(&mut self) {
        let kept = self.ranked();
        self.floor = kept.last().map_or(0, |(_, versions)| *versions);
        self.versions = kept.into_iter().collect();
    }

    fn ranked(&self) -> Ranked {
        let mut ranked: Ranked = self.versions.iter().map(|(item_id, versions)| (*item_id, *versions)).collect();
        ranked.sort_unstable_by_key(|(item_id, versions)| (-versions, *item_id));
        ranked.truncate(MOST_CHANGED_KEPT);
        ranked
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What the list is when all items are looked at.
    fn looked_at(versions: &HashMap<i64, i64>) -> Ranked {
        let mut all: Ranked = versions.iter().map(|(item_id, versions)| (*item_id, *versions)).collect();
        all.sort_unstable_by_key(|(item_id, versions)| (-versions, *item_id));
        all.truncate(MOST_CHANGED_KEPT);
        all
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn following_the_log_ranks_as_looking_at_every_item(
            rounds in prop::collection::vec(prop::collection::vec((0i64..4_000, 1usize..6), 200..1_500), 1..6),
        ) {
            let (mut versions, mut top) = (HashMap::new(), Top::default());
            for (at, round) in rounds.into_iter().enumerate() {
                let mut changed = HashMap::new();
                for (item, times) in round {
                    let now = versions.entry(item).or_insert(0);
                    *now += i64::try_from(times).expect("few");
                    changed.insert(item, *now);
                }
                let changed: Vec<_> = changed.into_iter().collect();
                top.follow(&changed, i64::try_from(at).expect("few"));
                let told: Vec<i64> = top.ranked().into_iter().map(|(_, versions)| versions).collect();
                let all: Vec<i64> = looked_at(&versions).into_iter().map(|(_, versions)| versions).collect();
                prop_assert_eq!(told, all);
            }
        }
    }
}
