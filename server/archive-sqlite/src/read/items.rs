//! Items by their keys.

use afterimage_archive::Result;
use afterimage_model::{ItemKey, item::ItemOverview};

use super::{reader::SqliteReader, rows::ItemRow};
use crate::{database::Stored, schema::count};

pub(super) const FIND_ITEM: &str = "
    SELECT i.*, t.name AS table_name FROM items AS i CROSS JOIN tables AS t ON t.table_id = i.table_id
    WHERE i.table_id = (SELECT table_id FROM tables WHERE name = ?) AND i.item_key = ?";

impl SqliteReader {
    /// What is known of an item; nothing when the archive does not know it.
    ///
    /// # Errors
    /// As [`Self::change`].
    pub async fn item(&self, table: &str, key: &ItemKey) -> Result<Option<ItemOverview>> {
        self.find_item(table, key).await?.map(ItemRow::into_overview).transpose()
    }

    /// How many items the archive knows of the table.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn item_count(&self, table: &str) -> Result<u64> {
        let items: Option<i64> = sqlx::query_scalar("SELECT item_count FROM tables WHERE name = ?")
            .bind(table)
            .fetch_optional(&self.pool)
            .await
            .stored()?;
        Ok(count(items.unwrap_or(0)))
    }

    pub(crate) async fn find_item(&self, table: &str, key: &ItemKey) -> Result<Option<ItemRow>> {
        sqlx::query_as(FIND_ITEM).bind(table).bind(key.to_string()).fetch_optional(&self.pool).await.stored()
    }
}
