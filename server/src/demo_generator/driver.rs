//! The demo's pace: takes a step from the world, writes it, waits.

use std::{num::NonZeroUsize, time::Duration};

use afterimage_aws::AwsTables;
use afterimage_base::clock::SharedClock;
use afterimage_capture::tables::Failure;
use rand::{SeedableRng, rngs::StdRng};
use tokio::{
    sync::watch,
    time::{Instant, MissedTickBehavior, interval_at},
};

use super::{CARTS, DemoSwitch, ORDERS, USERS, World, sample_tables};

/// How many items of each sample table are taken over at the start. The world keeps fewer alive.
const TAKEN_OVER: usize = 2_000;

/// How long the demo waits after a write that failed for no fault of its own.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(2);

/// Creates the sample tables that do not exist yet.
///
/// # Errors
/// When the endpoint refuses.
pub async fn create_sample_tables(tables: &AwsTables) -> Result<(), Failure> {
    for table in sample_tables() {
        if tables.create(&table).await? {
            tracing::info!(table = table.name, "created a sample table");
        }
    }
    Ok(())
}

/// The demo, ready to run.
pub struct DemoGenerator {
    tables: AwsTables,
    world: World,
    random: StdRng,
    clock: SharedClock,
    pace: Duration,
    handle: DemoSwitch,
    running: watch::Receiver<bool>,
}

impl DemoGenerator {
    /// Takes over the lives that are in the sample tables, to go on with them at `rate` changes a second.
    ///
    /// # Errors
    /// When the tables cannot be read.
    pub async fn take_over(tables: AwsTables, rate: f64, clock: SharedClock) -> Result<Self, Failure> {
        let world = read_world(&tables).await?;
        let handle = DemoSwitch::new(rate);
        let running = handle.subscribe();
        let pace = Duration::from_secs_f64(1.0 / rate);
        Ok(Self { tables, world, random: StdRng::from_os_rng(), clock, pace, handle, running })
    }

    /// Pauses and resumes it.
    pub fn handle(&self) -> DemoSwitch {
        self.handle.clone()
    }

    /// Lives on and on. To be dropped in order to stop it: a write that is cut off is either in the table or not, and
    /// the next start finds out.
    pub async fn run(mut self) {
        let mut ticks = interval_at(Instant::now() + self.pace, self.pace);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while self.running.wait_for(|running| *running).await.is_ok() {
            ticks.tick().await;
            if *self.running.borrow() {
                self.step().await;
            }
        }
    }

    async fn step(&mut self) {
        let step = self.world.next(&mut self.random, self.clock.now());
        let Err(error) = self.tables.write(step.table, step.request.clone()).await else { return };
        // Somebody else wrote to the item (or it expired): it is theirs from now on.
        self.world.let_go(&step);
        if error.code == "condition_failed" {
            tracing::debug!(table = step.table, "the demo leaves an item alone that somebody else has changed");
        } else {
            tracing::warn!(table = step.table, %error, "the demo could not write");
            tokio::time::sleep(PAUSE_AFTER_FAILURE).await;
        }
    }
}

async fn read_world(tables: &AwsTables) -> Result<World, Failure> {
    let limit = NonZeroUsize::new(TAKEN_OVER).unwrap_or(NonZeroUsize::MIN);
    let users = tables.scan(USERS, limit).await?;
    let orders = tables.scan(ORDERS, limit).await?;
    let carts = tables.scan(CARTS, limit).await?;
    Ok(World::resume(users, orders, carts))
}
