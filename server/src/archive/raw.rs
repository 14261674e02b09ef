//! Changes as they are kept, for whoever passes them on: images stay texts, and nothing is made a tree of.
//!
//! A page's rows are picked by one statement; the blocks that its images are in are decompressed once each. The image
//! before a change is nearly always the one after an earlier change: those that were passed on lately are kept at hand,
//! so that the earlier block need not be decompressed again.

mod passed;

use std::{
    collections::{BTreeSet, HashMap},
    ops::Range,
    sync::Arc,
};

use afterimage_app::model::{Actor, CapturedChange, Change, ChangeId, Op, Query, Timestamp, ViewType};
use sqlx::{AssertSqlSafe, Row, sqlite::SqliteRow};

use self::passed::Passed;
use super::{
    ArchiveError, ArchiveReader, Cause, Result, codes, image_text,
    images::{COLUMN_PREVIOUS, Place},
    pushdown::{self, Condition},
    reader::bound,
    scan::{Direction, Stretch, pick_sql},
};

/// How many changes a page has at most.
const PAGE_CHANGES: usize = 1_000;

/// A page takes no further change when its images have this much together, in bytes as DynamoDB counts them.
const PAGE_BYTES: u64 = 2 * 1024 * 1024;

/// How many blocks are decompressed at once.
const BLOCKS_AT_ONCE: usize = 48;

/// An archived change with its images as texts of its page.
#[derive(Clone, Debug)]
pub struct RawChange {
    /// The position in the archive.
    pub id: ChangeId,
    /// 1 for the item's first change in the archive.
    pub version: u64,
    /// Where it comes from.
    pub origin: Arc<Origin>,
    /// The position within the shard, as the stream's digits.
    pub sequence_number: String,
    /// The record's own id.
    pub event_id: String,
    /// What happened.
    pub op: Op,
    /// What the stream's records carry.
    pub view_type: ViewType,
    /// Who did it, where the stream tells.
    pub actor: Option<Arc<Actor>>,
    /// When it happened, by the stream.
    pub created_at: Timestamp,
    /// When it was read.
    pub received_at: Timestamp,
    /// When it was committed.
    pub archived_at: Timestamp,
    /// The record's size.
    pub size_bytes: u64,
    /// What was odd about the record.
    pub note: Option<String>,
    /// Which item, in the key's canonical text.
    pub item_key: String,
    old: Option<Range<usize>>,
    new: Option<Range<usize>>,
}

/// What all changes of a shard have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The table's name.
    pub table: String,
    /// The stream's ARN.
    pub stream_arn: String,
    /// Whether the stream is read to its end.
    pub is_stream_ended: bool,
    /// The shard's id.
    pub shard_id: String,
    /// The table's partition key and its type, where known.
    pub partition_key: Option<(String, String)>,
    /// The table's sort key and its type, where known.
    pub sort_key: Option<(String, String)>,
}

/// Some changes, oldest first, and their images' texts.
#[derive(Clone, Debug, Default)]
pub struct RawPage {
    /// The changes.
    pub changes: Vec<RawChange>,
    texts: Vec<u8>,
    /// Every change up to here was looked at.
    pub scanned_to: ChangeId,
}

impl RawPage {
    /// The item before the change, in canonical text.
    pub fn old_image(&self, change: &RawChange) -> Option<&[u8]> {
        change.old.clone().and_then(|range| self.texts.get(range))
    }

    /// The item after the change, in canonical text.
    pub fn new_image(&self, change: &RawChange) -> Option<&[u8]> {
        change.new.clone().and_then(|range| self.texts.get(range))
    }

    /// The change with everything read.
    ///
    /// # Errors
    /// When something of it cannot be read.
    pub fn read(&self, change: &RawChange) -> std::result::Result<Change, Cause> {
        let image = |text: Option<&[u8]>| text.map(image_text::read).transpose();
        let captured = CapturedChange {
            table: change.origin.table.clone(),
            stream_arn: change.origin.stream_arn.clone(),
            shard_id: change.origin.shard_id.clone(),
            sequence_number: change.sequence_number.parse()?,
            event_id: change.event_id.clone(),
            op: change.op,
            item_key: change.item_key.parse()?,
            old_image: image(self.old_image(change))?,
            new_image: image(self.new_image(change))?,
            created_at: change.created_at,
            received_at: change.received_at,
            actor: change.actor.as_deref().cloned(),
            size_bytes: change.size_bytes,
            view_type: change.view_type,
            note: change.note.clone(),
        };
        Ok(Change { id: change.id, captured, archived_at: change.archived_at })
    }
}

/// Reads the changes that match a query, page after page, up to where the archive stood when it began.
#[derive(Debug)]
pub struct RawReader {
    archive: ArchiveReader,
    query: Query,
    after: i64,
    until: i64,
    /// By shard and table.
    origins: HashMap<(i64, i64), Arc<Origin>>,
    actors: HashMap<i64, Arc<Actor>>,
    passed: Passed,
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

/// A row of [`raw_sql`], as far as it is not a [`RawChange`] yet.
struct Picked {
    change: RawChange,
    /// Where the images are kept.
    old: Option<i64>,
    new: Option<i64>,
}

impl ArchiveReader {
    /// A reader of the changes after `after` that match and are archived now.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn raw(&self, query: Query, after: ChangeId) -> Result<RawReader> {
        let until = self.last_change_id().await?.0;
        let (origins, actors) = (HashMap::new(), HashMap::new());
        Ok(RawReader {
            archive: self.clone(),
            query,
            after: after.0.max(0),
            until,
            origins,
            actors,
            passed: Passed::default(),
        })
    }
}

impl RawReader {
    /// The last change that it looks at.
    pub fn until(&self) -> ChangeId {
        ChangeId(self.until)
    }

    /// The next page, which may be empty; nothing at the end.
    ///
    /// # Errors
    /// When the storage fails or a change cannot be read.
    pub async fn next(&mut self) -> Result<Option<RawPage>> {
        if self.after >= self.until {
            return Ok(None);
        }
        let (picked, scanned_to) = self.pick().await?;
        let mut page = RawPage { scanned_to: ChangeId(scanned_to), ..RawPage::default() };
        self.fill(&mut page, picked).await?;
        if !pushdown::columns_tell_all(&self.query) {
            self.sift(&mut page)?;
        }
        self.after = scanned_to;
        Ok(Some(page))
    }

    /// The next rows that the columns let through, and the id up to which there are no others.
    async fn pick(&mut self) -> Result<(Vec<Picked>, i64)> {
        let stretch = Stretch { first: self.after + 1, last: self.until };
        let (plan, stretch) = self.archive.plan(&self.query, stretch, Direction::OldestFirst).await?;
        let stretch = self.archive.bounded_by_plan(&plan, stretch, Direction::OldestFirst);
        let Condition { sql, texts } = pick_sql(&plan, Direction::OldestFirst);
        let mut statement = sqlx::query(AssertSqlSafe(raw_sql(&sql))).bind(stretch.first).bind(stretch.last);
        for text in texts {
            statement = statement.bind(text);
        }
        let rows = statement.bind(bound(PAGE_CHANGES)).fetch_all(&self.archive.pool).await?;
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
        let id = number(0)?;
        let unreadable =
            |what: &str| ArchiveError::Unreadable { what: format!("change {id}"), cause: what.to_owned().into() };
        let origin = self.origin(number(2)?, number(17)?).await?;
        let actor = match row.try_get_unchecked::<Option<i64>, _>(7)? {
            Some(actor_id) => Some(self.actor(actor_id).await?),
            None => None,
        };
        let old = match row.try_get_unchecked::<Option<i64>, _>(14)? {
            Some(COLUMN_PREVIOUS) => {
                let previous: Option<i64> = row.try_get_unchecked(16)?;
                Some(previous.ok_or_else(|| unreadable("the old image refers to a change that has no new image"))?)
            }
            column => column,
        };
        let change = RawChange {
            id: ChangeId(id),
            version: super::rows::count(number(1)?),
            origin,
            sequence_number: row.try_get_unchecked(3)?,
            event_id: row.try_get_unchecked(4)?,
            op: codes::op(number(5)?).ok_or_else(|| unreadable("an unknown op"))?,
            view_type: codes::view_type(number(6)?).ok_or_else(|| unreadable("an unknown view type"))?,
            actor,
            created_at: Timestamp::from_millis(number(8)?),
            received_at: Timestamp::from_millis(number(9)?),
            archived_at: Timestamp::from_millis(number(10)?),
            size_bytes: super::rows::count(number(11)?),
            note: row.try_get_unchecked(12)?,
            item_key: row.try_get_unchecked(13)?,
            old: None,
            new: None,
        };
        Ok(Picked { change, old, new: row.try_get_unchecked(15)? })
    }

    async fn origin(&mut self, shard_id: i64, table_id: i64) -> Result<Arc<Origin>> {
        if let Some(origin) = self.origins.get(&(shard_id, table_id)) {
            return Ok(Arc::clone(origin));
        }
        let names: OriginRow =
            sqlx::query_as(FIND_ORIGIN).bind(table_id).bind(shard_id).fetch_one(&self.archive.pool).await?;
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
        let (kind, principal_id) = sqlx::query_as(find).bind(actor_id).fetch_one(&self.archive.pool).await?;
        let actor = Arc::new(Actor { kind, principal_id });
        self.actors.insert(actor_id, Arc::clone(&actor));
        Ok(actor)
    }

    /// Puts the picked changes and their images into the page.
    async fn fill(&mut self, page: &mut RawPage, picked: Vec<Picked>) -> Result<()> {
        let mut found: HashMap<i64, Range<usize>> = HashMap::with_capacity(picked.len());
        let mut wanted = BTreeSet::new();
        for column in picked.iter().flat_map(|picked| [picked.old, picked.new]).flatten() {
            if let Some(text) = self.passed.get(column) {
                found.entry(column).or_insert_with(|| put(&mut page.texts, text));
            } else {
                wanted.insert(column);
            }
        }
        let wanted: Vec<i64> = wanted.into_iter().collect();
        let mut rest = wanted.as_slice();
        while !rest.is_empty() {
            let (some, after) = rest.split_at(some_blocks(rest));
            rest = after;
            let blocks =
                self.archive.blocks(some.iter().map(|column| Place::of_column(*column).block_id).collect()).await?;
            for column in some {
                let text = blocks
                    .text(Place::of_column(*column))
                    .map_err(|cause| ArchiveError::Unreadable { what: "an image".to_owned(), cause })?;
                found.insert(*column, put(&mut page.texts, text));
            }
        }
        let place = |column: Option<i64>| column.and_then(|column| found.get(&column).cloned());
        page.changes = picked
            .into_iter()
            .map(|picked| {
                let (old, new) = (place(picked.old), place(picked.new));
                if let Some((column, text)) = picked.new.zip(new.clone().and_then(|range| page.texts.get(range))) {
                    self.passed.keep(column, text);
                }
                RawChange { old, new, ..picked.change }
            })
            .collect();
        Ok(())
    }

    /// Keeps the changes that match, as memory decides.
    fn sift(&self, page: &mut RawPage) -> Result<()> {
        let changes = std::mem::take(&mut page.changes);
        for change in changes {
            let read = page
                .read(&change)
                .map_err(|cause| ArchiveError::Unreadable { what: format!("change {}", change.id), cause })?;
            if self.query.matches(&read) {
                page.changes.push(change);
            }
        }
        Ok(())
    }
}

/// How many of the columns, which are in order, are in the first few blocks.
fn some_blocks(columns: &[i64]) -> usize {
    let mut blocks = 0;
    let mut last = None;
    for (at, column) in columns.iter().enumerate() {
        let block = Place::of_column(*column).block_id;
        if last != Some(block) {
            blocks += 1;
            last = Some(block);
        }
        if blocks > BLOCKS_AT_ONCE {
            return at;
        }
    }
    columns.len()
}

fn put(texts: &mut Vec<u8>, text: &[u8]) -> Range<usize> {
    let begin = texts.len();
    texts.extend_from_slice(text);
    begin..texts.len()
}
