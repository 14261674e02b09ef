//! A table's items as of one time, page by page.
//!
//! To halve each item's life is too many looks for a page of them: where in the log the time is, is found once, by the
//! zone map, and each item's change by three looks.

use afterimage_archive::Result;
use afterimage_model::{
    ChangeId, ItemKey, Timestamp,
    as_of::{ItemsAsOf, ListedAsOf},
    item_key::order_of,
};
use sqlx::AssertSqlSafe;
use sqlx_macros::FromRow;

use super::in_force::halve;
use crate::{
    database::Stored,
    read::{ItemRow, SqliteReader},
    schema::{bound, parsed},
};

/// The last change of the item `i` by the time `?3`, of which it is known where in the log it is: after `?5` and up to
/// `?6`, or after `?7`, where each change says; else the item's last one up to `?5`.
const LAST_BY_THEN: &str = "coalesce(
    (SELECT c.change_id FROM changes AS c INDEXED BY changes_by_item
        WHERE c.item_id = i.item_id AND c.change_id > ?7 AND c.created_at <= ?3 ORDER BY c.change_id DESC LIMIT 1),
    (SELECT c.change_id FROM changes AS c INDEXED BY changes_by_item
        WHERE c.item_id = i.item_id AND c.change_id > ?5 AND c.change_id <= ?6 AND c.created_at <= ?3
        ORDER BY c.change_id DESC LIMIT 1),
    (SELECT max(c.change_id) FROM changes AS c INDEXED BY changes_by_item
        WHERE c.item_id = i.item_id AND c.change_id <= ?5))";

/// How a life's change in force at a time is found, for each of a table's items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Walk {
    /// By looking where in the log the time is.
    Around,
    /// By halving.
    Halving,
}

/// Items in the order of their keys, each with the change in force at a time (NULL: it came later). Bound are the
/// table's name, where in the keys' order to begin, the time and the limit, and where in the log the time is.
pub(super) fn walk_sql(walk: Walk) -> String {
    let found = match walk {
        Walk::Around => LAST_BY_THEN.to_owned(),
        Walk::Halving => halve("i.item_id", "i.first_change_id", "i.last_change_id", "p.created_at <= ?3"),
    };
    format!(
        "SELECT i.*, t.name AS table_name,
            CASE WHEN i.first_seen_at > ?3 THEN NULL WHEN i.last_seen_at <= ?3 THEN i.last_change_id ELSE {found} END
                AS in_force
        FROM items AS i INDEXED BY items_by_key CROSS JOIN tables AS t ON t.table_id = i.table_id
        WHERE i.table_id = (SELECT table_id FROM tables WHERE name = ?1) AND coalesce(i.key_order, i.item_key) > ?2
        ORDER BY coalesce(i.key_order, i.item_key) LIMIT ?4"
    )
}

#[derive(FromRow)]
struct WalkedRow {
    #[sqlx(flatten)]
    item: ItemRow,
    in_force: Option<i64>,
}

impl SqliteReader {
    /// A page of a table's items as of a time, in the order of their keys: those that existed, and those of which the
    /// archive cannot tell.
    ///
    /// # Errors
    /// As [`Self::change`].
    pub async fn items_as_of(
        &self,
        table: &str,
        time: Timestamp,
        after: Option<&ItemKey>,
        limit: usize,
    ) -> Result<ItemsAsOf> {
        let limit = limit.clamp(1, self.limits.scanned_changes);
        let around = self.around(time).await?;
        let is_near = around.unsure(self.last_change_id().await?.0) <= self.limits.unsure_changes;
        let sql = walk_sql(if is_near { Walk::Around } else { Walk::Halving });
        let (mut items, mut walked) = (Vec::new(), 0);
        let mut after = after.map(ToString::to_string).unwrap_or_default();
        while items.len() < limit && walked < self.limits.scanned_changes {
            let asked = limit - items.len();
            let rows: Vec<WalkedRow> = sqlx::query_as(AssertSqlSafe(sql.as_str()))
                .bind(table)
                .bind(order_of(&after).into_owned())
                .bind(time.as_millis())
                .bind(bound(asked))
                .bind(around.by_then)
                .bind(around.mixed_to)
                .bind(around.counted_to)
                .fetch_all(&self.pool)
                .await
                .stored()?;
            let is_last = rows.len() < asked;
            walked += rows.len();
            if let Some(last) = rows.last() {
                after.clone_from(&last.item.item_key);
            }
            items.extend(self.listed(rows).await?);
            if is_last {
                return Ok(ItemsAsOf { items, next_after: None });
            }
        }
        Ok(ItemsAsOf { items, next_after: Some(parsed(&after, "an item's key")?) })
    }

    async fn listed(&self, rows: Vec<WalkedRow>) -> Result<Vec<ListedAsOf>> {
        let ids: Vec<ChangeId> = rows.iter().filter_map(|row| row.in_force).map(ChangeId).collect();
        let heads = self.heads(&ids).await?;
        let mut listed = Vec::with_capacity(rows.len());
        for WalkedRow { item, in_force } in rows {
            let head = in_force.and_then(|id| heads.iter().find(|(head, _)| head.change_id.0 == id));
            let exists = match head {
                Some((_, exists)) => Some(*exists),
                // Made by its first change: before that it was not there.
                None if item.captured_from_first_version => Some(false),
                None => None,
            };
            if exists != Some(false) {
                let item_key = parsed(&item.item_key, "an item's key")?;
                listed.push(ListedAsOf { item_key, exists, in_force: head.map(|(head, _)| *head) });
            }
        }
        Ok(listed)
    }
}
