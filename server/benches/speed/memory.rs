//! How much memory the engine has at most while it drains a backlog: a process of its own, with the server outside.

use std::{
    path::PathBuf,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use super::{drain, table::Figure};

/// How the child is told what to drain.
const CHILD: &str = "AFTERIMAGE_BENCH_DRAINS";

/// The goal, in bytes.
const GOAL_BYTES: f64 = 200e6;

/// How often the child looks at its memory.
const LOOK: Duration = Duration::from_millis(20);

/// Whether this process is the child.
pub fn is_child() -> bool {
    std::env::var_os(CHILD).is_some()
}

/// What a child takes that drains a server: its peak, and the highest of both halves of the time, in bytes.
pub struct Taken {
    pub peak: f64,
    pub early: f64,
    pub late: f64,
}

/// Drains so many records from a server, in a process of its own.
pub fn taken_by_draining(url: &str, records: usize) -> Taken {
    let program: PathBuf = std::env::current_exe().expect("this program");
    let output = Command::new(program).env(CHILD, format!("{records} {url}")).output().expect("a child");
    assert!(output.status.success(), "the child failed: {}", String::from_utf8_lossy(&output.stderr));
    let told = String::from_utf8(output.stdout).expect("text");
    let bytes: Vec<f64> = told.split_whitespace().map(|word| word.parse().expect("bytes")).collect();
    let &[peak, early, late] = bytes.as_slice() else { panic!("the child told {told:?}") };
    Taken { peak, early, late }
}

/// The peak beside the goal.
pub fn beside_goal(what: String, taken: &Taken) -> Figure {
    Figure::ratio(what, (taken.peak / 1e6, "MB"), (GOAL_BYTES / 1e6, "MB"), "<= 1.0")
}

/// The lines of this part.
pub fn figures(records: usize) -> Vec<Figure> {
    let (server, records) = drain::server(records);
    let taken = taken_by_draining(server.url(), records);
    vec![
        beside_goal(format!("memory, peak over {records} records"), &taken),
        Figure::ratio(
            "memory, second half against first",
            (taken.late / 1e6, "MB"),
            (taken.early / 1e6, "MB"),
            "about 1: flat",
        ),
    ]
}

/// What the child does: drains, and tells its peak and the highest of both halves, in bytes.
pub fn drain_in_this_process() {
    let told = std::env::var(CHILD).expect("what to drain");
    let (records, url) = told.split_once(' ').expect("a number and an address");
    let records: usize = records.parse().expect("a number");
    let over = Arc::new(AtomicBool::new(false));
    let watching = std::thread::spawn({
        let over = Arc::clone(&over);
        move || watch(&over)
    });
    let folder = tempfile::tempdir().expect("a folder");
    drain::runtime().block_on(drain::drain(url, folder.path(), records));
    let peak = status("VmHWM:");
    over.store(true, Ordering::Relaxed);
    let looks = watching.join().expect("looks");
    let (first, second) = looks.split_at(looks.len() / 2);
    let highest = |looks: &[u64]| looks.iter().copied().max().unwrap_or_default();
    println!("{peak} {} {}", highest(first), highest(second));
}

fn watch(over: &AtomicBool) -> Vec<u64> {
    let mut looks = Vec::new();
    while !over.load(Ordering::Relaxed) {
        looks.push(status("VmRSS:"));
        std::thread::park_timeout(LOOK);
    }
    looks
}

/// A line of what the kernel tells of this process, in bytes.
pub fn status(name: &str) -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = text.lines().find_map(|line| line.strip_prefix(name)).expect("the line");
    line.trim().trim_end_matches(" kB").parse::<u64>().expect("kilobytes") * 1024
}
