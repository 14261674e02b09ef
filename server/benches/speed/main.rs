//! How fast, how small, how soon: one table of figures, each a ratio of two things measured in the same run.
//!
//! `make bench` runs all of it; `make bench ARGS="drain --records 1000000"` a part of it with other numbers. Nothing here
//! is a test: machines differ, and so a figure is put beside what the same machine does at best. `--keep FOLDER` leaves
//! the large archive in a folder, and goes on with the one that is there. `--against PROGRAM` compares with this program of
//! another commit (`make bench-against REV=…` builds it).

mod against;
mod disk;
mod drain;
mod latency;
mod lives;
mod memory;
mod orders;
mod shards;
mod size;
mod table;
mod writer;

use std::{path::PathBuf, process::ExitCode};

use table::Figure;

/// What can be measured.
const PARTS: [&str; 7] = ["writer", "drain", "disk", "memory", "shards", "latency", "size"];

/// How many records are drained, and how many changes are written, when nothing else is said.
const RECORDS: usize = 200_000;

/// Options that are followed by a value.
const VALUED: [&str; 4] = ["--records", "--keep", "--against", "--pairs"];

/// What is asked for on the command line.
struct Asked {
    parts: Vec<String>,
    given_records: Option<usize>,
    records: usize,
    /// The changes of the large archive, whose usual number is another.
    size_changes: usize,
    /// Where the large archive is kept, instead of being gone afterwards.
    keep: Option<PathBuf>,
    /// This program as another commit has it, to be compared with.
    against: Option<PathBuf>,
    /// How often the two are compared.
    pairs: usize,
    /// As a test (without cargo's `--bench`) it only shows that it runs.
    is_bench: bool,
    /// Nothing is measured: it is asked what can be.
    help: bool,
}

impl Asked {
    fn read() -> Self {
        let arguments: Vec<String> = std::env::args().skip(1).collect();
        let is_bench = arguments.iter().any(|argument| argument == "--bench");
        let value = |flag: &str| {
            let at = arguments.iter().position(|argument| argument == flag)?;
            arguments.get(at + 1)
        };
        let records = value("--records").and_then(|number| number.replace('_', "").parse().ok());
        let is_part = |at: usize| {
            let is_value = at > 0 && VALUED.contains(&arguments[at - 1].as_str());
            !is_value && arguments[at].chars().all(|letter| letter.is_ascii_lowercase())
        };
        Self {
            parts: (0..arguments.len()).filter(|at| is_part(*at)).map(|at| arguments[at].clone()).collect(),
            given_records: records,
            records: records.unwrap_or(if is_bench { RECORDS } else { 4_000 }),
            size_changes: records.unwrap_or(if is_bench { size::CHANGES } else { 4_000 }),
            keep: value("--keep").map(PathBuf::from),
            against: value("--against").map(PathBuf::from),
            pairs: value("--pairs").and_then(|number| number.parse().ok()).unwrap_or(against::PAIRS),
            is_bench,
            help: arguments.iter().any(|argument| ["--help", "-h"].contains(&argument.as_str())),
        }
    }

    /// Parts that there are not.
    fn unknown(&self) -> Vec<&str> {
        self.parts.iter().map(String::as_str).filter(|part| !PARTS.contains(part)).collect()
    }

    fn wants(&self, part: &str) -> bool {
        self.parts.is_empty() || self.parts.iter().any(|asked| asked == part)
    }
}

/// What cannot be measured as it was asked for, and why; nothing where all can.
fn refusal(asked: &Asked) -> Option<String> {
    let unknown: Vec<String> = asked.unknown().iter().map(|part| format!("There is no part named {part}.")).collect();
    if !unknown.is_empty() {
        return Some(unknown.join("\n"));
    }
    let fewest = size::FEWEST_CHANGES;
    let is_too_small = asked.wants("size") && asked.size_changes < fewest;
    is_too_small.then(|| format!("The part size asks for pages deep in an archive: give --records {fewest} or more."))
}

fn main() -> ExitCode {
    if memory::is_child() {
        memory::drain_in_this_process();
        return ExitCode::SUCCESS;
    }
    if size::export_is_asked() {
        size::export_in_this_process();
        return ExitCode::SUCCESS;
    }
    let asked = Asked::read();
    let refusal = refusal(&asked);
    if asked.help || refusal.is_some() {
        let refused = if refusal.is_some() { ExitCode::from(2) } else { ExitCode::SUCCESS };
        eprintln!(
            "{}Parts: {}; all of them where none is named.",
            refusal.map_or_else(String::new, |why| why + "\n"),
            PARTS.join(", ")
        );
        eprintln!("Options: --records NUMBER, --keep FOLDER, --against PROGRAM, --pairs NUMBER.");
        return refused;
    }
    measure(&asked);
    ExitCode::SUCCESS
}

fn measure(asked: &Asked) {
    if let Some(other) = &asked.against {
        assert!(asked.keep.is_none(), "two commits' programs cannot keep one archive: leave --keep out");
        let records = asked.given_records.map(|records| ["--records".to_owned(), records.to_string()]);
        let arguments: Vec<String> = asked.parts.iter().cloned().chain(records.into_iter().flatten()).collect();
        return against::compare(other, &arguments, asked.pairs);
    }
    let mut figures: Vec<Figure> = Vec::new();
    if asked.wants("writer") {
        figures.extend(writer::figures(asked.records));
    }
    if asked.wants("drain") {
        figures.extend(drain::figures(asked.records));
    }
    if asked.wants("disk") {
        figures.extend(disk::figures(asked.is_bench));
    }
    if asked.wants("memory") {
        figures.extend(memory::figures(asked.records));
    }
    if asked.wants("shards") {
        figures.extend(shards::figures(asked.is_bench));
    }
    if asked.wants("latency") {
        figures.extend(latency::figures(asked.is_bench));
    }
    if asked.wants("size") {
        figures.extend(size::figures(asked.size_changes, asked.keep.as_deref(), asked.is_bench));
    }
    table::print(&figures);
}
