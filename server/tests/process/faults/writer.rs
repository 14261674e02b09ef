//! Somebody who writes to the table all the time, and keeps account.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use afterimage_aws::AwsTables;
use afterimage_model::{AttributeValue, Image, ItemKey, Op, write::WriteRequest};
use afterimage_test_dynamodb::random;
use rand::{Rng, SeedableRng, rngs::StdRng};
use tokio::{sync::watch, task::JoinHandle};

use super::endpoint::TABLE;

const ITEMS: usize = 8;

/// The machine has other things to do, too.
const BETWEEN_WRITES: Duration = Duration::from_millis(4);

/// One write: what it must look like in the archive.
#[derive(Clone, Debug, PartialEq)]
pub struct Expected {
    pub op: Op,
    pub old: Option<Image>,
    pub new: Option<Image>,
}

/// What was written, per item, in order.
pub type Ledger = BTreeMap<ItemKey, Vec<Expected>>;

/// Writes until it is told to stop. A write is in the ledger before it is sent: it may be archived before it is
/// acknowledged.
pub struct Writer {
    ledger: Arc<Mutex<Ledger>>,
    taken: watch::Receiver<usize>,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Writer {
    pub fn start(tables: AwsTables, seed: u64) -> Self {
        let ledger: Arc<Mutex<Ledger>> = Arc::default();
        let (stop, stopped) = watch::channel(false);
        let (count, taken) = watch::channel(0);
        let task = tokio::spawn(write(tables, StdRng::seed_from_u64(seed), Arc::clone(&ledger), count, stopped));
        Self { ledger, taken, stop, task }
    }

    /// What was sent so far.
    pub fn ledger(&self) -> Ledger {
        self.ledger.lock().expect("no panic while writing").clone()
    }

    /// Waits until so many more writes are taken.
    pub async fn more(&mut self, count: usize) {
        let until = *self.taken.borrow() + count;
        self.taken.wait_for(|taken| *taken >= until).await.expect("the writer goes on");
    }

    /// Stops; everything in the ledger was taken.
    pub async fn finish(self) -> Ledger {
        self.stop.send_replace(true);
        self.task.await.expect("every write is taken");
        Arc::try_unwrap(self.ledger).expect("nobody else has it").into_inner().expect("no panic while writing")
    }
}

async fn write(
    tables: AwsTables,
    mut rng: StdRng,
    ledger: Arc<Mutex<Ledger>>,
    taken: watch::Sender<usize>,
    stopped: watch::Receiver<bool>,
) {
    for version in 0.. {
        if *stopped.borrow() {
            return;
        }
        let id = AttributeValue::S(format!("item:{}", rng.random_range(0..ITEMS)));
        let key = Image::from_iter([("id".to_owned(), id)]);
        let item_key = ItemKey::from_image(&key).expect("a key");
        let request = {
            let mut ledger = ledger.lock().expect("no panic while writing");
            let entries = ledger.entry(item_key).or_default();
            let old = entries.last().and_then(|last| last.new.clone());
            if old.is_some() && rng.random_bool(0.2) {
                entries.push(Expected { op: Op::Remove, old, new: None });
                WriteRequest::Delete { key }
            } else {
                let mut item = random::image(&mut rng, version);
                item.0.extend(key.0);
                let op = if old.is_some() { Op::Modify } else { Op::Insert };
                entries.push(Expected { op, old, new: Some(item.clone()) });
                WriteRequest::Put { item, only_if_absent: false }
            }
        };
        tables.write(TABLE, request).await.expect("DynamoDB takes it");
        taken.send_modify(|taken| *taken += 1);
        tokio::time::sleep(BETWEEN_WRITES).await;
    }
}
