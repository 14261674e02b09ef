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

#[cfg(feature = "ssr")]
use afterimage_language::{key_in_words, problem_in_words};
use afterimage_model::{
    ApiError, ChangeId, Image, ViewType,
    health::{HealthReport, Overview},
    item::Timeline,
    page::{ChangeDetail, ChangePage},
    table::{Gap, TableStatus},
    write::{WriteError, WriteOutcome, WriteRequest},
};
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
use crate::language;
use crate::say;

/// Why a page did not get what it asked for: the server's answer, or that there was none. Server functions ask for a
/// type of this crate; in JSON it is the [`ApiError`] itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(transparent)]
#[error(transparent)]
pub struct PageError(#[from] pub ApiError);

impl FromServerFnError for PageError {
    type Encoder = TextJson;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        Self(ApiError::Unavailable(say!("frame-error-no-answer", error = error.to_string())))
    }
}

#[cfg(feature = "ssr")]
fn backend() -> Result<afterimage_model::backend::SharedBackend, PageError> {
    use_context().ok_or_else(|| PageError(ApiError::Unavailable(say!("frame-error-no-backend").to_owned())))
}

/// Who asks; told where the request came in.
#[cfg(feature = "ssr")]
fn context() -> Result<afterimage_model::Context, PageError> {
    use_context().ok_or_else(|| PageError(ApiError::Unavailable(say!("frame-error-no-backend").to_owned())))
}

#[cfg(feature = "ssr")]
fn parse_query(text: &str, now: afterimage_model::Timestamp) -> Result<afterimage_model::Query, PageError> {
    let query = afterimage_model::Query::read(text, now);
    Ok(query.map_err(|error| ApiError::Invalid {
        message: problem_in_words(language::current(), &error.problem),
        column: Some(error.column),
    })?)
}

#[cfg(feature = "ssr")]
fn parse_key(text: &str) -> Result<afterimage_model::ItemKey, PageError> {
    Ok(text.parse().map_err(|error: afterimage_model::item_key::InvalidKey| ApiError::Invalid {
        message: say!("frame-error-key", reason = key_in_words(language::current(), &error)),
        column: None,
    })?)
}

/// The page frame's figures.
#[server(client = PageClient, prefix = "/ui", endpoint = "overview", input = GetUrl, output = Answer)]
pub async fn load_overview() -> Result<Overview, PageError> {
    Ok(backend()?.overview(&context()?).await?)
}

/// The newest changes that match the query, older than `before` where given.
#[server(client = PageClient, prefix = "/ui", endpoint = "changes", input = GetUrl, output = Answer)]
pub async fn load_changes(query: String, before: Option<ChangeId>, limit: usize) -> Result<ChangePage, PageError> {
    let backend = backend()?;
    let query = parse_query(&query, backend.now())?;
    Ok(backend.changes(&context()?, &query, before, limit).await?)
}

/// One change, with its place in the item's life.
#[server(client = PageClient, prefix = "/ui", endpoint = "change", input = GetUrl, output = Answer)]
pub async fn load_change(id: ChangeId) -> Result<Written<ChangeDetail>, PageError> {
    Written::of(&backend()?.change(&context()?, id).await?)
}

/// A page of an item's life.
#[server(client = PageClient, prefix = "/ui", endpoint = "timeline", input = GetUrl, output = Answer)]
pub async fn load_timeline(
    table: String,
    key: String,
    before: Option<ChangeId>,
    limit: usize,
) -> Result<Timeline, PageError> {
    Ok(backend()?.timeline(&context()?, &table, &parse_key(&key)?, before, limit).await?)
}

/// All tables.
#[server(client = PageClient, prefix = "/ui", endpoint = "tables", input = GetUrl, output = Answer)]
pub async fn load_tables() -> Result<Vec<TableStatus>, PageError> {
    Ok(backend()?.tables(&context()?).await?)
}

/// The names of all tables: a fraction of what [`load_tables`] brings, for what is on the first page.
#[server(client = PageClient, prefix = "/ui", endpoint = "table_names", input = GetUrl, output = Answer)]
pub async fn load_table_names() -> Result<Vec<String>, PageError> {
    Ok(backend()?.tables(&context()?).await?.into_iter().map(|table| table.name).collect())
}

/// Turns a table's stream on with a view type, or off.
#[server(client = PageClient, prefix = "/ui", endpoint = "stream", input = Answer, output = Answer)]
pub async fn set_stream(table: String, view_type: Option<ViewType>) -> Result<(), PageError> {
    Ok(backend()?.set_stream(&context()?, &table, view_type).await?)
}

/// Begins to archive version 0 of the table's items, by a scan of it.
#[server(client = PageClient, prefix = "/ui", endpoint = "baseline", input = Answer, output = Answer)]
pub async fn take_baseline(table: String) -> Result<(), PageError> {
    Ok(backend()?.take_baseline(&context()?, &table).await?)
}

/// All gaps, newest first.
#[server(client = PageClient, prefix = "/ui", endpoint = "gaps", input = GetUrl, output = Answer)]
pub async fn load_gaps() -> Result<Vec<Gap>, PageError> {
    Ok(backend()?.gaps(&context()?).await?)
}

/// The item as it is in DynamoDB now.
#[server(client = PageClient, prefix = "/ui", endpoint = "item_now", input = GetUrl, output = Answer)]
pub async fn load_item_now(table: String, key: String) -> Result<Option<Image>, PageError> {
    Ok(backend()?.item_now(&context()?, &table, &parse_key(&key)?).await?)
}

/// Writes an item. What was refused by the rules of writing comes back as a value, so that the form can show it where
/// it belongs.
#[server(client = PageClient, prefix = "/ui", endpoint = "write", input = Answer, output = Answer)]
pub async fn write_item(table: String, request: WriteRequest) -> Result<Result<WriteOutcome, WriteError>, PageError> {
    Ok(backend()?.write(&context()?, &table, request).await)
}

/// Health.
#[server(client = PageClient, prefix = "/ui", endpoint = "health", input = GetUrl, output = Answer)]
pub async fn load_health() -> Result<HealthReport, PageError> {
    Ok(backend()?.health(&context()?).await?)
}

/// Pauses or resumes the demo generator; whether it runs now.
#[server(client = PageClient, prefix = "/ui", endpoint = "demo", input = Answer, output = Answer)]
pub async fn set_demo_running(running: bool) -> Result<bool, PageError> {
    Ok(backend()?.set_demo_running(&context()?, running).await?)
}
