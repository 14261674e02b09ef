//! The table: a scripted DynamoDB Streams that is written to at a pace.

use std::{
    fmt::Write,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use afterimage_test_dynamodb::wire_server::{
    Script, WireServer,
    shard::{Content, WireRecord},
};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

/// The table.
pub const TABLE: &str = "siege-orders";

const SHARD: &str = "shardId-00000000000000000001-siege";

/// What heavy queries look through.
const LARGE_ITEMS: u64 = 200;
const LARGE_ITEM_BYTES: usize = 100_000;

/// How many items the changes are of, and so how many different words there are in them.
pub const ITEMS: u64 = 512;

/// How often it is written, in milliseconds.
const WRITE_EVERY_MS: u64 = 20;

/// The first sequence number.
const FIRST_NUMBER: u128 = 100_000_000_000_000_000_000;

#[derive(Clone)]
pub struct Endpoint {
    server: WireServer,
    arn: String,
    numbers: Arc<Mutex<Vec<u128>>>,
}

impl Endpoint {
    pub fn start() -> Self {
        let mut script = Script::to_look_at();
        let arn = script.add_stream(TABLE, 1);
        script.add_shard(&arn, SHARD, None);
        Self { server: WireServer::on_its_own_thread(script), arn, numbers: Arc::default() }
    }

    pub fn url(&self) -> &str {
        self.server.url()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<u128>> {
        self.numbers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The sequence numbers of everything written.
    pub fn numbers(&self) -> Vec<u128> {
        self.lock().clone()
    }

    /// How many changes were written.
    pub fn written(&self) -> usize {
        self.lock().len()
    }

    pub fn write_large_items(&self) {
        self.write((0..LARGE_ITEMS).map(|item| (format!("large-{item:04}"), words(item, LARGE_ITEM_BYTES))));
    }

    /// Writes so many changes a second until it is over.
    pub async fn write_at(self, rate: u64, over: CancellationToken) {
        let mut ticks = interval(Duration::from_millis(WRITE_EVERY_MS));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
        let (mut at, mut tick) = (0, 0);
        while over.run_until_cancelled(ticks.tick()).await.is_some() {
            tick += 1;
            let until = tick * rate * WRITE_EVERY_MS / 1_000;
            self.write((at..until).map(|at| (format!("small-{:04}", at % ITEMS), format!("{} lap {at}", word(at)))));
            at = until;
        }
    }

    fn write(&self, items: impl Iterator<Item = (String, String)>) {
        let (mut numbers, mut script) = (self.lock(), self.server.script());
        let Content::Written(records) = &mut script.shard(&self.arn, SHARD).content else {
            panic!("canned pages are not written to")
        };
        for (item, text) in items {
            let number = FIRST_NUMBER + 7 * numbers.len() as u128;
            records.push(WireRecord { sequence_number: number, json: record(number, &item, &text) });
            numbers.push(number);
        }
    }
}

/// The word that only the changes of one item have.
pub fn word(at: u64) -> String {
    format!("word{:04}x", at % ITEMS)
}

/// Text of many different words.
fn words(mut seed: u64, bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + 16);
    while text.len() < bytes {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        write!(text, "{:x} ", seed >> 24).expect("text takes everything");
    }
    text
}

fn record(number: u128, item: &str, text: &str) -> String {
    let keys = format!(r#"{{"id":{{"S":"{item}"}}}}"#);
    let image = format!(r#"{{"id":{{"S":"{item}"}},"text":{{"S":"{text}"}}}}"#);
    format!(
        r#"{{"eventID":"{number:032}","eventName":"INSERT","eventVersion":"1.1","eventSource":"aws:dynamodb","awsRegion":"us-east-1","dynamodb":{{"ApproximateCreationDateTime":1795356557.0,"Keys":{keys},"NewImage":{image},"SequenceNumber":"{number}","SizeBytes":{size},"StreamViewType":"NEW_AND_OLD_IMAGES"}}}}"#,
        size = image.len(),
    )
}
