//! The demonstration: tells the story of one item on tables of its own in the embedded DynamoDB.
//!
//! Each step is a request that any program could make, through the same doors as the form and the Tables page; what came
//! of it is what the stream engine read and the archive holds. Where the story stands is not remembered: it is asked of
//! the tables, the streams and the archive each time, so that a restart, another window, or somebody who deletes a table
//! meanwhile cannot make it tell what is not so. Only when something was sent is kept, for as long as the program runs.

mod clearing;
mod names;
mod reading;
mod steps;
mod story;

use std::{
    collections::VecDeque,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use afterimage_archive::{ArchiveError, ArchiveReader, ItemWalk};
use afterimage_base::clock::SharedClock;
use afterimage_capture::{
    StatusRegistry, StreamSource,
    tables::{Failure, FailureKind, Tables, endpoint_label},
};
use afterimage_language::{Phrase, phrase};
use afterimage_model::{
    Context, ItemKey, Query, ViewType,
    demonstration::{Demonstration, MAX_SENT, MAX_VERSIONS, Run, RunTable, Sent, StoryStep, StreamReading},
    health::Endpoint,
    items::{ItemOrder, ItemState},
    table::StreamState,
};
use tokio::sync::watch;
use tokio_util::task::AbortOnDropHandle;

use crate::ServiceError;

/// What the demonstration speaks to.
pub struct DemonstrationParts {
    /// The tables, with the endpoint that they are at.
    pub tables: Tables,
    /// The streams themselves, to ask what they hold.
    pub streams: Arc<dyn StreamSource>,
    /// Which shards are read.
    pub statuses: StatusRegistry,
    /// What has been kept.
    pub archive: ArchiveReader,
    /// Tells that something was archived.
    pub wake: watch::Receiver<afterimage_model::ChangeId>,
    /// The time.
    pub clock: SharedClock,
    /// The tag by which the embedded DynamoDB's streams forget sooner.
    pub retention_tag: &'static str,
}

/// The demonstration of a running program.
pub struct Demonstrator {
    parts: Arc<DemonstrationParts>,
    /// Who takes a step or starts over; others wait, so that two windows do not undo each other's steps.
    turn: tokio::sync::Mutex<()>,
    sent: Mutex<VecDeque<Sent>>,
    ended: Mutex<Ended>,
}

/// Runs that were ended by starting over.
#[derive(Debug, Default)]
struct Ended {
    /// This one and all before it; their tables may still be there for some seconds.
    last: Option<u64>,
    /// Who deletes them. Whoever is stopped at it leaves them to the next start over.
    clearing: Option<AbortOnDropHandle<()>>,
}

impl fmt::Debug for Demonstrator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Demonstrator").field("endpoint", self.parts.tables.endpoint()).finish_non_exhaustive()
    }
}

impl Demonstrator {
    /// A demonstration on these parts; nothing happens before its first step.
    pub fn new(parts: DemonstrationParts) -> Self {
        let parts = Arc::new(parts);
        Self { parts, turn: tokio::sync::Mutex::default(), sent: Mutex::default(), ended: Mutex::default() }
    }

    /// Where it stands.
    ///
    /// # Errors
    /// When the tables or the archive do not answer.
    pub async fn state(&self, context: &Context) -> Result<Demonstration, ServiceError> {
        if let Some(refusal) = refusal(&self.parts.tables) {
            return Ok(Demonstration { refusal: Some(refusal.in_language(context.language)), run: None });
        }
        let run = match self.current_run().await? {
            Some(number) => Some(self.run(number).await?),
            None => None,
        };
        Ok(Demonstration { refusal: None, run })
    }

    /// Takes a step of the run that the caller has seen, and tells where the story stands then.
    ///
    /// # Errors
    /// When the run is another one by now, when the step has no sense yet, when the endpoint refuses, or when what it
    /// leads to does not come in time.
    pub async fn take(
        &self,
        context: &Context,
        step: StoryStep,
        run: Option<u64>,
    ) -> Result<Demonstration, ServiceError> {
        if let Some(refusal) = refusal(&self.parts.tables) {
            return Err(ServiceError::Forbidden(refusal));
        }
        let _turn = self.turn.lock().await;
        let current = self.current_run().await?;
        same_run(run, current)?;
        self.step(step, current).await?;
        self.state(context).await
    }

    /// Ends the run that the caller has seen: its streams are turned off, and its tables deleted as soon as everything
    /// in those is archived. The archive keeps what happened.
    ///
    /// # Errors
    /// When the run is another one by now, or the endpoint refuses.
    pub async fn reset(&self, context: &Context, run: Option<u64>) -> Result<Demonstration, ServiceError> {
        if let Some(refusal) = refusal(&self.parts.tables) {
            return Err(ServiceError::Forbidden(refusal));
        }
        let _turn = self.turn.lock().await;
        same_run(run, self.current_run().await?)?;
        let tables = clearing::turn_off(&self.parts).await?;
        {
            let mut ended = self.ended();
            ended.last = names::newest_run(tables.iter().map(String::as_str)).max(ended.last);
            let clearing = tokio::spawn(clearing::delete(self.parts.clone(), tables));
            ended.clearing = Some(AbortOnDropHandle::new(clearing));
        }
        self.state(context).await
    }

    /// The newest run that has tables and was not ended.
    async fn current_run(&self) -> Result<Option<u64>, ServiceError> {
        let tables = self.parts.tables.all_names().await.map_err(failed)?;
        let newest = names::newest_run(tables.iter().map(String::as_str));
        Ok(newest.filter(|run| Some(*run) > self.ended().last))
    }

    /// A number that no run has had, as far as the archive remembers.
    async fn next_run(&self) -> Result<u64, ServiceError> {
        let archived = self.parts.archive.table_figures().await.map_err(|error| unreadable(&error))?;
        let archived = names::newest_run(archived.iter().map(|table| table.table.as_str()));
        let last = archived.max(self.ended().last);
        Ok(last.unwrap_or_default().saturating_add(1))
    }

    async fn run(&self, number: u64) -> Result<Run, ServiceError> {
        let main = names::table(number, ViewType::NewAndOldImages);
        let item_key = self.item(&main).await.map_err(|error| unreadable(&error))?;
        let mut tables = Vec::new();
        for view_type in ViewType::ALL {
            tables.push(self.run_table(names::table(number, view_type), view_type, item_key.as_ref()).await?);
        }
        let arn = tables.iter().find(|table| table.name == main).and_then(|table| table.stream_arn.clone());
        let stream = match arn {
            Some(arn) => self.reading(&main, &arn).await?,
            None => None,
        };
        Ok(Run { number, tables, item_key, sent: self.sent().iter().cloned().collect(), stream })
    }

    /// The item that was changed last: the story's.
    async fn item(&self, table: &str) -> Result<Option<ItemKey>, ArchiveError> {
        let Ok(every) = Query::read("", self.parts.clock.now()) else { return Ok(None) };
        let walk =
            ItemWalk { order: ItemOrder::LastChange, state: ItemState::All, from: None, backward: false, limit: 1 };
        let found = self.parts.archive.walk_items(table, &every, &walk).await?;
        Ok(found.items.into_iter().next().map(|(_, item)| item.item_key))
    }

    async fn run_table(
        &self,
        name: String,
        view_type: ViewType,
        item: Option<&ItemKey>,
    ) -> Result<RunTable, ServiceError> {
        let stream_arn = match self.parts.tables.describe(&name).await {
            Ok(described) => match described.stream {
                Ok(StreamState::Enabled { arn, .. }) => Some(arn),
                _ => None,
            },
            Err(failure) if failure.kind == FailureKind::NotFound => None,
            Err(failure) => return Err(failed(failure)),
        };
        let shard_id = stream_arn.as_ref().and_then(|arn| self.parts.statuses.shard_being_read(arn));
        let versions = match item {
            Some(item) => {
                let life = self.parts.archive.timeline(&name, item, None, MAX_VERSIONS).await;
                life.map_err(|error| unreadable(&error))?.map(|life| life.changes).unwrap_or_default()
            }
            None => Vec::new(),
        };
        Ok(RunTable { name, view_type, stream_arn, shard_id, versions: versions.into_iter().rev().collect() })
    }

    async fn reading(&self, table: &str, stream_arn: &str) -> Result<Option<StreamReading>, ServiceError> {
        let answer = reading::read(self.parts.streams.as_ref(), table, stream_arn, self.parts.clock.now()).await;
        answer.map_err(|error| {
            ServiceError::Unavailable(phrase!("server-story-no-answer", table = table, error = error.in_words()))
        })
    }

    fn sent(&self) -> std::sync::MutexGuard<'_, VecDeque<Sent>> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ended(&self) -> std::sync::MutexGuard<'_, Ended> {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, sent: Sent) {
        let mut kept = self.sent();
        kept.push_back(sent);
        while kept.len() > MAX_SENT {
            kept.pop_front();
        }
    }
}

/// Why there is no demonstration here; nothing where there can be one.
fn refusal(tables: &Tables) -> Option<Phrase> {
    let Endpoint::Embedded { .. } = tables.endpoint() else { return Some(elsewhere(tables.endpoint())) };
    if !tables.permission().is_allowed() {
        return Some(phrase!("server-story-read-only"));
    }
    if !tables.follows(&names::table(1, ViewType::NewAndOldImages)) {
        return Some(phrase!("server-story-not-followed"));
    }
    None
}

/// Why there is no demonstration at an endpoint outside this program.
pub fn elsewhere(endpoint: &Endpoint) -> Phrase {
    phrase!("server-story-elsewhere", endpoint = endpoint_label(endpoint))
}

fn same_run(seen: Option<u64>, current: Option<u64>) -> Result<(), ServiceError> {
    if seen == current {
        return Ok(());
    }
    Err(ServiceError::invalid(phrase!("server-story-another-run")))
}

/// What the endpoint says is for people already.
fn failed(failure: Failure) -> ServiceError {
    match failure.kind {
        FailureKind::Denied => ServiceError::Forbidden(failure.message),
        FailureKind::NotFound => ServiceError::NotFound(failure.message),
        _ => ServiceError::Unavailable(failure.message),
    }
}

fn unreadable(error: &ArchiveError) -> ServiceError {
    tracing::error!(%error, "the archive could not be read");
    ServiceError::Unavailable(phrase!("server-archive-unreadable"))
}
