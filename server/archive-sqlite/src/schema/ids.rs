//! The archive's ids: of what changes name, and the newest change's own.

use afterimage_archive::Result;
use sqlx::{SqliteConnection, SqliteExecutor};

use crate::database::Stored;

/// The newest change's id; 0 while there is none.
pub(crate) async fn last_change_id(executor: impl SqliteExecutor<'_>) -> Result<i64> {
    let last: Option<i64> = sqlx::query_scalar("SELECT seq FROM sqlite_sequence WHERE name = 'changes'")
        .fetch_optional(executor)
        .await
        .stored()?;
    Ok(last.unwrap_or(0))
}

/// The table's id, where it was ever put in.
pub(crate) async fn find_table(executor: impl SqliteExecutor<'_>, name: &str) -> Result<Option<i64>> {
    sqlx::query_scalar("SELECT table_id FROM tables WHERE name = ?").bind(name).fetch_optional(executor).await.stored()
}

/// The table's id; a table not seen before gets one.
pub(crate) async fn table_id(connection: &mut SqliteConnection, name: &str) -> Result<i64> {
    sqlx::query("INSERT INTO tables (name) VALUES (?) ON CONFLICT DO NOTHING")
        .bind(name)
        .execute(&mut *connection)
        .await
        .stored()?;
    sqlx::query_scalar("SELECT table_id FROM tables WHERE name = ?").bind(name).fetch_one(connection).await.stored()
}

/// The stream's id, where it was ever put in.
pub(crate) async fn find_stream(connection: &mut SqliteConnection, arn: &str) -> Result<Option<i64>> {
    sqlx::query_scalar("SELECT stream_id FROM streams WHERE arn = ?")
        .bind(arn)
        .fetch_optional(connection)
        .await
        .stored()
}

/// The shard's id; a shard not seen before gets one.
pub(crate) async fn shard_id(connection: &mut SqliteConnection, stream_id: i64, name: &str) -> Result<i64> {
    sqlx::query("INSERT INTO shards (stream_id, name) VALUES (?, ?) ON CONFLICT DO NOTHING")
        .bind(stream_id)
        .bind(name)
        .execute(&mut *connection)
        .await
        .stored()?;
    sqlx::query_scalar("SELECT shard_id FROM shards WHERE stream_id = ? AND name = ?")
        .bind(stream_id)
        .bind(name)
        .fetch_one(connection)
        .await
        .stored()
}
