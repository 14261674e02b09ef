//! Follows the streams of all tables in the catalog.

mod tables;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use afterimage_archive::ChangeSink;
use afterimage_base::clock::SharedClock;
use tables::Tables;
use tokio::{
    sync::{Notify, watch},
    task::{JoinError, JoinSet},
    time::{Instant, MissedTickBehavior},
};
use tokio_util::sync::CancellationToken;

use super::{
    arn::is_earlier,
    backoff::{Backoff, spread},
    follower::{Follower, FollowerEnd, Lines},
    handover::{DrainProgress, Predecessor},
    measures,
    options::SupervisorOptions,
    shared::Shared,
    source::{FollowedTable, StreamSource, TableCatalog},
    status_registry::{Relist, StatusRegistry},
};

/// How often the lag is published as a metric.
const LAG_INTERVAL: Duration = Duration::from_secs(1);

/// How soon tables are listed again when a stream is over or was turned on or off: its table may have a new one.
const AFTER_A_CHANGE: Duration = Duration::from_secs(1);

/// How far apart two listings are at least, however often tables change.
const LISTINGS_APART: Duration = Duration::from_millis(100);

/// The engine: one for the whole program.
pub struct Supervisor {
    shared: Arc<Shared>,
    catalog: Arc<dyn TableCatalog>,
    followers: JoinSet<(String, FollowerEnd)>,
    followed: BTreeMap<String, Followed>,
    tables: Tables,
    backoff: Backoff,
}

/// A stream with a follower.
struct Followed {
    table: String,
    stop: CancellationToken,
    ended: CancellationToken,
    /// Makes the follower list its shards at once.
    look: Arc<Notify>,
    drain_progress: watch::Receiver<DrainProgress>,
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
        Self {
            shared: Arc::new(Shared::new(source, sink, options, clock)),
            catalog,
            followers: JoinSet::new(),
            followed: BTreeMap::new(),
            tables: Tables::default(),
            backoff: Backoff::default(),
        }
    }

    /// The registry that the engine writes on: take a clone before [`run`](Self::run).
    pub fn statuses(&self) -> StatusRegistry {
        self.shared.statuses.clone()
    }

    /// Follows every table until cancelled; returns when all readers have archived the page in hand.
    pub async fn run(mut self, cancel: CancellationToken) {
        // Nothing means cancelled, and that is how it ends.
        let _cancelled = self.follow_tables(&cancel).await;
        while self.followers.join_next().await.is_some() {}
        while self.tables.lookups.join_next().await.is_some() {}
    }

    async fn follow_tables(&mut self, cancel: &CancellationToken) -> Option<()> {
        self.take_up(cancel).await?;
        let mut next_listing = Instant::now();
        let mut listed_at = next_listing;
        let mut lag_ticks = tokio::time::interval(LAG_INTERVAL);
        lag_ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut relist = self.shared.statuses.relist_bell();
        loop {
            tokio::select! {
                biased;
                () = cancel.cancelled() => return None,
                Some(ended) = self.followers.join_next() => {
                    self.follower_ended(ended);
                    next_listing = next_listing.min(Instant::now() + AFTER_A_CHANGE);
                }
                Some(done) = self.tables.lookups.join_next() => self.looked_up(done, cancel),
                Ok(()) = relist.changed() => {
                    let at = match *relist.borrow_and_update() {
                        Relist::Soon => Instant::now() + AFTER_A_CHANGE,
                        Relist::AtOnce => listed_at + LISTINGS_APART,
                    };
                    next_listing = next_listing.min(at);
                }
                () = tokio::time::sleep_until(next_listing) => {
                    listed_at = Instant::now();
                    next_listing = Instant::now() + self.list_tables(cancel).await?;
                }
                _ = lag_ticks.tick() => measures::behind(self.shared.statuses.lag_by_table()),
            }
        }
    }

    /// Asks the catalog and follows what is new in it; gives the wait until the next time.
    async fn list_tables(&mut self, cancel: &CancellationToken) -> Option<Duration> {
        match cancel.run_until_cancelled(self.catalog.tables()).await? {
            Ok(tables) => {
                self.backoff.succeeded();
                let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
                self.shared.statuses.catalog_answered(&names);
                let names: BTreeSet<String> = tables.iter().map(|table| table.name.clone()).collect();
                for table in tables {
                    self.table_listed(table, cancel);
                }
                self.take_up_unlisted(&names, cancel).await?;
                Some(spread(self.shared.options.discovery_interval, self.shared.options.chance.next()))
            }
            Err(error) => {
                tracing::warn!(%error, "the tables cannot be listed just now");
                self.shared.statuses.catalog_failed(error.in_words(), self.shared.now());
                Some(self.shared.delay(&mut self.backoff))
            }
        }
    }

    fn follow_stream(&mut self, table: FollowedTable, arn: String, cancel: &CancellationToken) {
        tracing::info!(table = table.name, stream = arn, "following a stream");
        let (drain_progress, shown) = watch::channel(DrainProgress::default());
        let entry = Followed {
            table: table.name.clone(),
            stop: cancel.child_token(),
            ended: CancellationToken::new(),
            look: Arc::default(),
            drain_progress: shown,
        };
        let guard = entry.ended.clone().drop_guard();
        let predecessors = self.predecessors(&table.name, &arn);
        let lines = Lines { cancel: entry.stop.clone(), look_now: Arc::clone(&entry.look), drain_progress };
        let follower = Follower::new(Arc::clone(&self.shared), table, arn.clone(), predecessors, lines);
        self.followed.insert(arn.clone(), entry);
        self.followers.spawn(async move {
            let _ended = guard;
            (arn, follower.run().await)
        });
    }

    /// The table's earlier streams that are still followed. What has its name in another region is another table.
    fn predecessors(&self, table: &str, arn: &str) -> Vec<Predecessor> {
        let is_earlier =
            |(earlier, followed): &(&String, &Followed)| followed.table == table && is_earlier(earlier, arn);
        let predecessor = |(arn, followed): (&String, &Followed)| Predecessor {
            arn: arn.clone(),
            stop: followed.stop.clone(),
            ended: followed.ended.clone(),
            drain_progress: followed.drain_progress.clone(),
        };
        self.followed.iter().filter(is_earlier).map(predecessor).collect()
    }

    fn follower_ended(&mut self, ended: Result<(String, FollowerEnd), JoinError>) {
        let is_ended = |_: &String, followed: &mut Followed| followed.ended.is_cancelled();
        let gone: Vec<(String, Followed)> = self.followed.extract_if(.., is_ended).collect();
        match ended {
            Ok((arn, FollowerEnd::Over)) => {
                self.tables.over.insert(arn);
            }
            Ok((_, FollowerEnd::Stopped)) => {}
            Err(fault) => {
                tracing::error!(%fault, "a stream's follower broke; the stream is taken up again");
                for (arn, followed) in gone {
                    self.tables.take_up_again(followed.table, arn);
                }
            }
        }
    }
}
