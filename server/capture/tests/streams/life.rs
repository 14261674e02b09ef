//! A random life of some tables: who writes, what splits, what is trimmed, turned off and on again, and what fails.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use afterimage_capture::source::SourceErrorKind;
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use tokio::time::Instant;

use super::{
    endpoint::{Shard, State, arn},
    faults::Faults,
    rig::Rig,
};

const ITEMS: usize = 8;

/// A child is listed so much before its parent at most, or so much after it; now and then very late.
const LISTED_FIRST_MS: u64 = 1_500;
const LISTED_LATE_MS: u64 = 4_000;
const LISTED_VERY_LATE_MS: u64 = 40_000;

/// When a stream is turned off, all that it has is listed within this time: some of the time in which an engine looks
/// for it is left for trouble.
const LISTED_AFTER_ALL_MS: u64 = 55_000;

/// How long trouble lasts, at most: less than an engine waits for a table's earlier stream without any progress of it.
const TROUBLE_MS: u64 = 15_000;

/// Whom the endpoint resembles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Shards split and are trimmed, and every stream has its own.
    Amazon,
    /// One shard, kept from stream to stream, of which "trimmed" is said without cause.
    Emulator,
}

/// The side of the streams.
pub struct Life {
    pub rng: StdRng,
    pub kind: Kind,
    pub tables: Vec<Table>,
}

pub struct Table {
    name: String,
    /// The last part of the stream's ARN; it grows.
    label: u32,
    /// Which shard takes an item's changes now.
    owner: BTreeMap<String, String>,
    shards: u32,
    is_on: bool,
    /// How often a table of this name was deleted. An emulator's next one has a shard of the same name, counts from
    /// below what the earlier one counted to, and holds nothing of it.
    deleted: u32,
    /// How often when its last stream was turned on.
    known_deleted: u32,
}

impl Table {
    pub fn arn(&self) -> String {
        arn(&self.name, self.label)
    }

    fn item(&self, number: usize) -> String {
        format!("{}-{}-item-{number}", self.name, self.deleted)
    }

    fn shard_name(&mut self) -> String {
        self.shards += 1;
        format!("{}-shard-{:03}", self.name, self.shards)
    }
}

impl Life {
    pub fn begin(rig: &Rig, seed: u64) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        let kind = if rng.random_bool(0.15) { Kind::Emulator } else { Kind::Amazon };
        let mut life = Self { kind, tables: Vec::new(), rng };
        for name in ["orders", "carts", "users"].iter().take(life.rng.random_range(1..4)) {
            let (name, owner) = ((*name).to_owned(), BTreeMap::new());
            life.tables.push(Table { name, label: 0, owner, shards: 0, is_on: false, deleted: 0, known_deleted: 0 });
            let at = life.tables.len() - 1;
            life.enable(rig, at);
        }
        life
    }

    /// The faults of a bad day.
    pub fn faults(&mut self) -> Faults {
        let is_amazon = self.kind == Kind::Amazon;
        Faults {
            throttled: 0.05,
            unavailable: 0.04,
            silent: 0.002,
            odd: 0.01,
            expired: 0.03,
            // An emulator that says "trimmed" of what is there must show it when it is asked again.
            empty: if is_amazon { 0.2 } else { 0.0 },
            duplicated: if is_amazon { 0.05 } else { 0.0 },
            cut_short: if is_amazon { 0.03 } else { 0.0 },
            displaced: 0.02,
            breaking: 0.002,
            false_trim: if is_amazon { 0.0 } else { 0.1 },
            latency_ms: 60,
        }
    }

    /// Something happens to a table.
    pub fn happen(&mut self, rig: &Rig) {
        let at = self.rng.random_range(0..self.tables.len());
        match (self.rng.random_range(0..100), self.kind) {
            (0..62, _) => self.write(rig, at),
            (62..78, Kind::Amazon) => self.split(rig, at),
            (78..85, Kind::Amazon) => self.trim(rig, at),
            (85..90, Kind::Amazon) => self.trim_whole(rig, at),
            (90..91, Kind::Amazon) => self.forget(rig, at),
            (91..95, _) => self.toggle(rig, at),
            (95..96, _) => self.delete(rig, at),
            (96..98, _) => self.trouble_the_endpoint(rig),
            (98..100, _) => self.trouble_the_archive(rig),
            _ => {}
        }
    }

    fn write(&mut self, rig: &Rig, at: usize) {
        let table = &self.tables[at];
        if !table.is_on {
            return;
        }
        for _ in 0..self.rng.random_range(1..12) {
            let item = table.item(self.rng.random_range(0..ITEMS));
            rig.endpoint.write(&table.arn(), &table.owner[&item], &item, 1);
        }
    }

    /// A shard is closed, and one or two children take its items over. They are listed with it or later; or first,
    /// where it is itself not listed yet.
    fn split(&mut self, rig: &Rig, at: usize) {
        if !self.tables[at].is_on {
            return;
        }
        let is_known = is_known(rig, &self.tables[at].arn());
        let table = &mut self.tables[at];
        let arn = table.arn();
        let open: Vec<String> = table.owner.values().cloned().collect::<BTreeSet<_>>().into_iter().collect();
        let parent = open.choose(&mut self.rng).expect("an open shard").clone();
        let children: Vec<String> = (0..self.rng.random_range(1..3)).map(|_| table.shard_name()).collect();
        let now = Instant::now();
        let mut state = rig.endpoint.state();
        // What is first listed while it grows is listed in the order of creation, as Amazon does: there is no telling
        // a parent that is still to be listed from one that was trimmed before.
        state.shuffled = is_known;
        let closed = state.shard(&arn, &parent);
        closed.closed = true;
        let mut from = now;
        if let Some(parent_from) = closed.listed_from.filter(|from| *from > now) {
            if self.rng.random_bool(0.5) {
                let soon = now + Duration::from_millis(self.rng.random_range(0..LISTED_FIRST_MS));
                list_by(&mut state, &arn, &parent, parent_from.min(soon));
            } else {
                from = parent_from;
            }
        }
        let latest = if self.rng.random_bool(0.1) { LISTED_VERY_LATE_MS } else { LISTED_LATE_MS };
        let late = if is_known { self.rng.random_range(0..latest) } else { 0 };
        let late = if self.rng.random_bool(0.4) || from > now { late } else { 0 };
        for child in &children {
            state.add_shard(&arn, child, Some(&parent));
            state.shard(&arn, child).listed_from = Some(from + Duration::from_millis(late));
        }
        for owner in table.owner.values_mut().filter(|owner| **owner == parent) {
            owner.clone_from(children.choose(&mut self.rng).expect("a child"));
        }
    }

    /// The oldest changes of a shard pass out of one of the table's streams.
    fn trim(&mut self, rig: &Rig, at: usize) {
        let arn = self.any_stream(at);
        let mut state = rig.endpoint.state();
        let stream = state.streams.get_mut(&arn).expect("the stream");
        let names: Vec<String> = stream.shards.keys().cloned().collect();
        let shard = stream.shards.get_mut(names.choose(&mut self.rng).expect("a shard")).expect("a shard");
        shard.trimmed = self.rng.random_range(shard.trimmed..=shard.records.len());
        if shard.trimmed == shard.records.len() {
            shard.emptied = shard.trimmed;
        }
    }

    /// The oldest closed shards that are left go whole, one or a few generations of them.
    fn trim_whole(&mut self, rig: &Rig, at: usize) {
        let arn = self.any_stream(at);
        let count = self.rng.random_range(1..4);
        let mut state = rig.endpoint.state();
        let stream = state.streams.get_mut(&arn).expect("the stream");
        for shard in stream.shards.values_mut().filter(|shard| shard.closed && !shard.gone).take(count) {
            shard.gone = true;
            shard.trimmed = shard.records.len();
        }
    }

    /// A stream that is off passes out as a whole; also one that nobody has looked at.
    fn forget(&mut self, rig: &Rig, at: usize) {
        let table = &self.tables[at];
        if !table.is_on {
            rig.endpoint.state().streams.get_mut(&table.arn()).expect("the stream").gone = true;
        }
    }

    fn any_stream(&mut self, at: usize) -> String {
        let table = &self.tables[at];
        arn(&table.name, self.rng.random_range(1..=table.label))
    }

    /// The stream is turned off, or on again, whether or not anybody has looked at it. What is not listed yet of one
    /// that is off is listed later.
    fn toggle(&mut self, rig: &Rig, at: usize) {
        let table = &mut self.tables[at];
        if !table.is_on {
            return self.enable(rig, at);
        }
        table.is_on = false;
        let arn = table.arn();
        rig.endpoint.disable(&arn);
        let mut state = rig.endpoint.state();
        let by = Instant::now() + Duration::from_millis(LISTED_AFTER_ALL_MS);
        for shard in state.streams.get_mut(&arn).expect("the stream").shards.values_mut() {
            shard.listed_from = shard.listed_from.map(|from| from.min(by));
        }
    }

    /// The table is deleted; its stream is turned off with it, and a new one comes with the next table of that name. A
    /// table of which nobody has ever heard is not missed.
    fn delete(&mut self, rig: &Rig, at: usize) {
        let name = &self.tables[at].name;
        if !rig.ledger.books().streams.values().any(|stream| stream.table == *name) {
            return;
        }
        if self.tables[at].is_on {
            self.toggle(rig, at);
        }
        rig.endpoint.state().tables.remove(&self.tables[at].name);
        self.tables[at].deleted += 1;
    }

    fn enable(&mut self, rig: &Rig, at: usize) {
        let table = &mut self.tables[at];
        let before = table.arn();
        let is_another = self.kind == Kind::Emulator && table.deleted > table.known_deleted;
        table.known_deleted = table.deleted;
        table.label += 1;
        table.is_on = true;
        rig.endpoint.state().shuffled = false;
        let arn = rig.endpoint.add_stream(&table.name, table.label, &[]);
        let roots: Vec<String> = match self.kind {
            Kind::Amazon => (0..self.rng.random_range(1..4)).map(|_| table.shard_name()).collect(),
            Kind::Emulator => vec![format!("{}-shard", table.name)],
        };
        let mut state = rig.endpoint.state();
        let kept = state.streams.get(&before).filter(|_| self.kind == Kind::Emulator && !is_another);
        let counted =
            if is_another { Some(first_number(at, table.deleted)) } else { kept.and_then(|kept| kept.counted) };
        state.streams.get_mut(&arn).expect("the stream").counted = counted;
        for root in &roots {
            // Some have parents that were trimmed before anybody looked.
            let parent = (self.kind == Kind::Amazon && self.rng.random_bool(0.3)).then_some("trimmed long ago");
            state.add_shard(&arn, root, parent);
            let earlier = state.streams.get(&before).filter(|_| !is_another);
            let earlier = earlier.and_then(|stream| stream.shards.get(root)).cloned();
            if let Some(Shard { mut records, .. }) = earlier {
                for record in &mut records {
                    record.stream_arn.clone_from(&arn);
                }
                state.shard(&arn, root).records = records;
            }
        }
        let owner = |item: usize| (table.item(item), roots[item % roots.len()].clone());
        table.owner = (0..ITEMS).map(owner).collect();
    }

    fn trouble_the_endpoint(&mut self, rig: &Rig) {
        use SourceErrorKind::{AccessDenied, Credentials, Other, Throttled, Unavailable};
        let kinds = [AccessDenied, Credentials, Other, Throttled, Unavailable];
        let kind = *kinds.choose(&mut self.rng).expect("a kind");
        let until = Instant::now() + Duration::from_millis(self.rng.random_range(0..TROUBLE_MS));
        rig.endpoint.state().outage = Some((kind, until));
    }

    fn trouble_the_archive(&mut self, rig: &Rig) {
        let until = Some(Instant::now() + Duration::from_millis(self.rng.random_range(0..TROUBLE_MS)));
        let mut books = rig.ledger.books();
        if self.rng.random_bool(0.5) { books.refuses_until = until } else { books.stalls_until = until }
    }

    /// A while in which nothing happens.
    pub fn pause(&mut self, most_ms: u64) -> Duration {
        Duration::from_millis(self.rng.random_range(0..most_ms))
    }
}

/// A shard and its ancestors are listed from then on at the latest.
fn list_by(state: &mut State, arn: &str, id: &str, by: Instant) {
    let shards = &mut state.streams.get_mut(arn).expect("the stream").shards;
    let mut next = Some(id.to_owned());
    while let Some(shard) = next.take().and_then(|id| shards.get_mut(&id)) {
        shard.listed_from = shard.listed_from.map(|from| from.min(by));
        next.clone_from(&shard.parent);
    }
}

/// Where a table counts from that took the place of a deleted one: below all that the endpoint counts otherwise.
fn first_number(table: usize, deleted: u32) -> u128 {
    100_000_000_000_000_000_000 + table as u128 * 1_000_000_000_000 + u128::from(deleted) * 1_000_000_000
}

/// Whether the engine has ever listed the stream's shards.
fn is_known(rig: &Rig, arn: &str) -> bool {
    let books = rig.ledger.books();
    books.streams.contains_key(arn) && books.shards.keys().any(|(of, _)| of == arn)
}
