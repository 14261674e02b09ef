//! Streams' shards, and how far each is archived.

use afterimage_archive::{ArchiveError, Result, ShardRecord};
use sqlx::SqliteConnection;
use sqlx_macros::FromRow;

use crate::{
    database::Stored,
    read::SqliteReader,
    schema::{ids, parsed},
};

/// Puts shards in, or their parents up to date.
pub(crate) async fn upsert(connection: &mut SqliteConnection, stream_arn: &str, shards: &[ShardRecord]) -> Result<()> {
    let stream_id = known_stream(connection, stream_arn).await?;
    for shard in shards {
        // A parent once known is not forgotten when a later listing leaves it out.
        sqlx::query(
            "INSERT INTO shards (stream_id, name, parent) VALUES (?, ?, ?) \
             ON CONFLICT (stream_id, name) DO UPDATE SET parent = coalesce(excluded.parent, parent)",
        )
        .bind(stream_id)
        .bind(&shard.shard_id)
        .bind(&shard.parent_shard_id)
        .execute(&mut *connection)
        .await
        .stored()?;
    }
    Ok(())
}

/// Marks a shard as closed and drained.
pub(crate) async fn finish(connection: &mut SqliteConnection, stream_arn: &str, name: &str) -> Result<()> {
    let stream_id = known_stream(connection, stream_arn).await?;
    let shard_id = ids::shard_id(connection, stream_id, name).await?;
    sqlx::query("UPDATE shards SET finished = 1 WHERE shard_id = ?")
        .bind(shard_id)
        .execute(connection)
        .await
        .stored()?;
    Ok(())
}

async fn known_stream(connection: &mut SqliteConnection, arn: &str) -> Result<i64> {
    ids::find_stream(connection, arn).await?.ok_or_else(|| ArchiveError::UnknownStream(arn.to_owned()))
}

const STREAMS_SHARDS: &str = "
    SELECT name, parent, checkpoint, finished FROM shards
    WHERE stream_id = (SELECT stream_id FROM streams WHERE arn = ?) ORDER BY shard_id";

#[derive(FromRow)]
struct ShardRow {
    name: String,
    parent: Option<String>,
    checkpoint: Option<String>,
    finished: bool,
}

impl SqliteReader {
    /// A stream's shards and how far each is archived, in the order in which they were put in: where a restart goes on.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn checkpoints(&self, stream_arn: &str) -> Result<Vec<ShardRecord>> {
        let shards: Vec<ShardRow> =
            sqlx::query_as(STREAMS_SHARDS).bind(stream_arn).fetch_all(&self.pool).await.stored()?;
        shards.into_iter().map(ShardRow::into_record).collect()
    }
}

impl ShardRow {
    fn into_record(self) -> Result<ShardRecord> {
        let checkpoint = self.checkpoint.as_deref().map(|digits| parsed(digits, "a shard's checkpoint"));
        Ok(ShardRecord {
            shard_id: self.name,
            parent_shard_id: self.parent,
            checkpoint: checkpoint.transpose()?,
            finished: self.finished,
        })
    }
}
