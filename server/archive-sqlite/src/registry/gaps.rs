//! What was trimmed before it was read: a gap is a row.

use afterimage_archive::Result;
use afterimage_model::{Timestamp, table::Gap};
use sqlx::SqliteConnection;
use sqlx_macros::FromRow;

use crate::{
    database::Stored,
    read::SqliteReader,
    schema::{bound, ids, parsed},
};

/// Records a gap; the same gap again is harmless.
pub(crate) async fn record(connection: &mut SqliteConnection, gap: &Gap) -> Result<()> {
    let table_id = ids::table_id(connection, &gap.table).await?;
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

const ALL_GAPS: &str = "
    SELECT t.name AS table_name, g.stream_arn, g.shard, g.after, g.until, g.cause, g.detected_at
    FROM gaps AS g CROSS JOIN tables AS t ON t.table_id = g.table_id ORDER BY g.gap_id DESC";

const GAPS_OF_TABLE: &str = "
    SELECT t.name AS table_name, g.stream_arn, g.shard, g.after, g.until, g.cause, g.detected_at
    FROM tables AS t CROSS JOIN gaps AS g ON g.table_id = t.table_id
    WHERE t.name = ? ORDER BY g.gap_id DESC LIMIT ?";

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

impl GapRow {
    fn into_gap(self) -> Result<Gap> {
        let number = |digits: Option<String>| {
            digits.as_deref().map(|digits| parsed(digits, "a gap's sequence number")).transpose()
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
