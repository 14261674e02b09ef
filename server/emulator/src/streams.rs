//! The embedded DynamoDB's streams, each beginning where it began.
//!
//! dynoxide keeps the records of a table's streams in one place: when a stream is turned off and on again, or a table
//! is deleted and created again, the new stream still gives all records of the old one, under the new ARN. Everything
//! would be archived twice. Sequence numbers tell them apart: dynoxide never gives out one below the clock, in
//! microseconds, and the time when a stream was turned on is its label, the last part of its ARN.
//!
//! And it says of a stream that was turned off that there is none, though what is in it can still be read. DynamoDB says
//! that it is off, and its shards end: so it is said here, of streams that were seen while they were on. Where the table's
//! next one begins, the earlier one ends.
//!
//! Shards go by the names that Amazon would give them ([`names`](crate::names)). An archive may know one by dynoxide's own name,
//! from before: it is told of that shard by that name for as long as there is its stream, so that it goes on where it is, and
//! nothing that is archived is rewritten.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use afterimage_archive::{ChangeSink, IncomingChange};
use afterimage_capture::{
    arn::is_earlier,
    source::{
        IteratorStart, RecordsPage, ShardAddress, ShardIterator, SourceError, SourceErrorKind, StreamPage, StreamPhase,
        StreamSource, StreamsPage,
    },
};
use afterimage_model::SequenceNumber;
use async_trait::async_trait;

use crate::{
    beginnings::{Beginnings, before_first},
    names,
};

/// The streams behind `S`, of which every shard is read from the stream's own beginning to its end.
#[derive(Debug)]
pub struct EmulatedStreams<S> {
    source: S,
    /// Streams whose shards are archived under dynoxide's own names, by ARN.
    archived_by_own_name: BTreeSet<String>,
    /// Where streams begin that were turned on since.
    beginnings: Beginnings,
    /// By ARN.
    seen: Mutex<HashMap<String, Seen>>,
}

/// A stream that was described while it was on.
#[derive(Debug)]
struct Seen {
    /// As it was described last.
    page: StreamPage,
    /// Where its shard was begun, and read last.
    begun: Option<ShardIterator>,
    position: Option<ShardPosition>,
    is_off: bool,
}

/// A place in a shard. It is good for as long as its table is there, also when the stream is off.
#[derive(Clone, Debug)]
struct ShardPosition {
    shard: ShardAddress,
    iterator: ShardIterator,
    /// The last number before it, where anything was read.
    after: Option<SequenceNumber>,
}

impl<S: StreamSource> EmulatedStreams<S> {
    /// The streams of the embedded DynamoDB that `source` speaks to.
    pub fn new(source: S) -> Self {
        Self {
            source,
            archived_by_own_name: BTreeSet::new(),
            beginnings: Beginnings::default(),
            seen: Mutex::default(),
        }
    }

    /// As [`new`](Self::new), told of streams as they are turned on, for an archive that may have been begun when shards went by dynoxide's own names.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub async fn going_on(
        source: S,
        beginnings: Beginnings,
        archive: &dyn ChangeSink,
    ) -> afterimage_archive::Result<Self> {
        let mut archived_by_own_name = BTreeSet::new();
        for stream in archive.streams().await? {
            let own = names::own_shard_id(&stream.table);
            if archive.shards(&stream.arn).await?.iter().any(|shard| shard.shard_id == own) {
                archived_by_own_name.insert(stream.arn);
            }
        }
        Ok(Self { archived_by_own_name, beginnings, ..Self::new(source) })
    }

    /// A description with the names of shards that the archive knows.
    fn as_archived(&self, stream_arn: &str, mut page: StreamPage) -> StreamPage {
        let table = names::table_and_label(stream_arn).filter(|_| self.archived_by_own_name.contains(stream_arn));
        if let Some((table, _)) = table {
            page.shards.iter_mut().for_each(|shard| shard.shard_id = names::own_shard_id(table));
        }
        page
    }

    fn seen(&self) -> MutexGuard<'_, HashMap<String, Seen>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The description of a stream that is known to be off. dynoxide goes by the table alone: it would describe the
    /// stream that the table has now.
    fn off_page(&self, stream_arn: &str) -> Option<StreamPage> {
        let seen = self.seen();
        let seen = seen.get(stream_arn).filter(|seen| seen.is_off)?;
        Some(StreamPage { phase: StreamPhase::Disabled, is_final: true, ..seen.page.clone() })
    }

    fn note_described(&self, stream_arn: &str, page: &StreamPage) {
        let fresh = || Seen { page: page.clone(), begun: None, position: None, is_off: false };
        self.seen().entry(stream_arn.to_owned()).or_insert_with(fresh).page.clone_from(page);
    }

    fn note_begun(&self, shard: &ShardAddress, iterator: &ShardIterator) {
        if let Some(seen) = self.seen().get_mut(&shard.stream_arn) {
            seen.begun.get_or_insert_with(|| iterator.clone());
        }
    }

    fn note_place(&self, shard: &ShardAddress, page: &RecordsPage) {
        let Some(iterator) = page.next_iterator.clone() else { return };
        if let Some(seen) = self.seen().get_mut(&shard.stream_arn) {
            let last = page.changes.last().map(|change| change.sequence_number.clone());
            let after = last.or_else(|| seen.position.take().and_then(|position| position.after));
            seen.position = Some(ShardPosition { shard: shard.clone(), iterator, after });
        }
    }

    /// A place in a stream that is off: dynoxide gives none any more, but knows those that it gave. None is later than
    /// what is asked for, and what is read twice is archived once.
    fn known_place(&self, shard: &ShardAddress, start: &IteratorStart) -> Option<ShardIterator> {
        let seen = self.seen();
        let seen = seen.get(&shard.stream_arn).filter(|seen| seen.is_off)?;
        let is_reached = |position: &&ShardPosition| match start {
            IteratorStart::AfterSequenceNumber(number) => position.after.as_ref() <= Some(number),
            IteratorStart::TrimHorizon | IteratorStart::Latest => false,
        };
        let reached = seen.position.as_ref().filter(is_reached).map(|position| position.iterator.clone());
        reached.or_else(|| seen.begun.clone())
    }

    /// The last number that may be the stream's: from there on, all are the table's next stream's.
    fn last_of(&self, stream_arn: &str) -> Option<SequenceNumber> {
        let seen = self.seen();
        let next = seen.keys().filter(|other| is_earlier(stream_arn, other)).min();
        let (described, told) = (next.and_then(|next| beginning_of(next)), self.beginnings.next_after(stream_arn));
        described.into_iter().chain(told).min()
    }

    /// There is said to be no such stream. Where its shard can still be read it was turned off; else its table is gone.
    async fn note_not_found(&self, stream_arn: &str) {
        let position = self.seen().get(stream_arn).and_then(|seen| seen.position.clone());
        let Some(ShardPosition { shard, iterator, .. }) = position else { return };
        let is_readable = self.source.records(&shard, &iterator, 1).await.is_ok();
        let mut streams = self.seen();
        if !is_readable {
            streams.remove(stream_arn);
        } else if let Some(seen) = streams.get_mut(stream_arn) {
            seen.is_off = true;
        }
    }
}

#[async_trait]
impl<S: StreamSource> StreamSource for EmulatedStreams<S> {
    async fn list_streams(&self, table: &str, after_arn: Option<&str>) -> Result<StreamsPage, SourceError> {
        self.source.list_streams(table, after_arn).await
    }

    async fn describe_stream(&self, stream_arn: &str, after_shard_id: Option<&str>) -> Result<StreamPage, SourceError> {
        if let Some(page) = self.off_page(stream_arn) {
            return Ok(page);
        }
        match self.source.describe_stream(stream_arn, after_shard_id).await {
            Ok(page) => {
                let page = self.as_archived(stream_arn, page);
                self.note_described(stream_arn, &page);
                Ok(page)
            }
            Err(error) if error.kind == SourceErrorKind::StreamNotFound => {
                self.note_not_found(stream_arn).await;
                self.off_page(stream_arn).ok_or(error)
            }
            Err(error) => Err(error),
        }
    }

    async fn describe_children(
        &self,
        stream_arn: &str,
        parent_shard_id: &str,
        after_shard_id: Option<&str>,
    ) -> Result<StreamPage, SourceError> {
        match self.off_page(stream_arn) {
            Some(page) => Ok(StreamPage { shards: Vec::new(), ..page }),
            None => self.source.describe_children(stream_arn, parent_shard_id, after_shard_id).await,
        }
    }

    async fn shard_iterator(&self, shard: &ShardAddress, start: &IteratorStart) -> Result<ShardIterator, SourceError> {
        let from = match (start, beginning_of(&shard.stream_arn)) {
            (IteratorStart::TrimHorizon, Some(before)) => &IteratorStart::AfterSequenceNumber(before),
            _ => start,
        };
        match self.source.shard_iterator(shard, from).await {
            Ok(iterator) => {
                self.note_begun(shard, &iterator);
                Ok(iterator)
            }
            Err(error) if error.kind == SourceErrorKind::StreamNotFound => self.known_place(shard, start).ok_or(error),
            Err(error) => Err(error),
        }
    }

    async fn records(
        &self,
        shard: &ShardAddress,
        iterator: &ShardIterator,
        limit: usize,
    ) -> Result<RecordsPage, SourceError> {
        // Asked before the request: what came before it was off is in the answer then.
        let is_off = self.off_page(&shard.stream_arn).is_some();
        let mut page = self.source.records(shard, iterator, limit).await?;
        let last = self.last_of(&shard.stream_arn);
        let is_later = |change: &IncomingChange| last.as_ref().is_some_and(|last| change.sequence_number > *last);
        let is_past = page.changes.iter().any(is_later);
        if is_past {
            Arc::make_mut(&mut page.changes).retain(|change| !is_later(change));
        }
        if is_past || (is_off && page.changes.is_empty()) {
            page.next_iterator = None;
        } else {
            self.note_place(shard, &page);
        }
        Ok(page)
    }
}

fn beginning_of(stream_arn: &str) -> Option<SequenceNumber> {
    before_first(stream_arn.rsplit_once('/')?.1)
}
