//! One table's scan, from where it stands to its end.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use crate::{
    backoff::{Backoff, Chance},
    tables::{Failure, FoundItem, Segment},
};
use afterimage_archive::{
    ArchiveError, BaselineRecord, IncomingChange, ItemWalk, SegmentRecord, ShardPage, StreamRecord,
};
use afterimage_language::{Phrase, phrase};
use afterimage_model::{
    Image, ItemKey, Query, Timestamp, ViewType,
    items::{ItemOrder, ItemState},
};
use futures::future::try_join_all;
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

use super::{
    BaselineParts, Progress,
    changes::{KeySchema, ScannedAt, baseline, stream_arn},
    scan_rate,
    sequence::SequenceNumbers,
};

/// How many segments a table is scanned in, side by side.
const SEGMENTS: u32 = 4;

/// The most items that one page asks for.
const PAGE_ITEMS: i32 = 500;

/// How often it is looked whether the stream has caught up.
const CATCH_UP_CHECK: Duration = Duration::from_millis(200);

/// How many known items are looked at in one go for whether they are still there.
const KNOWN_ITEMS: usize = 200;

/// Why a scan does not go on just now.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error(transparent)]
    Table(#[from] Failure),
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    #[error("the table cannot be described: it tells no key")]
    NoKey,
    /// The endpoint does not look at where it is asked to go on.
    #[error("the endpoint tells the same page again")]
    Standstill,
    /// The program stops.
    #[error("stopped")]
    Cancelled,
}

impl Trouble {
    /// For the page.
    fn in_words(self) -> Phrase {
        match self {
            Self::Table(failure) => failure.message,
            Self::Archive(error) => error.in_words(),
            Self::NoKey => phrase!("server-baseline-no-key"),
            Self::Standstill => phrase!("server-stream-standstill"),
            Self::Cancelled => self.to_string().into(),
        }
    }
}

/// One table's scan.
pub(super) struct Run<'a> {
    parts: &'a BaselineParts,
    progress: &'a Progress,
    record: Mutex<BaselineRecord>,
    table: String,
    /// How many segments have a page that waits for the stream.
    waiting: AtomicUsize,
    cancel: &'a CancellationToken,
}

/// What is found out once, before the first page.
struct Ground {
    keys: KeySchema,
    /// When the last gap was noticed, where there is one: what the archive knows from before then may be wrong.
    last_gap_at: Option<Timestamp>,
}

impl<'a> Run<'a> {
    /// Notes in the archive that a scan begins.
    pub(super) async fn begin(
        parts: &BaselineParts,
        table: &str,
    ) -> Result<BaselineRecord, Box<dyn std::error::Error + Send + Sync>> {
        let expected = parts.tables.item_count(table).await?;
        let writer = &parts.archive.writer;
        // Ended, so that no reader of streams looks for it.
        let stream = StreamRecord {
            arn: stream_arn(table),
            table: table.to_owned(),
            view_type: ViewType::NewImage,
            partition_key: None,
            sort_key: None,
            ended: true,
        };
        writer.upsert_stream(stream).await?;
        writer.begin_baseline(table, SEGMENTS, expected, parts.clock.now()).await?;
        let records = parts.archive.reader.baselines().await?;
        Ok(records.into_iter().find(|record| record.table == table).ok_or("the archive does not know it")?)
    }

    pub(super) fn new(
        parts: &'a BaselineParts,
        progress: &'a Progress,
        record: BaselineRecord,
        cancel: &'a CancellationToken,
    ) -> Self {
        let table = record.table.clone();
        progress.show(&record, false, None);
        Self { parts, progress, record: Mutex::new(record), table, waiting: AtomicUsize::new(0), cancel }
    }

    /// Scans on until everything is scanned, whatever goes wrong meanwhile; nothing when cancelled.
    pub(super) async fn finish(self) -> Option<()> {
        let (mut backoff, chance) = (Backoff::default(), Chance::default());
        loop {
            let trouble = match Box::pin(self.scan()).await {
                Ok(()) => return Some(()),
                Err(Trouble::Cancelled) => return None,
                Err(trouble) => trouble,
            };
            tracing::warn!(table = self.table, error = %trouble, "the baseline does not go on just now");
            self.waiting.store(0, Ordering::Relaxed);
            self.progress.show(&*self.record.lock().await, false, Some(trouble.in_words()));
            let wait = backoff.failed(chance.next());
            self.cancel.run_until_cancelled(tokio::time::sleep(wait)).await?;
        }
    }

    async fn scan(&self) -> Result<(), Trouble> {
        let ground = Arc::new(self.ground().await?);
        let count = u32::try_from(self.record.lock().await.segments.len()).unwrap_or(SEGMENTS);
        let segments = (0..count).map(|index| self.scan_segment(Segment { index, total: count }, Arc::clone(&ground)));
        try_join_all(segments).await?;
        if let Some(last_gap_at) = ground.last_gap_at {
            Box::pin(self.find_vanished(last_gap_at)).await?;
        }
        let now = self.parts.clock.now();
        let mut record = self.record.lock().await;
        self.parts.archive.writer.finish_baseline(record.id, now).await?;
        record.finished_at = Some(now);
        self.show(&record);
        tracing::info!(table = self.table, "the baseline is done");
        Ok(())
    }

    async fn ground(&self) -> Result<Ground, Trouble> {
        let described = self.parts.tables.describe(&self.table).await?;
        let partition_key = described.partition_key.ok_or(Trouble::NoKey)?;
        let gaps = self.parts.archive.reader.gaps_of(&self.table, 1).await?;
        Ok(Ground {
            keys: KeySchema { partition_key, sort_key: described.sort_key },
            last_gap_at: gaps.first().map(|gap| gap.detected_at),
        })
    }

    async fn scan_segment(&self, segment: Segment, ground: Arc<Ground>) -> Result<(), Trouble> {
        let at = segment.index as usize;
        let shard_id = format!("segment-{}", segment.index);
        let mut numbers = self.numbers(&shard_id).await?;
        loop {
            let mut record = self.record.lock().await.segments.get(at).cloned().unwrap_or_default();
            if record.done {
                return Ok(());
            }
            let tables = &self.parts.tables;
            let page = tables.scan_page(&self.table, segment, record.after_key.as_ref(), PAGE_ITEMS);
            let page = self.unless_cancelled(Box::pin(page)).await??;
            let read_at = self.parts.clock.now();
            self.stream_is_archived_to(read_at).await?;
            let scanned = page.items.len();
            // What is missing tells of the end. So a page that has items is gone on after, and one that has none is
            // the last.
            let last = page.items.last().and_then(|item| ground.keys.key_of(&item.image));
            // An endpoint that tells the same page again does not look at where it is asked to go on.
            let last = last.filter(|last| Some(last) != record.after_key.as_ref());
            if page.last_key.is_some() && page.last_key == record.after_key {
                return Err(Trouble::Standstill);
            }
            let last_key = page.last_key.or(last);
            let changes = self.changes(page.items, &shard_id, (read_at, &mut numbers), &ground).await?;
            let added = self.archive(&shard_id, changes).await?;
            record.items_scanned += scanned as u64;
            record.items_added += added;
            record.done = last_key.is_none();
            record.after_key = last_key.or(record.after_key);
            self.note(segment.index, record).await?;
            let rest = scan_rate::rest(page.capacity_units, scanned, segment.total as usize);
            self.unless_cancelled(tokio::time::sleep(rest)).await?;
        }
    }

    /// What there is to archive of a page.
    async fn changes(
        &self,
        items: Vec<FoundItem>,
        shard_id: &str,
        (at, numbers): (Timestamp, &mut SequenceNumbers),
        ground: &Ground,
    ) -> Result<Vec<IncomingChange>, Trouble> {
        let mut changes = Vec::with_capacity(items.len());
        for FoundItem { image, note } in items {
            let Some(key) = ground.keys.key_of(&image) else { continue };
            let known = match ground.last_gap_at {
                Some(last_gap_at) => self.known_before(&key, last_gap_at).await?,
                None => None,
            };
            let scanned_at = ScannedAt { table: &self.table, shard_id, at, sequence_number: numbers.next(at), note };
            changes.push(baseline(scanned_at, key, known, Some(image)));
        }
        Ok(changes)
    }

    /// What the archive knows of an item from before a gap: nothing for an item that changed since, or whose image the
    /// stream does not carry.
    async fn known_before(&self, key: &ItemKey, gap_at: Timestamp) -> Result<Option<Image>, Trouble> {
        let timeline = self.parts.archive.reader.timeline(&self.table, key, None, 1).await?;
        let latest = timeline.and_then(|timeline| timeline.changes.into_iter().next());
        let latest = latest.map(|(_, change)| change).filter(|change| change.archived_at <= gap_at);
        Ok(latest.and_then(|change| change.new_image.clone()))
    }

    /// After a gap: items that the archive takes for alive and that are not there any more.
    async fn find_vanished(&self, gap_at: Timestamp) -> Result<(), Trouble> {
        let (reader, shard_id) = (&self.parts.archive.reader, "vanished");
        let (order, state) = (ItemOrder::LastChange, ItemState::Alive);
        let mut numbers = self.numbers(shard_id).await?;
        let mut walk = ItemWalk { order, state, from: None, backward: false, limit: KNOWN_ITEMS };
        loop {
            let page = reader.walk_items(&self.table, &Query::all(), &walk).await?;
            let mut changes = Vec::new();
            for (_, item) in &page.items {
                let Some(known) = self.known_before(&item.item_key, gap_at).await? else { continue };
                let found = self.parts.tables.get_item(&self.table, &item.item_key);
                if self.unless_cancelled(Box::pin(found)).await??.is_none() {
                    let at = self.parts.clock.now();
                    let scanned_at =
                        ScannedAt { table: &self.table, shard_id, at, sequence_number: numbers.next(at), note: None };
                    changes.push(baseline(scanned_at, item.item_key.clone(), Some(known), None));
                }
            }
            if let Some(last) = changes.last() {
                self.stream_is_archived_to(last.created_at).await?;
            }
            self.archive(shard_id, changes).await?;
            if page.end {
                return Ok(());
            }
            walk.from = page.reached;
        }
    }

    /// The places of a shard that are still to be given out.
    async fn numbers(&self, shard_id: &str) -> Result<SequenceNumbers, Trouble> {
        let shards = self.parts.archive.reader.checkpoints(&stream_arn(&self.table)).await?;
        let shard = shards.iter().find(|shard| shard.shard_id == shard_id);
        Ok(SequenceNumbers::after(shard.and_then(|shard| shard.checkpoint.as_ref())))
    }

    /// How many of the changes were new to the archive.
    async fn archive(&self, shard_id: &str, changes: Vec<IncomingChange>) -> Result<u64, Trouble> {
        if changes.is_empty() {
            return Ok(0);
        }
        let (stream_arn, shard_id) = (stream_arn(&self.table), shard_id.to_owned());
        let page = ShardPage { stream_arn, shard_id, changes: changes.into(), checkpoint: None };
        Ok(self.parts.archive.writer.append(page).await?.archived as u64)
    }

    async fn note(&self, segment: u32, done: SegmentRecord) -> Result<(), Trouble> {
        let mut record = self.record.lock().await;
        self.parts.archive.writer.note_segment(record.id, segment, done.clone()).await?;
        if let Some(kept) = record.segments.get_mut(segment as usize) {
            *kept = done;
        }
        self.show(&record);
        Ok(())
    }

    fn show(&self, record: &BaselineRecord) {
        self.progress.show(record, self.waiting.load(Ordering::Relaxed) > 0, None);
    }

    /// Waits until all that happened to the table before then is archived, and shows that it waits.
    async fn stream_is_archived_to(&self, mut at: Timestamp) -> Result<(), Trouble> {
        if self.is_archived_to(at) {
            return Ok(());
        }
        self.waiting.fetch_add(1, Ordering::Relaxed);
        self.show(&*self.record.lock().await);
        while !self.is_archived_to(at) {
            self.unless_cancelled(tokio::time::sleep(CATCH_UP_CHECK)).await?;
            // A clock that was set back meanwhile says that it was earlier.
            at = at.min(self.parts.clock.now());
        }
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        self.show(&*self.record.lock().await);
        Ok(())
    }

    /// A table without a stream has nothing to wait for.
    fn is_archived_to(&self, at: Timestamp) -> bool {
        let statuses = &self.parts.statuses;
        statuses.is_without_stream(&self.table)
            || statuses.caught_up_at(&self.table).is_some_and(|caught_up_at| caught_up_at >= at)
    }

    async fn unless_cancelled<T>(&self, work: impl Future<Output = T>) -> Result<T, Trouble> {
        self.cancel.run_until_cancelled(work).await.ok_or(Trouble::Cancelled)
    }
}
