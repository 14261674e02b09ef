//! A scripted DynamoDB Streams endpoint with tables, shards that split, trimming and faults.

mod answers;

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use afterimage_capture::{
    INCOMPLETE_UNTIL_BELIEVED, TOLD_UNTIL_BELIEVED,
    source::{IteratorStart, SourceErrorKind, StreamPhase, TableStream},
};
use afterimage_model::{AttributeValue, CapturedChange, Image, ItemKey, Op, SequenceNumber, Timestamp, ViewType};
use rand::{Rng, SeedableRng, rngs::StdRng};
use tokio::time::Instant;

use super::{faults::Faults, hands::Hands, rig::BEGINNING_MS};

/// How long an iterator is good for.
pub const ITERATOR_LIFE: Duration = Duration::from_secs(15 * 60);

/// How many pages in a row are empty although there is something: fewer than the engine takes for quiet.
const MOST_EMPTY_PAGES: u32 = 3;

/// How often the end of a shard that is closed may be told untruly until more of it is told: less often than the engine
/// wants to be told. Of one that is open it may be told as often as chance has it.
const MOST_CUT_SHORT: u32 = TOLD_UNTIL_BELIEVED - 1;

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
    /// By stream and shard: how far it was told, and how often an answer was cut short or displaced since.
    cut_short: BTreeMap<(String, String), (usize, u32)>,
    displaced: BTreeMap<(String, String), (usize, u32)>,
    /// How many shards there ever were.
    created: u64,
    sequence: u128,
    /// With so many of the next reads the program breaks; and once where it describes one of these streams.
    pub breaks_next: u32,
    pub breaks_describing: BTreeSet<String>,
    /// So many of the next reads lack the place to go on at.
    pub cut_next: u32,
    /// How often a page may have lost a record's place: less often than the engine asks again, unless a test wants more.
    pub most_displaced: u32,
    /// Shards whose reads are never answered.
    pub silent_shards: BTreeSet<String>,
    /// The pages that the engine has in hand.
    pub hands: Hands,
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
    /// Where its sequence numbers are counted from; nothing where they go on with the endpoint's.
    pub counted: Option<u128>,
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
            cut_short: BTreeMap::new(),
            displaced: BTreeMap::new(),
            created: 0,
            // Grows from 21 digits to 22 on the way: text order would be wrong.
            sequence: 999_999_999_999_999_999_990,
            breaks_next: 0,
            breaks_describing: BTreeSet::new(),
            cut_next: 0,
            most_displaced: INCOMPLETE_UNTIL_BELIEVED - 1,
            silent_shards: BTreeSet::new(),
            hands: Hands::default(),
            beginning: Instant::now(),
        })))
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().expect("no test panics while it holds the endpoint")
    }

    /// A table whose stream is on, with these shards (id and parent).
    pub fn add_stream(&self, table: &str, label: u32, shards: &[(&str, Option<&str>)]) -> String {
        self.add_stream_as(arn(table, label), table, shards)
    }

    /// The same, by its ARN.
    pub fn add_stream_as(&self, arn: String, table: &str, shards: &[(&str, Option<&str>)]) -> String {
        let mut state = self.state();
        let stream = Stream {
            table: table.to_owned(),
            phase: StreamPhase::Enabled,
            shards: BTreeMap::new(),
            gone: false,
            created_at: Instant::now(),
            counted: None,
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
        let step = u128::from(self.rng.random_range(1..5u32));
        let stream = self.streams.get_mut(arn).expect("a stream");
        let count = stream.counted.as_mut().unwrap_or(&mut self.sequence);
        *count += step;
        let (table, number) = (stream.table.clone(), *count);
        let received_at = self.time_of(Instant::now());
        let change = CapturedChange { received_at, ..change(&table, arn, shard_id, number, item) };
        self.shard(arn, shard_id).records.push(change);
    }

    /// The time of day.
    fn time_of(&self, at: Instant) -> Timestamp {
        let since = at.saturating_duration_since(self.beginning).as_millis();
        Timestamp::from_millis(BEGINNING_MS + i64::try_from(since).unwrap_or(i64::MAX))
    }
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
