//! A scripted DynamoDB Streams endpoint with tables, shards that split, trimming and faults.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use afterimage_app::model::{AttributeValue, CapturedChange, Image, ItemKey, Op, SequenceNumber, Timestamp, ViewType};
use afterimage_server::stream::{
    aws::REQUEST_TIMEOUT,
    source::{
        FollowedTable, IteratorStart, ListedShard, RecordsPage, ShardAddress, ShardIterator, SourceError,
        SourceErrorKind, StreamPage, StreamPhase, StreamSource, StreamsPage, TableCatalog, TableStream, Unlisted,
    },
};
use async_trait::async_trait;
use rand::{Rng, SeedableRng, rngs::StdRng};
use tokio::time::Instant;

use super::{faults::Faults, rig::BEGINNING_MS};

/// How long an iterator is good for.
pub const ITERATOR_LIFE: Duration = Duration::from_secs(15 * 60);

/// How many pages in a row are empty although there is something: fewer than the engine takes for quiet.
const MOST_EMPTY_PAGES: u32 = 3;

/// A handle to the endpoint; clones are the same one.
#[derive(Clone)]
pub struct Endpoint(Arc<Mutex<State>>);

pub struct State {
    rng: StdRng,
    pub faults: Faults,
    /// All requests are answered with this kind of error until then.
    pub outage: Option<(SourceErrorKind, Instant)>,
    pub tables: BTreeMap<String, TableStream>,
    pub streams: BTreeMap<String, Stream>,
    pub shards_per_page: usize,
    pub records_per_page: usize,
    /// Errors to answer the next reads of a shard with, before anything else.
    pub scripted: BTreeMap<String, VecDeque<SourceErrorKind>>,
    /// When DescribeStream was called.
    pub described_at: Vec<Instant>,
    /// When DescribeStream was called for a shard's children, and which shard.
    pub children_asked_of: Vec<String>,
    /// How the endpoint takes being asked for a shard's children.
    pub filter: Filter,
    /// Which tables' streams were asked for.
    pub listed_streams_of: Vec<String>,
    /// What asking for a table's streams is answered with, always.
    pub refuses_lists: Option<SourceErrorKind>,
    /// Tables that are not to be followed.
    pub deselected: BTreeSet<String>,
    /// When GetRecords was called, by shard.
    pub read_at: BTreeMap<String, Vec<Instant>>,
    /// Which iterators were asked for, by shard.
    pub iterators: BTreeMap<String, Vec<IteratorStart>>,
    /// When a shard was last asked for anything, by stream and shard.
    pub tried_at: BTreeMap<(String, String), Instant>,
    /// Shards are listed anywhere; otherwise in the order of their creation.
    pub shuffled: bool,
    empty_pages: BTreeMap<String, u32>,
    /// How many shards there ever were.
    created: u64,
    sequence: u128,
    /// What iterators' ages are counted from.
    beginning: Instant,
}

pub struct Stream {
    pub table: String,
    pub phase: StreamPhase,
    pub shards: BTreeMap<String, Shard>,
    /// Deleted, with all that was in it.
    pub gone: bool,
    pub created_at: Instant,
}

/// What an endpoint does when it is asked for a shard's children alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    #[default]
    Known,
    /// It tells of all shards.
    Ignored,
    /// It says that there is no such parameter.
    Refused,
}

#[derive(Clone, Default)]
pub struct Shard {
    pub parent: Option<String>,
    pub records: Vec<CapturedChange>,
    /// How many of the records are trimmed.
    pub trimmed: usize,
    /// How many of them were trimmed when nothing else was left: to who asked then, there was never anything.
    pub emptied: usize,
    pub closed: bool,
    /// Trimmed whole: neither listed nor found.
    pub gone: bool,
    /// Not listed before then.
    pub listed_from: Option<Instant>,
    /// When it came to be.
    pub created_at: Option<Instant>,
    /// Where it is in listings.
    order: u64,
}

impl Shard {
    pub fn is_listed(&self) -> bool {
        !self.gone && self.listed_from.is_none_or(|from| from <= Instant::now())
    }

    /// What can still be read of it.
    pub fn surviving(&self) -> &[CapturedChange] {
        if self.gone { &[] } else { &self.records[self.trimmed..] }
    }
}

pub fn arn(table: &str, label: u32) -> String {
    format!("arn:aws:dynamodb:eu-west-1:1:table/{table}/stream/{label:04}")
}

impl Endpoint {
    pub fn new(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(State {
            rng: StdRng::seed_from_u64(seed),
            faults: Faults::default(),
            outage: None,
            tables: BTreeMap::new(),
            streams: BTreeMap::new(),
            shards_per_page: 3,
            records_per_page: 10,
            scripted: BTreeMap::new(),
            described_at: Vec::new(),
            children_asked_of: Vec::new(),
            filter: Filter::default(),
            listed_streams_of: Vec::new(),
            refuses_lists: None,
            deselected: BTreeSet::new(),
            read_at: BTreeMap::new(),
            iterators: BTreeMap::new(),
            tried_at: BTreeMap::new(),
            shuffled: true,
            empty_pages: BTreeMap::new(),
            created: 0,
            // Grows from 21 digits to 22 on the way: text order would be wrong.
            sequence: 999_999_999_999_999_999_990,
            beginning: Instant::now(),
        })))
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().expect("no test panics while it holds the endpoint")
    }

    /// A table whose stream is on, with these shards (id and parent).
    pub fn add_stream(&self, table: &str, label: u32, shards: &[(&str, Option<&str>)]) -> String {
        let arn = arn(table, label);
        let mut state = self.state();
        let stream = Stream {
            table: table.to_owned(),
            phase: StreamPhase::Enabled,
            shards: BTreeMap::new(),
            gone: false,
            created_at: Instant::now(),
        };
        state.streams.insert(arn.clone(), stream);
        state
            .tables
            .insert(table.to_owned(), TableStream::On { arn: arn.clone(), view_type: ViewType::NewAndOldImages });
        for (id, parent) in shards {
            state.add_shard(&arn, id, *parent);
        }
        arn
    }

    /// Writes `count` changes of one item into a shard.
    pub fn write(&self, arn: &str, shard_id: &str, item: &str, count: usize) {
        let mut state = self.state();
        for _ in 0..count {
            state.write(arn, shard_id, item);
        }
    }

    /// Closes a shard.
    pub fn close(&self, arn: &str, shard_id: &str) {
        self.state().shard(arn, shard_id).closed = true;
    }

    /// Turns a stream off: its shards are closed.
    pub fn disable(&self, arn: &str) {
        let mut state = self.state();
        let stream = state.streams.get_mut(arn).expect("a stream");
        stream.phase = StreamPhase::Disabled;
        stream.shards.values_mut().for_each(|shard| shard.closed = true);
        let table = stream.table.clone();
        state.tables.insert(table, TableStream::Off { last_arn: Some(arn.to_owned()) });
    }
}

impl State {
    pub fn shard(&mut self, arn: &str, shard_id: &str) -> &mut Shard {
        self.streams.get_mut(arn).and_then(|stream| stream.shards.get_mut(shard_id)).expect("a shard")
    }

    pub fn add_shard(&mut self, arn: &str, shard_id: &str, parent: Option<&str>) {
        self.created += 1;
        let order = if self.shuffled { self.rng.random() } else { self.created };
        let shard =
            Shard { parent: parent.map(str::to_owned), created_at: Some(Instant::now()), order, ..Shard::default() };
        self.streams.get_mut(arn).expect("a stream").shards.insert(shard_id.to_owned(), shard);
    }

    pub fn write(&mut self, arn: &str, shard_id: &str, item: &str) {
        self.sequence += u128::from(self.rng.random_range(1..5u32));
        let table = self.streams[arn].table.clone();
        let received_at = self.time_of(Instant::now());
        let change = CapturedChange { received_at, ..change(&table, arn, shard_id, self.sequence, item) };
        self.shard(arn, shard_id).records.push(change);
    }

    fn fault(&mut self, shard_id: &str) -> Option<SourceError> {
        if let Some(kind) = self.scripted.get_mut(shard_id).and_then(VecDeque::pop_front) {
            return Some(SourceError::new(kind, "as the test wishes"));
        }
        if let Some((kind, until)) = self.outage
            && Instant::now() < until
        {
            return Some(SourceError::new(kind, "for a while"));
        }
        self.faults.strike(&mut self.rng)
    }

    /// How long an answer takes, and whether it is lost on the way: the client gives up at its limit.
    fn delay(&mut self) -> (Duration, bool) {
        let Faults { silent, latency_ms, .. } = self.faults;
        if self.rng.random_bool(silent) {
            return (REQUEST_TIMEOUT, true);
        }
        (Duration::from_millis(if latency_ms == 0 { 0 } else { self.rng.random_range(0..latency_ms) }), false)
    }

    /// The time of day.
    fn time_of(&self, at: Instant) -> Timestamp {
        let since = at.saturating_duration_since(self.beginning).as_millis();
        Timestamp::from_millis(BEGINNING_MS + i64::try_from(since).unwrap_or(i64::MAX))
    }

    /// Two streams a page, oldest first.
    fn list_streams(&mut self, table: &str, after: Option<&str>) -> Result<StreamsPage, SourceError> {
        self.listed_streams_of.push(table.to_owned());
        if let Some(kind) = self.refuses_lists {
            return Err(SourceError::new(kind, "streams are not listed here"));
        }
        if let Some(error) = self.fault(table) {
            return Err(error);
        }
        let is_asked_for = |(arn, stream): &(&String, &Stream)| {
            stream.table == table && !stream.gone && after.is_none_or(|after| arn.as_str() > after)
        };
        let mut arns: Vec<String> =
            self.streams.iter().filter(is_asked_for).map(|(arn, _)| arn.clone()).take(3).collect();
        let more = arns.len() > 2;
        arns.truncate(2);
        let last_arn = arns.last().filter(|_| more).cloned();
        Ok(StreamsPage { arns, last_arn })
    }

    fn describe(
        &mut self,
        arn: &str,
        children_of: Option<&str>,
        after: Option<&str>,
    ) -> Result<StreamPage, SourceError> {
        self.described_at.push(Instant::now());
        self.children_asked_of.extend(children_of.map(str::to_owned));
        if let Some(error) = self.fault(arn) {
            return Err(error);
        }
        let children_of = match self.filter {
            Filter::Known => children_of,
            Filter::Refused if children_of.is_some() => {
                return Err(SourceError::new(SourceErrorKind::Other, "there is no such parameter"));
            }
            Filter::Ignored | Filter::Refused => None,
        };
        let stream = self.streams.get(arn).filter(|stream| !stream.gone).ok_or_else(not_found)?;
        let is_asked_for = |(_, shard): &(&String, &Shard)| {
            shard.is_listed() && children_of.is_none_or(|parent| shard.parent.as_deref() == Some(parent))
        };
        let mut shards: Vec<_> = stream.shards.iter().filter(is_asked_for).collect();
        shards.sort_by_key(|(id, shard)| (shard.order, *id));
        let begin = after.map_or(0, |after| shards.iter().position(|(id, _)| *id == after).map_or(0, |at| at + 1));
        let page: Vec<_> = shards[begin..].iter().take(self.shards_per_page).collect();
        let is_last = begin + page.len() >= shards.len();
        Ok(StreamPage {
            created_at: Some(self.time_of(stream.created_at)),
            phase: stream.phase,
            view_type: ViewType::NewAndOldImages,
            last_shard_id: page.last().filter(|_| !is_last).map(|(id, _)| (*id).clone()),
            shards: page
                .iter()
                .map(|(id, shard)| ListedShard { shard_id: (*id).clone(), parent_shard_id: shard.parent.clone() })
                .collect(),
        })
    }

    fn iterator(&mut self, shard: &ShardAddress, start: &IteratorStart) -> Result<ShardIterator, SourceError> {
        self.iterators.entry(shard.shard_id.clone()).or_default().push(start.clone());
        self.tried(shard);
        if let Some(error) = self.fault(&shard.shard_id) {
            return Err(error);
        }
        let false_alarm = self.rng.random_bool(self.faults.false_trim);
        let found = self.find(shard)?;
        let at = match start {
            IteratorStart::TrimHorizon => found.trimmed,
            IteratorStart::Latest => found.records.len(),
            IteratorStart::AfterSequenceNumber(number) => {
                let at = found.records.partition_point(|change| change.sequence_number <= *number);
                if at < found.trimmed || false_alarm {
                    return Err(trimmed());
                }
                at
            }
        };
        Ok(self.iterator_at(at))
    }

    /// Empty pages come in the midst of changes, a few in a row.
    fn is_empty_for_no_reason(&mut self, shard_id: &str) -> bool {
        let so_far = self.empty_pages.entry(shard_id.to_owned()).or_default();
        let empty = *so_far < MOST_EMPTY_PAGES && self.rng.random_bool(self.faults.empty);
        *so_far = if empty { *so_far + 1 } else { 0 };
        empty
    }

    fn tried(&mut self, shard: &ShardAddress) {
        self.tried_at.insert((shard.stream_arn.clone(), shard.shard_id.clone()), Instant::now());
    }

    fn read(
        &mut self,
        shard: &ShardAddress,
        iterator: &ShardIterator,
        limit: usize,
    ) -> Result<RecordsPage, SourceError> {
        self.read_at.entry(shard.shard_id.clone()).or_default().push(Instant::now());
        self.tried(shard);
        if let Some(error) = self.fault(&shard.shard_id) {
            return Err(error);
        }
        let (at, age) = self.place_of(iterator);
        if age > ITERATOR_LIFE || self.rng.random_bool(self.faults.expired) {
            return Err(SourceError::new(SourceErrorKind::ExpiredIterator, "older than 15 minutes"));
        }
        let empty = self.is_empty_for_no_reason(&shard.shard_id);
        let limit = if empty { 0 } else { self.rng.random_range(1..=self.records_per_page).min(limit) };
        let again = if self.rng.random_bool(self.faults.duplicated) { self.rng.random_range(1..6) } else { 0 };
        let found = self.find(shard)?;
        if at < found.trimmed {
            return Err(trimmed());
        }
        // What was read before comes once more, and nothing new or little with it.
        let at = at.saturating_sub(again).max(found.trimmed);
        let end = found.records.len().min(at + limit);
        let next_iterator = (end < found.records.len() || !found.closed || empty).then(|| self.iterator_at(end));
        Ok(RecordsPage { changes: found.records[at..end].to_vec(), unplaced: 0, next_iterator })
    }

    fn iterator_at(&self, at: usize) -> ShardIterator {
        ShardIterator(format!("{at}@{}", self.beginning.elapsed().as_millis()))
    }

    /// Where an iterator is, and how old.
    fn place_of(&self, iterator: &ShardIterator) -> (usize, Duration) {
        let (at, made) = iterator.0.split_once('@').expect("an iterator of this endpoint");
        let made = Duration::from_millis(made.parse().expect("milliseconds"));
        (at.parse().expect("a place"), self.beginning.elapsed().saturating_sub(made))
    }

    fn find(&self, shard: &ShardAddress) -> Result<&Shard, SourceError> {
        let stream = self.streams.get(&shard.stream_arn).filter(|stream| !stream.gone).ok_or_else(not_found)?;
        stream.shards.get(&shard.shard_id).filter(|shard| !shard.gone).ok_or_else(not_found)
    }
}

fn not_found() -> SourceError {
    SourceError::new(SourceErrorKind::StreamNotFound, "not here")
}

fn trimmed() -> SourceError {
    SourceError::new(SourceErrorKind::Trimmed, "older than 24 hours")
}

fn change(table: &str, arn: &str, shard_id: &str, sequence: u128, item: &str) -> CapturedChange {
    let attribute = |name: &str, text: &str| (name.to_owned(), AttributeValue::S(text.to_owned()));
    let key = Image::from_iter([attribute("id", item)]);
    let sequence_number: SequenceNumber = sequence.to_string().parse().expect("digits");
    CapturedChange {
        table: table.to_owned(),
        stream_arn: arn.to_owned(),
        shard_id: shard_id.to_owned(),
        event_id: format!("event-{sequence}"),
        op: Op::Modify,
        item_key: ItemKey::from_image(&key).expect("a key"),
        old_image: None,
        new_image: Some(Image::from_iter([attribute("id", item), attribute("at", &sequence.to_string())])),
        created_at: Timestamp::from_millis(1_795_356_557_000),
        received_at: Timestamp::from_millis(1_795_356_558_000),
        actor: None,
        size_bytes: 20,
        view_type: ViewType::NewAndOldImages,
        note: None,
        sequence_number,
    }
}

/// Waits for an answer as long as the client does.
async fn travel<T>((latency, is_lost): (Duration, bool), answer: Result<T, SourceError>) -> Result<T, SourceError> {
    tokio::time::sleep(latency).await;
    if is_lost { Err(SourceError::new(SourceErrorKind::Unavailable, "no answer in time")) } else { answer }
}

#[async_trait]
impl StreamSource for Endpoint {
    async fn list_streams(&self, table: &str, after: Option<&str>) -> Result<StreamsPage, SourceError> {
        let delay = self.state().delay();
        travel(delay, Ok(())).await?;
        self.state().list_streams(table, after)
    }

    async fn describe_stream(&self, arn: &str, after: Option<&str>) -> Result<StreamPage, SourceError> {
        let delay = self.state().delay();
        travel(delay, Ok(())).await?;
        self.state().describe(arn, None, after)
    }

    async fn describe_children(&self, arn: &str, parent: &str, after: Option<&str>) -> Result<StreamPage, SourceError> {
        let delay = self.state().delay();
        travel(delay, Ok(())).await?;
        self.state().describe(arn, Some(parent), after)
    }

    async fn shard_iterator(&self, shard: &ShardAddress, start: &IteratorStart) -> Result<ShardIterator, SourceError> {
        let delay = self.state().delay();
        travel(delay, Ok(())).await?;
        self.state().iterator(shard, start)
    }

    async fn records(
        &self,
        shard: &ShardAddress,
        iterator: &ShardIterator,
        limit: usize,
    ) -> Result<RecordsPage, SourceError> {
        let delay = self.state().delay();
        let page = self.state().read(shard, iterator, limit);
        // After the read: what comes back may be old news by then.
        travel(delay, page).await
    }
}

#[async_trait]
impl TableCatalog for Endpoint {
    async fn tables(&self) -> Result<Vec<FollowedTable>, SourceError> {
        let delay = self.state().delay();
        travel(delay, Ok(())).await?;
        let mut state = self.state();
        if let Some(error) = state.fault("the catalog") {
            return Err(error);
        }
        let table = |(name, stream): (&String, &TableStream)| FollowedTable {
            name: name.clone(),
            partition_key: None,
            sort_key: None,
            stream: stream.clone(),
        };
        Ok(state.tables.iter().filter(|(name, _)| !state.deselected.contains(*name)).map(table).collect())
    }

    async fn why_unlisted(&self, table: &str) -> Result<Unlisted, SourceError> {
        let is_deselected = self.state().deselected.contains(table);
        Ok(if is_deselected { Unlisted::Deselected } else { Unlisted::Deleted })
    }
}
