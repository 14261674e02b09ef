//! An archive in memory that fails and stalls at will, and checks on every page what must always hold.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use afterimage_archive::{
    ArchiveError, ChangeSink, Committed, IncomingChange, Result, ShardPage, ShardRecord, StreamRecord,
};
use afterimage_model::{CapturedChange, ChangeId, SequenceNumber, table::Gap};
use async_trait::async_trait;
use rand::{Rng, SeedableRng, rngs::StdRng};
use tokio::time::Instant;

use super::{
    crash::{Crash, CrashPoint},
    hands::Hands,
};

/// A handle to the ledger; clones are the same one, as are those of a program that starts again.
#[derive(Clone)]
pub struct Ledger {
    books: Arc<Mutex<Books>>,
    pub crash: Crash,
    pub hands: Hands,
}

pub struct Books {
    rng: StdRng,
    /// How likely it is that a request is refused.
    pub failing: f64,
    /// Everything is refused until then.
    pub refuses_until: Option<Instant>,
    /// Nothing is answered before then.
    pub stalls_until: Option<Instant>,
    /// How long a commit takes, at most.
    pub latency_ms: u64,
    pub rows: Vec<IncomingChange>,
    /// The sequence numbers of the rows.
    pub archived: BTreeSet<SequenceNumber>,
    /// When a stream's first shards were put in.
    pub met_at: BTreeMap<String, Instant>,
    pub gaps: Vec<Gap>,
    pub streams: BTreeMap<String, StreamRecord>,
    /// The streams that were ever put in as ones to be read.
    pub to_be_read: BTreeSet<String>,
    pub shards: BTreeMap<(String, String), ShardRecord>,
}

impl Ledger {
    pub fn new(seed: u64) -> Self {
        let books = Books {
            rng: StdRng::seed_from_u64(seed ^ 0x001e_d6e5),
            failing: 0.0,
            refuses_until: None,
            stalls_until: None,
            latency_ms: 0,
            rows: Vec::new(),
            archived: BTreeSet::new(),
            met_at: BTreeMap::new(),
            gaps: Vec::new(),
            streams: BTreeMap::new(),
            to_be_read: BTreeSet::new(),
            shards: BTreeMap::new(),
        };
        Self { books: Arc::new(Mutex::new(books)), crash: Crash::default(), hands: Hands::default() }
    }

    pub fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().expect("no test panics while it holds the ledger")
    }

    /// The archived sequence numbers of a shard's changes, in the archive's order.
    pub fn sequence_of(&self, shard_id: &str) -> Vec<String> {
        let books = self.books();
        let rows = books.rows.iter().filter(|row| row.shard_id == shard_id);
        rows.map(|row| row.sequence_number.to_string()).collect()
    }

    pub fn count(&self) -> usize {
        self.books().rows.len()
    }

    /// Half of a commit's time; a program may be killed meanwhile.
    async fn stall(&self) {
        let until = {
            let mut books = self.books();
            let most = books.latency_ms;
            let latency = Duration::from_millis(if most == 0 { 0 } else { books.rng.random_range(0..most) });
            books.stalls_until.unwrap_or_else(Instant::now).max(Instant::now() + latency)
        };
        tokio::time::sleep_until(until).await;
    }

    /// Changes the books as one transaction would: late, or not at all. `point` is where it is durable and not yet
    /// told.
    async fn transact<T>(&self, point: CrashPoint, change: impl FnOnce(&mut Books) -> Result<T>) -> Result<T> {
        self.stall().await;
        self.crash.at(CrashPoint::BeforeCommit).await;
        let done = self.books().admit().and_then(change);
        if done.is_ok() {
            self.crash.at(point).await;
        }
        self.stall().await;
        self.crash.alive().await;
        done
    }
}

impl Books {
    /// Lets a request in, or refuses it.
    fn admit(&mut self) -> Result<&mut Self> {
        let failing = self.failing;
        if self.refuses_until.is_some_and(|until| Instant::now() < until) || self.rng.random_bool(failing) {
            return Err(ArchiveError::Storage("the disk is full".into()));
        }
        Ok(self)
    }

    fn commit(&mut self, page: &ShardPage) -> Committed {
        assert!(self.streams.contains_key(&page.stream_arn), "a page of a stream that the archive does not know");
        let key = (page.stream_arn.clone(), page.shard_id.clone());
        let shard = self.shards.get_mut(&key).expect("a page of a shard that the archive does not know");
        assert!(!shard.finished, "a page of the shard {} came after its end", page.shard_id);
        let parent = shard.parent_shard_id.clone();
        let (before, checkpoint) = (self.rows.len(), shard.checkpoint.clone());
        let last = page.changes.last().map(|change| change.sequence_number.clone());
        assert!(page.checkpoint <= last.max(checkpoint.clone()), "the checkpoint is ahead of the changes");
        shard.checkpoint = page.checkpoint.clone().max(checkpoint.clone());
        let count = page.changes.len();
        let is_new = |change: &&IncomingChange| Some(&change.sequence_number) > checkpoint.as_ref();
        self.rows.extend(page.changes.iter().filter(is_new).cloned());
        self.archived.extend(self.rows[before..].iter().map(|row| row.sequence_number.clone()));
        let archived = self.rows.len() - before;
        self.assert_drained(&page.stream_arn, parent, &page.shard_id);
        let last_id = ChangeId(i64::try_from(self.rows.len()).expect("few rows"));
        Committed { archived, skipped: count - archived, last_id }
    }

    fn assert_drained(&self, arn: &str, parent: Option<String>, child: &str) {
        let parent = parent.and_then(|parent| self.shards.get(&(arn.to_owned(), parent)));
        if let Some(parent) = parent {
            assert!(parent.finished, "{child} was archived before its parent {} was drained", parent.shard_id);
        }
    }
}

#[async_trait]
impl ChangeSink for Ledger {
    async fn append(&self, page: Arc<ShardPage>) -> Result<Committed> {
        self.crash.at(CrashPoint::Fetched).await;
        let shard_id = page.shard_id.clone();
        let committed = self.transact(CrashPoint::Committed, |books| Ok(books.commit(&page))).await;
        if committed.is_ok() {
            self.hands.let_go(&shard_id);
        }
        committed
    }

    async fn upsert_stream(&self, stream: StreamRecord) -> Result<()> {
        let noted = move |books: &mut Books| {
            if !stream.ended {
                books.to_be_read.insert(stream.arn.clone());
            }
            books.streams.insert(stream.arn.clone(), stream);
            Ok(())
        };
        self.transact(CrashPoint::StreamNoted, noted).await
    }

    async fn upsert_shards(&self, stream_arn: &str, shards: Vec<ShardRecord>) -> Result<()> {
        let noted = move |books: &mut Books| {
            books.met_at.entry(stream_arn.to_owned()).or_insert_with(Instant::now);
            for shard in shards {
                let fresh = ShardRecord { checkpoint: None, finished: false, ..shard };
                books.shards.entry((stream_arn.to_owned(), fresh.shard_id.clone())).or_insert(fresh);
            }
            Ok(())
        };
        self.transact(CrashPoint::ShardsNoted, noted).await
    }

    async fn finish_shard(&self, stream_arn: &str, shard_id: &str) -> Result<()> {
        let finished = |books: &mut Books| {
            let shard = books.shards.get_mut(&(stream_arn.to_owned(), shard_id.to_owned()));
            shard.expect("the end of a shard that the archive does not know").finished = true;
            Ok(())
        };
        self.transact(CrashPoint::ShardFinished, finished).await
    }

    async fn record_gap(&self, gap: Gap) -> Result<()> {
        let recorded = |books: &mut Books| {
            let same = |known: &Gap| Gap { detected_at: gap.detected_at, ..known.clone() } == gap;
            if !books.gaps.iter().any(same) {
                books.gaps.push(gap);
            }
            Ok(())
        };
        self.transact(CrashPoint::GapRecorded, recorded).await
    }

    async fn change(
        &self,
        stream_arn: &str,
        shard_id: &str,
        sequence_number: &SequenceNumber,
    ) -> Result<Option<CapturedChange>> {
        self.stall().await;
        self.crash.alive().await;
        let mut books = self.books();
        let is_meant = |row: &&IncomingChange| {
            row.stream_arn == stream_arn && row.shard_id == shard_id && row.sequence_number == *sequence_number
        };
        let found = books.admit()?.rows.iter().find(is_meant).cloned();
        Ok(found.map(|row| row.map_images(|image| image.to_image().expect("an image"))))
    }

    async fn streams(&self) -> Result<Vec<StreamRecord>> {
        self.stall().await;
        self.crash.alive().await;
        Ok(self.books().admit()?.streams.values().cloned().collect())
    }

    async fn shards(&self, stream_arn: &str) -> Result<Vec<ShardRecord>> {
        self.stall().await;
        self.crash.alive().await;
        let mut books = self.books();
        let of_stream = books.admit()?.shards.iter().filter(|((arn, _), _)| arn == stream_arn);
        Ok(of_stream.map(|(_, shard)| shard.clone()).collect())
    }
}
