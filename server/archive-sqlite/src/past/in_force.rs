//! Reaching into the middle of a life: the version of a number, and the one in force at a time.
//!
//! No index says which change made version 4,711. Within an item, versions grow with the ids, and times do not go back;
//! so the change is found by halving the span of ids, each half told apart by one look into `changes_by_item`: some
//! twenty looks within one statement, whatever the life's length, and no index more for the writer to keep.

use afterimage_archive::{ArchiveError, Result};
use afterimage_model::{
    ChangeId, Timestamp,
    as_of::{At, VersionAt},
};
use sqlx::AssertSqlSafe;
use sqlx_macros::FromRow;

use crate::{
    database::Stored,
    read::{ItemRow, SqliteReader},
    schema::{codes, count, json_array},
};

/// The last change of the item `{item}` for which `{holds}` (of the row `p`); its first change is one. `{first}` and
/// `{last}` are the ids of its first and last change.
///
/// `low` and `high` close in: what is sought is `best`, or lies between them.
const HALVE: &str = "(
    WITH RECURSIVE halved (best, low, high) AS (
        SELECT {first}, {first}, {last} + 1
        UNION ALL
        SELECT CASE WHEN p.change_id IS NOT NULL AND {holds} THEN p.change_id ELSE h.best END,
            CASE WHEN p.change_id IS NULL OR {holds} THEN (h.low + h.high) / 2 ELSE h.low END,
            CASE WHEN p.change_id IS NULL OR {holds} THEN h.high ELSE p.change_id END
        FROM halved AS h LEFT JOIN changes AS p ON p.change_id = (
            SELECT max(c.change_id) FROM changes AS c INDEXED BY changes_by_item
            WHERE c.item_id = {item} AND c.change_id > h.low AND c.change_id <= (h.low + h.high) / 2)
        WHERE h.high - h.low > 1)
    SELECT best FROM halved WHERE high - low <= 1)";

/// The statement around [`HALVE`] for one item: bound are its id, first and last change, and then the limit.
pub(super) fn find_last_sql(at: At) -> String {
    let holds = match at {
        At::Version(_) => "p.version <= ?4",
        At::Time(_) => "p.created_at <= ?4",
    };
    format!("SELECT {}", halve("?1", "?2", "?3", holds))
}

/// [`HALVE`] for an item, its first and last change, and what holds.
pub(super) fn halve(item: &str, first: &str, last: &str, holds: &str) -> String {
    HALVE.replace("{holds}", holds).replace("{item}", item).replace("{first}", first).replace("{last}", last)
}

/// What changes say without their images; whether an image is there tells what a baseline found.
pub(super) const LOAD_HEADS: &str = "
    SELECT c.change_id, c.version, c.op, c.created_at, c.old_image IS NOT NULL AS has_old,
        c.new_image IS NOT NULL AS has_new
    FROM json_each(?) AS picked CROSS JOIN changes AS c ON c.change_id = picked.value";

/// An item's change after another.
pub(super) const FIND_NEXT: &str = "
    SELECT change_id FROM changes INDEXED BY changes_by_item
    WHERE item_id = ? AND change_id > ? ORDER BY change_id LIMIT 1";

#[derive(FromRow)]
struct HeadRow {
    change_id: i64,
    version: i64,
    op: i64,
    created_at: i64,
    has_old: bool,
    has_new: bool,
}

impl SqliteReader {
    /// The last version of an item up to a moment.
    pub(super) async fn in_force(&self, row: &ItemRow, at: At) -> Result<Option<VersionAt>> {
        let first_at = Timestamp::from_millis(row.first_seen_at);
        if !at.includes(1, first_at) {
            return Ok(None);
        }
        let limit = match at {
            At::Version(version) => i64::try_from(version).unwrap_or(i64::MAX),
            At::Time(time) => time.as_millis(),
        };
        let id: i64 = sqlx::query_scalar(AssertSqlSafe(find_last_sql(at)))
            .bind(row.item_id)
            .bind(row.first_change_id)
            .bind(row.last_change_id)
            .bind(limit)
            .fetch_one(&self.pool)
            .await
            .stored()?;
        Ok(self.heads(&[ChangeId(id)]).await?.into_iter().next().map(|(head, _)| head))
    }

    /// The item's version after one that was found; its first where none was.
    pub(super) async fn version_after(&self, row: &ItemRow, in_force: Option<VersionAt>) -> Result<Option<VersionAt>> {
        let after = in_force.map_or(ChangeId::START, |version| version.change_id);
        let next: Option<i64> =
            sqlx::query_scalar(FIND_NEXT).bind(row.item_id).bind(after.0).fetch_optional(&self.pool).await.stored()?;
        let Some(next) = next else { return Ok(None) };
        Ok(self.heads(&[ChangeId(next)]).await?.into_iter().next().map(|(head, _)| head))
    }

    /// Changes without their images, each with whether the item existed after it.
    pub(super) async fn heads(&self, ids: &[ChangeId]) -> Result<Vec<(VersionAt, bool)>> {
        let ids = json_array(ids.iter().map(|id| id.0));
        let heads: Vec<HeadRow> = sqlx::query_as(LOAD_HEADS).bind(ids).fetch_all(&self.pool).await.stored()?;
        heads.into_iter().map(HeadRow::into_version).collect()
    }
}

impl HeadRow {
    fn into_version(self) -> Result<(VersionAt, bool)> {
        let op = codes::op(self.op).ok_or_else(|| ArchiveError::Unreadable {
            what: format!("change {}", self.change_id),
            cause: "an unknown op".into(),
        })?;
        let version = VersionAt {
            version: count(self.version),
            change_id: ChangeId(self.change_id),
            at: Timestamp::from_millis(self.created_at),
            op,
        };
        Ok((version, op.leaves_item(self.has_old, self.has_new)))
    }
}
