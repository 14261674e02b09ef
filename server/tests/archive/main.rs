//! What the archive promises, tested through its door.

mod as_of;
mod canonical;
mod dictionaries;
mod exactly_once;
mod fixtures;
mod items;
mod opening;
mod search;
mod strategies;
mod values;
mod wire;
