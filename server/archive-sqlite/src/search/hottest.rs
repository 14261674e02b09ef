//! The items with the most changes, of all tables that are asked for.

use afterimage_archive::Result;
use afterimage_model::{
    chart::{Hot, MAX_HOTTEST, sort_hottest},
    item::ItemOverview,
};

use crate::{
    database::Stored,
    read::{ItemRow, LOAD_ITEMS, SqliteReader},
    schema::json_array,
};

impl SqliteReader {
    /// The items with the most changes of the tables that are wanted, at most [`MAX_HOTTEST`].
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn hottest_items(&self, wanted: &(dyn for<'t> Fn(&'t str) -> bool + Sync)) -> Result<Vec<Hot>> {
        let tables: Vec<(i64, String)> =
            sqlx::query_as("SELECT table_id, name FROM tables").fetch_all(&self.pool).await.stored()?;
        let mut hottest = Vec::new();
        for (table_id, _) in tables.into_iter().filter(|(_, name)| wanted(name)) {
            let ranked = self.most_changed.ranked(&self.pool, table_id).await?;
            let ids = json_array(ranked.iter().take(MAX_HOTTEST).map(|(item_id, _)| *item_id));
            let rows: Vec<ItemRow> = sqlx::query_as(LOAD_ITEMS).bind(ids).fetch_all(&self.pool).await.stored()?;
            for row in rows {
                let ItemOverview { table, item_key, versions, .. } = row.into_overview()?;
                hottest.push(Hot { table, name: item_key.to_string(), changes: versions });
            }
        }
        sort_hottest(&mut hottest);
        hottest.truncate(MAX_HOTTEST);
        Ok(hottest)
    }
}
