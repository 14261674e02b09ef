//! What every part of the server stands on: time, work in turns, the data folder, hosts, and words that are told later.
//!
//! It knows none of those parts: no archive, no streams, no tables, no pages.

pub mod clock;
pub mod data_folder;
pub mod embedded_client;
pub mod hosts;
pub mod work;
