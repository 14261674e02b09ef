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

use afterimage_archive::{ArchiveError, ArchiveReader, ArchiveWriter};
use afterimage_base::{clock::SharedClock, data_folder::Presence, words::reader, work::Overloaded};
use afterimage_capture::{
    StatusRegistry,
    baseline::{BaselineRefusal, Baselines},
    tables::{Failure, FailureKind, TableDescription, Tables},
};
use afterimage_language::say;
use afterimage_model::{
    ApiError, ChangeId, ChangeSummary, Image, ItemKey, Language, Query, Timestamp, ViewType,
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
    demo_switch::DemoSwitch, demonstration::Demonstrator, export::progress::ExportRegistry, replay::Replays, search,
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
    /// The language in which a description says why something is not known.
    language: Language,
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
        let language = reader();
        if let Some(known) = described.as_ref()
            && known.at.elapsed() < DESCRIPTION_AGE
            && known.language == language
        {
            return Ok(known.tables.clone());
        }
        let tables = Arc::new(self.parts.tables.followed().await?);
        *described = Some(Described { at: std::time::Instant::now(), language, tables: tables.clone() });
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

    async fn overview(&self) -> Result<Overview, ApiError> {
        health::overview(self).await
    }

    async fn changes(&self, query: &Query, before: Option<ChangeId>, limit: usize) -> Result<ChangePage, ApiError> {
        // Asked for first: what is archived while the page is read comes again through the feed, which drops doubles.
        let cursor = self.parts.archive.last_change_id().await.map_err(unreadable)?;
        let page = search::backward(&self.parts.archive, query, before, limit.clamp(1, MAX_ROWS)).await;
        let page = page.map_err(unreadable)?;
        let changes = self.parts.archive.work().of_each(page.changes, |change| ChangeSummary::of(&change)).await;
        Ok(ChangePage {
            changes: changes.map_err(overloaded)?,
            older: (!page.end).then_some(page.scanned_to),
            cursor,
            epoch: self.parts.archive.epoch().to_owned(),
            query: query.to_string(),
        })
    }

    async fn change(&self, id: ChangeId) -> Result<ChangeDetail, ApiError> {
        change::detail(&self.parts.archive, id).await
    }

    async fn timeline(
        &self,
        table: &str,
        key: &ItemKey,
        before: Option<ChangeId>,
        limit: usize,
    ) -> Result<Timeline, ApiError> {
        items::timeline(&self.parts.archive, table, key, before, limit.clamp(1, MAX_ROWS)).await
    }

    async fn items(&self, request: ItemsRequest) -> Result<ItemsPage, ApiError> {
        items::list(self, request).await
    }

    async fn activities(&self, table: &str, keys: &[ItemKey]) -> Result<Vec<Option<Activity>>, ApiError> {
        self.parts.archive.activities(table, keys).await.map_err(unreadable)
    }

    async fn items_beginning(&self, beginning: &str, limit: usize) -> Result<Vec<ItemOverview>, ApiError> {
        self.parts.archive.items_beginning(beginning, limit.min(MAX_ROWS)).await.map_err(unreadable)
    }

    async fn export_standing(&self, name: &str) -> Result<Option<ExportProgress>, ApiError> {
        Ok(self.exports.state(name).map(exports::told))
    }

    async fn cancel_export(&self, name: &str) -> Result<(), ApiError> {
        self.exports.cancel(name);
        Ok(())
    }

    async fn begin_replay(&self, request: ReplayRequest) -> Result<ReplayStatus, ApiError> {
        replays::begin(self, request).await
    }

    async fn replay(&self, id: Option<u64>) -> Result<Option<ReplayStatus>, ApiError> {
        Ok(id.map_or_else(|| self.replays.latest(), |id| self.replays.status(id)))
    }

    async fn cancel_replay(&self, id: u64) -> Result<(), ApiError> {
        self.replays.cancel(id);
        Ok(())
    }

    async fn apply_model(&self, text: &str) -> Result<ModelOutcome, ApiError> {
        replays::apply_model(self, text).await
    }

    async fn tables(&self) -> Result<Vec<TableStatus>, ApiError> {
        let figures = self.parts.archive.table_figures().await.map_err(unreadable)?;
        let described = self.descriptions().await;
        let follows = |name: &str| self.parts.tables.follows(name);
        let mut tables = tables::merge(&described, &self.parts.statuses.snapshot(), &figures, follows);
        for table in &mut tables {
            table.baseline = self.parts.baselines.as_ref().and_then(|baselines| baselines.status(&table.name));
        }
        Ok(tables)
    }

    async fn set_stream(&self, table: &str, view_type: Option<ViewType>) -> Result<(), ApiError> {
        streams::set(self, table, view_type).await
    }

    async fn take_baseline(&self, table: &str) -> Result<(), ApiError> {
        if !self.parts.tables.follows(table) {
            return Err(not_followed(table));
        }
        let baselines = self.parts.baselines.as_ref();
        let baselines =
            baselines.ok_or_else(|| ApiError::Unavailable(say!(reader(), "server-baseline-none").to_owned()))?;
        // A scan begins later, and could not tell whoever asked for it that there is no such table.
        self.parts.tables.describe(table).await.map_err(failed)?;
        baselines.request(table).map_err(|refusal| {
            ApiError::Conflict(match refusal {
                BaselineRefusal::UnderWay => say!(reader(), "server-baseline-under-way").to_owned(),
                BaselineRefusal::TooMany => say!(reader(), "server-baseline-too-many").to_owned(),
            })
        })
    }

    async fn gaps(&self) -> Result<Vec<Gap>, ApiError> {
        self.parts.archive.gaps().await.map_err(unreadable)
    }

    async fn item_now(&self, table: &str, key: &ItemKey) -> Result<Option<Image>, ApiError> {
        // Whoever may see the dashboard may see the followed tables, not everything that the credentials open.
        if !self.parts.tables.follows(table) {
            return Err(not_followed(table));
        }
        self.parts.tables.get_item(table, key).await.map_err(failed)
    }

    async fn compare(&self, table: &str, key: &ItemKey, pair: Pair) -> Result<Comparison, ApiError> {
        compare::compare(&self.parts, table, key, pair).await
    }

    async fn preview_restore(
        &self,
        table: &str,
        key: &ItemKey,
        target: RestoreTarget,
    ) -> Result<RestorePreview, ApiError> {
        restore::preview(&self.parts, table, key, target).await
    }

    async fn restore(
        &self,
        table: &str,
        key: &ItemKey,
        target: RestoreTarget,
        expected: &str,
    ) -> Result<RestoreOutcome, WriteError> {
        restore::restore(&self.parts, table, key, target, expected).await
    }

    async fn write(&self, table: &str, request: WriteRequest) -> Result<WriteOutcome, WriteError> {
        write::write(&self.parts, table, request).await
    }

    async fn health(&self) -> Result<HealthReport, ApiError> {
        Ok(health::report(self).await)
    }

    async fn set_demo_running(&self, running: bool) -> Result<bool, ApiError> {
        let demo = self.parts.demo.as_ref();
        let demo = demo.ok_or_else(|| ApiError::NotFound(say!(reader(), "server-no-demo").to_owned()))?;
        Ok(demo.set_running(running))
    }

    async fn life(
        &self,
        table: &str,
        key: &ItemKey,
        at: Option<At>,
        change: Option<ChangeId>,
    ) -> Result<Timeline, ApiError> {
        history::life(self, table, key, at, change).await
    }

    async fn as_of(&self, table: &str, key: &ItemKey, at: At) -> Result<ItemAsOf, ApiError> {
        history::as_of(self, table, key, at).await
    }

    async fn items_as_of(
        &self,
        table: &str,
        time: Timestamp,
        after: Option<&ItemKey>,
        limit: usize,
    ) -> Result<ItemsAsOf, ApiError> {
        history::items_as_of(self, table, time, after, limit).await
    }

    async fn attribute_history(
        &self,
        table: &str,
        key: &ItemKey,
        path: &str,
        before: Option<u64>,
    ) -> Result<AttributeHistory, ApiError> {
        history::attribute(self, table, key, path, before).await
    }
}

/// The cause goes to the log: it may name files.
fn unreadable(error: ArchiveError) -> ApiError {
    match error {
        ArchiveError::Busy => return ApiError::Unavailable(say!(reader(), "server-archive-in-use").to_owned()),
        ArchiveError::Overloaded(error) => return overloaded(error),
        _ => {}
    }
    tracing::error!(%error, "the archive could not be read");
    ApiError::Unavailable(say!(reader(), "server-archive-unreadable").to_owned())
}

/// Too much waits to be done; the same may work in a moment.
fn overloaded(Overloaded: Overloaded) -> ApiError {
    ApiError::Unavailable(say!(reader(), "server-overloaded").to_owned())
}

fn not_followed(table: &str) -> ApiError {
    ApiError::NotFound(say!(reader(), "server-not-followed", table = table))
}

/// The archive knows nothing of the item.
fn no_item(table: &str, key: &ItemKey) -> ApiError {
    ApiError::NotFound(say!(reader(), "server-no-item", key = key.to_string(), table = table))
}

/// What the endpoint says is for people already.
fn failed(failure: Failure) -> ApiError {
    let message = failure.message.to_string();
    match failure.kind {
        FailureKind::NotFound => ApiError::NotFound(message),
        FailureKind::Denied => ApiError::Forbidden(message),
        FailureKind::Invalid => ApiError::Invalid { message, column: None },
        _ => ApiError::Unavailable(message),
    }
}
