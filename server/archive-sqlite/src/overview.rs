//! What the archive holds, and where it comes from: tables, streams, shards, gaps.

use afterimage_model::{Timestamp, table::Gap};
use sqlx_macros::FromRow;

use super::{
    Figures, Result, ShardRecord, SqliteReader, StreamRecord, TableFigures, codes, reader::bound, rows, stored::Stored,
};

const ALL_TABLES: &str = "
    SELECT name, change_count, item_count, gap_count, last_change_at, partition_key, partition_key_type, sort_key,
        sort_key_type
    FROM tables ORDER BY name";

const ALL_STREAMS: &str = "
    SELECT s.arn, t.name AS table_name, s.view_type, s.ended, t.partition_key, t.partition_key_type, t.sort_key,
        t.sort_key_type
    FROM streams AS s CROSS JOIN tables AS t ON t.table_id = s.table_id ORDER BY s.stream_id";

const STREAMS_SHARDS: &str = "
    SELECT name, parent, checkpoint, finished FROM shards
    WHERE stream_id = (SELECT stream_id FROM streams WHERE arn = ?) ORDER BY shard_id";

const ALL_GAPS: &str = "
    SELECT t.name AS table_name, g.stream_arn, g.shard, g.after, g.until, g.cause, g.detected_at
    FROM gaps AS g CROSS JOIN tables AS t ON t.table_id = g.table_id ORDER BY g.gap_id DESC";

const GAPS_OF_TABLE: &str = "
    SELECT t.name AS table_name, g.stream_arn, g.shard, g.after, g.until, g.cause, g.detected_at
    FROM tables AS t CROSS JOIN gaps AS g ON g.table_id = t.table_id
    WHERE t.name = ? ORDER BY g.gap_id DESC LIMIT ?";

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

#[derive(FromRow)]
struct ShardRow {
    name: String,
    parent: Option<String>,
    checkpoint: Option<String>,
    finished: bool,
}

#[derive(FromRow)]
struct GapRow {
    table_name: String,
    stream_arn: String,
    shard: String,
    after: Option<String>,
    until: Option<String>,
    cause: String,
    detected_at: i64,
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

    /// A stream's shards and how far each is archived, in the order in which they were put in: where a restart goes on.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn checkpoints(&self, stream_arn: &str) -> Result<Vec<ShardRecord>> {
        let shards: Vec<ShardRow> =
            sqlx::query_as(STREAMS_SHARDS).bind(stream_arn).fetch_all(&self.pool).await.stored()?;
        shards.into_iter().map(ShardRow::into_record).collect()
    }

    /// All streams, in the order in which they were put in.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn streams(&self) -> Result<Vec<StreamRecord>> {
        let streams: Vec<StreamRow> = sqlx::query_as(ALL_STREAMS).fetch_all(&self.pool).await.stored()?;
        streams.into_iter().map(StreamRow::into_record).collect()
    }

    /// All gaps, newest first.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn gaps(&self) -> Result<Vec<Gap>> {
        let gaps: Vec<GapRow> = sqlx::query_as(ALL_GAPS).fetch_all(&self.pool).await.stored()?;
        gaps.into_iter().map(GapRow::into_gap).collect()
    }

    /// A table's gaps, newest first.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn gaps_of(&self, table: &str, limit: usize) -> Result<Vec<Gap>> {
        let gaps: Vec<GapRow> =
            sqlx::query_as(GAPS_OF_TABLE).bind(table).bind(bound(limit)).fetch_all(&self.pool).await.stored()?;
        gaps.into_iter().map(GapRow::into_gap).collect()
    }
}

impl TableRow {
    fn into_figures(self) -> TableFigures {
        TableFigures {
            table: self.name,
            changes: rows::count(self.change_count),
            items: rows::count(self.item_count),
            last_change_at: self.last_change_at.map(Timestamp::from_millis),
            gaps: rows::count(self.gap_count),
            partition_key: rows::key_attribute(self.partition_key, self.partition_key_type),
            sort_key: rows::key_attribute(self.sort_key, self.sort_key_type),
        }
    }
}

impl StreamRow {
    fn into_record(self) -> Result<StreamRecord> {
        let view_type = codes::view_type(self.view_type).ok_or_else(|| super::ArchiveError::Unreadable {
            what: format!("the view type of stream {}", self.arn),
            cause: "unknown".into(),
        })?;
        Ok(StreamRecord {
            arn: self.arn,
            table: self.table_name,
            view_type,
            partition_key: rows::key_attribute(self.partition_key, self.partition_key_type),
            sort_key: rows::key_attribute(self.sort_key, self.sort_key_type),
            ended: self.ended,
        })
    }
}

impl ShardRow {
    fn into_record(self) -> Result<ShardRecord> {
        let checkpoint = self.checkpoint.as_deref().map(|digits| rows::parsed(digits, "a shard's checkpoint"));
        Ok(ShardRecord {
            shard_id: self.name,
            parent_shard_id: self.parent,
            checkpoint: checkpoint.transpose()?,
            finished: self.finished,
        })
    }
}

impl GapRow {
    fn into_gap(self) -> Result<Gap> {
        let number = |digits: Option<String>| {
            digits.as_deref().map(|digits| rows::parsed(digits, "a gap's sequence number")).transpose()
        };
        Ok(Gap {
            table: self.table_name,
            stream_arn: self.stream_arn,
            shard_id: self.shard,
            after_sequence_number: number(self.after)?,
            until_sequence_number: number(self.until)?,
            cause: self.cause,
            detected_at: Timestamp::from_millis(self.detected_at),
        })
    }
}
