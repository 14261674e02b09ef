//! This program beside that of another commit, in turn on the same machine: what `make bench-against REV=…` prints.
//!
//! Machines are noisy and drift. So the two take turns, and what is told of a figure is the median of the pairs' ratios
//! with the smallest and the largest of them: of five pairs the true median lies between these with a probability of
//! 15/16 (the interval of the sign test, which asks nothing of how the noise is spread).

use std::{
    collections::HashMap,
    path::Path,
    process::{Command, Stdio},
};

/// How many pairs are run when nothing else is said.
pub const PAIRS: usize = 5;

/// A figure of one run: what was measured, and the unit that says which way is better.
#[derive(Clone, Debug, PartialEq)]
struct Measured {
    name: String,
    value: f64,
    unit: String,
}

/// Runs the parts with both programs in turn, as often as there are pairs, and prints how the figures compare.
///
/// # Panics
/// When a program cannot be run, ends with a failure, or the two have no figure in common.
pub fn compare(other: &Path, arguments: &[String], pairs: usize) {
    let this = std::env::current_exe().expect("this program's own path");
    let mut runs: Vec<(Vec<Measured>, Vec<Measured>)> = Vec::new();
    for pair in 0..pairs {
        eprintln!("pair {} of {pairs}", pair + 1);
        // Whoever comes second finds a warmer machine: each is that as often as the other.
        let run = if pair % 2 == 0 {
            let then = run(other, arguments);
            (then, run(&this, arguments))
        } else {
            let now = run(&this, arguments);
            (run(other, arguments), now)
        };
        runs.push(run);
    }
    let rows = rows(&runs);
    assert!(!rows.is_empty(), "the two commits have no figure in common");
    print(&rows);
}

fn run(program: &Path, arguments: &[String]) -> Vec<Measured> {
    let output = Command::new(program)
        .arg("--bench")
        .args(arguments)
        .stderr(Stdio::inherit())
        .output()
        .unwrap_or_else(|error| panic!("{} cannot be run: {error}", program.display()));
    assert!(output.status.success(), "{} ended with {}", program.display(), output.status);
    measured(&String::from_utf8_lossy(&output.stdout))
}

/// The figures of a printed table: columns have two blanks or more between them. The numbers of another run that some
/// names carry in brackets are no part of the name.
fn measured(table: &str) -> Vec<Measured> {
    let line = |line: &str| {
        let cells: Vec<&str> = line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect();
        let [name, ours, _against, ..] = cells[..] else { return None };
        let (value, unit) = ours.split_once(' ')?;
        let name = name.split(" (").next().unwrap_or(name).to_owned();
        Some(Measured { name, value: value.parse().ok()?, unit: unit.to_owned() })
    };
    table.lines().filter_map(line).collect()
}

/// One line of the comparison.
struct Row {
    name: String,
    then: String,
    now: String,
    /// Now divided by then, of each pair, smallest first.
    ratios: Vec<f64>,
    more_is_better: bool,
}

fn rows(runs: &[(Vec<Measured>, Vec<Measured>)]) -> Vec<Row> {
    let Some((first, _)) = runs.first() else { return Vec::new() };
    first.iter().filter_map(|figure| row(figure, runs)).collect()
}

fn row(figure: &Measured, runs: &[(Vec<Measured>, Vec<Measured>)]) -> Option<Row> {
    let values = |run: &[Measured]| -> HashMap<String, f64> {
        run.iter().map(|figure| (figure.name.clone(), figure.value)).collect()
    };
    let pairs = runs.iter().map(|(then, now)| {
        let (then, now) = (values(then), values(now));
        Some((*then.get(&figure.name)?, *now.get(&figure.name)?))
    });
    let pairs: Vec<(f64, f64)> = pairs.collect::<Option<_>>()?;
    let told = |values: Vec<f64>| format!("{} {}", super::table::told(median(values)), figure.unit);
    let mut ratios: Vec<f64> = pairs.iter().map(|(then, now)| now / then).collect();
    ratios.sort_by(f64::total_cmp);
    Some(Row {
        name: figure.name.clone(),
        then: told(pairs.iter().map(|(then, _)| *then).collect()),
        now: told(pairs.iter().map(|(_, now)| *now).collect()),
        ratios,
        more_is_better: figure.unit.ends_with("/s"),
    })
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { f64::midpoint(values[middle - 1], values[middle]) }
}

impl Row {
    /// What the pairs agree on, and else that they do not.
    fn verdict(&self) -> &'static str {
        let all_are_more = self.ratios.iter().all(|ratio| *ratio > 1.0);
        let all_are_less = self.ratios.iter().all(|ratio| *ratio < 1.0);
        match (all_are_more, all_are_less, self.more_is_better) {
            (true, _, true) | (_, true, false) => "better",
            (true, _, false) | (_, true, true) => "worse",
            _ => "no difference seen",
        }
    }

    fn cells(&self) -> [String; 6] {
        let interval = match (self.ratios.first(), self.ratios.last()) {
            (Some(smallest), Some(largest)) => format!("{smallest:.2} to {largest:.2}"),
            _ => String::new(),
        };
        let ratio = format!("{:.2}", median(self.ratios.clone()));
        let verdict = self.verdict().to_owned();
        [self.name.clone(), self.then.clone(), self.now.clone(), ratio, interval, verdict]
    }
}

fn print(rows: &[Row]) {
    let heading = ["figure", "then", "now", "now/then", "interval", "verdict"].map(str::to_owned);
    let lines: Vec<[String; 6]> = std::iter::once(heading).chain(rows.iter().map(Row::cells)).collect();
    super::table::print_columns(&lines);
}
