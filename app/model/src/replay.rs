//! Replays: archived changes sent to a table again, and how one fares.

use serde::{Deserialize, Serialize};

/// What shall be sent where.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(example = json!({"query": "table:demo-orders op:insert", "to_table": "demo-orders", "rate": 10.0})))]
pub struct ReplayRequest {
    /// A query in the language of the query line; empty for everything.
    #[serde(default)]
    pub query: String,
    /// The table that is written to.
    pub to_table: String,
    /// Changes a second.
    #[serde(default = "usual_rate")]
    #[cfg_attr(feature = "schema", schema(minimum = 0.1, maximum = 1000.0))]
    pub rate: f64,
}

/// Changes a second unless somebody says otherwise: slow enough to be followed on the Live page.
pub const USUAL_RATE: f64 = 10.0;

/// The fastest that may be asked for.
pub const MAX_RATE: f64 = 1_000.0;

/// The slowest.
pub const MIN_RATE: f64 = 0.1;

fn usual_rate() -> f64 {
    USUAL_RATE
}

/// Where a replay is in its life.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReplayPhase {
    /// It goes on.
    #[default]
    UnderWay,
    /// Everything was sent.
    Finished,
    /// Somebody ended it.
    Cancelled,
    /// The table would take no more; why is told.
    Failed,
}

/// How a replay fares.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ReplayStatus {
    /// Its number.
    pub id: u64,
    /// What is sent.
    pub query: String,
    /// Where to.
    pub to_table: String,
    /// Changes a second at most.
    pub rate: f64,
    /// Where it is.
    pub phase: ReplayPhase,
    /// How many items were written.
    pub put: u64,
    /// How many were deleted.
    pub deleted: u64,
    /// How many changes were passed over because their records carry no image that could be written.
    pub without_image: u64,
    /// How many were passed over because their items have another key than the table.
    pub other_key: u64,
    /// How many were passed over because the table refuses what they would write.
    pub refused: u64,
    /// Why, and how many of each reason; of many different ones the first few.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refusals: Vec<ReplayRefusal>,
    /// How much of the archive was gone through, from 0 to 100.
    pub percent: u8,
    /// Why it failed.
    pub problem: Option<String>,
}

/// Why a table refuses what changes would write.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ReplayRefusal {
    /// What the endpoint says.
    pub reason: String,
    /// How many changes it says it of.
    pub changes: u64,
}

/// How many different reasons are told.
pub const MAX_REFUSALS: usize = 8;

impl ReplayStatus {
    /// The table refuses what a change would write.
    pub fn refuse(&mut self, reason: String) {
        self.refused += 1;
        if let Some(refusal) = self.refusals.iter_mut().find(|refusal| refusal.reason == reason) {
            refusal.changes += 1;
        } else if self.refusals.len() < MAX_REFUSALS {
            self.refusals.push(ReplayRefusal { reason, changes: 1 });
        }
    }

    /// What was done and what was passed over, in a line.
    pub fn in_words(&self) -> String {
        let mut words = format!("{} written, {} deleted", self.put, self.deleted);
        if self.without_image > 0 {
            words.push_str(&format!(", {} passed over because their records carry no image", self.without_image));
        }
        if self.other_key > 0 {
            words.push_str(&format!(", {} passed over because their items have another key", self.other_key));
        }
        if self.refused > 0 {
            words.push_str(&format!(", {} passed over because the table refuses them", self.refused));
        }
        words
    }

    /// What the table says of what it refuses, each with how many changes it says it of.
    pub fn refusals_in_words(&self) -> String {
        let words = self.refusals.iter().map(|ReplayRefusal { reason, changes }| format!("{changes} × {reason}"));
        words.collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_passed_over_is_told_with_its_reason() {
        let status = ReplayStatus { put: 3, deleted: 1, without_image: 2, ..ReplayStatus::default() };
        assert_eq!(status.in_words(), "3 written, 1 deleted, 2 passed over because their records carry no image");
    }

    #[test]
    fn refusals_are_counted_by_reason_and_no_more_are_told_than_a_few() {
        let mut status = ReplayStatus::default();
        for reason in (0..20).map(|at| at.min(12)).chain([3, 3]) {
            status.refuse(format!("no {reason}."));
        }
        assert_eq!((status.refused, status.refusals.len()), (22, MAX_REFUSALS));
        assert_eq!(status.refusals[3], ReplayRefusal { reason: "no 3.".to_owned(), changes: 3 });
        assert!(status.refusals_in_words().starts_with("1 × no 0. 1 × no 1. 1 × no 2. 3 × no 3."));
    }
}
