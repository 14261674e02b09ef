//! What the archive promises, tested through its door.

mod as_of;
mod canonical;
mod dictionaries;
mod exactly_once;
mod fixtures;
mod indexer;
mod item_list;
mod items;
mod key_beginning;
mod opening;
mod restores;
mod search;
mod strategies;
mod transfer;
mod values;
mod versions;
mod wire;
