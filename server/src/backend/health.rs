//! Whether every part does its work.

use afterimage_app::{
    api::ApiError,
    model::{
        Timestamp,
        health::{HealthCheck, HealthReport, Overview},
        table::{ShardError, ShardState, ShardStatus, StreamState},
    },
};

use super::{BackendParts, LiveBackend, unreadable};
use crate::stream::StreamStatus;

/// A read that failed is tried again; only after so many failures in a row is its stream reported as not working.
const TOLERATED_ATTEMPTS: u32 = 2;

/// A shard that is being read is heard of every second or so. After this long without a page and without an error its
/// reader does not do its work, whatever it says; in milliseconds.
const SILENT_FOR_MS: i64 = 90_000;

/// The figures that every page's frame shows.
pub(super) async fn overview(backend: &LiveBackend) -> Result<Overview, ApiError> {
    let parts = &backend.parts;
    let figures = parts.archive.figures().await.map_err(unreadable)?;
    let board = parts.board.snapshot();
    let mut tables: Vec<&str> = board.iter().map(|row| row.table.as_str()).collect();
    tables.dedup();
    let shards = board.iter().flat_map(|row| &row.shards).filter(|shard| shard.state != ShardState::Drained);
    Ok(Overview {
        endpoint: parts.tables.endpoint().clone(),
        writes: parts.tables.permission().clone(),
        changes: figures.changes,
        items: figures.items,
        tables: tables.len() as u64,
        shards: shards.count() as u64,
        gaps: figures.gaps,
        archive_size_bytes: figures.size_bytes,
        lag_ms: parts.board.lag_ms(),
        last_change_id: figures.last_change_id,
        last_archived_at: figures.last_archived_at,
        healthy: checks_without_asking(parts).iter().all(|check| check.ok),
        demo: parts.demo.as_ref().map(crate::demo::DemoHandle::status),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    })
}

/// Every check.
pub(super) async fn report(backend: &LiveBackend) -> HealthReport {
    let now = backend.parts.clock.now();
    let mut checks = vec![reads(&backend.parts).await];
    checks.extend(checks_without_asking(&backend.parts));
    HealthReport {
        live: true,
        ready: checks.iter().all(|check| check.ok),
        checks,
        started_at: backend.started_at,
        checked_at: now,
        calls: backend.parts.board.calls(now),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

fn check(name: impl Into<String>, ok: bool, detail: impl Into<String>) -> HealthCheck {
    HealthCheck { name: name.into(), ok, detail: detail.into() }
}

async fn reads(parts: &BackendParts) -> HealthCheck {
    match parts.archive.figures().await {
        Ok(figures) => {
            let detail =
                format!("{} changes of {} items, {} bytes", figures.changes, figures.items, figures.size_bytes);
            check("archive reader", true, detail)
        }
        Err(error) => {
            tracing::error!(%error, "the archive could not be read");
            check("archive reader", false, "The archive could not be read; the server's log has the cause.")
        }
    }
}

/// What is known already: these answer at once, whatever hangs.
fn checks_without_asking(parts: &BackendParts) -> Vec<HealthCheck> {
    let takes_changes = parts.wake.has_changed().is_ok();
    let writer = check("archive writer", takes_changes, if takes_changes { "takes changes" } else { "has stopped" });
    let tables = match parts.board.catalog_error() {
        None => check("list of tables", true, parts.tables.endpoint().label()),
        Some(error) => check("list of tables", is_tolerated(&error), told(&error)),
    };
    let demo = parts
        .demo
        .as_ref()
        .map(|demo| check("demo generator", true, if demo.status().running { "runs" } else { "is paused" }));
    let streams = parts.board.snapshot();
    let now = parts.clock.now();
    [writer, tables].into_iter().chain(streams.iter().map(|row| stream(row, now))).chain(demo).collect()
}

fn stream(row: &StreamStatus, now: Timestamp) -> HealthCheck {
    let name = format!("stream of {}", row.table);
    if let Some(error) = row.error.iter().chain(row.shards.iter().filter_map(|shard| shard.error.as_ref())).next() {
        return check(name, is_tolerated(error), told(error));
    }
    if let Some((shard, silent_ms)) = silent(&row.shards, now) {
        let seconds = silent_ms / 1_000;
        return check(name, false, format!("the shard {shard} has not been read for {seconds} seconds"));
    }
    match &row.state {
        StreamState::Enabled { .. } => check(name, true, shards(&row.shards)),
        // A person's choice, told on the Tables page; nothing that the program could do better.
        StreamState::Off => check(name, true, "is off: nothing of this table is captured"),
        StreamState::Disabled { .. } => check(name, true, format!("was turned off; {}", shards(&row.shards))),
        StreamState::TableGone => check(name, true, "the table is gone; its archived changes stay"),
        StreamState::Unknown { reason } => check(name, false, reason.clone()),
    }
}

/// The shard that nothing was heard of for longest, where that is too long: it is taken for being read, and is not.
fn silent(shards: &[ShardStatus], now: Timestamp) -> Option<(&str, i64)> {
    let reading = shards.iter().filter(|shard| shard.state == ShardState::Reading);
    let silence = |shard: &'_ ShardStatus| shard.last_read_at.map(|at| now.millis_since(at));
    let longest = reading.filter_map(|shard| Some((shard.shard_id.as_str(), silence(shard)?))).max_by_key(|it| it.1);
    longest.filter(|(_, silent_ms)| *silent_ms > SILENT_FOR_MS)
}

fn shards(shards: &[ShardStatus]) -> String {
    let count = |state: ShardState| shards.iter().filter(|shard| shard.state == state).count();
    let (reading, waiting) = (count(ShardState::Reading), count(ShardState::Waiting));
    let lag = shards.iter().filter(|shard| shard.state == ShardState::Reading).filter_map(|shard| shard.lag_ms).max();
    let lag = lag.map(|lag| format!(", {lag} ms behind")).unwrap_or_default();
    format!("shards: {reading} read, {waiting} waiting, {} drained{lag}", count(ShardState::Drained))
}

fn is_tolerated(error: &ShardError) -> bool {
    error.attempts <= TOLERATED_ATTEMPTS
}

fn told(error: &ShardError) -> String {
    format!("{} ({} attempts since {})", error.message, error.attempts, error.since)
}
