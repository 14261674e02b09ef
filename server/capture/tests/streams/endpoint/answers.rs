//! What the endpoint answers, and what becomes of the answer on its way.

use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use afterimage_archive::incoming;
use afterimage_capture::source::{
    FollowedTable, IteratorStart, ListedShard, REQUEST_TIMEOUT, RecordsPage, ShardAddress, ShardIterator, SourceError,
    SourceErrorKind, StreamPage, StreamSource, StreamsPage, TableCatalog, TableStream, Unlisted,
};
use afterimage_model::ViewType;
use async_trait::async_trait;
use rand::{Rng, rngs::StdRng};
use tokio::time::Instant;

use super::{Endpoint, Filter, ITERATOR_LIFE, MOST_CUT_SHORT, MOST_EMPTY_PAGES, Shard, State, Stream};
use crate::faults::Faults;

impl State {
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

    /// Whether the program breaks with this request.
    fn breaks(&mut self) -> bool {
        let due = self.breaks_next > 0;
        self.breaks_next = self.breaks_next.saturating_sub(1);
        due || self.rng.random_bool(self.faults.breaking)
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
            shards: page.iter().map(|(id, shard)| listed(id, shard)).collect(),
            is_final: false,
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
        let is_closed = found.closed;
        let next_iterator = (end < found.records.len() || !is_closed || empty).then(|| self.iterator_at(end));
        let mut changes: Vec<_> = found.records[at..end].iter().cloned().map(incoming).collect();
        let key = (shard.stream_arn.clone(), shard.shard_id.clone());
        let most = if is_closed { MOST_CUT_SHORT } else { u32::MAX };
        let is_cut = self.cut_next > 0
            || Self::strikes(&mut self.cut_short, &mut self.rng, self.faults.cut_short, most, (&key, end));
        self.cut_next = self.cut_next.saturating_sub(1);
        let next_iterator = next_iterator.filter(|_| !is_cut);
        let is_displaced = !changes.is_empty()
            && Self::strikes(
                &mut self.displaced,
                &mut self.rng,
                self.faults.displaced,
                self.most_displaced,
                (&key, end),
            );
        if is_displaced {
            changes.remove(self.rng.random_range(0..changes.len()));
        }
        Ok(RecordsPage { changes: changes.into(), unplaced: usize::from(is_displaced), next_iterator })
    }

    /// Whether chance strikes, as often at most until the shard is told further than it ever was.
    fn strikes(
        so_far: &mut BTreeMap<(String, String), (usize, u32)>,
        rng: &mut StdRng,
        likely: f64,
        most: u32,
        (shard, told_to): (&(String, String), usize),
    ) -> bool {
        let (furthest, times) = so_far.entry(shard.clone()).or_default();
        if told_to > *furthest {
            (*furthest, *times) = (told_to, 0);
        }
        let strikes = *times < most && likely > 0.0 && rng.random_bool(likely);
        *times += u32::from(strikes);
        strikes
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

/// As a panic does, but without a word.
fn break_the_program() -> ! {
    std::panic::resume_unwind(Box::new("the program has a fault"))
}

fn listed(id: &str, shard: &Shard) -> ListedShard {
    ListedShard { shard_id: id.to_owned(), parent_shard_id: shard.parent.clone(), has_end: shard.closed }
}

fn not_found() -> SourceError {
    SourceError::new(SourceErrorKind::StreamNotFound, "not here")
}

fn trimmed() -> SourceError {
    SourceError::new(SourceErrorKind::Trimmed, "older than 24 hours")
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
        if self.state().breaks_describing.remove(arn) {
            break_the_program();
        }
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
        let (delay, hands, breaks) = {
            let mut state = self.state();
            let is_silent = state.silent_shards.contains(&shard.shard_id);
            let delay = if is_silent { (REQUEST_TIMEOUT, true) } else { state.delay() };
            (delay, state.hands.clone(), state.breaks())
        };
        if breaks {
            break_the_program();
        }
        hands.take(&shard.shard_id);
        let page = self.state().read(shard, iterator, limit);
        // After the read: what comes back may be old news by then.
        let page = travel(delay, page).await;
        if page.as_ref().map_or(true, |page| page.changes.is_empty()) {
            hands.let_go(&shard.shard_id);
        }
        page
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
