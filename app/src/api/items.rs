//! How the list of items asks.
#![allow(missing_docs, reason = "#[server] turns each function's parameters into fields without documentation")]

use afterimage_model::items::{Activity, ItemsPage, ItemsRequest};
use leptos::prelude::*;

use super::{PageClient, PageError, text_json::Answer};

/// A page of a table's items.
#[server(client = PageClient, prefix = "/ui", endpoint = "items", input = Answer, output = Answer)]
pub async fn load_items(request: ItemsRequest) -> Result<ItemsPage, PageError> {
    Ok(super::backend()?.items(&super::context()?, request).await?)
}

/// Where in their lives the changes of some items are, for each key in turn.
#[server(client = PageClient, prefix = "/ui", endpoint = "activities", input = Answer, output = Answer)]
pub async fn load_activities(table: String, keys: Vec<String>) -> Result<Vec<Option<Activity>>, PageError> {
    let keys = keys.iter().map(|key| super::parse_key(key)).collect::<Result<Vec<_>, _>>()?;
    Ok(super::backend()?.activities(&super::context()?, &table, &keys).await?)
}
