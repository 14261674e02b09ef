//! How far the index is filled.

use afterimage_archive::{IndexProgress, Result};
use sqlx::SqlitePool;
use sqlx_macros::FromRow;

use crate::{database::Stored, read::SqliteReader, schema::count};

/// Up to and with which change each part is filled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub(crate) struct Watermarks {
    pub(crate) counted_to: i64,
    pub(crate) texts_to: i64,
}

impl Watermarks {
    pub(crate) async fn load(pool: &SqlitePool) -> Result<Self> {
        sqlx::query_as("SELECT counted_to, texts_to FROM upkeep").fetch_one(pool).await.stored()
    }
}

impl SqliteReader {
    /// How far the archive can be searched quickly.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn index_progress(&self) -> Result<IndexProgress> {
        let watermarks = Watermarks::load(&self.pool).await?;
        let total = self.last_change_id().await?.0;
        Ok(IndexProgress {
            texts: count(watermarks.texts_to),
            counted: count(watermarks.counted_to),
            total: count(total),
        })
    }
}
