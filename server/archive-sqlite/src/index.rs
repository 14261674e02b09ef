//! What is derived from changes after they are committed, and what is asked of it: counters, the zone map, the index of
//! texts.
//!
//! Uses [`read`](crate::read) and what that uses. It is filled through the writer, by a task that stands above both
//! ([`indexer`](crate::indexer)).

mod counters;
mod fresh_changes;
#[cfg(test)]
mod plan_tests;
mod stretch;
mod text_index;
mod update;
mod watermarks;
mod zone_map;

pub(crate) use self::{
    fresh_changes::{Before, FreshChange, FreshChanges},
    stretch::{Direction, Stretch},
    text_index::{FEWEST_TEXTS, MOST_TEXTS, triples_of},
    update::IndexUpdate,
    watermarks::Watermarks,
    zone_map::{ZONE_CHANGES, ZONES_A_STEP},
};
