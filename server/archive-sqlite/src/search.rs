//! Searching: through the log for changes that match a query, and along a table's items. The database picks by what its
//! columns and the index tell; memory decides.
//!
//! Uses [`read`](crate::read), [`index`](crate::index) and what they use.

mod activity;
mod condition;
mod filtering;
mod hottest;
mod item_list;
mod item_order;
mod key_beginning;
#[cfg(test)]
mod plan_tests;
mod planning;
mod pushdown;
mod scan;

#[cfg(test)]
pub(crate) use self::pushdown::plan;
pub(crate) use self::{
    condition::Condition,
    planning::pick_sql,
    pushdown::{Pushdown, columns_tell_all},
};
