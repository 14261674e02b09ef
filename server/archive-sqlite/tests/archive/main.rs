//! What the archive promises, tested through its door.

mod as_of;
mod canonical;
mod clock;
mod dictionaries;
mod exactly_once;
mod indexer;
mod item_list;
mod items;
mod key_beginning;
mod log_growth;
mod opening;
mod restores;
mod search;
mod values;
mod versions;
mod wire;
