//! The status registry: what every part of the engine is doing, for the pages and for health; and the wake-ups of
//! the readers of a table.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use afterimage_language::{Phrase, phrase};
use afterimage_model::{
    Language, SequenceNumber, Timestamp, ViewType,
    health::StreamCalls,
    table::{ShardError, ShardState, ShardStatus, StreamState},
};
use tokio::sync::watch;

use super::calls::CallMeter;

/// A shared registry; clones show and change the same one. Nothing on it is needed to go on: it only tells.
#[derive(Clone, Debug, Default)]
pub struct StatusRegistry(Arc<Mutex<Entries>>);

/// One stream, or one table that has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamStatus {
    /// The table's name.
    pub table: String,
    /// The stream's ARN; nothing for a table without one.
    pub arn: Option<String>,
    /// What its records carry.
    pub view_type: Option<ViewType>,
    /// Whether changes are captured.
    pub state: StreamState,
    /// Its shards, parents before their children.
    pub shards: Vec<ShardStatus>,
    /// Why the stream's shards cannot be listed, while that lasts.
    pub error: Option<ShardError>,
}

#[derive(Debug, Default)]
struct Entries {
    tables: BTreeMap<String, TableEntry>,
    streams: BTreeMap<String, StreamEntry>,
    catalog_trouble: Option<Trouble>,
    relist: watch::Sender<Relist>,
    reads: CallMeter,
    descriptions: CallMeter,
}

/// When tables are to be listed again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Relist {
    /// What is about to change may take a moment.
    #[default]
    Soon,
    /// It has changed.
    AtOnce,
}

#[derive(Debug)]
struct TableEntry {
    state: Shown,
    wake_ups: watch::Sender<()>,
}

#[derive(Debug)]
struct StreamEntry {
    table: String,
    view_type: ViewType,
    state: Shown,
    /// By id.
    shards: BTreeMap<String, ShardEntry>,
    trouble: Option<Trouble>,
}

#[derive(Debug)]
struct ShardEntry {
    /// In the order in which they are shown.
    place: usize,
    /// Without its error.
    status: ShardStatus,
    trouble: Option<Trouble>,
}

impl StreamEntry {
    fn shards(&self) -> impl Iterator<Item = &ShardStatus> {
        self.shards.values().map(|shard| &shard.status)
    }

    fn in_order(&self, language: Language) -> Vec<ShardStatus> {
        let mut shards: Vec<_> = self.shards.values().collect();
        shards.sort_by_key(|shard| shard.place);
        shards.into_iter().map(|shard| shard.told(language)).collect()
    }
}

impl ShardEntry {
    fn told(&self, language: Language) -> ShardStatus {
        ShardStatus { error: told(self.trouble.as_ref(), language), ..self.status.clone() }
    }
}

/// Whether changes are captured, as the registry shows it.
#[derive(Clone, Debug)]
pub(super) enum Shown {
    /// So it is.
    Known(StreamState),
    /// Why it is not known.
    Unknown(Phrase),
}

impl From<StreamState> for Shown {
    fn from(state: StreamState) -> Self {
        Self::Known(state)
    }
}

impl Shown {
    fn told(&self, language: Language) -> StreamState {
        match self {
            Self::Known(state) => state.clone(),
            Self::Unknown(why) => StreamState::Unknown { reason: why.in_language(language) },
        }
    }
}

/// What went wrong, while it does; put into words for whoever looks at the registry.
#[derive(Clone, Debug)]
struct Trouble {
    why: Phrase,
    since: Timestamp,
    attempts: u32,
}

fn told(trouble: Option<&Trouble>, language: Language) -> Option<ShardError> {
    let Trouble { why, since, attempts } = trouble?;
    Some(ShardError { message: why.in_language(language), since: *since, attempts: *attempts })
}

/// A page was archived: what there is to say of its shard.
#[derive(Clone, Debug)]
pub(super) struct PageRead {
    pub(super) checkpoint: Option<SequenceNumber>,
    pub(super) lag_ms: Option<u64>,
    pub(super) caught_up_at: Option<Timestamp>,
    pub(super) at: Timestamp,
}

impl StatusRegistry {
    /// Everything in the registry, by table; a table's present stream comes before its earlier ones.
    pub fn snapshot(&self, language: Language) -> Vec<StreamStatus> {
        let entries = self.entries();
        let streams = entries.streams.iter().map(|(arn, stream)| stream_row(arn, stream, language));
        let without = entries.tables.iter().filter(|(name, _)| !entries.has_stream(name));
        let mut rows: Vec<_> = streams.chain(without.map(|(name, table)| table_row(name, table, language))).collect();
        rows.sort_by_key(|row| (row.table.clone(), !matches!(row.state, StreamState::Enabled { .. })));
        rows
    }

    /// How far behind the slowest shard is that is being read; nothing before the first page.
    pub fn lag_ms(&self) -> Option<u64> {
        let entries = self.entries();
        let shards = entries.streams.values().flat_map(StreamEntry::shards);
        shards.filter(|shard| shard.state == ShardState::Reading).filter_map(|shard| shard.lag_ms).max()
    }

    /// How far behind each table's slowest shard is.
    pub(super) fn lag_by_table(&self) -> BTreeMap<String, u64> {
        let mut lags = BTreeMap::new();
        for stream in self.entries().streams.values() {
            let reading = stream.shards().filter(|shard| shard.state == ShardState::Reading);
            let slowest: &mut u64 = lags.entry(stream.table.clone()).or_default();
            *slowest = reading.filter_map(|shard| shard.lag_ms).fold(*slowest, u64::max);
        }
        lags
    }

    /// How often the streams are asked.
    pub fn calls(&self, now: Timestamp) -> StreamCalls {
        let entries = self.entries();
        StreamCalls {
            get_records_a_month: entries.reads.a_month(now),
            describe_stream_a_month: entries.descriptions.a_month(now),
        }
    }

    /// GetRecords is called.
    pub(super) fn count_read(&self, now: Timestamp) {
        self.entries().reads.count(now);
    }

    /// DescribeStream is called.
    pub(super) fn count_description(&self, now: Timestamp) {
        self.entries().descriptions.count(now);
    }

    /// All that happened to the table before then is archived, as far as its streams have told; nothing while that
    /// cannot be said.
    pub fn caught_up_at(&self, table: &str) -> Option<Timestamp> {
        let entries = self.entries();
        let streams = entries.streams.values().filter(|stream| stream.table == table);
        let unread = streams.flat_map(StreamEntry::shards).filter(|shard| shard.state != ShardState::Drained);
        unread.map(|shard| shard.caught_up_at).min().flatten()
    }

    /// Why the tables cannot be listed, while that lasts.
    pub fn catalog_error(&self, language: Language) -> Option<ShardError> {
        told(self.entries().catalog_trouble.as_ref(), language)
    }

    /// Whether a stream of the table is read, or one that was turned off is not read to its end.
    pub fn has_stream(&self, table: &str) -> bool {
        self.entries().has_stream(table)
    }

    /// The first of the stream's shards that is being read.
    pub fn shard_being_read(&self, arn: &str) -> Option<String> {
        let entries = self.entries();
        let mut shards: Vec<_> = entries.streams.get(arn)?.shards.values().collect();
        shards.retain(|shard| shard.status.state == ShardState::Reading);
        shards.into_iter().min_by_key(|shard| shard.place).map(|shard| shard.status.shard_id.clone())
    }

    /// Whether the table has no stream that could be read; false while that is not known.
    pub fn is_without_stream(&self, table: &str) -> bool {
        let entries = self.entries();
        let is_unknown = |table: &TableEntry| matches!(table.state, Shown::Unknown(_));
        !entries.has_stream(table) && !entries.tables.get(table).is_some_and(is_unknown)
    }

    /// A change of this table is about to come, or just came: its shards are polled at once.
    pub fn wake(&self, table: &str) {
        if let Some(entry) = self.entries().tables.get(table) {
            entry.wake_ups.send_replace(());
        }
    }

    /// The wake-ups that [`wake`](Self::wake) sends.
    pub(super) fn wake_ups(&self, table: &str) -> watch::Receiver<()> {
        self.entries().table(table).wake_ups.subscribe()
    }

    /// Something is about to change about the tables: they are listed soon.
    pub fn list_tables_again(&self) {
        self.entries().relist.send_replace(Relist::Soon);
    }

    /// Something has changed about the tables: they are listed at once.
    pub fn tables_have_changed(&self) {
        self.entries().relist.send_replace(Relist::AtOnce);
    }

    /// The wake-ups that [`list_tables_again`](Self::list_tables_again) and
    /// [`tables_have_changed`](Self::tables_have_changed) send.
    pub(super) fn relist_bell(&self) -> watch::Receiver<Relist> {
        self.entries().relist.subscribe()
    }

    /// The catalog was asked and told this of a table.
    pub(super) fn set_table(&self, name: &str, state: Shown) {
        self.entries().table(name).state = state;
    }

    /// The catalog answered, with the tables of these names.
    pub(super) fn catalog_answered(&self, names: &[&str]) {
        let mut entries = self.entries();
        entries.catalog_trouble = None;
        let Entries { tables, streams, .. } = &mut *entries;
        let is_read = |name: &str| streams.values().any(|stream| stream.table == name);
        tables.retain(|name, _| names.contains(&name.as_str()) || is_read(name));
    }

    /// The catalog did not answer.
    pub(super) fn catalog_failed(&self, why: Phrase, now: Timestamp) {
        note(&mut self.entries().catalog_trouble, why, now);
    }

    /// A stream's shards were listed.
    pub(super) fn set_stream(&self, arn: &str, table: &str, view_type: ViewType, state: Shown) {
        let mut entries = self.entries();
        let fresh = || StreamEntry {
            table: table.to_owned(),
            view_type,
            state: state.clone(),
            shards: BTreeMap::new(),
            trouble: None,
        };
        let entry = entries.streams.entry(arn.to_owned()).or_insert_with(fresh);
        entry.view_type = view_type;
        entry.state = state;
        entry.trouble = None;
    }

    /// A stream's shards could not be listed.
    pub(super) fn stream_failed(&self, arn: &str, why: Phrase, now: Timestamp) {
        if let Some(stream) = self.entries().streams.get_mut(arn) {
            note(&mut stream.trouble, why, now);
        }
    }

    /// These are the shards worth showing, in this order; what readers noted of them stays.
    pub(super) fn set_shards(&self, arn: &str, shards: Vec<ShardStatus>) {
        if let Some(stream) = self.entries().streams.get_mut(arn) {
            let mut before = std::mem::take(&mut stream.shards);
            for (place, fresh) in shards.into_iter().enumerate() {
                let shard = match before.remove(&fresh.shard_id) {
                    Some(noted) => {
                        let status = ShardStatus { state: fresh.state, ..noted.status };
                        ShardEntry { place, status, trouble: noted.trouble }
                    }
                    None => ShardEntry { place, status: fresh, trouble: None },
                };
                stream.shards.insert(shard.status.shard_id.clone(), shard);
            }
        }
    }

    /// Whether a shard is read, waits, or is drained.
    pub(super) fn set_shard_state(&self, arn: &str, shard_id: &str, state: ShardState) {
        self.with_shard(arn, shard_id, |shard| {
            shard.status.state = state;
            // Nothing is asked of it any more.
            if state == ShardState::Drained {
                shard.trouble = None;
            }
        });
    }

    /// A page of a shard was archived.
    pub(super) fn page_read(&self, arn: &str, shard_id: &str, page: PageRead) {
        self.with_shard(arn, shard_id, |entry| {
            let shard = &mut entry.status;
            shard.checkpoint = page.checkpoint.or(shard.checkpoint.take());
            shard.lag_ms = page.lag_ms.or(shard.lag_ms);
            // What was told last counts, also when the clock was set back since.
            shard.caught_up_at = page.caught_up_at.or(shard.caught_up_at);
            shard.last_read_at = Some(page.at);
            entry.trouble = None;
        });
    }

    /// A shard could not be read.
    pub(super) fn shard_failed(&self, arn: &str, shard_id: &str, why: Phrase, now: Timestamp) {
        self.with_shard(arn, shard_id, |shard| note(&mut shard.trouble, why, now));
    }

    /// A stream is drained or gone: it leaves the registry.
    pub(super) fn remove_stream(&self, arn: &str) {
        self.entries().streams.remove(arn);
    }

    fn with_shard(&self, arn: &str, shard_id: &str, change: impl FnOnce(&mut ShardEntry)) {
        let mut entries = self.entries();
        let shard = entries.streams.get_mut(arn).and_then(|stream| stream.shards.get_mut(shard_id));
        if let Some(shard) = shard {
            change(shard);
        }
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entries {
    fn has_stream(&self, table: &str) -> bool {
        self.streams.values().any(|stream| stream.table == table)
    }

    fn table(&mut self, name: &str) -> &mut TableEntry {
        self.tables.entry(name.to_owned()).or_insert_with(|| TableEntry {
            state: Shown::Unknown(phrase!("server-table-not-looked-at")),
            wake_ups: watch::Sender::new(()),
        })
    }
}

/// Another failure of the same kind keeps its beginning and counts on.
fn note(trouble: &mut Option<Trouble>, why: Phrase, now: Timestamp) {
    let (since, attempts) = trouble.as_ref().map_or((now, 0), |earlier| (earlier.since, earlier.attempts));
    *trouble = Some(Trouble { why, since, attempts: attempts.saturating_add(1) });
}

fn stream_row(arn: &str, stream: &StreamEntry, language: Language) -> StreamStatus {
    StreamStatus {
        table: stream.table.clone(),
        arn: Some(arn.to_owned()),
        view_type: Some(stream.view_type),
        state: stream.state.told(language),
        shards: stream.in_order(language),
        error: told(stream.trouble.as_ref(), language),
    }
}

fn table_row(name: &str, table: &TableEntry, language: Language) -> StreamStatus {
    StreamStatus {
        table: name.to_owned(),
        arn: None,
        view_type: None,
        state: table.state.told(language),
        shards: Vec::new(),
        error: None,
    }
}
