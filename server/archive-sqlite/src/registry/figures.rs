//! What the archive holds: of each table, and in all.

use afterimage_archive::{Figures, Result, TableFigures};
use afterimage_model::Timestamp;
use sqlx_macros::FromRow;

use crate::{
    database::Stored,
    read::SqliteReader,
    schema::{count, key_attribute},
};

const ALL_TABLES: &str = "
    SELECT name, change_count, item_count, gap_count, last_change_at, partition_key, partition_key_type, sort_key,
        sort_key_type
    FROM tables ORDER BY name";

#[derive(FromRow)]
struct TableRow {
    name: String,
    change_count: i64,
    item_count: i64,
    gap_count: i64,
    last_change_at: Option<i64>,
    partition_key: Option<String>,
    partition_key_type: Option<String>,
    sort_key: Option<String>,
    sort_key_type: Option<String>,
}

impl SqliteReader {
    /// What the archive holds of each table, in the order of their names. Cheap at any size.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn table_figures(&self) -> Result<Vec<TableFigures>> {
        let tables: Vec<TableRow> = sqlx::query_as(ALL_TABLES).fetch_all(&self.pool).await.stored()?;
        Ok(tables.into_iter().map(TableRow::into_figures).collect())
    }

    /// What the archive holds in all. Cheap at any size.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn figures(&self) -> Result<Figures> {
        let tables = self.table_figures().await?;
        let last_change_id = self.last_change_id().await?;
        let last_archived_at: Option<i64> = sqlx::query_scalar("SELECT archived_at FROM changes WHERE change_id = ?")
            .bind(last_change_id.0)
            .fetch_optional(&self.pool)
            .await
            .stored()?;
        Ok(Figures {
            changes: tables.iter().map(|table| table.changes).sum(),
            items: tables.iter().map(|table| table.items).sum(),
            gaps: tables.iter().map(|table| table.gaps).sum(),
            size_bytes: self.size_bytes().await?,
            last_change_id,
            last_archived_at: last_archived_at.map(Timestamp::from_millis),
        })
    }

    /// What the pages that are in use take. The log beside the file is left out: it holds copies of pages, is emptied
    /// again and again, and after small commits is many times larger than what it brings.
    async fn size_bytes(&self) -> Result<u64> {
        let pages = "SELECT (page_count - freelist_count) * page_size \
                     FROM pragma_page_count, pragma_freelist_count, pragma_page_size";
        let size: i64 = sqlx::query_scalar(pages).fetch_one(&self.pool).await.stored()?;
        Ok(u64::try_from(size).unwrap_or(0))
    }
}

impl TableRow {
    fn into_figures(self) -> TableFigures {
        TableFigures {
            table: self.name,
            changes: count(self.change_count),
            items: count(self.item_count),
            last_change_at: self.last_change_at.map(Timestamp::from_millis),
            gaps: count(self.gap_count),
            partition_key: key_attribute(self.partition_key, self.partition_key_type),
            sort_key: key_attribute(self.sort_key, self.sort_key_type),
        }
    }
}
