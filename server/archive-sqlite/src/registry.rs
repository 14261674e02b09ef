//! What is known beside the changes: streams, shards, gaps, the scans of tables, people's views, restores. Each is
//! written down, in the transaction that is open, and read where it is kept.
//!
//! Uses [`read`](crate::read) and what that uses. Who writes, and when, is said in [`write`](crate::write).

pub(crate) mod baselines;
mod figures;
pub(crate) mod gaps;
#[cfg(test)]
mod plan_tests;
mod restores;
pub(crate) mod shards;
pub(crate) mod streams;
pub(crate) mod views;
