//! All that the interface asks of the server. The server implements it once; pages reach it through `api`.

pub mod demonstration;
pub mod search;

use std::sync::Arc;

use async_trait::async_trait;

use crate::{
    ApiError, ChangeId, Context, Image, ItemKey, Query, Timestamp, ViewType,
    as_of::{At, ItemAsOf, ItemsAsOf},
    attribute_history::AttributeHistory,
    compare::{Comparison, Pair},
    data_model::ModelOutcome,
    export::ExportProgress,
    health::{HealthReport, Overview},
    item::{ItemOverview, Timeline},
    items::{Activity, ItemsPage, ItemsRequest},
    page::{ChangeDetail, ChangePage},
    replay::{ReplayRequest, ReplayStatus},
    restore::{RestoreOutcome, RestorePreview, RestoreTarget},
    table::{Gap, TableStatus},
    write::{WriteError, WriteOutcome, WriteRequest},
};

/// The backend as pages find it in their context.
pub type SharedBackend = Arc<dyn Backend>;

/// What the interface asks of the server.
#[async_trait]
pub trait Backend: search::SearchBackend + demonstration::DemonstrationBackend {
    /// The time now, for what a query says relative to it.
    fn now(&self) -> Timestamp;
    /// The page frame's figures.
    async fn overview(&self, context: &Context) -> Result<Overview, ApiError>;
    /// The newest changes that match, older than `before` where given.
    async fn changes(
        &self,
        context: &Context,
        query: &Query,
        before: Option<ChangeId>,
        limit: usize,
    ) -> Result<ChangePage, ApiError>;
    /// One change, with its place in the item's life.
    async fn change(&self, context: &Context, id: ChangeId) -> Result<ChangeDetail, ApiError>;
    /// A page of an item's life.
    async fn timeline(
        &self,
        context: &Context,
        table: &str,
        key: &ItemKey,
        before: Option<ChangeId>,
        limit: usize,
    ) -> Result<Timeline, ApiError>;
    /// A page of a table's items.
    async fn items(&self, context: &Context, request: ItemsRequest) -> Result<ItemsPage, ApiError>;
    /// Where in their lives the changes of some of a table's items are; nothing for items that are not known.
    async fn activities(
        &self,
        context: &Context,
        table: &str,
        keys: &[ItemKey],
    ) -> Result<Vec<Option<Activity>>, ApiError>;
    /// Items of any table that have a key value which begins with a text, in the order of those values.
    async fn items_beginning(
        &self,
        context: &Context,
        beginning: &str,
        limit: usize,
    ) -> Result<Vec<ItemOverview>, ApiError>;
    /// How the export by this name fares; nothing where none by it is remembered.
    async fn export_standing(&self, context: &Context, name: &str) -> Result<Option<ExportProgress>, ApiError>;
    /// Ends the export by this name.
    async fn cancel_export(&self, context: &Context, name: &str) -> Result<(), ApiError>;
    /// Begins to send changes to a table again.
    async fn begin_replay(&self, context: &Context, request: ReplayRequest) -> Result<ReplayStatus, ApiError>;
    /// How a replay fares, or without a number the newest one; nothing where none is remembered.
    async fn replay(&self, context: &Context, id: Option<u64>) -> Result<Option<ReplayStatus>, ApiError>;
    /// Ends a replay.
    async fn cancel_replay(&self, context: &Context, id: u64) -> Result<(), ApiError>;
    /// Creates the tables of a `NoSQL` Workbench data model, given as the text of its file.
    async fn apply_model(&self, context: &Context, text: &str) -> Result<ModelOutcome, ApiError>;
    /// All tables.
    async fn tables(&self, context: &Context) -> Result<Vec<TableStatus>, ApiError>;
    /// Turns a table's stream on with a view type, or off. What comes of it is seen in [`tables`](Self::tables).
    async fn set_stream(&self, context: &Context, table: &str, view_type: Option<ViewType>) -> Result<(), ApiError>;
    /// Begins to archive version 0 of the table's items, by a scan of it.
    async fn take_baseline(&self, context: &Context, table: &str) -> Result<(), ApiError>;
    /// All gaps, newest first.
    async fn gaps(&self, context: &Context) -> Result<Vec<Gap>, ApiError>;
    /// The item as it is in DynamoDB now; nothing when there is none.
    async fn item_now(&self, context: &Context, table: &str, key: &ItemKey) -> Result<Option<Image>, ApiError>;
    /// What differs between two moments of an item.
    async fn compare(&self, context: &Context, table: &str, key: &ItemKey, pair: Pair) -> Result<Comparison, ApiError>;
    /// What bringing the item back to a version would do.
    async fn preview_restore(
        &self,
        context: &Context,
        table: &str,
        key: &ItemKey,
        target: RestoreTarget,
    ) -> Result<RestorePreview, ApiError>;
    /// Brings the item back to a version, if it still is as the preview that gave `expected` showed it.
    async fn restore(
        &self,
        context: &Context,
        table: &str,
        key: &ItemKey,
        target: RestoreTarget,
        expected: &str,
    ) -> Result<RestoreOutcome, WriteError>;
    /// Writes an item and waits a moment for its change to arrive.
    async fn write(&self, context: &Context, table: &str, request: WriteRequest) -> Result<WriteOutcome, WriteError>;
    /// Health.
    async fn health(&self, context: &Context) -> Result<HealthReport, ApiError>;
    /// Pauses or resumes the demo generator; whether it runs now.
    async fn set_demo_running(&self, context: &Context, running: bool) -> Result<bool, ApiError>;
    /// The page of an item's life around a moment or a change; the newest without either.
    async fn life(
        &self,
        context: &Context,
        table: &str,
        key: &ItemKey,
        at: Option<At>,
        change: Option<ChangeId>,
    ) -> Result<Timeline, ApiError>;
    /// The item as it was at a moment.
    async fn as_of(&self, context: &Context, table: &str, key: &ItemKey, at: At) -> Result<ItemAsOf, ApiError>;
    /// A page of a table's items as of a time, in the order of their keys.
    async fn items_as_of(
        &self,
        context: &Context,
        table: &str,
        time: Timestamp,
        after: Option<&ItemKey>,
        limit: usize,
    ) -> Result<ItemsAsOf, ApiError>;
    /// The values of the attribute at a path, over the newest versions before one.
    async fn attribute_history(
        &self,
        context: &Context,
        table: &str,
        key: &ItemKey,
        path: &str,
        before: Option<u64>,
    ) -> Result<AttributeHistory, ApiError>;
}
