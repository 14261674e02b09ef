//! Server functions for an item's versions: comparing two, and bringing one back.
#![allow(missing_docs, reason = "#[server] turns each function's parameters into fields without documentation")]

#[cfg(feature = "ssr")]
use afterimage_model::{ApiError, compare::Pair, restore::RestoreTarget};
use afterimage_model::{
    compare::Comparison,
    restore::{RestoreOutcome, RestorePreview},
    write::WriteError,
};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::{PageClient, PageError, text_json::Answer};
#[cfg(feature = "ssr")]
use super::{backend, parse_key};

/// What differs between two moments of an item; `pair` as in the page's address: `12..15`, `12..now`.
#[server(client = PageClient, prefix = "/ui", endpoint = "compare", input = GetUrl, output = Answer)]
pub async fn load_comparison(table: String, key: String, pair: String) -> Result<Comparison, PageError> {
    let pair: Pair = pair.parse().map_err(|error| ApiError::Invalid { message: format!("{error}."), column: None })?;
    Ok(backend()?.compare(&super::context()?, &table, &parse_key(&key)?, pair).await?)
}

/// What bringing the item back to a version would do.
#[server(client = PageClient, prefix = "/ui", endpoint = "restore_preview", input = GetUrl, output = Answer)]
pub async fn load_restore_preview(table: String, key: String, version: u64) -> Result<RestorePreview, PageError> {
    Ok(backend()?
        .preview_restore(&super::context()?, &table, &parse_key(&key)?, RestoreTarget::Version(version))
        .await?)
}

/// Brings the item back to a version. What was refused comes back as a value, so that the page can go on from there.
#[server(client = PageClient, prefix = "/ui", endpoint = "restore", input = Answer, output = Answer)]
pub async fn restore_item(
    table: String,
    key: String,
    version: u64,
    expected: String,
) -> Result<Result<RestoreOutcome, WriteError>, PageError> {
    Ok(backend()?
        .restore(&super::context()?, &table, &parse_key(&key)?, RestoreTarget::Version(version), &expected)
        .await)
}
