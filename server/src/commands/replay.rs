//! `afterimage replay`: from the archive in a folder to a table at an endpoint.

use std::{
    io::{self, IsTerminal},
    time::{Duration, Instant},
};

use afterimage_archive::OpenError;
use afterimage_archive_sqlite::SqliteReader;
use afterimage_aws::{AwsTables, Clients, Remote};
use afterimage_capture::{
    selection::TableSelection,
    tables::{Failure, WriteRefusal},
};
use afterimage_language::Phrase;
use afterimage_model::{
    Query, Timestamp,
    health::WritePermission,
    query::QueryError,
    replay::{MAX_RATE, MIN_RATE, ReplayPhase, ReplayStatus},
};
use afterimage_service::replay::{Replay, is_rate};
use tokio_util::sync::CancellationToken;

use crate::config::{ReplayArguments, UsageError, data_dir};

/// How often a terminal is told how far the replay is.
const TELL_EVERY: Duration = Duration::from_millis(500);

/// Why nothing, or not everything, was replayed.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// There is no folder to look in.
    #[error(transparent)]
    Usage(#[from] UsageError),
    /// The query is not one.
    #[error("--query is not a query, at character {}: {source}", source.column + 1)]
    Query {
        /// What is wrong with it.
        #[from]
        source: QueryError,
    },
    /// The rate is no rate.
    #[error("--rate {0} is outside {MIN_RATE} to {MAX_RATE} changes a second.")]
    Rate(f64),
    /// The archive cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The client for the tables cannot be made.
    #[error(transparent)]
    Client(#[from] Failure),
    /// The table cannot be written to.
    #[error(transparent)]
    Table(#[from] WriteRefusal),
    /// The table would take no more.
    #[error("The replay ended after {done}. {problem}")]
    Failed {
        /// What was done until then.
        done: String,
        /// What went wrong.
        problem: String,
    },
}

/// Replays what the arguments say; `now` is what their query is relative to, `cancel` ends it.
///
/// # Errors
/// See [`ReplayError`].
pub async fn run(arguments: ReplayArguments, now: Timestamp, cancel: CancellationToken) -> Result<(), ReplayError> {
    let query = Query::read(&arguments.query, now)?;
    if !is_rate(arguments.rate) {
        return Err(ReplayError::Rate(arguments.rate));
    }
    let archive = SqliteReader::open(&data_dir(arguments.data_dir.clone())?).await?.door();
    let target = tables(&arguments).await?.handle().replay_target(&arguments.to_table).await?;
    let status = ReplayStatus {
        query: arguments.query,
        to_table: arguments.to_table,
        rate: arguments.rate,
        ..ReplayStatus::default()
    };
    let (mut told, is_seen) = (Instant::now(), io::stderr().is_terminal());
    let tell = |status: &ReplayStatus, _: Option<&Phrase>| {
        if is_seen && told.elapsed() >= TELL_EVERY {
            told = Instant::now();
            eprint!("\r{} %, {} ", status.percent, status.in_words());
        }
    };
    let key = target.key_in_words();
    let ended = Replay { query, target, status, cancel }.run(&super::context(), &archive, tell).await;
    let begin = if is_seen { "\r" } else { "" };
    match ended.phase {
        ReplayPhase::Failed => {
            Err(ReplayError::Failed { done: ended.in_words(), problem: ended.problem.unwrap_or_default() })
        }
        phase => {
            let how = if phase == ReplayPhase::Cancelled { "Cancelled" } else { "Replayed" };
            let hint =
                if ended.other_key > 0 { format!(" The key of {} is {key}.", ended.to_table) } else { String::new() };
            let refusals = if ended.refused > 0 { format!(" {}", ended.refusals_in_words()) } else { String::new() };
            eprintln!("{begin}{how}: {}.{hint}{refusals}", ended.in_words());
            Ok(())
        }
    }
}

/// The endpoint that the flags name; without any, the DynamoDB inside an Afterimage that runs on this machine.
async fn tables(arguments: &ReplayArguments) -> Result<AwsTables, ReplayError> {
    let names_endpoint = arguments.endpoint_url.is_some() || arguments.region.is_some() || arguments.profile.is_some();
    if !names_endpoint {
        let url = format!("http://127.0.0.1:{}", arguments.embedded_port);
        return Ok(AwsTables::new(&Clients::embedded(&url), TableSelection::All, WritePermission::Allowed));
    }
    let remote = Remote {
        endpoint_url: arguments.endpoint_url.clone(),
        region: arguments.region.clone(),
        profile: arguments.profile.clone(),
        allow_writes: arguments.allow_writes,
    };
    let permission = if arguments.allow_writes { WritePermission::AllowedOnRemote } else { WritePermission::ReadOnly };
    Ok(AwsTables::new(&Clients::remote(&remote).await?, TableSelection::All, permission))
}
