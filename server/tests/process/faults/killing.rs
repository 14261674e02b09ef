//! SIGKILL while it is being written to: whenever, and at named points.

use std::{env, time::Duration};

use afterimage_test_archive::file::{FILE, assert_intact};
use rand::{Rng, SeedableRng, rngs::StdRng};

use super::{
    endpoint::Endpoint,
    program::Program,
    verify::{archived, assert_is_beginning, count, everything_arrives},
    writer::Writer,
};

/// How often the program is killed in a normal run.
const LOOPS: u32 = 10;

/// The longest that it lives before it is killed.
const LONGEST_LIFE_MS: u64 = 1_500;

/// Where the program dies by itself, and how often it passes there before. See `archive/fail_point.rs`. First a stream is
/// known and its shards are not, then both are; later starts register little.
const FAIL_POINTS: [(&str, u32); 6] = [
    ("registration-written", 1),
    ("registered", 1),
    ("page-received", 3),
    ("rows-written", 0),
    ("rows-written", 7),
    ("committed", 4),
];

fn loops() -> u32 {
    let given = env::var("AFTERIMAGE_FAULT_LOOPS").ok();
    given.map_or(LOOPS, |text| text.parse().unwrap_or_else(|_| panic!("AFTERIMAGE_FAULT_LOOPS is no number: {text}")))
}

/// What is random in a run, that of a run that failed if it is given: `AFTERIMAGE_FAULT_SEED=17`.
fn seed() -> u64 {
    let given = env::var("AFTERIMAGE_FAULT_SEED").ok();
    let seed = given.map_or_else(rand::random, |text| {
        text.parse().unwrap_or_else(|_| panic!("AFTERIMAGE_FAULT_SEED is no number: {text}"))
    });
    eprintln!("the same writes and lives again: AFTERIMAGE_FAULT_SEED={seed}");
    seed
}

/// What a death left is whole, and a beginning of what was written.
async fn look_at_the_remains(program: &Program, writer: &Writer) -> usize {
    if !program.data_dir().join(FILE).exists() {
        return 0;
    }
    assert_intact(program.data_dir()).await;
    let archived = archived(program.data_dir()).await;
    assert_is_beginning(&archived, &writer.ledger());
    count(&archived)
}

/// In the end everything that was written arrives.
async fn come_to_an_end(mut program: Program, writer: Writer) {
    program.start().await;
    everything_arrives(program, writer).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_time_it_loses_and_repeats_nothing() {
    let seed = seed();
    let mut rng = StdRng::seed_from_u64(seed);
    let endpoint = Endpoint::start().await;
    let mut program = Program::new(&endpoint);
    let writer = Writer::start(endpoint.tables(), seed);
    let mut kept = 0;
    for at in 0..loops() {
        program.start().await;
        // A random time is what is meant here.
        tokio::time::sleep(Duration::from_millis(rng.random_range(0..LONGEST_LIFE_MS))).await;
        program.kill().await;
        let now = look_at_the_remains(&program, &writer).await;
        assert!(now >= kept, "{kept} changes were archived before the death {at}, and {now} after it");
        kept = now;
    }
    assert!(kept > 0, "it never lived long enough");
    come_to_an_end(program, writer).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_each_named_point_it_loses_and_repeats_nothing() {
    let endpoint = Endpoint::start().await;
    let program = Program::new(&endpoint);
    let writer = Writer::start(endpoint.tables(), 1);
    for (point, passes) in FAIL_POINTS {
        let mut command = program.command(&[]);
        command.env("AFTERIMAGE_FAIL_POINT", format!("{point}:{passes}"));
        // It may die before it says where it is.
        let status = command.spawn().expect("it starts").wait_with_output();
        let output = tokio::time::timeout(super::program::PATIENCE, status).await.expect("it lives on").expect("ended");
        assert!(output.status.code().is_none(), "{point}: {}", String::from_utf8_lossy(&output.stderr));
        look_at_the_remains(&program, &writer).await;
    }
    come_to_an_end(program, writer).await;
}
