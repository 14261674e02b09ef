//! The past: what items were, at a moment or by the numbers of their versions.
//!
//! Uses [`read`](crate::read), [`registry`](crate::registry) for gaps, [`index`](crate::index) for where in the log a time
//! is, and what they use.

mod as_of;
mod attribute_history;
mod in_force;
mod items_as_of;
mod life_around;
#[cfg(test)]
mod plan_tests;
mod versions;
