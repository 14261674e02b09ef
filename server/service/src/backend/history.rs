//! An item's past: pages from the middle of its life, its state as of a moment, an attribute's values.

use afterimage_archive::Anchor;
use afterimage_language::phrase;
use afterimage_model::{
    ChangeId, ItemKey, Timestamp,
    as_of::{At, ItemAsOf, ItemsAsOf},
    attribute_history::{AttributeHistory, MAX_LOOKED_VERSIONS},
    item::{PAGE_VERSIONS, Timeline, page_of, page_top},
    query,
};

use super::{LiveBackend, MAX_ROWS, items, no_item};
use crate::ServiceError;

/// The page of the life around a version or a moment, with the version above it and the page below it.
pub(super) async fn life(
    backend: &LiveBackend,
    table: &str,
    key: &ItemKey,
    at: Option<At>,
    change: Option<ChangeId>,
) -> Result<Timeline, ServiceError> {
    let archive = &backend.parts.archive;
    let anchor = at.map(Anchor::At).or(change.map(Anchor::Change));
    let top = |version, versions| page_top(page_of(version), versions).saturating_add(1);
    let limit = usize::try_from(2 * PAGE_VERSIONS + 1).unwrap_or(MAX_ROWS);
    let page = archive.life_around(table, key, anchor, top, limit).await?;
    items::timeline_of(archive, page.ok_or_else(|| no_item(table, key))?).await
}

/// The item as of a moment.
pub(super) async fn as_of(backend: &LiveBackend, table: &str, key: &ItemKey, at: At) -> Result<ItemAsOf, ServiceError> {
    let found = backend.parts.archive.as_of(table, key, at).await?;
    found.ok_or_else(|| no_item(table, key))
}

/// A table's items as of a time.
pub(super) async fn items_as_of(
    backend: &LiveBackend,
    table: &str,
    time: Timestamp,
    after: Option<&ItemKey>,
    limit: usize,
) -> Result<ItemsAsOf, ServiceError> {
    Ok(backend.parts.archive.items_as_of(table, time, after, limit.clamp(1, MAX_ROWS)).await?)
}

/// An attribute's values, up to before a version.
pub(super) async fn attribute(
    backend: &LiveBackend,
    table: &str,
    key: &ItemKey,
    path: &str,
    before: Option<u64>,
) -> Result<AttributeHistory, ServiceError> {
    let path = query::read_path(path).map_err(|error| ServiceError::Invalid {
        message: phrase!("server-path-unreadable", reason = error.to_string()),
        column: Some(error.column),
    })?;
    let found = backend.parts.archive.attribute_history(table, key, &path, before, MAX_LOOKED_VERSIONS).await;
    found?.ok_or_else(|| no_item(table, key))
}
