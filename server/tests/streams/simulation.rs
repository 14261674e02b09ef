//! A random life of a stream, a program that is killed again and again, and a ledger that must come out right.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use afterimage_app::model::{CapturedChange, SequenceNumber};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use tokio::time::Instant;

use super::{
    endpoint::{Faults, Shard},
    rig::{PATIENCE, Rig, seconds},
};

/// How many lives are lived in a normal run.
const SEEDS: u64 = 200;

const ITEMS: usize = 8;

/// The stream's side: who writes, splits and trims.
struct Life {
    rng: StdRng,
    arn: String,
    /// Which shard takes an item's changes now.
    owner: BTreeMap<String, String>,
    shards: u32,
}

impl Life {
    fn begin(rig: &Rig, seed: u64) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        let roots: Vec<String> = (0..rng.random_range(1..4u32)).map(name).collect();
        let shards: Vec<(&str, Option<&str>)> = roots.iter().map(|root| (root.as_str(), None)).collect();
        let arn = rig.endpoint.add_stream("orders", 1, &shards);
        let owner =
            (0..ITEMS).map(|item| (format!("item-{item}"), roots.choose(&mut rng).expect("a root").clone())).collect();
        Self { shards: u32::try_from(roots.len()).expect("a few"), rng, arn, owner }
    }

    /// Something happens to the stream.
    fn happen(&mut self, rig: &Rig) {
        match self.rng.random_range(0..20) {
            0..14 => self.write(rig),
            14..17 => self.split(rig),
            17..19 => self.trim(rig),
            _ => self.trim_whole(rig),
        }
    }

    fn write(&mut self, rig: &Rig) {
        for _ in 0..self.rng.random_range(1..12) {
            let item = format!("item-{}", self.rng.random_range(0..ITEMS));
            rig.endpoint.write(&self.arn, &self.owner[&item], &item, 1);
        }
    }

    /// A shard is closed, and one or two children take its items over; they may be listed late, if not before it.
    fn split(&mut self, rig: &Rig) {
        let open: BTreeSet<String> = self.owner.values().cloned().collect();
        let open: Vec<String> = open.into_iter().collect();
        let parent = open.choose(&mut self.rng).expect("an open shard").clone();
        let children: Vec<String> = (0..self.rng.random_range(1..3)).map(|child| name(self.shards + child)).collect();
        self.shards += u32::try_from(children.len()).expect("a few");
        let mut state = rig.endpoint.state();
        let closed = state.shard(&self.arn, &parent);
        closed.closed = true;
        let listed_from = closed.listed_from.map_or_else(Instant::now, |from| from.max(Instant::now()));
        let late = Duration::from_millis(self.rng.random_range(0..4_000));
        for child in &children {
            state.add_shard(&self.arn, child, Some(&parent));
            state.shard(&self.arn, child).listed_from = Some(listed_from + late);
        }
        for owner in self.owner.values_mut().filter(|owner| **owner == parent) {
            owner.clone_from(children.choose(&mut self.rng).expect("a child"));
        }
    }

    /// The oldest changes of a shard pass out of the stream.
    fn trim(&mut self, rig: &Rig) {
        let mut state = rig.endpoint.state();
        let stream = state.streams.get_mut(&self.arn).expect("the stream");
        let names: Vec<String> = stream.shards.keys().cloned().collect();
        let shard = stream.shards.get_mut(names.choose(&mut self.rng).expect("a shard")).expect("a shard");
        shard.trimmed = self.rng.random_range(shard.trimmed..=shard.records.len());
    }

    /// The oldest closed shard that is left goes whole.
    fn trim_whole(&mut self, rig: &Rig) {
        let mut state = rig.endpoint.state();
        let stream = state.streams.get_mut(&self.arn).expect("the stream");
        if let Some(shard) = stream.shards.values_mut().find(|shard| shard.closed && !shard.gone) {
            shard.gone = true;
            shard.trimmed = shard.records.len();
        }
    }

    async fn pass(&mut self, most_ms: u64) {
        let pause = self.rng.random_range(0..most_ms);
        tokio::time::sleep(Duration::from_millis(pause)).await;
    }
}

fn name(number: u32) -> String {
    format!("shard-{number:03}")
}

/// One life: some of it before the program first starts, most while it runs, is killed, stands still and runs again.
async fn live(seed: u64) {
    let mut rig = Rig::new(seed);
    let mut life = Life::begin(&rig, seed);
    for _ in 0..life.rng.random_range(0..15) {
        life.happen(&rig);
    }
    rig.options.discovery_interval = Duration::from_secs(life.rng.random_range(2..12));
    rig.endpoint.state().faults =
        Faults { throttled: 0.05, unavailable: 0.05, expired: 0.03, empty: 0.2, latency_ms: 60 };
    (rig.ledger.books().failing, rig.ledger.books().latency_ms) = (0.05, 40);
    for _ in 0..life.rng.random_range(1..5) {
        let running = rig.start();
        for _ in 0..life.rng.random_range(1..20) {
            life.happen(&rig);
            life.pass(1_500).await;
        }
        if life.rng.random_bool(0.3) {
            running.stop().await;
        } else {
            running.kill().await;
        }
        for _ in 0..life.rng.random_range(0..4) {
            life.happen(&rig);
        }
    }
    settle(&rig, &life.arn).await;
    assert_books_are_right(&rig, &life.arn);
}

/// The trouble is over: everything that is left must arrive.
async fn settle(rig: &Rig, arn: &str) {
    rig.endpoint.state().faults = Faults::default();
    rig.ledger.books().failing = 0.0;
    let running = rig.start();
    // Where nothing is left there is nothing to wait for, and yet losses to be found out.
    seconds(30).await;
    let limit = Instant::now() + PATIENCE;
    while !missing(rig, arn).is_empty() {
        assert!(Instant::now() < limit, "never archived: {:?}", missing(rig, arn));
        tokio::time::sleep(Duration::from_secs(5)).await;
    }
    let all_known_are_settled = || {
        let books = rig.ledger.books();
        let mut state = rig.endpoint.state();
        books.shards.values().all(|shard| shard.finished || !state.shard(arn, &shard.shard_id).closed)
    };
    rig.until("every closed shard is finished", all_known_are_settled).await;
    running.stop().await;
}

/// What the stream still holds and the ledger does not.
fn missing(rig: &Rig, arn: &str) -> Vec<SequenceNumber> {
    let archived = archived(rig);
    let state = rig.endpoint.state();
    let survives = |shard: &Shard| shard.records[shard.trimmed..].to_vec();
    let surviving = state.streams[arn].shards.values().flat_map(survives);
    surviving.map(|change| change.sequence_number).filter(|number| !archived.contains(&number.to_string())).collect()
}

fn archived(rig: &Rig) -> BTreeSet<String> {
    rig.ledger.books().rows.iter().map(|row| row.sequence_number.to_string()).collect()
}

fn assert_books_are_right(rig: &Rig, arn: &str) {
    let rows = rig.ledger.books().rows.clone();
    assert_eq!(archived(rig).len(), rows.len(), "a change is archived twice");
    let mut last_of_item: BTreeMap<String, SequenceNumber> = BTreeMap::new();
    for row in &rows {
        let item = row.item_key.to_string();
        let before = last_of_item.insert(item.clone(), row.sequence_number.clone());
        assert!(before.is_none_or(|before| before < row.sequence_number), "{item} is out of order");
    }
    let shards = rig.endpoint.state().streams[arn].shards.clone();
    for (id, shard) in &shards {
        assert_losses_are_told(rig, id, shard);
    }
    for gap in &rig.ledger.books().gaps {
        assert!(shards[&gap.shard_id].trimmed > 0 || shards[&gap.shard_id].gone, "nothing was trimmed: {gap:?}");
    }
}

/// A change that was lost after its shard was begun is within a gap.
fn assert_losses_are_told(rig: &Rig, id: &str, shard: &Shard) {
    let books = rig.ledger.books();
    let archived: BTreeSet<String> =
        books.rows.iter().filter(|row| row.shard_id == id).map(|row| row.sequence_number.to_string()).collect();
    let is_archived = |change: &&CapturedChange| archived.contains(&change.sequence_number.to_string());
    let Some(first) = shard.records.iter().position(|change| is_archived(&change)) else { return };
    for lost in shard.records[first..].iter().filter(|change| !is_archived(change)) {
        let number = Some(&lost.sequence_number);
        let covers = |gap: &&afterimage_app::model::table::Gap| {
            gap.shard_id == id
                && gap.after_sequence_number.as_ref() < number
                && (gap.until_sequence_number.is_none() || gap.until_sequence_number.as_ref() > number)
        };
        assert!(books.gaps.iter().any(|gap| covers(&gap)), "{id}: {number:?} was lost silently");
    }
}

#[test]
fn whatever_happens_each_surviving_change_is_archived_once_and_in_order() {
    for seed in 0..SEEDS {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().expect("a runtime");
        let lived = std::panic::catch_unwind(|| runtime.block_on(live(seed)));
        if let Err(fault) = lived {
            eprintln!("the life with the seed {seed} went wrong");
            std::panic::resume_unwind(fault);
        }
    }
}
