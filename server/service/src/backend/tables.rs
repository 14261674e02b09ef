//! The tables, put together from the three places that know of them.

use std::collections::BTreeSet;

use afterimage_archive::TableFigures;
use afterimage_capture::{
    StreamStatus,
    baseline::BaselineRefusal,
    tables::{Failure, TableDescription},
};
use afterimage_language::{phrase, say};
use afterimage_model::{
    Context, Language,
    table::{StreamState, TableStatus},
};

use super::{BackendParts, LiveBackend, not_followed};
use crate::ServiceError;

type Described = Result<std::sync::Arc<Vec<TableDescription>>, Failure>;

/// All tables.
pub(super) async fn list(backend: &LiveBackend, context: &Context) -> Result<Vec<TableStatus>, ServiceError> {
    let parts = &backend.parts;
    let figures = parts.archive.table_figures().await?;
    let described = backend.descriptions().await;
    let statuses = parts.statuses.snapshot(context.language);
    let mut tables = merge(context.language, &described, &statuses, &figures, |name| parts.tables.follows(name));
    for table in &mut tables {
        table.baseline = parts.baselines.as_ref().and_then(|baselines| baselines.status(context, &table.name));
    }
    Ok(tables)
}

/// Asks for a baseline of the table.
pub(super) async fn take_baseline(parts: &BackendParts, context: &Context, table: &str) -> Result<(), ServiceError> {
    if !parts.tables.follows(table) {
        return Err(not_followed(table));
    }
    let baselines = parts.baselines.as_ref();
    let baselines = baselines.ok_or_else(|| ServiceError::Unavailable(phrase!("server-baseline-none")))?;
    // A scan begins later, and could not tell whoever asked for it that there is no such table.
    parts.tables.describe(table).await?;
    baselines.request(context, table).map_err(|refusal| {
        ServiceError::Conflict(match refusal {
            BaselineRefusal::UnderWay => phrase!("server-baseline-under-way"),
            BaselineRefusal::TooMany => phrase!("server-baseline-too-many"),
        })
    })
}

/// Every table that the endpoint, the stream readers or the archive knows, by name.
fn merge(
    language: Language,
    described: &Described,
    statuses: &[StreamStatus],
    figures: &[TableFigures],
    follows: impl Fn(&str) -> bool,
) -> Vec<TableStatus> {
    let descriptions = described.as_ref().map_or(&[][..], |descriptions| descriptions.as_slice());
    let names = descriptions.iter().map(|table| table.name.as_str());
    let names = names.chain(statuses.iter().map(|row| row.table.as_str()));
    let names: BTreeSet<&str> = names.chain(figures.iter().map(|figures| figures.table.as_str())).collect();
    let merged = names.into_iter().map(|name| {
        let description = descriptions.iter().find(|table| table.name == name);
        let rows: Vec<&StreamStatus> = statuses.iter().filter(|row| row.table == name).collect();
        let figures = figures.iter().find(|figures| figures.table == name);
        let absent = || absent(language, described, follows(name));
        status(language, name, description, &rows, figures, absent)
    });
    merged.collect()
}

fn status(
    language: Language,
    name: &str,
    description: Option<&TableDescription>,
    rows: &[&StreamStatus],
    figures: Option<&TableFigures>,
    absent: impl FnOnce() -> StreamState,
) -> TableStatus {
    let keys_of = |table: &TableDescription| (table.partition_key.clone(), table.sort_key.clone());
    let known = description.map(keys_of).filter(|(partition_key, _)| partition_key.is_some());
    let archived = || figures.map(|figures| (figures.partition_key.clone(), figures.sort_key.clone()));
    let (partition_key, sort_key) = known.or_else(archived).unwrap_or_default();
    TableStatus {
        name: name.to_owned(),
        partition_key,
        sort_key,
        ttl_attribute: description.and_then(|table| table.ttl_attribute.clone()),
        stream: stream_state(language, description, rows).unwrap_or_else(absent),
        shards: rows.iter().flat_map(|row| row.shards.iter().cloned()).collect(),
        changes: figures.map_or(0, |figures| figures.changes),
        items: figures.map_or(0, |figures| figures.items),
        last_change_at: figures.and_then(|figures| figures.last_change_at),
        gaps: figures.map_or(0, |figures| figures.gaps),
        baseline: None,
    }
}

/// What the endpoint says counts, as it was asked last; but a stream that was turned off and is still being drained is
/// in the registry only, and so is everything while the endpoint does not answer.
fn stream_state(
    language: Language,
    description: Option<&TableDescription>,
    rows: &[&StreamStatus],
) -> Option<StreamState> {
    let draining = || rows.iter().find(|row| matches!(row.state, StreamState::Disabled { .. }));
    let registered = || rows.first().map(|row| row.state.clone());
    match description.map(|table| &table.stream) {
        Some(Ok(StreamState::Off)) => Some(draining().map_or(StreamState::Off, |row| row.state.clone())),
        Some(Ok(state)) => Some(state.clone()),
        Some(Err(why)) => {
            Some(registered().unwrap_or_else(|| StreamState::Unknown { reason: why.in_language(language) }))
        }
        None => registered(),
    }
}

/// The state of a table that only the archive knows.
fn absent(language: Language, described: &Described, followed: bool) -> StreamState {
    match described {
        Ok(_) if followed => StreamState::TableGone,
        Ok(_) => StreamState::Unknown { reason: say!(language, "server-table-not-followed-now").to_owned() },
        Err(failure) => StreamState::Unknown { reason: failure.message.in_language(language) },
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use afterimage_capture::tables::FailureKind;
    use afterimage_model::{ViewType, table::KeyAttribute};

    use super::*;

    fn key(name: &str) -> KeyAttribute {
        KeyAttribute { name: name.to_owned(), type_tag: "S".to_owned() }
    }

    fn enabled() -> StreamState {
        StreamState::Enabled { arn: "arn".to_owned(), view_type: ViewType::NewImage }
    }

    fn disabled() -> StreamState {
        StreamState::Disabled { arn: "arn".to_owned() }
    }

    fn description(stream: StreamState) -> TableDescription {
        TableDescription {
            name: "t".to_owned(),
            partition_key: Some(key("id")),
            sort_key: None,
            ttl_attribute: None,
            stream: Ok(stream),
        }
    }

    fn row(state: StreamState) -> StreamStatus {
        StreamStatus { table: "t".to_owned(), arn: None, view_type: None, state, shards: Vec::new(), error: None }
    }

    fn archived() -> TableFigures {
        let partition_key = Some(key("archived_id"));
        TableFigures {
            table: "t".to_owned(),
            changes: 7,
            items: 2,
            last_change_at: None,
            gaps: 1,
            partition_key,
            sort_key: None,
        }
    }

    fn refused() -> Described {
        Err(Failure::new(FailureKind::Unavailable, "no answer"))
    }

    fn merged(
        described: &Described,
        statuses: &[StreamStatus],
        figures: &[TableFigures],
        followed: bool,
    ) -> TableStatus {
        let mut tables = merge(Language::English, described, statuses, figures, |_| followed);
        assert_eq!(tables.len(), 1, "one table, however many know of it");
        tables.remove(0)
    }

    #[test]
    fn the_endpoint_tells_keys_and_stream_and_the_archive_tells_figures() {
        let described = Ok(Arc::new(vec![description(enabled())]));
        let table = merged(&described, &[row(enabled())], &[archived()], true);
        assert_eq!((table.partition_key, table.stream, table.changes, table.gaps), (Some(key("id")), enabled(), 7, 1));
    }

    #[test]
    fn a_stream_that_is_off_and_still_drained_is_shown_as_such() {
        let described = Ok(Arc::new(vec![description(StreamState::Off)]));
        assert_eq!(merged(&described, &[row(disabled())], &[], true).stream, disabled());
        assert_eq!(merged(&described, &[], &[], true).stream, StreamState::Off);
    }

    #[test]
    fn while_the_endpoint_is_silent_the_board_and_the_archive_speak() {
        let table = merged(&refused(), &[row(enabled())], &[archived()], true);
        assert_eq!((table.stream, table.partition_key), (enabled(), Some(key("archived_id"))));
        let unknown = StreamState::Unknown { reason: "no answer".to_owned() };
        assert_eq!(merged(&refused(), &[], &[archived()], true).stream, unknown);
    }

    #[test]
    fn a_table_of_the_archive_alone_is_gone_or_not_followed() {
        let nothing = Ok(Arc::new(Vec::new()));
        assert_eq!(merged(&nothing, &[], &[archived()], true).stream, StreamState::TableGone);
        assert!(matches!(merged(&nothing, &[], &[archived()], false).stream, StreamState::Unknown { .. }));
    }
}
