//! The way out of the archive. Every look is bounded.

use std::{
    collections::{BTreeSet, HashMap},
    mem,
    ops::ControlFlow,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use afterimage_base::work::{Attention, Deadline, Work};
use afterimage_model::{Change, ChangeId, Image, ItemKey, SequenceNumber, item::ItemOverview};
use sqlx::SqlitePool;
use sqlx_macros::FromRow;

use super::{
    ArchiveError, ChangeCount, ItemTimeline, Result, SCAN_LIMIT, TimelinePosition,
    decoding::Decoding,
    dictionaries::ReadDictionaries,
    images::{self, Blocks, ImageAddress, KeptBlocks},
    long_reads::LongReads,
    most_changed::MostChanged,
    raw::ImageSharers,
    rows::{self, ChangeRow, ItemRow, LOAD_BLOCKS, LOAD_CHANGES},
    stored::Stored,
};

/// How far one look goes, whatever it finds. The defaults answer in tens of milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReaderLimits {
    /// How many changes are decoded and compared with the query: [`SCAN_LIMIT`].
    pub scanned_changes: usize,
    /// How many changes the database goes through that are not decoded, because a column already tells.
    pub skimmed_changes: i64,
    /// How many items a key pattern may fit for their changes to be gone through one by one.
    pub narrow_items: i64,
    /// When no more changes than these are left to look at, they are simply looked at.
    pub tail_changes: i64,
    /// How many changes may be such that each must say whether it happened by a time, before a table's items as of it are
    /// found by halving their lives.
    pub unsure_changes: i64,
}

/// How many changes are loaded at once.
const LOADED_AT_ONCE: usize = 128;

/// A page of an item's life ends once its changes' keys and images have so many bytes: a thousand changes of 800 KB would
/// be 800 MB, and as text and as values they take several times as much.
const MAX_TIMELINE_BYTES: u64 = 24 * 1024 * 1024;

/// No further change is decoded together with others whose keys and images have so many bytes: an item has up to 400 KB,
/// a change two images, and their blocks are in memory together.
const DECODED_BYTES_AT_ONCE: u64 = 4 * 1024 * 1024;

impl Default for ReaderLimits {
    fn default() -> Self {
        Self {
            scanned_changes: SCAN_LIMIT,
            skimmed_changes: 100_000,
            narrow_items: 10_000,
            tail_changes: 1_000,
            unsure_changes: 100_000,
        }
    }
}

/// Looks into the archive; sees what is committed.
#[derive(Clone, Debug)]
pub struct SqliteReader {
    pub(super) pool: SqlitePool,
    /// A connection that only the feed looks through.
    feed: SqlitePool,
    pub(super) limits: ReaderLimits,
    epoch: Arc<str>,
    dictionaries: ReadDictionaries,
    pub(super) most_changed: MostChanged,
    pub(super) long_reads: LongReads,
    pub(super) image_sharers: ImageSharers,
    pub(super) work: Work,
    pub(super) deadline: Deadline,
}

pub(super) const FIND_ITEM: &str = "
    SELECT i.*, t.name AS table_name FROM items AS i CROSS JOIN tables AS t ON t.table_id = i.table_id
    WHERE i.table_id = (SELECT table_id FROM tables WHERE name = ?) AND i.item_key = ?";

pub(super) const FIND_IN_SHARD: &str = "
    SELECT c.change_id FROM streams AS st
    CROSS JOIN shards AS s ON s.stream_id = st.stream_id AND s.name = ?2
    CROSS JOIN changes AS c ON c.shard_id = s.shard_id AND c.sequence_number = ?3
    WHERE st.arn = ?1";

pub(super) const PICK_TIMELINE: &str = "
    SELECT change_id FROM changes WHERE item_id = ? AND change_id < ? ORDER BY change_id DESC LIMIT ?";

pub(super) const FIND_POSITION: &str = "
    SELECT c.version, i.versions, c.previous_change_id, p.new_image AS previous_image,
        (SELECT n.change_id FROM changes AS n WHERE n.item_id = c.item_id AND n.change_id > c.change_id
         ORDER BY n.change_id LIMIT 1) AS next_change_id
    FROM changes AS c
    CROSS JOIN items AS i ON i.item_id = c.item_id
    LEFT JOIN changes AS p ON p.change_id = c.previous_change_id
    WHERE c.change_id = ?";

/// A row of [`FIND_POSITION`].
#[derive(FromRow)]
struct PositionRow {
    version: i64,
    versions: i64,
    previous_change_id: Option<i64>,
    previous_image: Option<i64>,
    next_change_id: Option<i64>,
}

impl SqliteReader {
    pub(super) fn new(pool: SqlitePool, feed: SqlitePool, epoch: String) -> Self {
        Self {
            pool,
            feed,
            limits: ReaderLimits::default(),
            epoch: epoch.into(),
            dictionaries: ReadDictionaries::default(),
            most_changed: MostChanged::default(),
            long_reads: LongReads::default(),
            image_sharers: ImageSharers::default(),
            work: Work::shared(),
            deadline: Deadline::never(),
        }
    }

    /// The same reader with other limits.
    #[must_use]
    pub fn with_limits(self, limits: ReaderLimits) -> Self {
        Self { limits, ..self }
    }

    /// The same reader with other threads to decode and compare on.
    #[must_use]
    pub fn with_work(self, work: Work) -> Self {
        Self { work, ..self }
    }

    /// The same reader for whoever is not refused when many look into the archive, and waits.
    #[must_use]
    pub fn patient(&self) -> Self {
        Self { work: self.work.patient(), ..self.clone() }
    }

    /// The same reader, whose scans and walks end at the deadline with what was found so far. They look at one change
    /// more at least, so that whoever goes on from there gets on.
    #[must_use]
    pub fn until(&self, deadline: Deadline) -> Self {
        Self { deadline, ..self.clone() }
    }

    /// The same reader for the feed's tail, which one asks for on behalf of all: with a connection to the database and a
    /// thread of its own, so that it waits behind nobody who looks up pages.
    #[must_use]
    pub fn for_the_feed(&self) -> Self {
        Self { pool: self.feed.clone(), work: Work::apart().patient(), ..self.clone() }
    }

    /// Where it decodes and compares, for those who do more with what they have read.
    pub fn work(&self) -> &Work {
        &self.work
    }

    /// Lets go of its connections, and with it all of its clones: nothing can be looked up any more.
    pub async fn close(&self) {
        self.feed.close().await;
        self.pool.close().await;
    }

    /// Names this history: it changes when the archive was replaced, and then every cursor is void.
    pub fn epoch(&self) -> &str {
        &self.epoch
    }

    /// The newest change; [`ChangeId::START`] while there is none.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn last_change_id(&self) -> Result<ChangeId> {
        let last: Option<i64> = sqlx::query_scalar("SELECT seq FROM sqlite_sequence WHERE name = 'changes'")
            .fetch_optional(&self.pool)
            .await
            .stored()?;
        Ok(last.map_or(ChangeId::START, ChangeId))
    }

    /// How many changes there are after one position, up to and with another. The one writer gives every id out, in turn, and takes
    /// back those of a transaction that failed: here ids are counts.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn count_between(&self, after: ChangeId, to: ChangeId) -> Result<ChangeCount> {
        let to = to.min(self.last_change_id().await?);
        Ok(ChangeCount::Exactly(rows::count(to.0.saturating_sub(after.0.max(0)))))
    }

    /// One change.
    ///
    /// # Errors
    /// When the storage fails or the change cannot be read.
    pub async fn change(&self, id: ChangeId) -> Result<Option<Change>> {
        let mut changes = self.load(&[id]).await?;
        Ok(changes.pop().map(|(_, change)| change))
    }

    /// The change with this sequence number, as a shard told it.
    ///
    /// # Errors
    /// As [`Self::change`].
    pub async fn change_of_shard(
        &self,
        stream_arn: &str,
        shard_id: &str,
        sequence_number: &SequenceNumber,
    ) -> Result<Option<Change>> {
        let picked = sqlx::query_scalar(FIND_IN_SHARD).bind(stream_arn).bind(shard_id).bind(sequence_number.as_str());
        let id: Option<i64> = picked.fetch_optional(&self.pool).await.stored()?;
        match id {
            Some(id) => self.change(ChangeId(id)).await,
            None => Ok(None),
        }
    }

    /// A change's place in its item's life.
    ///
    /// # Errors
    /// As [`Self::change`].
    pub async fn timeline_position(&self, id: ChangeId) -> Result<Option<TimelinePosition>> {
        let row: Option<PositionRow> =
            sqlx::query_as(FIND_POSITION).bind(id.0).fetch_optional(&self.pool).await.stored()?;
        let Some(row) = row else { return Ok(None) };
        let previous_image = match row.previous_image {
            Some(column) => Some(self.image_before(ImageAddress::of_column(column), id).await?),
            None => None,
        };
        Ok(Some(TimelinePosition {
            version: rows::count(row.version),
            versions: rows::count(row.versions),
            previous: row.previous_change_id.map(ChangeId),
            next: row.next_change_id.map(ChangeId),
            previous_image,
        }))
    }

    /// A page of an item's life, newest first; nothing when the archive does not know the item.
    ///
    /// # Errors
    /// As [`Self::change`].
    pub async fn timeline(
        &self,
        table: &str,
        key: &ItemKey,
        before: Option<ChangeId>,
        limit: usize,
    ) -> Result<Option<ItemTimeline>> {
        let Some(row) = self.find_item(table, key).await? else { return Ok(None) };
        let limit = limit.clamp(1, self.limits.scanned_changes);
        let ids: Vec<ChangeId> = sqlx::query_scalar(PICK_TIMELINE)
            .bind(row.item_id)
            .bind(before.map_or(i64::MAX, |before| before.0))
            .bind(bound(limit))
            .fetch_all(&self.pool)
            .await
            .stored()?
            .into_iter()
            .map(ChangeId)
            .collect();
        let bytes = Arc::new(AtomicU64::new(0));
        let take = move |_: &Attention<'_>, version, change: Change| {
            let before = bytes.fetch_add(change.size_bytes, Ordering::Relaxed);
            (before < MAX_TIMELINE_BYTES).then_some((version, change))
        };
        let changes = self.load_each(&ids, take).await?;
        let older = changes.last().filter(|(version, _)| *version > 1).map(|(_, change)| change.id);
        let item: ItemOverview = row.into_overview()?;
        Ok(Some(ItemTimeline { item, changes, older }))
    }

    pub(super) async fn find_item(&self, table: &str, key: &ItemKey) -> Result<Option<ItemRow>> {
        sqlx::query_as(FIND_ITEM).bind(table).bind(key.to_string()).fetch_optional(&self.pool).await.stored()
    }

    /// The changes with these ids and their versions, oldest first.
    pub(super) async fn load(&self, ids: &[ChangeId]) -> Result<Vec<(u64, Change)>> {
        let mut changes = self.load_each(ids, |_, version, change| Some((version, change))).await?;
        changes.sort_unstable_by_key(|(_, change)| change.id);
        Ok(changes)
    }

    /// What is made of each of the changes with these ids, in the order of the ids, where it is decoded: away from the
    /// threads that answer. No further ones are decoded after the first of which nothing is made.
    pub(super) async fn load_each<T: Send + 'static>(
        &self,
        ids: &[ChangeId],
        make: impl Fn(&Attention<'_>, u64, Change) -> Option<T> + Clone + Send + 'static,
    ) -> Result<Vec<T>> {
        let mut made = Vec::with_capacity(ids.len());
        for ids in ids.chunks(LOADED_AT_ONCE) {
            let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
            for (rows, kept) in self.row_groups(&ids).await? {
                let (mut decoding, make) = (Decoding::new(rows, self.kept_blocks(kept).await?), make.clone());
                let mut some = Vec::new();
                let piece = move |attention: &Attention<'_>| match decoding.piece() {
                    Ok(ControlFlow::Continue(None)) => ControlFlow::Continue(()),
                    Ok(ControlFlow::Continue(Some((version, change)))) => match make(attention, version, change) {
                        Some(one) => {
                            some.push(one);
                            ControlFlow::Continue(())
                        }
                        None => ControlFlow::Break(Ok((mem::take(&mut some), true))),
                    },
                    Ok(ControlFlow::Break(())) => ControlFlow::Break(Ok((mem::take(&mut some), false))),
                    Err(error) => ControlFlow::Break(Err(error)),
                };
                let (some, is_cut) = self.work.in_pieces(piece).await??;
                made.extend(some);
                if is_cut {
                    return Ok(made);
                }
            }
        }
        Ok(made)
    }

    /// The rows of changes in the order of their ids, in groups whose images may be in memory together, each group with
    /// the blocks that it needs.
    pub(super) async fn row_groups(&self, ids: &[i64]) -> Result<Vec<(Vec<ChangeRow>, BTreeSet<i64>)>> {
        let places: HashMap<i64, usize> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
        let picked = json_array(ids.iter().copied());
        let mut rows: Vec<ChangeRow> =
            sqlx::query_as(LOAD_CHANGES).bind(picked).fetch_all(&self.pool).await.stored()?;
        rows.sort_by_key(|row| places.get(&row.id()).copied());
        let mut groups: Vec<(Vec<ChangeRow>, BTreeSet<i64>)> = Vec::new();
        let mut room = 0;
        for row in rows {
            let bytes = row.images_bytes();
            if bytes > room || groups.is_empty() {
                groups.push((Vec::new(), BTreeSet::new()));
                room = DECODED_BYTES_AT_ONCE;
            }
            room = room.saturating_sub(bytes);
            if let Some((rows, blocks)) = groups.last_mut() {
                blocks.extend(row.block_ids());
                rows.push(row);
            }
        }
        Ok(groups)
    }

    /// Blocks of images, each once.
    pub(super) async fn blocks(&self, ids: BTreeSet<i64>) -> Result<Blocks> {
        let kept = self.kept_blocks(ids).await?;
        self.work.run(move || Blocks::read(kept)).await?
    }

    /// Blocks of images as they are kept, each once and in the order of their ids.
    pub(super) async fn kept_blocks(&self, ids: BTreeSet<i64>) -> Result<KeptBlocks> {
        if ids.is_empty() {
            return Ok(KeptBlocks { blocks: Vec::new(), dictionaries: HashMap::new() });
        }
        let ids = json_array(ids.into_iter());
        let blocks: Vec<(i64, Vec<u8>)> = sqlx::query_as(LOAD_BLOCKS).bind(ids).fetch_all(&self.pool).await.stored()?;
        let named: BTreeSet<u32> = blocks.iter().filter_map(|(_, content)| images::dictionary_of(content)).collect();
        let dictionaries = self.dictionaries.load(&self.pool, named).await?;
        Ok(KeptBlocks { blocks, dictionaries })
    }

    async fn image_before(&self, place: ImageAddress, id: ChangeId) -> Result<Image> {
        let kept = self.kept_blocks([place.block_id].into()).await?;
        let what = move || format!("the image before change {id}");
        let read = move || {
            let image = Blocks::read(kept)?.image(place);
            image.map_err(|cause| ArchiveError::Unreadable { what: what(), cause })
        };
        self.work.run(read).await?
    }
}

/// Numbers as `json_each` takes them.
pub(super) fn json_array(numbers: impl Iterator<Item = i64>) -> String {
    format!("[{}]", numbers.map(|number| number.to_string()).collect::<Vec<_>>().join(","))
}

/// A limit as the database takes it.
pub(super) fn bound(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
