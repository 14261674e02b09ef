//! The server functions: how a page, in the browser or while it is rendered, asks the backend. Each is thin.
#![allow(missing_docs, reason = "#[server] turns each function's parameters into fields without documentation")]

mod demonstration;
mod exports;
pub mod finding;
mod history;
mod items;
mod page_client;
mod replays;
pub mod search;
mod text_json;
mod versions;
mod written;

use leptos::prelude::*;
use leptos::server_fn::{codec::GetUrl, error::FromServerFnError};
use serde::{Deserialize, Serialize};

pub use self::demonstration::{load_demonstration, reset_demonstration, take_story_step};
pub use self::exports::{cancel_export, load_export_standing};
pub use self::history::{load_as_of, load_attribute, load_items_as_of, load_life};
pub use self::items::{load_activities, load_items};
pub use self::page_client::{PAGE_HEADER, PAGE_HEADER_VALUE, PageClient};
pub use self::replays::{apply_model, begin_replay, cancel_replay, load_replay};
use self::text_json::{Answer, TextJson};
pub use self::versions::{load_comparison, load_restore_preview, restore_item};
pub use self::written::Written;
#[cfg(feature = "ssr")]
use crate::components::query_line;
use crate::{
    model::{
        Change, ChangeId, ChangeSummary, Diff, Image, ViewType,
        compare::WhyUnknown,
        health::{HealthReport, Overview},
        item::Timeline,
        restore::Restored,
        table::{Gap, TableStatus},
        write::{WriteError, WriteOutcome, WriteRequest},
    },
    say,
};

/// Why a page did not get what it asked for, in words for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum ApiError {
    /// There is no such thing.
    #[error("{0}")]
    NotFound(String),
    /// The request itself is wrong.
    #[error("{message}")]
    Invalid {
        /// What is wrong, and what to do.
        message: String,
        /// Where in the query, in characters from 0.
        column: Option<usize>,
    },
    /// Something else stands in the way just now.
    #[error("{0}")]
    Conflict(String),
    /// It is not allowed here.
    #[error("{0}")]
    Forbidden(String),
    /// It did not work this time; the cause is in the server's log.
    #[error("{0}")]
    Unavailable(String),
}

impl FromServerFnError for ApiError {
    type Encoder = TextJson;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        Self::Unavailable(say!("frame-error-no-answer", error = error.to_string()))
    }
}

/// A page of changes and where it stands in the archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangePage {
    /// The changes, newest first.
    pub changes: Vec<ChangeSummary>,
    /// Where the next older page begins: pass it as `before`; nothing when the archive's beginning was reached.
    pub older: Option<ChangeId>,
    /// Everything up to here was looked at: the cursor to subscribe with.
    pub cursor: ChangeId,
    /// The archive's epoch.
    pub epoch: String,
    /// The query, with points in time in place of "two hours ago": asked with it, every page has the same bounds.
    pub query: String,
}

/// One change with its place in the item's life.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeDetail {
    /// The change.
    pub change: Change,
    /// 1 for the item's first change in the archive.
    pub version: u64,
    /// How many versions the archive holds of the item.
    pub versions: u64,
    /// The item's change before this one.
    pub previous: Option<ChangeId>,
    /// The item's change after this one.
    pub next: Option<ChangeId>,
    /// What differs from the image before; nothing when it cannot be told.
    pub diff: Option<Diff>,
    /// The change whose record the image before was taken from, where this one's does not carry it.
    pub before_from: Option<ChangeId>,
    /// The change whose record the image after was taken from, where this one's does not carry it.
    pub after_from: Option<ChangeId>,
    /// That image.
    pub rebuilt_after: Option<Image>,
    /// Why it cannot be told what differs, where that is so.
    pub why_unknown: Option<WhyUnknown>,
    /// The version that the change brought the item back to, where it is a restore.
    pub restored: Option<Restored>,
    /// The newest versions that brought the item back to this one.
    pub restored_by: Vec<Restored>,
    /// The table's partition key, where known.
    pub partition_key: Option<String>,
}

#[cfg(feature = "ssr")]
fn backend() -> Result<crate::backend::SharedBackend, ApiError> {
    use_context().ok_or_else(|| ApiError::Unavailable(say!("frame-error-no-backend").to_owned()))
}

#[cfg(feature = "ssr")]
fn parse_query(text: &str, now: crate::model::Timestamp) -> Result<crate::model::Query, ApiError> {
    let query = crate::model::Query::read(text, now);
    query.map_err(|error| ApiError::Invalid {
        message: query_line::problem_in_words(&error.problem),
        column: Some(error.column),
    })
}

#[cfg(feature = "ssr")]
fn parse_key(text: &str) -> Result<crate::model::ItemKey, ApiError> {
    text.parse().map_err(|error: crate::model::item_key::InvalidKey| ApiError::Invalid {
        message: say!("frame-error-key", reason = query_line::key_in_words(&error)),
        column: None,
    })
}

/// The page frame's figures.
#[server(client = PageClient, prefix = "/ui", endpoint = "overview", input = GetUrl, output = Answer)]
pub async fn load_overview() -> Result<Overview, ApiError> {
    backend()?.overview().await
}

/// The newest changes that match the query, older than `before` where given.
#[server(client = PageClient, prefix = "/ui", endpoint = "changes", input = GetUrl, output = Answer)]
pub async fn load_changes(query: String, before: Option<ChangeId>, limit: usize) -> Result<ChangePage, ApiError> {
    let backend = backend()?;
    let query = parse_query(&query, backend.now())?;
    backend.changes(&query, before, limit).await
}

/// One change, with its place in the item's life.
#[server(client = PageClient, prefix = "/ui", endpoint = "change", input = GetUrl, output = Answer)]
pub async fn load_change(id: ChangeId) -> Result<Written<ChangeDetail>, ApiError> {
    Written::of(&backend()?.change(id).await?)
}

/// A page of an item's life.
#[server(client = PageClient, prefix = "/ui", endpoint = "timeline", input = GetUrl, output = Answer)]
pub async fn load_timeline(
    table: String,
    key: String,
    before: Option<ChangeId>,
    limit: usize,
) -> Result<Timeline, ApiError> {
    backend()?.timeline(&table, &parse_key(&key)?, before, limit).await
}

/// All tables.
#[server(client = PageClient, prefix = "/ui", endpoint = "tables", input = GetUrl, output = Answer)]
pub async fn load_tables() -> Result<Vec<TableStatus>, ApiError> {
    backend()?.tables().await
}

/// The names of all tables: a fraction of what [`load_tables`] brings, for what is on the first page.
#[server(client = PageClient, prefix = "/ui", endpoint = "table_names", input = GetUrl, output = Answer)]
pub async fn load_table_names() -> Result<Vec<String>, ApiError> {
    Ok(backend()?.tables().await?.into_iter().map(|table| table.name).collect())
}

/// Turns a table's stream on with a view type, or off.
#[server(client = PageClient, prefix = "/ui", endpoint = "stream", input = Answer, output = Answer)]
pub async fn set_stream(table: String, view_type: Option<ViewType>) -> Result<(), ApiError> {
    backend()?.set_stream(&table, view_type).await
}

/// Begins to archive version 0 of the table's items, by a scan of it.
#[server(client = PageClient, prefix = "/ui", endpoint = "baseline", input = Answer, output = Answer)]
pub async fn take_baseline(table: String) -> Result<(), ApiError> {
    backend()?.take_baseline(&table).await
}

/// All gaps, newest first.
#[server(client = PageClient, prefix = "/ui", endpoint = "gaps", input = GetUrl, output = Answer)]
pub async fn load_gaps() -> Result<Vec<Gap>, ApiError> {
    backend()?.gaps().await
}

/// The item as it is in DynamoDB now.
#[server(client = PageClient, prefix = "/ui", endpoint = "item_now", input = GetUrl, output = Answer)]
pub async fn load_item_now(table: String, key: String) -> Result<Option<Image>, ApiError> {
    backend()?.item_now(&table, &parse_key(&key)?).await
}

/// Writes an item. What was refused by the rules of writing comes back as a value, so that the form can show it where
/// it belongs.
#[server(client = PageClient, prefix = "/ui", endpoint = "write", input = Answer, output = Answer)]
pub async fn write_item(table: String, request: WriteRequest) -> Result<Result<WriteOutcome, WriteError>, ApiError> {
    Ok(backend()?.write(&table, request).await)
}

/// Health.
#[server(client = PageClient, prefix = "/ui", endpoint = "health", input = GetUrl, output = Answer)]
pub async fn load_health() -> Result<HealthReport, ApiError> {
    backend()?.health().await
}

/// Pauses or resumes the demo generator; whether it runs now.
#[server(client = PageClient, prefix = "/ui", endpoint = "demo", input = Answer, output = Answer)]
pub async fn set_demo_running(running: bool) -> Result<bool, ApiError> {
    backend()?.set_demo_running(running).await
}
