//! How far the scans of tables are that archive version 0 of their items.

use afterimage_archive::{ArchiveError, BaselineRecord, Result, SegmentRecord};
use afterimage_model::{ItemKey, Timestamp};
use sqlx::SqliteConnection;
use sqlx_macros::FromRow;

use crate::{database::Stored, read::SqliteReader, schema::ids};

/// Something about a scan that is written down.
#[derive(Clone, Debug)]
pub(crate) enum BaselineNote {
    Begun { table: String, segments: u32, items_expected: Option<u64>, at: Timestamp },
    Segment { baseline: i64, segment: u32, record: SegmentRecord },
    Finished { baseline: i64, at: Timestamp },
}

/// Writes it down.
pub(crate) async fn note(connection: &mut SqliteConnection, note: &BaselineNote) -> Result<()> {
    match note {
        BaselineNote::Begun { table, segments, items_expected, at } => {
            begin(connection, table, *segments, *items_expected, *at).await
        }
        BaselineNote::Segment { baseline, segment, record } => {
            note_segment(connection, *baseline, *segment, record).await
        }
        BaselineNote::Finished { baseline, at } => {
            sqlx::query("UPDATE baselines SET finished_at = ? WHERE baseline_id = ?")
                .bind(at.as_millis())
                .bind(baseline)
                .execute(connection)
                .await
                .stored()?;
            Ok(())
        }
    }
}

async fn begin(
    connection: &mut SqliteConnection,
    table: &str,
    segments: u32,
    items_expected: Option<u64>,
    at: Timestamp,
) -> Result<()> {
    let table_id = ids::table_id(connection, table).await?;
    let begun = sqlx::query("INSERT INTO baselines (table_id, started_at, items_expected) VALUES (?, ?, ?)")
        .bind(table_id)
        .bind(at.as_millis())
        .bind(items_expected.and_then(|count| i64::try_from(count).ok()))
        .execute(&mut *connection)
        .await
        .stored()?;
    for segment in 0..segments {
        sqlx::query("INSERT INTO baseline_segments (baseline_id, segment) VALUES (?, ?)")
            .bind(begun.last_insert_rowid())
            .bind(segment)
            .execute(&mut *connection)
            .await
            .stored()?;
    }
    Ok(())
}

async fn note_segment(
    connection: &mut SqliteConnection,
    baseline: i64,
    segment: u32,
    record: &SegmentRecord,
) -> Result<()> {
    let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    sqlx::query(
        "UPDATE baseline_segments SET after_key = ?, done = ?, items_scanned = ?, items_added = ? \
         WHERE baseline_id = ? AND segment = ?",
    )
    .bind(record.after_key.as_ref().map(ToString::to_string))
    .bind(record.done)
    .bind(count(record.items_scanned))
    .bind(count(record.items_added))
    .bind(baseline)
    .bind(segment)
    .execute(connection)
    .await
    .stored()?;
    Ok(())
}

/// The last scan of each table, with its segments.
const LAST_BASELINES: &str = "
    SELECT b.baseline_id, t.name AS table_name, b.started_at, b.finished_at, b.items_expected,
        s.after_key, s.done, s.items_scanned, s.items_added
    FROM baselines AS b
    CROSS JOIN tables AS t ON t.table_id = b.table_id
    CROSS JOIN baseline_segments AS s ON s.baseline_id = b.baseline_id
    WHERE b.baseline_id = (SELECT max(n.baseline_id) FROM baselines AS n WHERE n.table_id = b.table_id)
    ORDER BY b.baseline_id, s.segment";

/// A row of [`LAST_BASELINES`].
#[derive(FromRow)]
struct SegmentRow {
    baseline_id: i64,
    table_name: String,
    started_at: i64,
    finished_at: Option<i64>,
    items_expected: Option<i64>,
    after_key: Option<String>,
    done: bool,
    items_scanned: i64,
    items_added: i64,
}

impl SegmentRow {
    fn segment(&self) -> Result<SegmentRecord> {
        let key = self.after_key.as_deref().map(str::parse::<ItemKey>).transpose();
        Ok(SegmentRecord {
            after_key: key.map_err(|cause| ArchiveError::Unreadable {
                what: format!("the place of the baseline of {}", self.table_name),
                cause: Box::new(cause),
            })?,
            done: self.done,
            items_scanned: self.items_scanned.unsigned_abs(),
            items_added: self.items_added.unsigned_abs(),
        })
    }
}

impl SqliteReader {
    /// The last baseline of each table that ever had one.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn baselines(&self) -> Result<Vec<BaselineRecord>> {
        let rows: Vec<SegmentRow> = sqlx::query_as(LAST_BASELINES).fetch_all(&self.pool).await.stored()?;
        let mut records: Vec<BaselineRecord> = Vec::new();
        for row in rows {
            let segment = row.segment()?;
            match records.last_mut().filter(|record| record.id == row.baseline_id) {
                Some(record) => record.segments.push(segment),
                None => records.push(BaselineRecord {
                    id: row.baseline_id,
                    table: row.table_name,
                    started_at: Timestamp::from_millis(row.started_at),
                    finished_at: row.finished_at.map(Timestamp::from_millis),
                    items_expected: row.items_expected.map(i64::unsigned_abs),
                    segments: vec![segment],
                }),
            }
        }
        Ok(records)
    }
}
