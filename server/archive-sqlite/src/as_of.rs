//! Reaching into the middle of a life: the version of a number, the one in force at a time, and what it left behind.
//!
//! No index says which change made version 4,711. Within an item, versions grow with the ids, and times do not go back;
//! so the change is found by halving the span of ids, each half told apart by one look into `changes_by_item`: some
//! twenty looks within one statement, whatever the life's length, and no index more for the writer to keep. For a page of
//! a table's items as of one time that is too many: where in the log the time is, is found once, and each item's change
//! by three looks.

use afterimage_archive::past;
use afterimage_model::{
    Change, ChangeId, ItemKey, Timestamp,
    as_of::{At, ItemAsOf, ItemsAsOf, ListedAsOf, VersionAt},
    item::MAX_TIMELINE_GAPS,
};
use sqlx::AssertSqlSafe;
use sqlx_macros::FromRow;

use super::{
    Anchor, ArchiveError, ItemTimeline, Result, SqliteReader, codes,
    reader::{bound, json_array},
    rows::{self, ItemRow},
    stored::Stored,
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

fn halve(item: &str, first: &str, last: &str, holds: &str) -> String {
    HALVE.replace("{holds}", holds).replace("{item}", item).replace("{first}", first).replace("{last}", last)
}

/// The last change of the item `i` by the time `?3`, of which it is known where in the log it is ([`Around`](super::zone_map::Around)): after `?5`
/// and up to `?6`, or after `?7`, where each change says; else the item's last one up to `?5`.
const LAST_BY_THEN: &str = "coalesce(
    (SELECT c.change_id FROM changes AS c INDEXED BY changes_by_item
        WHERE c.item_id = i.item_id AND c.change_id > ?7 AND c.created_at <= ?3 ORDER BY c.change_id DESC LIMIT 1),
    (SELECT c.change_id FROM changes AS c INDEXED BY changes_by_item
        WHERE c.item_id = i.item_id AND c.change_id > ?5 AND c.change_id <= ?6 AND c.created_at <= ?3
        ORDER BY c.change_id DESC LIMIT 1),
    (SELECT max(c.change_id) FROM changes AS c INDEXED BY changes_by_item
        WHERE c.item_id = i.item_id AND c.change_id <= ?5))";

/// How a life's change in force at a time is found, for each of a table's items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Walk {
    /// By looking where in the log the time is.
    Around,
    /// By halving.
    Halving,
}

/// Items in the order of their keys, each with the change in force at a time (NULL: it came later). Bound are the
/// table's name, the key after which to begin, the time and the limit, and the fields of [`Around`](super::zone_map::Around).
pub(super) fn walk_sql(walk: Walk) -> String {
    let found = match walk {
        Walk::Around => LAST_BY_THEN.to_owned(),
        Walk::Halving => halve("i.item_id", "i.first_change_id", "i.last_change_id", "p.created_at <= ?3"),
    };
    format!(
        "SELECT i.*, t.name AS table_name,
            CASE WHEN i.first_seen_at > ?3 THEN NULL WHEN i.last_seen_at <= ?3 THEN i.last_change_id ELSE {found} END
                AS in_force
        FROM items AS i CROSS JOIN tables AS t ON t.table_id = i.table_id
        WHERE i.table_id = (SELECT table_id FROM tables WHERE name = ?1) AND i.item_key > ?2
        ORDER BY i.item_key LIMIT ?4"
    )
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

#[derive(FromRow)]
struct WalkedRow {
    #[sqlx(flatten)]
    item: ItemRow,
    in_force: Option<i64>,
}

impl SqliteReader {
    /// The page of an item's life that ends, newest first, with a version near the anchor: `top` makes the page's first
    /// version out of the anchor's and the last. Nothing when the archive does not know the item.
    ///
    /// # Errors
    /// As [`Self::change`].
    pub async fn life_around(
        &self,
        table: &str,
        key: &ItemKey,
        anchor: Option<Anchor>,
        top: fn(u64, u64) -> u64,
        limit: usize,
    ) -> Result<Option<ItemTimeline>> {
        let Some(row) = self.find_item(table, key).await? else { return Ok(None) };
        let versions = rows::count(row.versions);
        let anchored = match anchor {
            None => versions,
            Some(Anchor::At(At::Version(version))) => version,
            Some(Anchor::At(at)) => self.in_force(&row, at).await?.map_or(1, |found| found.version),
            Some(Anchor::Change(id)) => self.heads(&[id]).await?.first().map_or(versions, |head| head.0.version),
        };
        let top = top(anchored.clamp(1, versions.max(1)), versions);
        if top >= versions {
            return self.timeline(table, key, None, limit).await;
        }
        let first = self.in_force(&row, At::Version(top)).await?;
        let before = first.map(|first| first.change_id.just_after());
        self.timeline(table, key, before, limit).await
    }

    /// The item as it was at a moment; nothing when the archive does not know it.
    ///
    /// # Errors
    /// As [`Self::change`].
    pub async fn as_of(&self, table: &str, key: &ItemKey, at: At) -> Result<Option<ItemAsOf>> {
        let Some(row) = self.find_item(table, key).await? else { return Ok(None) };
        let in_force = self.in_force(&row, at).await?;
        let next = self.version_after(&row, in_force).await?;
        let ids: Vec<ChangeId> = in_force.iter().chain(&next).map(|version| version.change_id).collect();
        let changes = self.load(&ids).await?;
        let change_of = |version: Option<VersionAt>| {
            changes.iter().find(|(_, change)| version.is_some_and(|version| version.change_id == change.id))
        };
        let (current, following) = (change_of(in_force), change_of(next));
        let state = past::state_after(current.map(|(_, change)| change), following.map(|(_, change)| change));
        let gap_noticed_at = self.gap_between(table, current, following).await?;
        let item = row.into_overview()?;
        Ok(Some(ItemAsOf {
            item,
            at,
            exists: state.exists,
            in_force,
            next,
            image: state.image.cloned(),
            image_source: state.source,
            unknown: state.unknown,
            gap_noticed_at,
        }))
    }

    /// A page of a table's items as of a time, in the order of their keys: those that existed, and those of which the
    /// archive cannot tell.
    ///
    /// # Errors
    /// As [`Self::change`].
    pub async fn items_as_of(
        &self,
        table: &str,
        time: Timestamp,
        after: Option<&ItemKey>,
        limit: usize,
    ) -> Result<ItemsAsOf> {
        let limit = limit.clamp(1, self.limits.scanned_changes);
        let around = self.around(time).await?;
        let is_near = around.unsure(self.last_change_id().await?.0) <= self.limits.unsure_changes;
        let sql = walk_sql(if is_near { Walk::Around } else { Walk::Halving });
        let (mut items, mut walked) = (Vec::new(), 0);
        let mut after = after.map(ToString::to_string).unwrap_or_default();
        while items.len() < limit && walked < self.limits.scanned_changes {
            let asked = limit - items.len();
            let rows: Vec<WalkedRow> = sqlx::query_as(AssertSqlSafe(sql.as_str()))
                .bind(table)
                .bind(&after)
                .bind(time.as_millis())
                .bind(bound(asked))
                .bind(around.by_then)
                .bind(around.mixed_to)
                .bind(around.counted_to)
                .fetch_all(&self.pool)
                .await
                .stored()?;
            let is_last = rows.len() < asked;
            walked += rows.len();
            if let Some(last) = rows.last() {
                after.clone_from(&last.item.item_key);
            }
            items.extend(self.listed(rows).await?);
            if is_last {
                return Ok(ItemsAsOf { items, next_after: None });
            }
        }
        Ok(ItemsAsOf { items, next_after: Some(rows::parsed(&after, "an item's key")?) })
    }

    async fn listed(&self, rows: Vec<WalkedRow>) -> Result<Vec<ListedAsOf>> {
        let ids: Vec<ChangeId> = rows.iter().filter_map(|row| row.in_force).map(ChangeId).collect();
        let heads = self.heads(&ids).await?;
        let mut listed = Vec::with_capacity(rows.len());
        for WalkedRow { item, in_force } in rows {
            let head = in_force.and_then(|id| heads.iter().find(|(head, _)| head.change_id.0 == id));
            let exists = match head {
                Some((_, exists)) => Some(*exists),
                // Made by its first change: before that it was not there.
                None if item.captured_from_first_version => Some(false),
                None => None,
            };
            if exists != Some(false) {
                let item_key = rows::parsed(&item.item_key, "an item's key")?;
                listed.push(ListedAsOf { item_key, exists, in_force: head.map(|(head, _)| *head) });
            }
        }
        Ok(listed)
    }

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
    async fn heads(&self, ids: &[ChangeId]) -> Result<Vec<(VersionAt, bool)>> {
        let ids = json_array(ids.iter().map(|id| id.0));
        let heads: Vec<HeadRow> = sqlx::query_as(LOAD_HEADS).bind(ids).fetch_all(&self.pool).await.stored()?;
        heads.into_iter().map(HeadRow::into_version).collect()
    }

    /// When a loss was noticed between two changes; see [`ItemAsOf::gap_noticed_at`].
    async fn gap_between(
        &self,
        table: &str,
        current: Option<&(u64, Change)>,
        following: Option<&(u64, Change)>,
    ) -> Result<Option<Timestamp>> {
        let Some((_, current)) = current else { return Ok(None) };
        let gaps = self.gaps_of(table, MAX_TIMELINE_GAPS).await?;
        let within = |noticed: &Timestamp| {
            *noticed >= current.archived_at && following.is_none_or(|(_, next)| *noticed < next.archived_at)
        };
        Ok(gaps.into_iter().map(|gap| gap.detected_at).filter(within).max())
    }
}

impl HeadRow {
    fn into_version(self) -> Result<(VersionAt, bool)> {
        let op = codes::op(self.op).ok_or_else(|| ArchiveError::Unreadable {
            what: format!("change {}", self.change_id),
            cause: "an unknown op".into(),
        })?;
        let version = VersionAt {
            version: rows::count(self.version),
            change_id: ChangeId(self.change_id),
            at: Timestamp::from_millis(self.created_at),
            op,
        };
        Ok((version, op.leaves_item(self.has_old, self.has_new)))
    }
}
