//! Follows the streams of all tables in the catalog.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use afterimage_app::model::table::StreamState;
use tokio::{
    sync::Notify,
    task::{JoinError, JoinSet},
    time::{Instant, MissedTickBehavior},
};
use tokio_util::sync::CancellationToken;

use super::{
    backoff::{Backoff, Chance, spread},
    board::StreamBoard,
    follower::{Follower, FollowerEnd},
    handover::Predecessor,
    measures,
    parts::{Pace, Parts},
    polling::PollIntervals,
    sink::ChangeSink,
    source::{FollowedTable, StreamSource, TableCatalog, TableStream},
};
use crate::clock::SharedClock;

/// Where a stream is begun that is met for the first time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StartPosition {
    /// With the oldest change it still holds, up to 24 hours back.
    #[default]
    TrimHorizon,
    /// With the next change that comes.
    Latest,
}

/// How the engine goes about it.
#[derive(Clone, Debug)]
pub struct SupervisorOptions {
    /// Where a stream is begun that is met for the first time.
    pub start: StartPosition,
    /// How often tables and shards are listed again.
    pub discovery_interval: Duration,
    /// How long shards are left alone between reads.
    pub poll: PollIntervals,
    /// Where chance comes from; seeded in tests.
    pub chance: Chance,
}

/// How often tables and shards are listed again unless told otherwise.
pub const DISCOVERY_INTERVAL: Duration = Duration::from_secs(10);

impl Default for SupervisorOptions {
    fn default() -> Self {
        Self {
            start: StartPosition::default(),
            discovery_interval: DISCOVERY_INTERVAL,
            poll: PollIntervals::default(),
            chance: Chance::default(),
        }
    }
}

/// How often the lag is published as a metric.
const LAG_INTERVAL: Duration = Duration::from_secs(1);

/// How soon tables are listed again when a stream is over or was turned on or off: its table may have a new one.
const AFTER_A_CHANGE: Duration = Duration::from_secs(1);

/// The engine: one for the whole program.
pub struct Supervisor {
    parts: Arc<Parts>,
    catalog: Arc<dyn TableCatalog>,
    followers: JoinSet<(String, FollowerEnd)>,
    followed: BTreeMap<String, Followed>,
    /// Streams that are read to their end, by ARN.
    over: BTreeSet<String>,
    /// Streams of earlier runs that were not, by table; each is taken up when its table is first listed.
    unfinished: BTreeMap<String, BTreeSet<String>>,
    backoff: Backoff,
}

/// A stream with a follower.
struct Followed {
    table: String,
    stop: CancellationToken,
    ended: CancellationToken,
    /// Makes the follower list its shards at once.
    look: Arc<Notify>,
}

impl Supervisor {
    /// Wires the engine; nothing happens before [`run`](Self::run).
    pub fn new(
        source: Arc<dyn StreamSource>,
        catalog: Arc<dyn TableCatalog>,
        sink: Arc<dyn ChangeSink>,
        options: SupervisorOptions,
        clock: SharedClock,
    ) -> Self {
        let (board, describe_pace) = (StreamBoard::default(), Pace::default());
        Self {
            parts: Arc::new(Parts { source, sink, board, options, clock, describe_pace }),
            catalog,
            followers: JoinSet::new(),
            followed: BTreeMap::new(),
            over: BTreeSet::new(),
            unfinished: BTreeMap::new(),
            backoff: Backoff::default(),
        }
    }

    /// The board that the engine writes on: take a clone before [`run`](Self::run).
    pub fn board(&self) -> StreamBoard {
        self.parts.board.clone()
    }

    /// Follows every table until cancelled; returns when all readers have archived the page in hand.
    pub async fn run(mut self, cancel: CancellationToken) {
        // Nothing means cancelled, and that is how it ends.
        let _cancelled = self.follow_tables(&cancel).await;
        while self.followers.join_next().await.is_some() {}
    }

    async fn follow_tables(&mut self, cancel: &CancellationToken) -> Option<()> {
        self.take_up_unfinished(cancel).await?;
        let mut next_listing = Instant::now();
        let mut lag_ticks = tokio::time::interval(LAG_INTERVAL);
        lag_ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut relist = self.parts.board.relist_bell();
        loop {
            tokio::select! {
                biased;
                () = cancel.cancelled() => return None,
                Some(ended) = self.followers.join_next() => {
                    self.follower_ended(ended);
                    next_listing = next_listing.min(Instant::now() + AFTER_A_CHANGE);
                }
                Ok(()) = relist.changed() => next_listing = next_listing.min(Instant::now() + AFTER_A_CHANGE),
                () = tokio::time::sleep_until(next_listing) => {
                    next_listing = Instant::now() + self.list_tables(cancel).await?;
                }
                _ = lag_ticks.tick() => measures::behind(self.parts.board.lag_by_table()),
            }
        }
    }

    /// What the archive knows of streams that were being read when the program last stopped.
    async fn take_up_unfinished(&mut self, cancel: &CancellationToken) -> Option<()> {
        let parts = &self.parts;
        for stream in parts.keep(cancel, || parts.sink.streams()).await? {
            if stream.ended {
                self.over.insert(stream.arn);
            } else {
                self.unfinished.entry(stream.table).or_default().insert(stream.arn);
            }
        }
        Some(())
    }

    /// Asks the catalog and follows what is new in it; gives the wait until the next time.
    async fn list_tables(&mut self, cancel: &CancellationToken) -> Option<Duration> {
        match cancel.run_until_cancelled(self.catalog.tables()).await? {
            Ok(tables) => {
                self.backoff.succeeded();
                let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
                self.parts.board.catalog_answered(&names);
                for table in tables {
                    self.follow_table(table, cancel);
                }
                Some(spread(self.parts.options.discovery_interval, self.parts.options.chance.next()))
            }
            Err(error) => {
                tracing::warn!(%error, "the tables cannot be listed just now");
                self.parts.board.catalog_failed(error.to_string(), self.parts.now());
                Some(self.parts.delay(&mut self.backoff))
            }
        }
    }

    /// Follows a table's stream, and earlier ones that are not read to their end: those first, so that an item's
    /// changes stay in order.
    fn follow_table(&mut self, table: FollowedTable, cancel: &CancellationToken) {
        self.parts.board.set_table(&table.name, state_of(&table.stream));
        // Ends in the stream's time of creation, so that the order of ARNs is the order of streams.
        let mut arns = self.unfinished.remove(&table.name).unwrap_or_default();
        let current = match &table.stream {
            // Over, and yet on: it was too new to be found when it was looked at.
            TableStream::On { arn, .. } => Some(arn),
            TableStream::Off { last_arn: Some(arn) } if !self.over.contains(arn) => Some(arn),
            TableStream::Off { .. } | TableStream::Gone | TableStream::Unknown(_) => None,
        };
        if let Some(current) = current {
            arns.remove(current);
        }
        // What is no longer the table's stream has come to its end, and learns it now rather than in a while.
        for (arn, followed) in self.followed.iter().filter(|(_, followed)| followed.table == table.name) {
            if !matches!(&table.stream, TableStream::Unknown(_)) && current_arn(&table.stream) != Some(arn) {
                followed.look.notify_one();
            }
        }
        for arn in arns.into_iter().chain(current.cloned()) {
            if !self.followed.contains_key(&arn) {
                self.follow_stream(table.clone(), arn, cancel);
            }
        }
    }

    fn follow_stream(&mut self, table: FollowedTable, arn: String, cancel: &CancellationToken) {
        tracing::info!(table = table.name, stream = arn, "following a stream");
        let entry = Followed {
            table: table.name.clone(),
            stop: cancel.child_token(),
            ended: CancellationToken::new(),
            look: Arc::default(),
        };
        let guard = entry.ended.clone().drop_guard();
        let predecessors = self.predecessors(&table.name);
        let (stop, look) = (entry.stop.clone(), Arc::clone(&entry.look));
        let follower = Follower::new(Arc::clone(&self.parts), table, arn.clone(), predecessors, stop, look);
        self.followed.insert(arn.clone(), entry);
        self.followers.spawn(async move {
            let _ended = guard;
            (arn, follower.run().await)
        });
    }

    fn predecessors(&self, table: &str) -> Vec<Predecessor> {
        let of_table = self.followed.iter().filter(|(_, followed)| followed.table == table);
        let predecessor = |(arn, followed): (&String, &Followed)| Predecessor {
            arn: arn.clone(),
            stop: followed.stop.clone(),
            ended: followed.ended.clone(),
        };
        of_table.map(predecessor).collect()
    }

    fn follower_ended(&mut self, ended: Result<(String, FollowerEnd), JoinError>) {
        self.followed.retain(|_, followed| !followed.ended.is_cancelled());
        match ended {
            Ok((arn, FollowerEnd::Over)) => {
                self.over.insert(arn);
            }
            Ok((_, FollowerEnd::Stopped)) => {}
            Err(fault) => tracing::error!(%fault, "a stream's follower broke; the stream is taken up again"),
        }
    }
}

/// The stream that takes the table's changes now.
fn current_arn(stream: &TableStream) -> Option<&String> {
    if let TableStream::On { arn, .. } = stream { Some(arn) } else { None }
}

fn state_of(stream: &TableStream) -> StreamState {
    match stream {
        TableStream::On { arn, view_type } => StreamState::Enabled { arn: arn.clone(), view_type: *view_type },
        TableStream::Off { .. } => StreamState::Off,
        TableStream::Gone => StreamState::TableGone,
        TableStream::Unknown(error) => StreamState::Unknown { reason: error.to_string() },
    }
}
