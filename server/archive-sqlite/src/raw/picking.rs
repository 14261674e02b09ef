//! Which changes come next: rows of a page, and where their images are kept.

use std::{collections::HashMap, sync::Arc};

use afterimage_archive::{ArchiveError, Origin, RawChange, Result};
use afterimage_model::{Actor, ChangeId, Query, Timestamp};
use sqlx::{AssertSqlSafe, Row, sqlite::SqliteRow};
use tokio::{sync::mpsc, task::JoinHandle};

use crate::{
    database::Stored,
    images::COLUMN_PREVIOUS,
    index::{Direction, Stretch},
    read::{Patience, SqliteReader},
    schema::{bound, codes, count},
    search::{Condition, Pushdown, pick_sql},
};

/// How many changes a page has at most.
pub(super) const PAGE_CHANGES: usize = 1_000;

/// A page takes no further change when its images have this much together, in bytes as DynamoDB counts them.
const PAGE_BYTES: u64 = 2 * 1024 * 1024;

/// How many pages are picked ahead.
const PAGES_AHEAD: usize = 1;

/// A page's rows.
#[derive(Debug)]
pub(super) struct PickedPage {
    pub(super) rows: Vec<Picked>,
    /// Every change up to here was looked at.
    pub(super) scanned_to: ChangeId,
}

impl PickedPage {
    /// So many rows of it, and the others.
    pub(super) fn split(mut self, count: usize) -> (Self, Option<Self>) {
        if self.rows.len() <= count {
            return (self, None);
        }
        let rows = self.rows.split_off(count);
        let rest = Self { rows, scanned_to: self.scanned_to };
        // What lies between two rows was looked at with the second one.
        let scanned_to = self.rows.last().map_or(ChangeId::START, |last| last.change.id);
        (Self { scanned_to, ..self }, Some(rest))
    }
}

/// A row of [`raw_sql`], as far as it is not a [`RawChange`] yet.
#[derive(Debug)]
pub(super) struct Picked {
    pub(super) change: RawChange,
    /// Where the images are kept.
    pub(super) old: Option<i64>,
    pub(super) new: Option<i64>,
}

/// Pages being picked, ahead of whoever takes them.
#[derive(Debug)]
pub(super) struct Picking {
    pages: mpsc::Receiver<Result<PickedPage>>,
    picking: JoinHandle<()>,
}

impl Picking {
    /// Begins after a change.
    pub(super) fn begin(archive: SqliteReader, query: Query, after: ChangeId, until: ChangeId) -> Self {
        let (picked, pages) = mpsc::channel(PAGES_AHEAD);
        let mut picker = Picker {
            archive,
            query,
            after: after.0.max(0),
            until: until.0,
            planned: None,
            origins: HashMap::new(),
            actors: HashMap::new(),
        };
        let picking = tokio::spawn(async move {
            if let Err(error) = picker.keep_to_times().await {
                drop(picked.send(Err(error)).await);
                return;
            }
            while let Some(page) = picker.next().await.transpose() {
                let is_over = page.is_err();
                if picked.send(page).await.is_err() || is_over {
                    return;
                }
            }
        });
        Self { pages, picking }
    }

    /// The next page; nothing at the end.
    pub(super) async fn next(&mut self) -> Option<Result<PickedPage>> {
        let page = self.pages.recv().await;
        if page.is_none()
            && let Err(panic) = (&mut self.picking).await
        {
            return Some(Err(ArchiveError::Storage(panic.into())));
        }
        page
    }
}

impl Drop for Picking {
    fn drop(&mut self) {
        self.picking.abort();
    }
}

struct Picker {
    archive: SqliteReader,
    query: Query,
    after: i64,
    until: i64,
    /// The plan, and the last id for which it was made.
    planned: Option<(Arc<Pushdown>, i64)>,
    /// By shard and table.
    origins: HashMap<(i64, i64), Arc<Origin>>,
    actors: HashMap<i64, Arc<Actor>>,
}

/// The columns of a raw change, behind the picked ids.
pub(super) fn raw_sql(picked: &str) -> String {
    format!(
        "SELECT c.change_id, c.version, c.shard_id, c.sequence_number, c.event_id, c.op, c.view_type, c.actor_id, \
         c.created_at, c.received_at, c.archived_at, c.size_bytes, c.note, i.item_key, c.old_image, c.new_image, \
         p.new_image, c.table_id \
         FROM ({picked}) AS picked CROSS JOIN changes AS c ON c.change_id = picked.change_id \
         CROSS JOIN items AS i ON i.item_id = c.item_id \
         LEFT JOIN changes AS p ON p.change_id = c.previous_change_id AND c.old_image = 0"
    )
}

const FIND_ORIGIN: &str = "
    SELECT t.name, st.arn, st.ended, s.name, t.partition_key, t.partition_key_type, t.sort_key, t.sort_key_type
    FROM shards AS s CROSS JOIN streams AS st ON st.stream_id = s.stream_id
    CROSS JOIN tables AS t ON t.table_id = ? WHERE s.shard_id = ?";

/// A row of [`FIND_ORIGIN`].
type OriginRow = (String, String, bool, String, Option<String>, Option<String>, Option<String>, Option<String>);

impl Picker {
    /// Leaves out what lies before and behind all times that the query requires.
    async fn keep_to_times(&mut self) -> Result<()> {
        let asked = Stretch { first: self.after + 1, last: self.until };
        let mut patience = Patience::default();
        let stretch = loop {
            let _turn = self.archive.long_reads.turn().await?;
            match self.archive.bounded_by_time(&self.query, asked).await {
                Err(error) if patience.goes_on(&error) => {}
                stretch => break stretch?,
            }
        };
        (self.after, self.until) = (stretch.first - 1, stretch.last);
        Ok(())
    }

    /// The next rows that the columns let through; nothing at the end.
    async fn next(&mut self) -> Result<Option<PickedPage>> {
        if self.after >= self.until {
            return Ok(None);
        }
        let mut patience = Patience::default();
        let picked = loop {
            let _turn = self.archive.long_reads.turn().await?;
            match self.pick().await {
                Err(error) if patience.goes_on(&error) => {}
                picked => break picked,
            }
        };
        let (rows, scanned_to) = picked?;
        self.after = scanned_to;
        Ok(Some(PickedPage { rows, scanned_to: ChangeId(scanned_to) }))
    }

    /// How to go on, and how far: as was planned last, as long as that holds.
    async fn plan(&mut self) -> Result<(Arc<Pushdown>, Stretch)> {
        let first = self.after + 1;
        if let Some((plan, last)) = self.planned.as_ref().filter(|(_, last)| first <= *last) {
            return Ok((Arc::clone(plan), Stretch { first, last: *last }));
        }
        let stretch = Stretch { first, last: self.until };
        let (plan, stretch) = self.archive.plan(&self.query, stretch, Direction::OldestFirst).await?;
        let plan = Arc::new(plan);
        self.planned = Some((Arc::clone(&plan), stretch.last));
        Ok((plan, stretch))
    }

    /// The rows, and the id up to which there are no others.
    async fn pick(&mut self) -> Result<(Vec<Picked>, i64)> {
        let (plan, stretch) = self.plan().await?;
        let stretch = self.archive.bounded_by_plan(&plan, stretch, Direction::OldestFirst);
        let Condition { sql, texts } = pick_sql(&plan, Direction::OldestFirst);
        let mut statement = sqlx::query(AssertSqlSafe(raw_sql(&sql))).bind(stretch.first).bind(stretch.last);
        for text in texts {
            statement = statement.bind(text);
        }
        let rows = statement.bind(bound(PAGE_CHANGES)).fetch_all(&self.archive.pool).await.stored()?;
        let found = rows.len();
        let (mut picked, mut bytes, mut scanned_to) = (Vec::with_capacity(found), 0, stretch.last);
        for row in rows {
            let change = self.picked(&row).await?;
            bytes += change.change.size_bytes;
            picked.push(change);
            if bytes >= PAGE_BYTES {
                break;
            }
        }
        if (found == PAGE_CHANGES || picked.len() < found)
            && let Some(last) = picked.last()
        {
            scanned_to = last.change.id.0;
        }
        Ok((picked, scanned_to))
    }

    async fn picked(&mut self, row: &SqliteRow) -> Result<Picked> {
        let number = |at: usize| row.try_get_unchecked::<i64, _>(at);
        let id = number(0).stored()?;
        let unreadable =
            |what: &str| ArchiveError::Unreadable { what: format!("change {id}"), cause: what.to_owned().into() };
        let origin = self.origin(number(2).stored()?, number(17).stored()?).await?;
        let actor = match row.try_get_unchecked::<Option<i64>, _>(7).stored()? {
            Some(actor_id) => Some(self.actor(actor_id).await?),
            None => None,
        };
        let old = match row.try_get_unchecked::<Option<i64>, _>(14).stored()? {
            Some(COLUMN_PREVIOUS) => {
                let previous: Option<i64> = row.try_get_unchecked(16).stored()?;
                Some(previous.ok_or_else(|| unreadable("the old image refers to a change that has no new image"))?)
            }
            column => column,
        };
        let change = RawChange {
            id: ChangeId(id),
            version: count(number(1).stored()?),
            origin,
            sequence_number: row.try_get_unchecked(3).stored()?,
            event_id: row.try_get_unchecked(4).stored()?,
            op: codes::op(number(5).stored()?).ok_or_else(|| unreadable("an unknown op"))?,
            view_type: codes::view_type(number(6).stored()?).ok_or_else(|| unreadable("an unknown view type"))?,
            actor,
            created_at: Timestamp::from_millis(number(8).stored()?),
            received_at: Timestamp::from_millis(number(9).stored()?),
            archived_at: Timestamp::from_millis(number(10).stored()?),
            size_bytes: count(number(11).stored()?),
            note: row.try_get_unchecked(12).stored()?,
            item_key: row.try_get_unchecked(13).stored()?,
            old: None,
            new: None,
        };
        Ok(Picked { change, old, new: row.try_get_unchecked(15).stored()? })
    }

    async fn origin(&mut self, shard_id: i64, table_id: i64) -> Result<Arc<Origin>> {
        if let Some(origin) = self.origins.get(&(shard_id, table_id)) {
            return Ok(Arc::clone(origin));
        }
        let names: OriginRow =
            sqlx::query_as(FIND_ORIGIN).bind(table_id).bind(shard_id).fetch_one(&self.archive.pool).await.stored()?;
        let (table, stream_arn, is_stream_ended, shard, partition, partition_type, sort, sort_type) = names;
        let (partition_key, sort_key) = (partition.zip(partition_type), sort.zip(sort_type));
        let origin = Arc::new(Origin { table, stream_arn, is_stream_ended, shard_id: shard, partition_key, sort_key });
        self.origins.insert((shard_id, table_id), Arc::clone(&origin));
        Ok(origin)
    }

    async fn actor(&mut self, actor_id: i64) -> Result<Arc<Actor>> {
        if let Some(actor) = self.actors.get(&actor_id) {
            return Ok(Arc::clone(actor));
        }
        let find = "SELECT kind, principal_id FROM actors WHERE actor_id = ?";
        let (kind, principal_id) = sqlx::query_as(find).bind(actor_id).fetch_one(&self.archive.pool).await.stored()?;
        let actor = Arc::new(Actor { kind, principal_id });
        self.actors.insert(actor_id, Arc::clone(&actor));
        Ok(actor)
    }
}
