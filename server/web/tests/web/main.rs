//! The web half over a real archive: a server on a port of its own, spoken to as browsers and scripts do.

mod api_changes;
mod api_history;
mod api_items;
mod api_openapi;
mod api_problems;
mod api_restore;
mod api_search;
mod api_state;
mod api_transfer;
mod feed;
mod languages;
mod limits;
mod markup;
mod pages;
mod raw_client;
mod security;
mod strangers;
mod support;
mod work;
