//! Whether the program lives, asked as a supervisor does: over a new connection each time.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use tokio::{task::JoinHandle, time::timeout};
use tokio_util::sync::CancellationToken;

use super::{figures::Samples, raw};

/// How often it is asked.
const EVERY: Duration = Duration::from_millis(50);

/// How long a supervisor waits.
const PATIENCE: Duration = Duration::from_secs(10);

/// What came of it.
#[derive(Debug, Default)]
pub struct Health {
    took: Samples,
    /// How often there was no answer, or another than 200.
    pub failed: usize,
}

impl Health {
    pub fn slowest_ms(&self) -> f64 {
        self.took.percentile(100)
    }

    pub fn percentile_ms(&self, percent: usize) -> f64 {
        self.took.percentile(percent)
    }
}

/// Asks until it is over.
pub fn watch(address: SocketAddr, over: CancellationToken) -> JoinHandle<Health> {
    tokio::spawn(async move {
        let (mut health, mut ticks) = (Health::default(), tokio::time::interval(EVERY));
        while over.run_until_cancelled(ticks.tick()).await.is_some() {
            let begun = Instant::now();
            let answer = timeout(PATIENCE, raw::whole(address, "GET", "/api/v1/health/live", "", b"")).await;
            health.took.add(begun.elapsed().as_secs_f64() * 1_000.0);
            health.failed += usize::from(!matches!(answer, Ok(Ok(200))));
        }
        health
    })
}
