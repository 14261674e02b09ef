//! Whether every part does its work.

use afterimage_base::data_folder::{Absence, Presence};
use afterimage_capture::{StreamStatus, tables::endpoint_label};
use afterimage_language::say;
use afterimage_model::{
    Context, Language, Timestamp,
    health::{HealthCheck, HealthReport, Overview, StreamHealth},
    table::{ShardError, ShardState, ShardStatus, StreamState},
};

use super::{BackendParts, LiveBackend};
use crate::ServiceError;

/// A read that failed is tried again; only after so many failures in a row is its stream reported as not working.
const TOLERATED_ATTEMPTS: u32 = 2;

/// A shard that is being read is heard of every second or so. After this long without a page and without an error its
/// reader does not do its work, whatever it says; in milliseconds.
const SILENT_FOR_MS: i64 = 90_000;

/// The figures that every page's frame shows.
pub(super) async fn overview(backend: &LiveBackend, context: &Context) -> Result<Overview, ServiceError> {
    let parts = &backend.parts;
    let figures = parts.archive.figures().await?;
    let statuses = parts.statuses.snapshot(context.language);
    let mut tables: Vec<&str> = statuses.iter().map(|row| row.table.as_str()).collect();
    tables.dedup();
    let shards = statuses.iter().flat_map(|row| &row.shards).filter(|shard| shard.state != ShardState::Drained);
    Ok(Overview {
        endpoint: parts.tables.endpoint().clone(),
        writes: parts.tables.permission().clone(),
        changes: figures.changes,
        items: figures.items,
        tables: tables.len() as u64,
        shards: shards.count() as u64,
        gaps: figures.gaps,
        archive_size_bytes: figures.size_bytes,
        lag_ms: lag_ms(statuses.iter().flat_map(|row| &row.shards), parts.clock.now()),
        last_change_id: figures.last_change_id,
        last_archived_at: figures.last_archived_at,
        healthy: checks_without_asking(backend, context.language).iter().all(|check| check.ok),
        demo: parts.demo.as_ref().map(crate::demo_switch::DemoSwitch::status),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    })
}

/// Every check.
pub(super) async fn report(backend: &LiveBackend, context: &Context) -> HealthReport {
    let now = backend.parts.clock.now();
    let (parts, language) = (&backend.parts, context.language);
    let mut checks = vec![reads(parts, language).await];
    checks.extend(search_index(parts, language).await);
    checks.extend(checks_without_asking(backend, language));
    HealthReport {
        live: true,
        ready: checks.iter().all(|check| check.ok),
        checks,
        streams: parts.statuses.snapshot(language).iter().map(|row| summary(row, now)).collect(),
        started_at: backend.started_at,
        checked_at: now,
        calls: parts.statuses.calls(now),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

fn check(name: impl Into<String>, ok: bool, detail: impl Into<String>) -> HealthCheck {
    HealthCheck { name: name.into(), ok, detail: detail.into(), since: None }
}

/// A check that an error decides; `said` is the error's message, and what it means here.
fn erring(language: Language, name: impl Into<String>, error: &ShardError, said: &str) -> HealthCheck {
    let detail = say!(language, "server-health-failing", said = said, attempts = error.attempts);
    HealthCheck { since: Some(error.since), ..check(name, is_tolerated(error), detail) }
}

async fn reads(parts: &BackendParts, language: Language) -> HealthCheck {
    match parts.archive.figures().await {
        Ok(figures) => {
            let (changes, items) = (figures.changes.to_string(), figures.items.to_string());
            let bytes = figures.size_bytes.to_string();
            let detail = say!(language, "server-health-archive", changes = changes, items = items, bytes = bytes);
            check(say!(language, "server-check-archive-reader"), true, detail)
        }
        Err(error) => {
            tracing::error!(%error, "the archive could not be read");
            check(say!(language, "server-check-archive-reader"), false, say!(language, "server-archive-unreadable"))
        }
    }
}

/// How far the index of texts is. Being behind is no fault: what it does not know is looked through.
async fn search_index(parts: &BackendParts, language: Language) -> Option<HealthCheck> {
    let progress = parts.archive.index_progress().await.ok()?;
    let (texts, total) = (progress.texts.to_string(), progress.total.to_string());
    let detail = say!(language, "server-health-index", texts = texts, total = total);
    Some(check(say!(language, "server-check-search-index"), true, detail))
}

/// What is known already: these answer at once, whatever hangs.
fn checks_without_asking(backend: &LiveBackend, language: Language) -> Vec<HealthCheck> {
    let parts = &backend.parts;
    let now = parts.clock.now();
    let tables =
        match (backend.tables_files.as_ref().and_then(Presence::absence), parts.statuses.catalog_error(language)) {
            (Some(absence), _) => absent(language, say!(language, "server-check-tables"), &absence),
            (None, None) => {
                let endpoint = endpoint_label(parts.tables.endpoint()).in_language(language);
                check(say!(language, "server-check-tables"), true, endpoint)
            }
            (None, Some(error)) => erring(language, say!(language, "server-check-tables"), &error, &error.message),
        };
    let demo = parts.demo.as_ref().map(|demo| {
        let runs = if demo.status().running {
            say!(language, "server-health-demo-runs")
        } else {
            say!(language, "server-health-demo-paused")
        };
        check(say!(language, "server-check-demo"), true, runs)
    });
    let streams = parts.statuses.snapshot(language);
    let streams = streams.iter().map(|row| stream(row, now, language));
    [writer(backend, now, language), tables].into_iter().chain(streams).chain(demo).collect()
}

/// A check of what works with a file that is not where it was.
fn absent(language: Language, name: impl Into<String>, absence: &Absence) -> HealthCheck {
    HealthCheck { since: Some(absence.since), ..check(name, false, absence.in_words().in_language(language)) }
}

fn writer(backend: &LiveBackend, now: Timestamp, language: Language) -> HealthCheck {
    let name = say!(language, "server-check-archive-writer");
    if let Some(absence) = backend.parts.writer.absence() {
        return absent(language, name, &absence);
    }
    if backend.parts.wake.has_changed().is_ok() {
        return check(name, true, say!(language, "server-health-writer-works"));
    }
    let since = *backend.writer_missed_at.get_or_init(|| now);
    HealthCheck { since: Some(since), ..check(name, false, say!(language, "server-health-writer-stopped")) }
}

fn stream(row: &StreamStatus, now: Timestamp, language: Language) -> HealthCheck {
    let name = say!(language, "server-check-stream", table = row.table.as_str());
    if let Some(error) = &row.error {
        return erring(
            language,
            name,
            error,
            &say!(language, "server-health-not-listed", said = error.message.as_str()),
        );
    }
    if let Some(error) = longest_error(row) {
        let (failing, all) = (failing(row), row.shards.len());
        if all == 1 {
            return erring(language, name, error, &error.message);
        }
        let (failing, all, said) = (failing.to_string(), all.to_string(), error.message.as_str());
        return erring(
            language,
            name,
            error,
            &say!(language, "server-health-not-read", failing = failing, all = all, said = said),
        );
    }
    if let Some((shard, last_read_at)) = silent(&row.shards, now) {
        let detail = say!(language, "server-health-silent", shard = shard);
        return HealthCheck { since: Some(last_read_at), ..check(name, false, detail) };
    }
    match &row.state {
        StreamState::Enabled { .. } => check(name, true, shards(language, &row.shards)),
        // A person's choice, told on the Tables page; nothing that the program could do better.
        StreamState::Off => check(name, true, say!(language, "server-health-stream-off")),
        StreamState::Disabled { .. } => {
            check(name, true, say!(language, "server-health-stream-disabled", shards = shards(language, &row.shards)))
        }
        StreamState::TableGone => check(name, true, say!(language, "server-health-table-gone")),
        StreamState::Unknown { reason } => check(name, false, reason.clone()),
    }
}

/// A stream's shards in summary.
fn summary(row: &StreamStatus, now: Timestamp) -> StreamHealth {
    let count = |state: ShardState| row.shards.iter().filter(|shard| shard.state == state).count() as u64;
    let unread = row.shards.iter().filter(|shard| shard.state != ShardState::Drained);
    StreamHealth {
        table: row.table.clone(),
        state: row.state.clone(),
        reading: count(ShardState::Reading),
        waiting: count(ShardState::Waiting),
        drained: count(ShardState::Drained),
        failing: failing(row) as u64,
        lag_ms: lag_ms(row.shards.iter(), now),
        caught_up_at: unread.map(|shard| shard.caught_up_at).min().flatten(),
        error: row.error.as_ref().or_else(|| longest_error(row)).cloned(),
    }
}

/// How far behind the slowest shard is that is being read; nothing where that is not known. What a shard that cannot be
/// read was behind when it could be is not true any more: it is behind since it was caught up.
fn lag_ms<'a>(shards: impl Iterator<Item = &'a ShardStatus>, now: Timestamp) -> Option<u64> {
    let reading = shards.filter(|shard| shard.state == ShardState::Reading);
    let mut slowest = None;
    for shard in reading {
        let lag = match (&shard.error, shard.caught_up_at) {
            (None, _) => shard.lag_ms,
            (Some(_), None) => return None,
            (Some(_), Some(at)) => Some(u64::try_from(now.millis_since(at)).unwrap_or(0)),
        };
        slowest = slowest.max(lag);
    }
    slowest
}

fn failing(row: &StreamStatus) -> usize {
    row.shards.iter().filter(|shard| shard.error.is_some()).count()
}

/// One shard that fails for long counts more than another that failed just now.
fn longest_error(row: &StreamStatus) -> Option<&ShardError> {
    row.shards.iter().filter_map(|shard| shard.error.as_ref()).max_by_key(|error| error.attempts)
}

/// The shard that nothing was heard of for longest, and since when, where that is too long: it is taken for being read,
/// and is not.
fn silent(shards: &[ShardStatus], now: Timestamp) -> Option<(&str, Timestamp)> {
    let reading = shards.iter().filter(|shard| shard.state == ShardState::Reading);
    let longest =
        reading.filter_map(|shard| Some((shard.shard_id.as_str(), shard.last_read_at?))).min_by_key(|it| it.1);
    longest.filter(|(_, last_read_at)| now.millis_since(*last_read_at) > SILENT_FOR_MS)
}

fn shards(language: Language, shards: &[ShardStatus]) -> String {
    let count = |state: ShardState| shards.iter().filter(|shard| shard.state == state).count().to_string();
    let (reading, waiting, drained) =
        (count(ShardState::Reading), count(ShardState::Waiting), count(ShardState::Drained));
    let lag = shards.iter().filter(|shard| shard.state == ShardState::Reading).filter_map(|shard| shard.lag_ms).max();
    match lag.map(|lag| lag.to_string()) {
        Some(lag) => {
            say!(
                language,
                "server-health-shards-behind",
                reading = reading,
                waiting = waiting,
                drained = drained,
                lag = lag
            )
        }
        None => say!(language, "server-health-shards", reading = reading, waiting = waiting, drained = drained),
    }
}

fn is_tolerated(error: &ShardError) -> bool {
    error.attempts <= TOLERATED_ATTEMPTS
}

#[cfg(test)]
mod tests {
    use afterimage_model::ViewType;

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_795_356_557_000);

    fn error(attempts: u32, since_ms: i64) -> ShardError {
        let since = Timestamp::from_millis(since_ms);
        ShardError { message: "the stream throttles".to_owned(), since, attempts }
    }

    fn shard(id: &str, state: ShardState, error: Option<ShardError>) -> ShardStatus {
        ShardStatus {
            stream_arn: "arn".to_owned(),
            shard_id: id.to_owned(),
            parent_shard_id: None,
            state,
            checkpoint: None,
            lag_ms: Some(40),
            last_read_at: Some(NOW),
            caught_up_at: Some(NOW),
            error,
        }
    }

    fn row(shards: Vec<ShardStatus>) -> StreamStatus {
        let (arn, view_type) = ("arn".to_owned(), ViewType::NewAndOldImages);
        StreamStatus {
            table: "orders".to_owned(),
            arn: Some(arn.clone()),
            view_type: Some(view_type),
            state: StreamState::Enabled { arn, view_type },
            shards,
            error: None,
        }
    }

    #[test]
    fn one_shard_that_fails_for_long_is_not_hidden_by_one_that_failed_just_now() {
        let shards = vec![
            shard("a", ShardState::Reading, Some(error(1, 5_000))),
            shard("b", ShardState::Reading, Some(error(9, 1_000))),
            shard("c", ShardState::Reading, None),
        ];
        let check = stream(&row(shards), NOW, Language::English);
        assert!(!check.ok);
        assert_eq!(check.detail, "2 of 3 shards cannot be read: the stream throttles (9 attempts)");
        assert_eq!(check.since, Some(Timestamp::from_millis(1_000)));
    }

    #[test]
    fn a_failure_that_is_tried_again_is_no_alarm_yet_and_is_told_with_its_beginning() {
        let check = stream(&row(vec![shard("a", ShardState::Reading, Some(error(1, 5_000)))]), NOW, Language::English);
        assert_eq!((check.ok, check.since), (true, Some(Timestamp::from_millis(5_000))));
        assert_eq!(check.detail, "the stream throttles (1 attempt)");
    }

    #[test]
    fn a_shard_that_nothing_is_heard_of_does_not_work_since_it_was_heard_of_last() {
        let heard = Timestamp::from_millis(NOW.as_millis() - SILENT_FOR_MS - 1);
        let silent = ShardStatus { last_read_at: Some(heard), ..shard("quiet", ShardState::Reading, None) };
        let check = stream(&row(vec![shard("a", ShardState::Reading, None), silent]), NOW, Language::English);
        assert_eq!((check.ok, check.since), (false, Some(heard)));
        assert!(check.detail.contains("quiet"));
    }

    #[test]
    fn a_shard_that_cannot_be_read_is_behind_since_it_was_caught_up() {
        let at = Timestamp::from_millis(NOW.as_millis() - 60_000);
        let stale = ShardStatus {
            lag_ms: Some(0),
            caught_up_at: Some(at),
            ..shard("s", ShardState::Reading, Some(error(9, 0)))
        };
        let fine = shard("a", ShardState::Reading, None);
        assert_eq!(lag_ms([&fine].into_iter(), NOW), Some(40));
        assert_eq!(lag_ms([&stale, &fine].into_iter(), NOW), Some(60_000));
        let never = ShardStatus { caught_up_at: None, ..stale };
        assert_eq!(lag_ms([&never, &fine].into_iter(), NOW), None);
    }

    #[test]
    fn a_stream_is_caught_up_as_far_as_its_slowest_shard() {
        let early = Timestamp::from_millis(1_000);
        let slow =
            ShardStatus { lag_ms: Some(9_000), caught_up_at: Some(early), ..shard("s", ShardState::Reading, None) };
        let done = ShardStatus { caught_up_at: None, ..shard("d", ShardState::Drained, None) };
        let shards = vec![slow, shard("a", ShardState::Reading, None), done];
        let told = summary(&row(shards.clone()), NOW);
        assert_eq!((told.reading, told.drained, told.lag_ms), (2, 1, Some(9_000)));
        assert_eq!(told.caught_up_at, Some(early));
        let waiting = ShardStatus { caught_up_at: None, ..shard("w", ShardState::Waiting, None) };
        let told = summary(&row([shards, vec![waiting]].concat()), NOW);
        assert_eq!((told.waiting, told.caught_up_at), (1, None));
    }
}
