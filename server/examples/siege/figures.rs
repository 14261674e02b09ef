//! What was measured, and what is printed of it.

use std::sync::{Mutex, PoisonError};

/// How many measurements are kept.
const MOST: usize = 4_000_000;

/// Measurements by many hands.
#[derive(Debug, Default)]
pub struct Samples(Mutex<Vec<f64>>);

impl Samples {
    pub fn add(&self, value: f64) {
        let mut samples = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if samples.len() < MOST {
            samples.push(value);
        }
    }

    pub fn count(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// 100 for the greatest; not a number where nothing was measured.
    pub fn percentile(&self, percent: usize) -> f64 {
        let mut samples = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        samples.sort_unstable_by(f64::total_cmp);
        let at = (samples.len() * percent / 100).min(samples.len().saturating_sub(1));
        samples.get(at).copied().unwrap_or(f64::NAN)
    }
}

/// A line of the table.
#[derive(Debug)]
pub struct Figure {
    name: &'static str,
    value: f64,
    unit: &'static str,
    at_most: Option<f64>,
}

impl Figure {
    /// One that has a goal.
    pub fn at_most(name: &'static str, value: f64, goal: f64, unit: &'static str) -> Self {
        Self { name, value, unit, at_most: Some(goal) }
    }

    /// One that is told.
    pub fn told(name: &'static str, value: f64, unit: &'static str) -> Self {
        Self { name, value, unit, at_most: None }
    }
}

/// Prints the table; what was not measured misses its goal.
pub fn print(figures: &[Figure]) {
    println!("{:<36} {:>12} {:<8} goal", "what", "value", "");
    for Figure { name, value, unit, at_most } in figures {
        let goal = at_most.map_or_else(String::new, |goal| {
            format!("at most {goal}: {}", if *value <= goal { "met" } else { "MISSED" })
        });
        println!("{name:<36} {value:>12.1} {unit:<8} {goal}");
    }
}
