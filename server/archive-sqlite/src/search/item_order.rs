//! The orders of a table's items: how they are walked along an index, and what stands where.

use afterimage_archive::ItemWalk;
use afterimage_model::{
    item_key::order_of,
    items::{ItemOrder, ItemState},
};

use crate::read::ItemRow;

/// How an order and a direction read in SQL. What is bound: the table's id, then where the order begins.
struct Walked {
    index: &'static str,
    after: &'static str,
    order: &'static str,
}

const fn walked(order: ItemOrder, state: ItemState, backward: bool) -> Walked {
    let by_last_change = match state {
        ItemState::Deleted => "items_deleted",
        ItemState::All | ItemState::Alive => "items_by_last_change",
    };
    match (order, backward) {
        (ItemOrder::LastChange, false) => {
            Walked { index: by_last_change, after: "i.last_change_id < ?", order: "i.last_change_id DESC" }
        }
        (ItemOrder::LastChange, true) => {
            Walked { index: by_last_change, after: "i.last_change_id > ?", order: "i.last_change_id" }
        }
        (ItemOrder::Key | ItemOrder::MostChanged, false) => Walked {
            index: "items_by_key",
            after: "coalesce(i.key_order, i.item_key) > ?",
            order: "coalesce(i.key_order, i.item_key)",
        },
        (ItemOrder::Key | ItemOrder::MostChanged, true) => Walked {
            index: "items_by_key",
            after: "coalesce(i.key_order, i.item_key) < ?",
            order: "coalesce(i.key_order, i.item_key) DESC",
        },
    }
}

/// The statement for the next items in an order: the table's id, the position and the limit are bound.
pub(super) fn walk_sql(order: ItemOrder, state: ItemState, backward: bool, from: bool) -> String {
    let Walked { index, after, order } = walked(order, state, backward);
    let after = if from { format!(" AND {after}") } else { String::new() };
    let deleted = if state == ItemState::Deleted { " AND i.alive = 0" } else { "" };
    format!(
        "SELECT i.*, t.name AS table_name FROM tables AS t CROSS JOIN items AS i INDEXED BY {index} \
         ON i.table_id = t.table_id WHERE t.table_id = ?{after}{deleted} ORDER BY {order} LIMIT ?"
    )
}

/// A row and its position in the order.
pub(super) struct Placed {
    pub(super) position: String,
    pub(super) row: ItemRow,
}

impl Placed {
    /// The row where it stands in the order.
    pub(super) fn of(order: ItemOrder, row: ItemRow) -> Self {
        Self { position: position(order, &row), row }
    }
}

/// Where in the order the item stands: what the order compares, and what tells equal ones apart.
fn position(order: ItemOrder, row: &ItemRow) -> String {
    match order {
        ItemOrder::LastChange => row.last_change_id.to_string(),
        ItemOrder::MostChanged => format!("{}.{}", row.versions, row.item_id),
        ItemOrder::Key => row.item_key.clone(),
    }
}

/// What a position is compared by, ascending in the order's direction.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Numbers(i64, i64),
    Text(String),
}

fn rank(order: ItemOrder, position: &str) -> Rank {
    let number = |text: &str| text.parse::<i64>().unwrap_or(0);
    match order {
        ItemOrder::LastChange => Rank::Numbers(-number(position), 0),
        ItemOrder::MostChanged => {
            let (versions, item_id) = position.split_once('.').unwrap_or((position, "0"));
            Rank::Numbers(-number(versions), number(item_id))
        }
        ItemOrder::Key => Rank::Text(order_of(position).into_owned()),
    }
}

/// The rows that the walk still has before it, in its direction.
pub(super) fn placed_after(mut rows: Vec<Placed>, walk: &ItemWalk) -> Vec<Placed> {
    rows.sort_by_cached_key(|placed| rank(walk.order, &placed.position));
    if walk.backward {
        rows.reverse();
    }
    if let Some(from) = &walk.from {
        let from = rank(walk.order, from);
        rows.retain(|placed| {
            let rank = rank(walk.order, &placed.position);
            if walk.backward { rank < from } else { rank > from }
        });
    }
    rows
}
