//! The column by which items with numbers in their keys are in order.

use std::borrow::Cow;

use afterimage_model::item_key::order_of;
use sqlx::{Connection, SqliteConnection};

/// How many items are filled in one transaction.
const FILLED_AT_ONCE: i64 = 10_000;

/// Items whose keys have numbers, and that were archived before the column was there.
const FIND_UNFILLED: &str = "SELECT item_id, item_key FROM items INDEXED BY items_without_key_order \
    WHERE key_order IS NULL AND instr(item_key, ':N=') > 0 LIMIT ?";

const FILL: &str = "UPDATE items SET key_order = ? WHERE item_id = ?";

/// What the column holds for a key; nothing where the key's own text is in order.
pub(crate) fn key_order(item_key: &str) -> Option<String> {
    match order_of(item_key) {
        Cow::Owned(order) => Some(order),
        Cow::Borrowed(_) => None,
    }
}

/// Fills the column where it is not: once, of an archive that is older than it. What was filled when the program dies
/// stays so, and the next start goes on.
pub(super) async fn fill(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    loop {
        let unfilled: Vec<(i64, String)> =
            sqlx::query_as(FIND_UNFILLED).bind(FILLED_AT_ONCE).fetch_all(&mut *connection).await?;
        if unfilled.is_empty() {
            return Ok(());
        }
        let mut transaction = connection.begin().await?;
        for (item_id, item_key) in unfilled {
            // A text that is no key stands for itself, and is not looked at again.
            let order = key_order(&item_key).unwrap_or(item_key);
            sqlx::query(FILL).bind(order).bind(item_id).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
    }
}
