//! How the palette asks.
#![allow(missing_docs, reason = "#[server] turns each function's parameters into fields without documentation")]

use afterimage_model::item::ItemOverview;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::{PageClient, PageError, text_json::Answer};

/// How many items are found at most: more than fit a screen nobody chooses from.
#[cfg(feature = "ssr")]
const MAX_FOUND: usize = 8;

/// Items of any table that have a key value which begins with a text, in the order of those values.
#[server(client = PageClient, prefix = "/ui", endpoint = "find_items", input = GetUrl, output = Answer)]
pub async fn find_items(beginning: String) -> Result<Vec<ItemOverview>, PageError> {
    Ok(super::backend()?.items_beginning(&super::context()?, &beginning, MAX_FOUND).await?)
}
