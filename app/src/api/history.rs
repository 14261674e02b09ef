//! Asking for an item's past.
#![allow(missing_docs, reason = "#[server] turns each function's parameters into fields without documentation")]

#[cfg(feature = "ssr")]
use afterimage_model::ApiError;
use afterimage_model::{
    ChangeId,
    as_of::{ItemAsOf, ItemsAsOf},
    attribute_history::AttributeHistory,
    item::Timeline,
};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::{PageClient, PageError, text_json::Answer};
#[cfg(feature = "ssr")]
use super::{backend, parse_key};

/// A moment out of an address.
#[cfg(feature = "ssr")]
fn parse_at(text: &str) -> Result<afterimage_model::as_of::At, PageError> {
    Ok(text.parse().map_err(|error: afterimage_model::as_of::InvalidAt| ApiError::Invalid {
        message: format!("{error}."),
        column: None,
    })?)
}

/// The page of an item's life around a moment (`v42`, or a time), or around a change; the newest without either.
#[server(client = PageClient, prefix = "/ui", endpoint = "life", input = GetUrl, output = Answer)]
pub async fn load_life(
    table: String,
    key: String,
    at: Option<String>,
    change: Option<ChangeId>,
) -> Result<Timeline, PageError> {
    let at = at.as_deref().map(parse_at).transpose()?;
    Ok(backend()?.life(&super::context()?, &table, &parse_key(&key)?, at, change).await?)
}

/// The item as it was at a moment.
#[server(client = PageClient, prefix = "/ui", endpoint = "as_of", input = GetUrl, output = Answer)]
pub async fn load_as_of(table: String, key: String, at: String) -> Result<ItemAsOf, PageError> {
    Ok(backend()?.as_of(&super::context()?, &table, &parse_key(&key)?, parse_at(&at)?).await?)
}

/// A table's items as of a time, in the order of their keys.
#[server(client = PageClient, prefix = "/ui", endpoint = "items_as_of", input = GetUrl, output = Answer)]
pub async fn load_items_as_of(table: String, at: String, after: String, limit: usize) -> Result<ItemsAsOf, PageError> {
    let time = match parse_at(&at)? {
        afterimage_model::as_of::At::Time(time) => time,
        afterimage_model::as_of::At::Version(_) => {
            let message = "A table has no versions: say a time like 2026-11-22T14:09:17Z.".to_owned();
            return Err(PageError(ApiError::Invalid { message, column: None }));
        }
    };
    let after = if after.is_empty() { None } else { Some(parse_key(&after)?) };
    Ok(backend()?.items_as_of(&super::context()?, &table, time, after.as_ref(), limit).await?)
}

/// An attribute's values over the item's life.
#[server(client = PageClient, prefix = "/ui", endpoint = "attribute", input = GetUrl, output = Answer)]
pub async fn load_attribute(
    table: String,
    key: String,
    path: String,
    before: Option<u64>,
) -> Result<AttributeHistory, PageError> {
    Ok(backend()?.attribute_history(&super::context()?, &table, &parse_key(&key)?, &path, before).await?)
}
