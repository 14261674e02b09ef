//! Changes that go on arriving while questions are asked.

use std::time::{Duration, Instant};

use afterimage_archive::Archive;
use tokio::{task::JoinHandle, time::MissedTickBehavior};
use tokio_util::sync::CancellationToken;

use super::{
    fill::page,
    lived::{Lives, SHARDS},
};

/// How often a page arrives.
const TICK: Duration = Duration::from_millis(100);

/// Changes that are arriving.
pub struct Arriving {
    /// The lives as they were when it began.
    pub lives_then: Lives,
    over: CancellationToken,
    writing: JoinHandle<f64>,
}

impl Arriving {
    /// Ends it; how many changes a second there were.
    pub async fn end(self) -> f64 {
        self.over.cancel();
        self.writing.await.expect("the writer")
    }
}

/// Lets this many changes a second arrive until it is ended. What comes late is sent at once, so that the rate is
/// missed only where the writer cannot keep up.
pub fn begin(archive: &Archive, lives: Lives, rate: usize) -> Arriving {
    let (over, lives_then) = (CancellationToken::new(), lives.clone());
    let writing = tokio::spawn(write(archive.clone(), lives, rate, over.clone()));
    Arriving { lives_then, over, writing }
}

async fn write(archive: Archive, mut lives: Lives, rate: usize, over: CancellationToken) -> f64 {
    let mut ticks = tokio::time::interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let a_tick = rate / usize::try_from(Duration::from_secs(1).as_millis() / TICK.as_millis()).expect("small");
    let (started, before) = (Instant::now(), lives.changes());
    while !over.is_cancelled() {
        ticks.tick().await;
        let mut pages = vec![Vec::new(); SHARDS];
        for _ in 0..a_tick {
            let (shard, change) = lives.next();
            pages[shard].push(change);
        }
        let pages = pages.into_iter().enumerate().filter(|(_, changes)| !changes.is_empty());
        let written = pages.map(|(shard, changes)| archive.writer.append(page(shard, changes)));
        for written in futures::future::join_all(written).await {
            written.expect("archived");
        }
    }
    (lives.changes() - before) as f64 / started.elapsed().as_secs_f64()
}
