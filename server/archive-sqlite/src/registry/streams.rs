//! Streams, and what they say of their tables' keys.

use afterimage_archive::{ArchiveError, Result, StreamRecord};
use afterimage_model::table::KeyAttribute;
use sqlx::SqliteConnection;
use sqlx_macros::FromRow;

use crate::{
    database::Stored,
    read::SqliteReader,
    schema::{codes, ids, key_attribute},
};

/// Puts a stream in, or brings what is known of it up to date.
pub(crate) async fn upsert(connection: &mut SqliteConnection, stream: &StreamRecord) -> Result<()> {
    let table_id = ids::table_id(connection, &stream.table).await?;
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

const ALL_STREAMS: &str = "
    SELECT s.arn, t.name AS table_name, s.view_type, s.ended, t.partition_key, t.partition_key_type, t.sort_key,
        t.sort_key_type
    FROM streams AS s CROSS JOIN tables AS t ON t.table_id = s.table_id ORDER BY s.stream_id";

#[derive(FromRow)]
struct StreamRow {
    arn: String,
    table_name: String,
    view_type: i64,
    ended: bool,
    partition_key: Option<String>,
    partition_key_type: Option<String>,
    sort_key: Option<String>,
    sort_key_type: Option<String>,
}

impl SqliteReader {
    /// All streams, in the order in which they were put in.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn streams(&self) -> Result<Vec<StreamRecord>> {
        let streams: Vec<StreamRow> = sqlx::query_as(ALL_STREAMS).fetch_all(&self.pool).await.stored()?;
        streams.into_iter().map(StreamRow::into_record).collect()
    }
}

impl StreamRow {
    fn into_record(self) -> Result<StreamRecord> {
        let view_type = codes::view_type(self.view_type).ok_or_else(|| ArchiveError::Unreadable {
            what: format!("the view type of stream {}", self.arn),
            cause: "unknown".into(),
        })?;
        Ok(StreamRecord {
            arn: self.arn,
            table: self.table_name,
            view_type,
            partition_key: key_attribute(self.partition_key, self.partition_key_type),
            sort_key: key_attribute(self.sort_key, self.sort_key_type),
            ended: self.ended,
        })
    }
}
