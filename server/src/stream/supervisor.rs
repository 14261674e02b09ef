//! Follows the streams of all tables in the catalog.

use std::{sync::Arc, time::Duration};

use tokio_util::sync::CancellationToken;

use super::{
    backoff::Chance,
    board::StreamBoard,
    polling::PollIntervals,
    sink::ChangeSink,
    source::{StreamSource, TableCatalog},
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

/// The engine: one for the whole program.
pub struct Supervisor {
    source: Arc<dyn StreamSource>,
    catalog: Arc<dyn TableCatalog>,
    sink: Arc<dyn ChangeSink>,
    options: SupervisorOptions,
    clock: SharedClock,
    board: StreamBoard,
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
        Self { source, catalog, sink, options, clock, board: StreamBoard::default() }
    }

    /// The board that the engine writes on: take a clone before [`run`](Self::run).
    pub fn board(&self) -> StreamBoard {
        self.board.clone()
    }

    /// Follows every table until cancelled; returns when all readers have archived the page in hand.
    pub async fn run(self, cancel: CancellationToken) {
        cancel.cancelled().await;
    }
}
