//! All that the interface asks of the server. The server implements it once; pages reach it through `api`.

use std::sync::Arc;

use async_trait::async_trait;

use crate::{
    api::{ApiError, ChangeDetail, ChangePage},
    model::{
        ChangeId, Image, ItemKey, Query, Timestamp, ViewType,
        as_of::{At, ItemAsOf, ItemsAsOf},
        attribute_history::AttributeHistory,
        health::{HealthReport, Overview},
        item::{ItemPage, Timeline},
        table::{Gap, TableStatus},
        write::{WriteError, WriteOutcome, WriteRequest},
    },
};

/// The backend as pages find it in their context.
pub type SharedBackend = Arc<dyn Backend>;

/// Called by a page that is about something which does not exist, so that the answer's status says so too.
#[derive(Clone)]
pub struct MarkMissing(pub Arc<dyn Fn() + Send + Sync>);

/// What the interface asks of the server.
#[async_trait]
pub trait Backend: Send + Sync + 'static {
    /// The time now, for what a query says relative to it.
    fn now(&self) -> Timestamp;
    /// The page frame's figures.
    async fn overview(&self) -> Result<Overview, ApiError>;
    /// The newest changes that match, older than `before` where given.
    async fn changes(&self, query: &Query, before: Option<ChangeId>, limit: usize) -> Result<ChangePage, ApiError>;
    /// One change, with its place in the item's life.
    async fn change(&self, id: ChangeId) -> Result<ChangeDetail, ApiError>;
    /// A page of an item's life.
    async fn timeline(
        &self,
        table: &str,
        key: &ItemKey,
        before: Option<ChangeId>,
        limit: usize,
    ) -> Result<Timeline, ApiError>;
    /// A page of a table's items; `prefix` keeps those with a key value that begins so.
    async fn items(
        &self,
        table: &str,
        prefix: &str,
        before: Option<ChangeId>,
        limit: usize,
    ) -> Result<ItemPage, ApiError>;
    /// All tables.
    async fn tables(&self) -> Result<Vec<TableStatus>, ApiError>;
    /// Turns a table's stream on with a view type, or off. What comes of it is seen in [`tables`](Self::tables).
    async fn set_stream(&self, table: &str, view_type: Option<ViewType>) -> Result<(), ApiError>;
    /// Begins to archive version 0 of the table's items, by a scan of it.
    async fn take_baseline(&self, table: &str) -> Result<(), ApiError>;
    /// All gaps, newest first.
    async fn gaps(&self) -> Result<Vec<Gap>, ApiError>;
    /// The item as it is in DynamoDB now; nothing when there is none.
    async fn item_now(&self, table: &str, key: &ItemKey) -> Result<Option<Image>, ApiError>;
    /// Writes an item and waits a moment for its change to arrive.
    async fn write(&self, table: &str, request: WriteRequest) -> Result<WriteOutcome, WriteError>;
    /// Health.
    async fn health(&self) -> Result<HealthReport, ApiError>;
    /// Pauses or resumes the demo generator; whether it runs now.
    async fn set_demo_running(&self, running: bool) -> Result<bool, ApiError>;
    /// The page of an item's life around a moment or a change; the newest without either.
    async fn life(
        &self,
        table: &str,
        key: &ItemKey,
        at: Option<At>,
        change: Option<ChangeId>,
    ) -> Result<Timeline, ApiError>;
    /// The item as it was at a moment.
    async fn as_of(&self, table: &str, key: &ItemKey, at: At) -> Result<ItemAsOf, ApiError>;
    /// A page of a table's items as of a time, in the order of their keys.
    async fn items_as_of(
        &self,
        table: &str,
        time: Timestamp,
        after: Option<&ItemKey>,
        limit: usize,
    ) -> Result<ItemsAsOf, ApiError>;
    /// The values of the attribute at a path, over the newest versions before one.
    async fn attribute_history(
        &self,
        table: &str,
        key: &ItemKey,
        path: &str,
        before: Option<u64>,
    ) -> Result<AttributeHistory, ApiError>;
}
