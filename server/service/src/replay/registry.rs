//! The replays that a server runs: one at a time, and how the last ones fared.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use afterimage_archive::ArchiveReader;
use afterimage_capture::tables::{Tables, WriteRefusal};
use afterimage_language::Phrase;
use afterimage_model::{
    Context, Language, Query,
    replay::{MAX_RATE, MIN_RATE, ReplayPhase, ReplayRequest, ReplayStatus},
};
use tokio_util::sync::CancellationToken;

use super::{Replay, is_rate};

/// How many replays are remembered.
const REMEMBERED: usize = 16;

/// Why a replay does not begin.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// One is under way.
    #[error("A replay to {to_table} is under way. Wait for its end, or cancel it first.")]
    Busy {
        /// Where it writes to.
        to_table: String,
    },
    /// The rate is no rate.
    #[error("A replay sends {MIN_RATE} to {MAX_RATE} changes a second, not {0}.")]
    Rate(f64),
    /// The table cannot be written to.
    #[error(transparent)]
    Table(#[from] WriteRefusal),
}

/// The replays. Clones show the same.
#[derive(Clone, Debug, Default)]
pub struct Replays(Arc<Mutex<Entries>>);

#[derive(Debug, Default)]
struct Entries {
    count: u64,
    replays: VecDeque<Noted>,
}

/// A replay in the registry.
#[derive(Debug)]
struct Noted {
    status: ReplayStatus,
    /// Why it failed, for whoever asks.
    problem: Option<Phrase>,
    cancel: CancellationToken,
}

impl Noted {
    fn told(&self, language: Language) -> ReplayStatus {
        let problem = self.problem.as_ref().map(|problem| problem.in_language(language));
        ReplayStatus { problem, ..self.status.clone() }
    }
}

impl Replays {
    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a replay; `query` is the request's, parsed.
    ///
    /// # Errors
    /// See [`Refused`].
    pub async fn begin(
        &self,
        context: &Context,
        request: ReplayRequest,
        query: Query,
        archive: ArchiveReader,
        tables: &Tables,
    ) -> Result<ReplayStatus, Refused> {
        if !is_rate(request.rate) {
            return Err(Refused::Rate(request.rate));
        }
        let target = tables.replay_target(&request.to_table).await?;
        let cancel = CancellationToken::new();
        let status = self.enter(request, cancel.clone())?;
        let replay = Replay { query, target, status: status.clone(), cancel };
        let (entries, context) = (self.clone(), context.clone());
        tokio::spawn(async move {
            replay.run(&context, &archive, |status, problem| entries.note(status, problem)).await;
        });
        Ok(status)
    }

    fn enter(&self, request: ReplayRequest, cancel: CancellationToken) -> Result<ReplayStatus, Refused> {
        let mut entries = self.lock();
        let busy = entries.replays.iter().find(|replay| replay.status.phase == ReplayPhase::UnderWay);
        if let Some(busy) = busy {
            return Err(Refused::Busy { to_table: busy.status.to_table.clone() });
        }
        entries.count += 1;
        let ReplayRequest { query, to_table, rate } = request;
        let status = ReplayStatus { id: entries.count, query, to_table, rate, ..ReplayStatus::default() };
        if entries.replays.len() == REMEMBERED {
            entries.replays.pop_front();
        }
        entries.replays.push_back(Noted { status: status.clone(), problem: None, cancel });
        Ok(status)
    }

    fn note(&self, status: &ReplayStatus, problem: Option<&Phrase>) {
        if let Some(noted) = self.lock().replays.iter_mut().find(|noted| noted.status.id == status.id) {
            noted.status.clone_from(status);
            noted.problem = problem.cloned();
        }
    }

    /// How a replay fares, where it is remembered.
    pub fn status(&self, context: &Context, id: u64) -> Option<ReplayStatus> {
        self.lock().replays.iter().find(|replay| replay.status.id == id).map(|noted| noted.told(context.language))
    }

    /// The newest one.
    pub fn latest(&self, context: &Context) -> Option<ReplayStatus> {
        self.lock().replays.back().map(|noted| noted.told(context.language))
    }

    /// Ends a replay; what was written stays.
    pub fn cancel(&self, _: &Context, id: u64) {
        if let Some(replay) = self.lock().replays.iter().find(|replay| replay.status.id == id) {
            replay.cancel.cancel();
        }
    }
}
