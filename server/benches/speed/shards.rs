//! How much memory many shards take that are read by one process: a thousand that are open, and as many with full pages
//! as may be in hand and more.

use afterimage_test_dynamodb::wire_server::{Script, WireServer, canned::PAGE_RECORDS};

use super::{
    drain::LOAD,
    memory::{beside_goal, taken_by_draining},
    table::Figure,
};

/// How many shards are open; few where it is only to be shown that this runs.
const SHARDS: usize = 1_000;
const SHARDS_OF_A_TEST: usize = 50;

/// How many records each of them holds.
const RECORDS_EACH: usize = 200;

/// How many shards have full pages, and how many pages each.
const BUSY_SHARDS: usize = 64;
const PAGES_EACH: usize = 4;

/// The lines of this part.
pub fn figures(is_bench: bool) -> Vec<Figure> {
    let shards = if is_bench { SHARDS } else { SHARDS_OF_A_TEST };
    let server = WireServer::on_its_own_thread(Script::of_open_shards(shards, RECORDS_EACH));
    let open = taken_by_draining(server.url(), shards * RECORDS_EACH);
    let busy = if is_bench { BUSY_SHARDS } else { 2 };
    let records_each = PAGES_EACH * PAGE_RECORDS;
    let server = WireServer::on_its_own_thread(Script::under_load(LOAD, busy, records_each));
    let full = taken_by_draining(server.url(), busy * records_each);
    vec![
        beside_goal(format!("memory, peak with {shards} open shards"), &open),
        beside_goal(format!("memory, peak with {busy} shards of full pages"), &full),
    ]
}
