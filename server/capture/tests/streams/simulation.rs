//! Random lives: tables whose streams grow, split, pass and come anew, a program that dies again and again, and a
//! ledger that must come out right.
//!
//! A normal run lives through [`SEEDS`] of them. `AFTERIMAGE_SIMULATION_SEEDS=100000` is a long run, and
//! `AFTERIMAGE_SIMULATION_SEED=17` the one life that went wrong; a failure says which command that is.

use std::{
    collections::BTreeMap,
    env,
    ops::Range,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use rand::{Rng, seq::IndexedRandom};
use tokio::time::Instant;

use super::{
    audit::{assert_books_are_right, is_settled, missing},
    crash::CRASH_POINTS,
    faults::Faults,
    life::Life,
    rig::Rig,
    watch::Watch,
};

/// How many lives are lived in a normal run.
const SEEDS: u64 = 3_000;

/// So many lives that went wrong say enough.
const MOST_FAILURES: usize = 10;

/// When all trouble is over, everything that is left arrives within this time: the longest backoffs, a discovery, and
/// a tree of some ten generations.
const SETTLED_WITHIN: Duration = Duration::from_secs(300);

/// What was lived through, to show that the lives are not dull.
#[derive(Debug, Default)]
struct Tally {
    lives: u64,
    changes: usize,
    runs: u64,
    ends: BTreeMap<String, u64>,
    gaps: BTreeMap<String, u64>,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.lives += other.lives;
        self.changes += other.changes;
        self.runs += other.runs;
        other.ends.into_iter().for_each(|(end, count)| *self.ends.entry(end).or_default() += count);
        other.gaps.into_iter().for_each(|(cause, count)| *self.gaps.entry(cause).or_default() += count);
    }
}

/// One life: some of it before the program first starts, most while it runs, dies, stands still and runs again.
async fn live(seed: u64) -> Tally {
    let mut rig = Rig::new(seed);
    let mut life = Life::begin(&rig, seed);
    let mut tally = Tally { lives: 1, ..Tally::default() };
    for _ in 0..life.rng.random_range(0..15) {
        life.happen(&rig);
    }
    rig.options.discovery_interval = Duration::from_secs(life.rng.random_range(2..12));
    rig.options.pages_in_hand = life.rng.random_range(2..33);
    rig.endpoint.state().faults = life.faults();
    (rig.ledger.books().failing, rig.ledger.books().latency_ms) = (0.05, 40);
    for _ in 0..life.rng.random_range(1..5) {
        let end = run(&rig, &mut life).await;
        *tally.ends.entry(end).or_default() += 1;
        tally.runs += 1;
        for _ in 0..life.rng.random_range(0..6) {
            life.happen(&rig);
        }
    }
    settle(&rig).await;
    assert_books_are_right(&rig);
    let books = rig.ledger.books();
    tally.changes = books.rows.len();
    books.gaps.iter().for_each(|gap| *tally.gaps.entry(gap.cause.clone()).or_default() += 1);
    tally
}

/// One run of the program; tells how it ended.
async fn run(rig: &Rig, life: &mut Life) -> String {
    let running = rig.start();
    let mut watch = Watch::default();
    let dies_at = life.rng.random_bool(0.6).then(|| {
        let point = *CRASH_POINTS.choose(&mut life.rng).expect("a point");
        rig.ledger.crash.plan(point, life.rng.random_range(0..3));
        point
    });
    for _ in 0..life.rng.random_range(1..20) {
        life.happen(rig);
        watch.look(rig);
        let pause = life.pause(1_500);
        if tokio::time::timeout(pause, rig.ledger.crash.dead()).await.is_ok() {
            running.kill().await;
            return format!("{:?}", dies_at.expect("nobody dies unplanned"));
        }
    }
    if life.rng.random_bool(0.3) {
        let stopped = running.stop_unless(rig.ledger.crash.dead()).await;
        return if stopped { "Stopped" } else { "DiedWhileStopping" }.to_owned();
    }
    running.kill().await;
    "Killed".to_owned()
}

/// The trouble is over: everything that is left must arrive, and every loss be found out.
async fn settle(rig: &Rig) {
    {
        let (mut state, mut books) = (rig.endpoint.state(), rig.ledger.books());
        (state.faults, state.outage) = (Faults::default(), None);
        (books.failing, books.refuses_until, books.stalls_until) = (0.0, None, None);
    }
    let running = rig.start();
    let mut watch = Watch::default();
    let limit = Instant::now() + SETTLED_WITHIN;
    // Where nothing is left to read there may still be losses to be found out.
    let mut quiet_looks = 0;
    while quiet_looks < 4 {
        tokio::time::sleep(Duration::from_secs(4)).await;
        watch.look(rig);
        let missing = missing(rig);
        quiet_looks = if missing.is_empty() && is_settled(rig) { quiet_looks + 1 } else { 0 };
        assert!(Instant::now() < limit, "it never settles; not archived: {missing:?}");
    }
    running.stop().await;
}

fn live_one(seed: u64) -> Tally {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    runtime.expect("a runtime").block_on(live(seed))
}

/// Lives through all seeds on all cores; ends early when too many went wrong.
fn live_all(seeds: Range<u64>) -> Tally {
    let (next, tally, failed) = (AtomicU64::new(seeds.start), Mutex::new(Tally::default()), Mutex::new(Vec::new()));
    let work = || {
        while failed.lock().expect("no panic here").len() < MOST_FAILURES {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds.end {
                return;
            }
            if let Ok(lived) = std::panic::catch_unwind(|| live_one(seed)) {
                tally.lock().expect("no panic here").add(lived);
            } else {
                eprintln!("that was the life of the seed {seed}");
                failed.lock().expect("no panic here").push(seed);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    let failed = failed.into_inner().expect("no panic here");
    if let Some(seed) = failed.first() {
        panic!(
            "the lives with the seeds {failed:?} went wrong; live one again with\n  AFTERIMAGE_SIMULATION_SEED={seed} \
             cargo test -p afterimage-capture --test streams each_surviving_change -- --nocapture"
        );
    }
    tally.into_inner().expect("no panic here")
}

fn number_from(variable: &str) -> Option<u64> {
    env::var(variable).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{variable} is no number: {text}")))
}

#[test]
fn whatever_happens_each_surviving_change_is_archived_once_and_in_order() {
    if let Some(seed) = number_from("AFTERIMAGE_SIMULATION_SEED") {
        eprintln!("{:?}", live_one(seed));
        return;
    }
    let seeds = number_from("AFTERIMAGE_SIMULATION_SEEDS").unwrap_or(SEEDS);
    let begun = std::time::Instant::now();
    let tally = live_all(0..seeds);
    eprintln!("{tally:#?} in {:?}", begun.elapsed());
    if seeds < SEEDS {
        return;
    }
    for point in CRASH_POINTS {
        assert!(tally.ends.contains_key(&format!("{point:?}")), "nobody died at {point:?}");
    }
    for cause in ["trimmed", "shard_gone", "stream_gone"] {
        assert!(tally.gaps.contains_key(cause), "no gap was {cause}");
    }
}

#[test]
fn a_life_is_the_same_for_the_same_seed() {
    for seed in 0..20 {
        assert_eq!(format!("{:?}", live_one(seed)), format!("{:?}", live_one(seed)));
    }
}
