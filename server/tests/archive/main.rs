//! What the archive promises, tested through its door.

mod canonical;
mod dictionaries;
mod exactly_once;
mod fixtures;
mod items;
mod opening;
mod restores;
mod search;
mod strategies;
mod values;
mod versions;
mod wire;
