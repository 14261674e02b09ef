//! What is known of tables, streams, shards and gaps: rare, small writes, each in its own transaction.

use afterimage_model::table::{Gap, KeyAttribute};
use sqlx::SqliteConnection;

use super::{
    ArchiveError, Result, ShardRecord, StreamRecord,
    baselines::{self, BaselineNote},
    codes, fail_point,
    indexer::{self, IndexUpdate},
    stored::Stored,
    transaction,
    views::{self, ViewNote},
};

/// Something that is written down about where changes come from.
pub(super) enum Registration {
    Stream(StreamRecord),
    Shards { stream_arn: String, shards: Vec<ShardRecord> },
    Finished { stream_arn: String, shard_id: String },
    Gap(Gap),
    Baseline(BaselineNote),
    Indexer(IndexUpdate),
    View(ViewNote),
}

/// Writes it down, whole or not at all.
pub(super) async fn register(connection: &mut SqliteConnection, registration: &Registration) -> Result<()> {
    transaction::begin(connection).await?;
    let written = write(connection, registration).await;
    fail_point::pass("registration-written");
    transaction::end(connection, written).await?;
    fail_point::pass("registered");
    Ok(())
}

async fn write(connection: &mut SqliteConnection, registration: &Registration) -> Result<()> {
    match registration {
        Registration::Stream(stream) => upsert_stream(connection, stream).await,
        Registration::Shards { stream_arn, shards } => upsert_shards(connection, stream_arn, shards).await,
        Registration::Finished { stream_arn, shard_id } => finish_shard(connection, stream_arn, shard_id).await,
        Registration::Gap(gap) => record_gap(connection, gap).await,
        Registration::Baseline(note) => baselines::note(connection, note).await,
        Registration::Indexer(note) => indexer::note(connection, note).await,
        Registration::View(note) => views::note(connection, note).await,
    }
}

/// The table's id; a table not seen before gets one.
pub(super) async fn table_id(connection: &mut SqliteConnection, name: &str) -> sqlx::Result<i64> {
    sqlx::query("INSERT INTO tables (name) VALUES (?) ON CONFLICT DO NOTHING")
        .bind(name)
        .execute(&mut *connection)
        .await?;
    sqlx::query_scalar("SELECT table_id FROM tables WHERE name = ?").bind(name).fetch_one(connection).await
}

/// The stream's id, where it was ever put in.
pub(super) async fn stream_id(connection: &mut SqliteConnection, arn: &str) -> sqlx::Result<Option<i64>> {
    sqlx::query_scalar("SELECT stream_id FROM streams WHERE arn = ?").bind(arn).fetch_optional(connection).await
}

/// The shard's id; a shard not seen before gets one.
pub(super) async fn shard_id(connection: &mut SqliteConnection, stream_id: i64, name: &str) -> sqlx::Result<i64> {
    sqlx::query("INSERT INTO shards (stream_id, name) VALUES (?, ?) ON CONFLICT DO NOTHING")
        .bind(stream_id)
        .bind(name)
        .execute(&mut *connection)
        .await?;
    sqlx::query_scalar("SELECT shard_id FROM shards WHERE stream_id = ? AND name = ?")
        .bind(stream_id)
        .bind(name)
        .fetch_one(connection)
        .await
}

async fn known_stream(connection: &mut SqliteConnection, arn: &str) -> Result<i64> {
    stream_id(connection, arn).await.stored()?.ok_or_else(|| ArchiveError::UnknownStream(arn.to_owned()))
}

async fn upsert_stream(connection: &mut SqliteConnection, stream: &StreamRecord) -> Result<()> {
    let table_id = table_id(connection, &stream.table).await.stored()?;
    sqlx::query(
        "INSERT INTO streams (arn, table_id, view_type, ended) VALUES (?, ?, ?, ?) \
         ON CONFLICT (arn) DO UPDATE SET view_type = excluded.view_type, ended = excluded.ended",
    )
    .bind(&stream.arn)
    .bind(table_id)
    .bind(codes::of_view_type(stream.view_type))
    .bind(stream.ended)
    .execute(&mut *connection)
    .await
    .stored()?;
    if let Some(partition_key) = &stream.partition_key {
        set_key_schema(connection, table_id, partition_key, stream.sort_key.as_ref()).await?;
    }
    Ok(())
}

async fn set_key_schema(
    connection: &mut SqliteConnection,
    table_id: i64,
    partition_key: &KeyAttribute,
    sort_key: Option<&KeyAttribute>,
) -> Result<()> {
    sqlx::query(
        "UPDATE tables SET partition_key = ?, partition_key_type = ?, sort_key = ?, sort_key_type = ? \
         WHERE table_id = ?",
    )
    .bind(&partition_key.name)
    .bind(&partition_key.type_tag)
    .bind(sort_key.map(|key| &key.name))
    .bind(sort_key.map(|key| &key.type_tag))
    .bind(table_id)
    .execute(connection)
    .await
    .stored()?;
    Ok(())
}

async fn upsert_shards(connection: &mut SqliteConnection, stream_arn: &str, shards: &[ShardRecord]) -> Result<()> {
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

async fn finish_shard(connection: &mut SqliteConnection, stream_arn: &str, name: &str) -> Result<()> {
    let stream_id = known_stream(connection, stream_arn).await?;
    let shard_id = shard_id(connection, stream_id, name).await.stored()?;
    sqlx::query("UPDATE shards SET finished = 1 WHERE shard_id = ?")
        .bind(shard_id)
        .execute(connection)
        .await
        .stored()?;
    Ok(())
}

async fn record_gap(connection: &mut SqliteConnection, gap: &Gap) -> Result<()> {
    let table_id = table_id(connection, &gap.table).await.stored()?;
    let recorded = sqlx::query(
        "INSERT INTO gaps (table_id, stream_arn, shard, after, until, cause, detected_at) VALUES (?, ?, ?, ?, ?, ?, ?) \
         ON CONFLICT DO NOTHING",
    )
    .bind(table_id)
    .bind(&gap.stream_arn)
    .bind(&gap.shard_id)
    .bind(gap.after_sequence_number.as_ref().map(|number| number.as_str()))
    .bind(gap.until_sequence_number.as_ref().map(|number| number.as_str()))
    .bind(&gap.cause)
    .bind(gap.detected_at.as_millis())
    .execute(&mut *connection)
    .await
    .stored()?;
    let count = i64::try_from(recorded.rows_affected()).unwrap_or(0);
    sqlx::query("UPDATE tables SET gap_count = gap_count + ? WHERE table_id = ?")
        .bind(count)
        .bind(table_id)
        .execute(connection)
        .await
        .stored()?;
    Ok(())
}
