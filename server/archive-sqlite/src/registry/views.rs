//! Views: queries that people gave a name to.

use afterimage_archive::{ArchiveError, Result};
use afterimage_model::{
    Timestamp,
    view::{MAX_VIEWS, View},
};
use sqlx::SqliteConnection;
use sqlx_macros::FromRow;

use crate::{database::Stored, read::SqliteReader, schema::bound};

/// Something about a view that is written down.
#[derive(Clone, Debug)]
pub(crate) enum ViewNote {
    /// It is put in, or in the place of the one with its name where that may be.
    Put { name: String, query: String, at: Timestamp, replace: bool },
    /// It gets another name.
    Renamed { name: String, to: String, at: Timestamp },
    /// It is gone.
    Deleted { name: String },
}

/// Writes it down, in the transaction that is open.
pub(crate) async fn note(connection: &mut SqliteConnection, note: &ViewNote) -> Result<()> {
    match note {
        ViewNote::Put { name, query, at, replace } => put(connection, name, query, *at, *replace).await,
        ViewNote::Renamed { name, to, at } => {
            if exists(connection, to).await? {
                return Err(ArchiveError::ViewExists(to.clone()));
            }
            let renamed = sqlx::query("UPDATE views SET name = ?, updated_at = ? WHERE name = ?")
                .bind(to)
                .bind(at.as_millis())
                .bind(name)
                .execute(connection)
                .await
                .stored()?;
            if renamed.rows_affected() == 0 { Err(ArchiveError::UnknownView(name.clone())) } else { Ok(()) }
        }
        ViewNote::Deleted { name } => {
            let deleted =
                sqlx::query("DELETE FROM views WHERE name = ?").bind(name).execute(connection).await.stored()?;
            if deleted.rows_affected() == 0 { Err(ArchiveError::UnknownView(name.clone())) } else { Ok(()) }
        }
    }
}

async fn exists(connection: &mut SqliteConnection, name: &str) -> Result<bool> {
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM views WHERE name = ?)")
        .bind(name)
        .fetch_one(connection)
        .await
        .stored()
}

async fn put(connection: &mut SqliteConnection, name: &str, query: &str, at: Timestamp, replace: bool) -> Result<()> {
    let exists = exists(connection, name).await?;
    if exists && !replace {
        return Err(ArchiveError::ViewExists(name.to_owned()));
    }
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM views").fetch_one(&mut *connection).await.stored()?;
    if !exists && count >= bound(MAX_VIEWS) {
        return Err(ArchiveError::TooManyViews);
    }
    sqlx::query(
        "INSERT INTO views (name, query, created_at, updated_at) VALUES (?1, ?2, ?3, ?3) \
         ON CONFLICT (name) DO UPDATE SET query = excluded.query, updated_at = excluded.updated_at",
    )
    .bind(name)
    .bind(query)
    .bind(at.as_millis())
    .execute(connection)
    .await
    .stored()?;
    Ok(())
}

#[derive(FromRow)]
struct ViewRow {
    name: String,
    query: String,
    created_at: i64,
    updated_at: i64,
}

impl From<ViewRow> for View {
    fn from(row: ViewRow) -> Self {
        Self {
            name: row.name,
            query: row.query,
            created_at: Timestamp::from_millis(row.created_at),
            updated_at: Timestamp::from_millis(row.updated_at),
        }
    }
}

impl SqliteReader {
    /// All views, in the order of their names.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn views(&self) -> Result<Vec<View>> {
        let rows: Vec<ViewRow> =
            sqlx::query_as("SELECT * FROM views ORDER BY name").fetch_all(&self.pool).await.stored()?;
        Ok(rows.into_iter().map(View::from).collect())
    }

    /// The view of that name.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn view(&self, name: &str) -> Result<Option<View>> {
        let row: Option<ViewRow> = sqlx::query_as("SELECT * FROM views WHERE name = ?")
            .bind(name)
            .fetch_optional(&self.pool)
            .await
            .stored()?;
        Ok(row.map(View::from))
    }
}
