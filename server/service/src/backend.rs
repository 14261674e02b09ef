//! What pages ask, answered from the archive, the status registry and the tables.

mod change;
mod compare;
mod demonstration;
mod exports;
mod finding;
mod health;
mod history;
mod items;
mod replays;
mod restore;
mod state;
mod streams;
mod tables;
mod write;

use std::{
    fmt,
    sync::{Arc, OnceLock},
    time::Duration,
};

use afterimage_archive::{ArchiveReader, ArchiveWriter};
use afterimage_base::{clock::SharedClock, data_folder::Presence};
use afterimage_capture::{
    StatusRegistry,
    baseline::Baselines,
    tables::{Failure, TableDescription, Tables},
};
use afterimage_language::phrase;
use afterimage_model::{
    ApiError, ChangeId, Context, Image, ItemKey, Query, Timestamp, ViewType,
    as_of::{At, ItemAsOf, ItemsAsOf},
    attribute_history::AttributeHistory,
    backend::Backend,
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
use async_trait::async_trait;
use tokio::sync::watch;

use crate::{
    ServiceError, demo_switch::DemoSwitch, demonstration::Demonstrator, export::progress::ExportRegistry,
    replay::Replays,
};

/// The most rows that a page gets at once, whatever it asks for.
const MAX_ROWS: usize = 1_000;

/// How long a description of the tables is good for: it costs two requests a table.
const DESCRIPTION_AGE: Duration = Duration::from_secs(3);

/// The parts that the backend speaks for.
pub struct BackendParts {
    /// The archive.
    pub archive: ArchiveReader,
    /// Where restores are noted: all else that is written comes from the streams.
    pub writer: ArchiveWriter,
    /// Tells the newest change; see [`WriteLog::subscribe`](afterimage_archive::WriteLog::subscribe).
    pub wake: watch::Receiver<ChangeId>,
    /// How the stream readers fare.
    pub statuses: StatusRegistry,
    /// The way to the tables.
    pub tables: Tables,
    /// The demo, where there is one.
    pub demo: Option<DemoSwitch>,
    /// The way to a table's baseline; nothing where there is nobody to take one.
    pub baselines: Option<Baselines>,
    /// The time.
    pub clock: SharedClock,
}

/// The backend of a running program.
pub struct LiveBackend {
    parts: BackendParts,
    started_at: Timestamp,
    /// When the archive's writer was first found to have stopped.
    writer_missed_at: OnceLock<Timestamp>,
    exports: ExportRegistry,
    replays: Replays,
    /// Where the program has tables that one may be given on.
    demonstrator: Option<Demonstrator>,
    /// The files that the tables are in, where they are this program's.
    tables_files: Option<Presence>,
    described: tokio::sync::Mutex<Option<Described>>,
    /// Held by whoever reads a data model.
    reading_model: tokio::sync::Mutex<()>,
}

/// What the endpoint said of the followed tables.
#[derive(Debug)]
struct Described {
    at: std::time::Instant,
    tables: Arc<Vec<TableDescription>>,
}

impl LiveBackend {
    /// A backend that speaks for these parts; the program started now.
    pub fn new(parts: BackendParts) -> Self {
        let started_at = parts.clock.now();
        let (writer_missed_at, described) = (OnceLock::new(), tokio::sync::Mutex::default());
        let (exports, replays) = (ExportRegistry::default(), Replays::default());
        Self {
            parts,
            started_at,
            writer_missed_at,
            exports,
            replays,
            demonstrator: None,
            tables_files: None,
            described,
            reading_model: tokio::sync::Mutex::default(),
        }
    }

    /// The same, with a demonstration.
    #[must_use]
    pub fn demonstrating(self, demonstrator: Demonstrator) -> Self {
        Self { demonstrator: Some(demonstrator), ..self }
    }

    /// The same, with tables that are in these files.
    #[must_use]
    pub fn with_tables_in(self, tables_files: Option<Presence>) -> Self {
        Self { tables_files, ..self }
    }

    /// How the exports fare that pages ask about.
    pub fn exports(&self) -> ExportRegistry {
        self.exports.clone()
    }

    /// What the endpoint says of the followed tables, at most a few seconds old.
    async fn descriptions(&self) -> Result<Arc<Vec<TableDescription>>, Failure> {
        let mut described = self.described.lock().await;
        if let Some(known) = described.as_ref()
            && known.at.elapsed() < DESCRIPTION_AGE
        {
            return Ok(known.tables.clone());
        }
        let tables = Arc::new(self.parts.tables.followed().await?);
        *described = Some(Described { at: std::time::Instant::now(), tables: tables.clone() });
        Ok(tables)
    }

    /// Something was changed: what was known of the tables is old.
    async fn forget_descriptions(&self) {
        *self.described.lock().await = None;
    }
}

impl fmt::Debug for LiveBackend {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("LiveBackend").field("started_at", &self.started_at).finish_non_exhaustive()
    }
}

#[async_trait]
impl Backend for LiveBackend {
    fn now(&self) -> Timestamp {
        self.parts.clock.now()
    }

    async fn overview(&self, context: &Context) -> Result<Overview, ApiError> {
        answered(context, health::overview(self, context).await)
    }

    async fn changes(
        &self,
        context: &Context,
        query: &Query,
        before: Option<ChangeId>,
        limit: usize,
    ) -> Result<ChangePage, ApiError> {
        answered(context, finding::changes(self, context, query, before, limit).await)
    }

    async fn change(&self, context: &Context, id: ChangeId) -> Result<ChangeDetail, ApiError> {
        answered(context, change::detail(&self.parts.archive, id).await)
    }

    async fn timeline(
        &self,
        context: &Context,
        table: &str,
        key: &ItemKey,
        before: Option<ChangeId>,
        limit: usize,
    ) -> Result<Timeline, ApiError> {
        answered(context, items::timeline(&self.parts.archive, table, key, before, limit.clamp(1, MAX_ROWS)).await)
    }

    async fn items(&self, context: &Context, request: ItemsRequest) -> Result<ItemsPage, ApiError> {
        answered(context, items::list(self, context, request).await)
    }

    async fn activities(
        &self,
        context: &Context,
        table: &str,
        keys: &[ItemKey],
    ) -> Result<Vec<Option<Activity>>, ApiError> {
        answered(context, self.parts.archive.activities(table, keys).await)
    }

    async fn items_beginning(
        &self,
        context: &Context,
        beginning: &str,
        limit: usize,
    ) -> Result<Vec<ItemOverview>, ApiError> {
        answered(context, self.parts.archive.items_beginning(beginning, limit.min(MAX_ROWS)).await)
    }

    async fn export_standing(&self, _: &Context, name: &str) -> Result<Option<ExportProgress>, ApiError> {
        Ok(self.exports.state(name).map(exports::told))
    }

    async fn cancel_export(&self, context: &Context, name: &str) -> Result<(), ApiError> {
        self.exports.cancel(context, name);
        Ok(())
    }

    async fn begin_replay(&self, context: &Context, request: ReplayRequest) -> Result<ReplayStatus, ApiError> {
        answered(context, replays::begin(self, context, request).await)
    }

    async fn replay(&self, context: &Context, id: Option<u64>) -> Result<Option<ReplayStatus>, ApiError> {
        Ok(id.map_or_else(|| self.replays.latest(context), |id| self.replays.status(context, id)))
    }

    async fn cancel_replay(&self, context: &Context, id: u64) -> Result<(), ApiError> {
        self.replays.cancel(context, id);
        Ok(())
    }

    async fn apply_model(&self, context: &Context, text: &str) -> Result<ModelOutcome, ApiError> {
        answered(context, replays::apply_model(self, text).await)
    }

    async fn tables(&self, context: &Context) -> Result<Vec<TableStatus>, ApiError> {
        answered(context, tables::list(self, context).await)
    }

    async fn set_stream(&self, context: &Context, table: &str, view_type: Option<ViewType>) -> Result<(), ApiError> {
        answered(context, streams::set(self, table, view_type).await)
    }

    async fn take_baseline(&self, context: &Context, table: &str) -> Result<(), ApiError> {
        answered(context, tables::take_baseline(&self.parts, context, table).await)
    }

    async fn gaps(&self, context: &Context) -> Result<Vec<Gap>, ApiError> {
        answered(context, self.parts.archive.gaps().await)
    }

    async fn item_now(&self, context: &Context, table: &str, key: &ItemKey) -> Result<Option<Image>, ApiError> {
        answered(context, items::now(&self.parts, table, key).await)
    }

    async fn compare(&self, context: &Context, table: &str, key: &ItemKey, pair: Pair) -> Result<Comparison, ApiError> {
        answered(context, compare::compare(&self.parts, context, table, key, pair).await)
    }

    async fn preview_restore(
        &self,
        context: &Context,
        table: &str,
        key: &ItemKey,
        target: RestoreTarget,
    ) -> Result<RestorePreview, ApiError> {
        answered(context, restore::preview(&self.parts, context, table, key, target).await)
    }

    async fn restore(
        &self,
        context: &Context,
        table: &str,
        key: &ItemKey,
        target: RestoreTarget,
        expected: &str,
    ) -> Result<RestoreOutcome, WriteError> {
        let restored = restore::restore(&self.parts, context, table, key, target, expected).await;
        restored.map_err(|refusal| refusal.in_language(context.language))
    }

    async fn write(&self, context: &Context, table: &str, request: WriteRequest) -> Result<WriteOutcome, WriteError> {
        let written = write::write(&self.parts, table, request).await;
        written.map_err(|refusal| refusal.in_language(context.language))
    }

    async fn health(&self, context: &Context) -> Result<HealthReport, ApiError> {
        Ok(health::report(self, context).await)
    }

    async fn set_demo_running(&self, context: &Context, running: bool) -> Result<bool, ApiError> {
        let demo = self.parts.demo.as_ref();
        let demo = demo.ok_or_else(|| ServiceError::NotFound(phrase!("server-no-demo")));
        answered(context, demo.map(|demo| demo.set_running(running)))
    }

    async fn life(
        &self,
        context: &Context,
        table: &str,
        key: &ItemKey,
        at: Option<At>,
        change: Option<ChangeId>,
    ) -> Result<Timeline, ApiError> {
        answered(context, history::life(self, table, key, at, change).await)
    }

    async fn as_of(&self, context: &Context, table: &str, key: &ItemKey, at: At) -> Result<ItemAsOf, ApiError> {
        answered(context, history::as_of(self, table, key, at).await)
    }

    async fn items_as_of(
        &self,
        context: &Context,
        table: &str,
        time: Timestamp,
        after: Option<&ItemKey>,
        limit: usize,
    ) -> Result<ItemsAsOf, ApiError> {
        answered(context, history::items_as_of(self, table, time, after, limit).await)
    }

    async fn attribute_history(
        &self,
        context: &Context,
        table: &str,
        key: &ItemKey,
        path: &str,
        before: Option<u64>,
    ) -> Result<AttributeHistory, ApiError> {
        answered(context, history::attribute(self, table, key, path, before).await)
    }
}

/// What is answered, in the words of whoever asks.
fn answered<T>(context: &Context, outcome: Result<T, impl Into<ServiceError>>) -> Result<T, ApiError> {
    outcome.map_err(|error| error.into().in_language(context.language))
}

fn not_followed(table: &str) -> ServiceError {
    ServiceError::NotFound(phrase!("server-not-followed", table = table))
}

/// The archive knows nothing of the item.
fn no_item(table: &str, key: &ItemKey) -> ServiceError {
    ServiceError::NotFound(phrase!("server-no-item", key = key.to_string(), table = table))
}
