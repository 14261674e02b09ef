//! Baselines: version 0 of items that existed before capture, from a scan of their table.
//!
//! A scan and a stream that is read at the same time tell of the same items. What the stream tells counts more, so a
//! page of the scan waits until the stream is archived up to the moment when the page was read; the archive then takes
//! only the items that it does not know ([`Op::Baseline`](afterimage_model::Op::Baseline)). After a gap it also
//! takes those whose state is not the one it knows: what was lost in between is told as one change.
//!
//! Scans go one table after the other, each in segments side by side, at a bounded pace, and go on where they were when
//! the program starts again.

mod changes;
mod run;
mod scan_rate;
mod sequence;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::{StatusRegistry, tables::Tables};
use afterimage_archive::{Archive, ArchiveError, BaselineRecord};
use afterimage_base::clock::SharedClock;
use afterimage_language::Phrase;
use afterimage_model::{Context, table::BaselineStatus};
use run::Run;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// How many tables may wait for their scan.
const QUEUED_TABLES: usize = 1_000;

/// How scans are asked for, and how they fare. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Baselines {
    requests: mpsc::Sender<String>,
    progress: Progress,
}

/// How scans fare, by table; clones show the same.
#[derive(Clone, Debug, Default)]
struct Progress(Arc<Mutex<BTreeMap<String, Noted>>>);

/// How a scan fares.
#[derive(Clone, Debug)]
struct Noted {
    /// Without its problem.
    status: BaselineStatus,
    problem: Option<Phrase>,
}

/// What scans read from and write to.
#[derive(Clone)]
pub struct BaselineParts {
    /// The tables.
    pub tables: Tables,
    /// Where versions go.
    pub archive: Archive,
    /// Tells how far the streams are archived.
    pub statuses: StatusRegistry,
    /// The time.
    pub clock: SharedClock,
}

/// Why no scan begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BaselineRefusal {
    /// One of the table is under way.
    #[error("A baseline of this table is under way")]
    UnderWay,
    /// Too many tables wait, or the program is stopping.
    #[error("Too many tables wait for their baseline")]
    TooMany,
}

impl Baselines {
    /// The handle, and the task behind it, which runs until it is cancelled.
    pub fn new(parts: BaselineParts) -> (Self, BaselineTask) {
        let (requests, inbox) = mpsc::channel(QUEUED_TABLES);
        let progress = Progress::default();
        (Self { requests, progress: progress.clone() }, BaselineTask { parts, inbox, progress })
    }

    /// Asks for a scan of the table.
    ///
    /// # Errors
    /// When one is under way, or too many wait.
    pub fn request(&self, _: &Context, table: &str) -> Result<(), BaselineRefusal> {
        self.enqueue(table)
    }

    fn enqueue(&self, table: &str) -> Result<(), BaselineRefusal> {
        if self.progress.all().get(table).is_some_and(|noted| noted.status.finished_at.is_none()) {
            return Err(BaselineRefusal::UnderWay);
        }
        self.requests.try_send(table.to_owned()).map_err(|_| BaselineRefusal::TooMany)
    }

    /// Asks for a scan of each followed table that never had one, on nobody's behalf: the program was started so.
    async fn request_all_new(&self, tables: &Tables) {
        match tables.followed_names().await {
            Ok(names) => {
                for table in names.iter().filter(|table| !self.has_had(table)) {
                    if let Err(refusal) = self.enqueue(table) {
                        tracing::warn!(table, %refusal, "no baseline is taken");
                    }
                }
            }
            Err(failure) => tracing::error!(%failure, "the tables cannot be listed, so no baselines are taken"),
        }
    }

    /// How the table's last scan fares, where there was one.
    pub fn status(&self, context: &Context, table: &str) -> Option<BaselineStatus> {
        let Noted { status, problem } = self.progress.all().get(table).cloned()?;
        Some(BaselineStatus { problem: problem.map(|problem| problem.in_language(context.language)), ..status })
    }

    fn has_had(&self, table: &str) -> bool {
        self.progress.all().contains_key(table)
    }
}

impl Progress {
    fn all(&self) -> MutexGuard<'_, BTreeMap<String, Noted>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn show(&self, record: &BaselineRecord, waiting_for_stream: bool, problem: Option<Phrase>) {
        let total = |count: fn(&afterimage_archive::SegmentRecord) -> u64| record.segments.iter().map(count).sum();
        let status = BaselineStatus {
            started_at: record.started_at,
            finished_at: record.finished_at,
            items_scanned: total(|segment| segment.items_scanned),
            items_added: total(|segment| segment.items_added),
            items_expected: record.items_expected,
            waiting_for_stream,
            problem: None,
        };
        self.all().insert(record.table.clone(), Noted { status, problem });
    }
}

/// What does the scanning.
pub struct BaselineTask {
    parts: BaselineParts,
    inbox: mpsc::Receiver<String>,
    progress: Progress,
}

impl BaselineTask {
    /// Goes on with what an earlier run of the program left unfinished, then does what is asked for, until cancelled.
    /// With `all_new`, every table that never had a baseline is asked for at the start.
    pub async fn run(mut self, all_new: Option<Baselines>, cancel: CancellationToken) {
        let Some(unfinished) = cancel.run_until_cancelled(self.take_up()).await else { return };
        if let Some(baselines) = all_new {
            cancel.run_until_cancelled(baselines.request_all_new(&self.parts.tables)).await;
        }
        for record in unfinished {
            if self.scan(record, &cancel).await.is_none() {
                return;
            }
        }
        while let Some(Some(table)) = cancel.run_until_cancelled(self.inbox.recv()).await {
            match Run::begin(&self.parts, &table).await {
                Ok(record) => {
                    if self.scan(record, &cancel).await.is_none() {
                        return;
                    }
                }
                Err(error) => tracing::error!(table, %error, "the baseline cannot begin"),
            }
        }
    }

    /// What the archive knows: shown, and where unfinished, gone on with.
    async fn take_up(&self) -> Vec<BaselineRecord> {
        let records = self.parts.archive.reader.baselines().await.unwrap_or_else(|error: ArchiveError| {
            tracing::error!(%error, "earlier baselines cannot be taken up");
            Vec::new()
        });
        for record in &records {
            self.progress.show(record, false, None);
        }
        records.into_iter().filter(|record| record.finished_at.is_none()).collect()
    }

    async fn scan(&self, record: BaselineRecord, cancel: &CancellationToken) -> Option<()> {
        Run::new(&self.parts, &self.progress, record, cancel).finish().await
    }
}
