//! The released program under everything that wants to stop it at once, and what that does to it.
//!
//! `make siege`, or `cargo run --example siege -- --program target/release/afterimage --seconds 30`. The program is started
//! on a loopback port with a folder of its own and a scripted DynamoDB Streams; everything that attacks it is counted and
//! ends with the time. What is printed: how late health and heartbeats come, how much memory the program took at most, and
//! whether each written change is archived once.
//!
//! What attacks has threads of its own, with a lower priority: attackers are on other machines, and take nothing of this
//! one's processors from the program, nor from what measures it.

mod attacks;
mod endpoint;
mod feeds;
mod figures;
mod ledger;
mod probe;
mod program;
mod raw;

use std::{path::PathBuf, time::Duration};

use clap::Parser;
use tokio::runtime::Runtime;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use self::{endpoint::Endpoint, figures::Figure, program::Program};

/// What is attacked, for how long, and with how much.
#[derive(Clone, Debug, Parser)]
struct Arguments {
    /// The program
    #[arg(long)]
    program: PathBuf,
    /// For how long, in seconds
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=120))]
    seconds: u64,
    /// Changes a second
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u64).range(1..=5_000))]
    rate: u64,
    /// Feed sockets with a text query each
    #[arg(long, default_value_t = 512, value_parser = clap::value_parser!(u16).range(0..=512))]
    feeds: u16,
    /// Exports that nobody reads
    #[arg(long, default_value_t = 1_100, value_parser = clap::value_parser!(u16).range(0..=2_000))]
    exports: u16,
    /// Which attacks: exports, heads, bodies, large, queries, models; all when none is named
    #[arg(long = "only", value_delimiter = ',')]
    only: Vec<String>,
}

#[tokio::main(worker_threads = 2)]
async fn main() {
    let arguments = Arguments::parse();
    let endpoint = Endpoint::start();
    let program = Program::start(&arguments.program, endpoint.url()).await;
    let address = program.address();
    println!("besieging {address} for {} s", arguments.seconds);
    endpoint.write_large_items();
    ledger::wait_until_archived(address, endpoint.written()).await;

    let (over, tasks) = (CancellationToken::new(), TaskTracker::new());
    let heartbeats = feeds::open(address, arguments.feeds, &over, &tasks).await;
    let health = probe::watch(address, over.clone());
    let writing = tokio::spawn(endpoint.clone().write_at(arguments.rate, over.clone()));
    let attackers = attackers();
    let counts = {
        let _here = attackers.enter();
        attacks::begin(address, &arguments, &over, &tasks)
    };
    tokio::time::sleep(Duration::from_secs(arguments.seconds)).await;
    over.cancel();
    tasks.close();
    let health = health.await.expect("the probe ends");
    writing.await.expect("the writer ends");
    tasks.wait().await;
    attackers.shutdown_background();

    ledger::wait_until_archived(address, endpoint.written()).await;
    let lost = ledger::compare(address, &endpoint.numbers()).await;
    let peak = program.peak_memory();
    program.stop().await;
    counts.print();
    figures::print(&[
        Figure::at_most("health/live, slowest", health.slowest_ms(), 100.0, "ms"),
        Figure::told("health/live, p99", health.percentile_ms(99), "ms"),
        Figure::at_most("health/live, not answered", health.failed as f64, 0.0, "times"),
        Figure::at_most("heartbeats, p99 late", heartbeats.beats.percentile(99), 50.0, "ms"),
        Figure::told("heartbeats", heartbeats.beats.count() as f64, "times"),
        Figure::told("changes, archived to socket, p99", heartbeats.changes.percentile(99), "ms"),
        Figure::at_most("feed sockets that ended", heartbeats.ended() as f64, 0.0, "times"),
        Figure::at_most("memory, peak", peak / 1e6, 300.0, "MB"),
        Figure::told("changes written", endpoint.written() as f64, "changes"),
        Figure::at_most("changes lost", lost.missing as f64, 0.0, "changes"),
        Figure::at_most("changes archived twice", lost.twice as f64, 0.0, "changes"),
    ]);
}

/// How much lower their priority is, as nice has it.
const ATTACKERS_NICENESS: i32 = 10;

/// Where those run that attack.
fn attackers() -> Runtime {
    let mut threads = tokio::runtime::Builder::new_multi_thread();
    threads.worker_threads(2).thread_name("attackers").enable_all().on_thread_start(|| {
        rustix::process::nice(ATTACKERS_NICENESS).expect("a lower priority is always given");
    });
    threads.build().expect("threads")
}
