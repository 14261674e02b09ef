//! The engine, an endpoint and a ledger, wired together on a paused clock.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use afterimage_base::clock::Clock;
use afterimage_capture::{StatusRegistry, Supervisor, SupervisorOptions, backoff::Chance};
use afterimage_model::Timestamp;
use tokio::{task::JoinHandle, time::Instant};
use tokio_util::sync::CancellationToken;

use super::{endpoint::Endpoint, ledger::Ledger};

/// Longer than anything may take that is not waiting for the impossible.
pub const PATIENCE: Duration = Duration::from_secs(3_600);

/// The time of day when a test begins.
pub const BEGINNING_MS: i64 = 1_795_356_560_000;

/// Everything that a test needs.
pub struct Rig {
    pub endpoint: Endpoint,
    pub ledger: Ledger,
    pub options: SupervisorOptions,
    pub clock: PausedClock,
}

/// The engine while it runs.
pub struct Running {
    pub statuses: StatusRegistry,
    cancel: CancellationToken,
    task: JoinHandle<()>,
}

impl Rig {
    pub fn new(seed: u64) -> Self {
        let options = SupervisorOptions { chance: Chance::seeded(seed), ..SupervisorOptions::default() };
        let (endpoint, ledger) = (Endpoint::new(seed), Ledger::new(seed));
        endpoint.state().hands = ledger.hands.clone();
        Self { endpoint, ledger, options, clock: PausedClock::new() }
    }

    /// Starts the program, as often as a test likes: what is archived stays.
    pub fn start(&self) -> Running {
        self.ledger.crash.revive();
        let cancel = CancellationToken::new();
        let supervisor = Supervisor::new(
            Arc::new(self.endpoint.clone()),
            Arc::new(self.endpoint.clone()),
            Arc::new(self.ledger.clone()),
            self.options.clone(),
            Arc::new(self.clock.clone()),
        );
        let statuses = supervisor.statuses();
        Running { statuses, cancel: cancel.clone(), task: tokio::spawn(supervisor.run(cancel)) }
    }

    /// Waits until so many changes are archived.
    pub async fn archived(&self, count: usize) {
        self.until(&format!("{count} changes are archived"), || self.ledger.count() >= count).await;
    }

    /// Waits until something holds.
    pub async fn until(&self, what: &str, holds: impl Fn() -> bool) {
        let limit = Instant::now() + PATIENCE;
        while !holds() {
            assert!(Instant::now() < limit, "waited in vain until {what}; {} are archived", self.ledger.count());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

impl Running {
    /// Asks the program to stop, and waits until it has.
    pub async fn stop(self) {
        self.cancel.cancel();
        self.task.await.expect("the engine ends without a fault");
    }

    /// Asks the program to stop, and waits until it has, or until it `dies`; tells which.
    pub async fn stop_unless(mut self, dies: impl Future<Output = ()>) -> bool {
        self.cancel.cancel();
        tokio::select! {
            biased;
            ended = &mut self.task => {
                ended.expect("the engine ends without a fault");
                return true;
            }
            () = dies => {}
        }
        self.kill().await;
        false
    }

    /// Asks the program to stop, and does not wait.
    pub fn ask_to_stop(&self) {
        self.cancel.cancel();
    }

    /// Kills the program wherever it is.
    pub async fn kill(self) {
        self.task.abort();
        let killed = self.task.await;
        assert!(killed.is_err_and(|error| error.is_cancelled()), "the engine ended by itself");
        // Its tasks are taken down one level after the other; a process would be gone at once.
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// Lets the engine work for a while.
pub async fn seconds(seconds: u64) {
    tokio::time::sleep(Duration::from_secs(seconds)).await;
}

/// The engine's clock, which goes with tokio's and may be set; clones are the same one. The endpoint has its own.
#[derive(Clone)]
pub struct PausedClock {
    beginning: Instant,
    set_by_ms: Arc<AtomicI64>,
}

impl PausedClock {
    fn new() -> Self {
        Self { beginning: Instant::now(), set_by_ms: Arc::default() }
    }

    /// Sets it ahead or back.
    pub fn jump(&self, seconds: i64) {
        self.set_by_ms.fetch_add(seconds * 1_000, Ordering::Relaxed);
    }
}

impl Clock for PausedClock {
    fn now(&self) -> Timestamp {
        let millis = i64::try_from(self.beginning.elapsed().as_millis()).unwrap_or(i64::MAX);
        Timestamp::from_millis(BEGINNING_MS + millis + self.set_by_ms.load(Ordering::Relaxed))
    }
}
