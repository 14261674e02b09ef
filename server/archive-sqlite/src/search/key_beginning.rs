//! Items of any table by the beginning of a key value, for jumping to one while its key is typed.

use std::collections::HashSet;

use afterimage_archive::Result;
use afterimage_model::{item::ItemOverview, query::Pattern};
use sqlx::AssertSqlSafe;

use super::condition::{Condition, fits};
use crate::{
    database::Stored,
    read::{ItemRow, SqliteReader},
    schema::bound,
};

/// An item has at most so many key values, and is met once for each that fits.
const KEY_VALUES: usize = 2;

/// The statement: what `label` is compared with is bound, then the limit.
pub(super) fn beginning_sql(fits: &str) -> String {
    format!(
        "SELECT i.*, t.name AS table_name FROM item_key_values AS v \
         CROSS JOIN items AS i ON i.item_id = v.item_id CROSS JOIN tables AS t ON t.table_id = i.table_id \
         WHERE {fits} ORDER BY v.label LIMIT ?"
    )
}

impl SqliteReader {
    /// The first items, in the order of their key values, that have one which begins with the text.
    ///
    /// # Errors
    /// As [`Self::change`].
    pub async fn items_beginning(&self, beginning: &str, limit: usize) -> Result<Vec<ItemOverview>> {
        let Condition { sql, texts } = fits("v.label", &Pattern::Prefix(beginning.to_owned()));
        let mut statement = sqlx::query_as(AssertSqlSafe(beginning_sql(&sql)));
        for text in texts {
            statement = statement.bind(text);
        }
        let rows: Vec<ItemRow> = statement.bind(bound(limit * KEY_VALUES)).fetch_all(&self.pool).await.stored()?;
        let mut met = HashSet::new();
        let once = rows.into_iter().filter(|row| met.insert(row.item_id));
        once.take(limit).map(ItemRow::into_overview).collect()
    }
}
