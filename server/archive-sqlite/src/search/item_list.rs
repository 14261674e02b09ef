//! A table's items as a list: walked in an order from a position, a bounded number at a time, and never skipped over.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use afterimage_archive::{ItemWalk, Result, WalkedItems};
use afterimage_base::work::Attention;
use afterimage_model::{
    CapturedChange, Change, ChangeId, Op, Query, SequenceNumber, ViewType,
    item::ItemOverview,
    item_key::order_of,
    items::{ItemOrder, ItemState},
};
use sqlx::AssertSqlSafe;

use super::{
    condition::Condition,
    item_order::{Placed, placed_after, walk_sql},
    pushdown::{self, Driver},
};
use crate::{
    database::Stored,
    read::{ItemRow, LOAD_ITEMS, SqliteReader},
    schema::{bound, count, ids, json_array},
};

/// How many items are loaded at once.
const LOADED_AT_ONCE: usize = 256;

/// How many items' last changes are loaded at once: their images are in memory together.
const CHANGES_AT_ONCE: usize = 64;

/// A table's items that have one of few keys: the keys' texts are bound, then the table's id.
pub(super) fn narrow_sql(items: &str) -> String {
    format!(
        "SELECT i.*, t.name AS table_name FROM items AS i NOT INDEXED CROSS JOIN tables AS t ON t.table_id = i.table_id \
         WHERE i.item_id IN ({items}) AND i.table_id = ?"
    )
}

/// What items' last changes say of a query.
struct Inside {
    /// By the changes' ids.
    matching: HashMap<i64, bool>,
    /// Whether some were not looked at any more.
    is_cut: bool,
}

impl Inside {
    fn is_cut_before(&self, last_change_id: i64) -> bool {
        self.is_cut && !self.matching.contains_key(&last_change_id)
    }
}

impl SqliteReader {
    /// Walks a table's items that match, as far as one look goes: go on from `reached` until `end`. What a query says is
    /// said of the items as they are, and of deleted ones as they last were.
    ///
    /// # Errors
    /// As [`Self::change`].
    pub async fn walk_items(&self, table: &str, query: &Query, walk: &ItemWalk) -> Result<WalkedItems> {
        let Some(table_id) = ids::find_table(&self.pool, table).await? else {
            return Ok(WalkedItems { end: true, ..WalkedItems::default() });
        };
        if let Some(rows) = self.narrow_items(table_id, query, walk.order).await? {
            return self.filter_items(query, walk, placed_after(rows, walk), None).await;
        }
        if walk.order == ItemOrder::MostChanged {
            let rows = self.most_changed_items(table_id).await?;
            let only_first = Some(rows.len() as u64);
            return self.filter_items(query, walk, placed_after(rows, walk), only_first).await;
        }
        self.walk_index(table_id, query, walk).await
    }

    /// The walk along an index, one handful after the other.
    async fn walk_index(&self, table_id: i64, query: &Query, walk: &ItemWalk) -> Result<WalkedItems> {
        let needs_filter = !query.is_all() || walk.state == ItemState::Alive;
        let mut walked = WalkedItems { reached: walk.from.clone(), ..WalkedItems::default() };
        let most =
            if query.looks_beyond_keys() { bound(self.limits.scanned_changes) } else { self.limits.skimmed_changes };
        let may_go_on = |walked: &WalkedItems| {
            let is_time = walked.looked_at > 0 && self.deadline.is_over();
            walked.looked_at < count(most) && !is_time
        };
        while walked.items.len() < walk.limit && !walked.end && may_go_on(&walked) {
            let room = walk.limit - walked.items.len();
            let asked = if needs_filter { LOADED_AT_ONCE } else { room.min(LOADED_AT_ONCE) };
            let sql = walk_sql(walk.order, walk.state, walk.backward, walked.reached.is_some());
            let mut statement = sqlx::query_as(AssertSqlSafe(sql)).bind(table_id);
            if let Some(from) = &walked.reached {
                statement = match walk.order {
                    ItemOrder::LastChange => statement.bind(from.parse::<i64>().unwrap_or(0)),
                    ItemOrder::Key | ItemOrder::MostChanged => statement.bind(order_of(from).into_owned()),
                };
            }
            let rows: Vec<ItemRow> = statement.bind(bound(asked)).fetch_all(&self.pool).await.stored()?;
            let was_last = rows.len() < asked;
            let rows = rows.into_iter().map(|row| Placed::of(walk.order, row)).collect();
            let found = self.filter_items(query, &ItemWalk { limit: room, ..walk.clone() }, rows, None).await?;
            walked.looked_at += found.looked_at;
            walked.reached = found.reached.or(walked.reached);
            walked.items.extend(found.items);
            walked.end = was_last && found.end;
        }
        Ok(walked)
    }

    /// Those of the rows, given in the walk's direction, that match; at the end when all were looked at.
    async fn filter_items(
        &self,
        query: &Query,
        walk: &ItemWalk,
        rows: Vec<Placed>,
        only_first: Option<u64>,
    ) -> Result<WalkedItems> {
        let mut walked = WalkedItems { only_first, end: true, ..WalkedItems::default() };
        let looks_inside = query.looks_beyond_keys();
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let handful: Vec<Placed> =
                rows.by_ref().take(if looks_inside { CHANGES_AT_ONCE } else { LOADED_AT_ONCE }).collect();
            let inside = if looks_inside { Some(self.matches_inside(query, &handful, &walked).await?) } else { None };
            for Placed { position, row } in handful {
                let is_cut = inside.as_ref().is_some_and(|inside| inside.is_cut_before(row.last_change_id));
                if walked.items.len() == walk.limit || is_cut {
                    walked.end = false;
                    return Ok(walked);
                }
                walked.looked_at += 1;
                walked.reached = Some(position.clone());
                let (alive, last) = (row.is_alive(), row.last_change_id);
                let item = row.into_overview()?;
                let matches = || match &inside {
                    Some(inside) => inside.matching.get(&last).is_some_and(|matches| *matches),
                    None => query.is_all() || query.matches_item(without_images(&item)),
                };
                if walk.state.lists(alive) && matches() {
                    walked.items.push((position, item));
                }
            }
        }
        Ok(walked)
    }

    /// Which of the items match by their last changes, until it is time to end: not before one item is looked at.
    async fn matches_inside(&self, query: &Query, rows: &[Placed], walked: &WalkedItems) -> Result<Inside> {
        let ids: Vec<ChangeId> = rows.iter().map(|placed| ChangeId(placed.row.last_change_id)).collect();
        let (query, deadline) = (Arc::new(query.clone()), self.deadline.clone());
        let (has_begun, is_cut) = (Arc::new(AtomicBool::new(walked.looked_at > 0)), Arc::new(AtomicBool::new(false)));
        let cut = Arc::clone(&is_cut);
        let look = move |attention: &Attention<'_>, _, change: Change| {
            let may_end = || has_begun.load(Ordering::Relaxed) && deadline.is_over();
            let id = change.id;
            let matches = query.matches_item_unless(change, &|| attention.is_gone() || may_end());
            cut.store(matches.is_none(), Ordering::Relaxed);
            has_begun.store(true, Ordering::Relaxed);
            Some((id.0, matches?))
        };
        let matching = self.load_each(&ids, look).await?.into_iter().collect();
        Ok(Inside { matching, is_cut: is_cut.load(Ordering::Relaxed) })
    }

    /// All items that can match, where the query's keys say that they are few.
    async fn narrow_items(&self, table_id: i64, query: &Query, order: ItemOrder) -> Result<Option<Vec<Placed>>> {
        let narrow = self.narrow_patterns(query).await?;
        let plan = pushdown::plan(query, &|pattern| narrow.contains(&pattern), &|_| None);
        let Driver::Items(Condition { sql, texts }) = plan.driver else { return Ok(None) };
        let sql = narrow_sql(&sql);
        let mut statement = sqlx::query_as(AssertSqlSafe(sql));
        for text in texts {
            statement = statement.bind(text);
        }
        let rows: Vec<ItemRow> = statement.bind(table_id).fetch_all(&self.pool).await.stored()?;
        Ok(Some(rows.into_iter().map(|row| Placed::of(order, row)).collect()))
    }

    async fn most_changed_items(&self, table_id: i64) -> Result<Vec<Placed>> {
        let ids = json_array(self.most_changed.ranked(&self.pool, table_id).await?.iter().map(|(item_id, _)| *item_id));
        let rows: Vec<ItemRow> = sqlx::query_as(LOAD_ITEMS).bind(ids).fetch_all(&self.pool).await.stored()?;
        Ok(rows.into_iter().map(|row| Placed::of(ItemOrder::MostChanged, row)).collect())
    }
}

/// The item's last change as far as the item tells it: all that keys and times are asked of.
fn without_images(item: &ItemOverview) -> Change {
    let op = if item.alive { Op::Modify } else { Op::Remove };
    let captured = CapturedChange {
        table: item.table.clone(),
        stream_arn: String::new(),
        shard_id: String::new(),
        sequence_number: SequenceNumber::from(0),
        event_id: String::new(),
        op,
        item_key: item.item_key.clone(),
        old_image: None,
        new_image: None,
        created_at: item.last_seen_at,
        received_at: item.last_seen_at,
        actor: None,
        size_bytes: 0,
        view_type: ViewType::KeysOnly,
        note: None,
    };
    Change { id: item.last_change_id, captured, archived_at: item.last_seen_at }
}
