//! How much memory a thousand open shards take that are read by one process.

use super::{
    memory::{beside_goal, taken_by_draining},
    table::Figure,
    wire_server::{Script, WireServer},
};

/// How many shards are open; few where it is only to be shown that this runs.
const SHARDS: usize = 1_000;
const SHARDS_OF_A_TEST: usize = 50;

/// How many records each of them holds.
const RECORDS_EACH: usize = 200;

/// The line of this part.
pub fn figures(is_bench: bool) -> Vec<Figure> {
    let shards = if is_bench { SHARDS } else { SHARDS_OF_A_TEST };
    let server = WireServer::on_its_own_thread(Script::of_open_shards(shards, RECORDS_EACH));
    let taken = taken_by_draining(server.url(), shards * RECORDS_EACH);
    vec![beside_goal(format!("memory, peak with {shards} open shards"), &taken)]
}
