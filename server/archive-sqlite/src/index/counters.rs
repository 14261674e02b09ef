//! Counters of changes by table, op and time: filled by the indexer, a zone after the other; who asks adds what is after
//! them.

use std::collections::BTreeMap;

use afterimage_archive::Result;
use afterimage_model::{
    Op, Timestamp,
    chart::{Bars, Histogram, OpCounts, Progress},
    query::CountedQuery,
};
use sqlx::{Connection, SqliteConnection};

use super::zone_map::{ZONE_CHANGES, common};
use crate::{
    database::Stored,
    read::SqliteReader,
    schema::{codes, count as unsigned, ids},
};

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;

/// How many changes that are not counted yet are gone through for one answer; when there are more, it says so.
const TAIL_CHANGES: i64 = 200_000;

const COUNT_SLABS: &str = "
    INSERT INTO slabs (slab, oldest_at, newest_at)
    SELECT (change_id - 1) / 1024, min(created_at), max(created_at)
    FROM changes NOT INDEXED WHERE change_id > ? AND change_id <= ? GROUP BY 1";

/// Rounded down, also before 1970.
const COUNT_MINUTES: &str = "
    INSERT INTO activity_minutes (table_id, op, minute, changes)
    SELECT table_id, op, (created_at - ((created_at % 60000) + 60000) % 60000) / 60000, count(*)
    FROM changes NOT INDEXED WHERE change_id > ? AND change_id <= ? GROUP BY 1, 2, 3
    ON CONFLICT DO UPDATE SET changes = changes + excluded.changes";

const COUNT_HOURS: &str = "
    INSERT INTO activity_hours (table_id, op, hour, changes)
    SELECT table_id, op, (created_at - ((created_at % 3600000) + 3600000) % 3600000) / 3600000, count(*)
    FROM changes NOT INDEXED WHERE change_id > ? AND change_id <= ? GROUP BY 1, 2, 3
    ON CONFLICT DO UPDATE SET changes = changes + excluded.changes";

/// Counts some zones, in the transaction that is open.
pub(super) async fn count(connection: &mut SqliteConnection, first_zone: i64, zones: i64) -> Result<()> {
    let (after, to) = (first_zone * ZONE_CHANGES, (first_zone + zones) * ZONE_CHANGES);
    for sql in [COUNT_SLABS, COUNT_MINUTES, COUNT_HOURS] {
        sqlx::query(sql).bind(after).bind(to).execute(&mut *connection).await.stored()?;
    }
    sqlx::query("UPDATE upkeep SET counted_to = ?").bind(to).execute(connection).await.stored()?;
    Ok(())
}

/// Kinds of changes as `json_each` takes them: pairs of a table's id and an op's number.
type Kinds = String;

/// What a kind's counters say of a stretch of time, by bars: kinds, the bars' start, their width, and the stretch, all
/// in milliseconds.
pub(super) const MINUTES_OF_KINDS: &str = "
    SELECT (m.minute * 60000 - ?2) / ?3 AS bar, m.op, sum(m.changes)
    FROM json_each(?1) AS kind
    CROSS JOIN activity_minutes AS m
        ON m.table_id = kind.value ->> 0 AND m.op = kind.value ->> 1 AND m.minute >= ?4 / 60000 AND m.minute < ?5 / 60000
    GROUP BY 1, 2";

pub(super) const HOURS_OF_KINDS: &str = "
    SELECT (h.hour * 3600000 - ?2) / ?3 AS bar, h.op, sum(h.changes)
    FROM json_each(?1) AS kind
    CROSS JOIN activity_hours AS h
        ON h.table_id = kind.value ->> 0 AND h.op = kind.value ->> 1 AND h.hour >= ?4 / 3600000 AND h.hour < ?5 / 3600000
    GROUP BY 1, 2";

/// Parts of minutes: the changes themselves, of the zones that can hold them.
pub(super) const SLABS_OF_KINDS: &str = "
    SELECT (c.created_at - ?2) / ?3 AS bar, c.op, count(*)
    FROM slabs AS s
    CROSS JOIN changes AS c NOT INDEXED ON c.change_id > s.slab * 1024 AND c.change_id <= (s.slab + 1) * 1024
    WHERE s.newest_at >= ?4 AND s.oldest_at < ?5 AND c.created_at >= ?4 AND c.created_at < ?5
        AND EXISTS (SELECT 1 FROM json_each(?1) AS kind WHERE kind.value ->> 0 = c.table_id AND kind.value ->> 1 = c.op)
    GROUP BY 1, 2";

/// What is in no zone yet.
pub(super) const TAIL_OF_KINDS: &str = "
    SELECT (c.created_at - ?2) / ?3 AS bar, c.op, count(*)
    FROM changes AS c NOT INDEXED
    WHERE c.change_id > ?6 AND c.created_at >= ?4 AND c.created_at < ?5
        AND EXISTS (SELECT 1 FROM json_each(?1) AS kind WHERE kind.value ->> 0 = c.table_id AND kind.value ->> 1 = c.op)
    GROUP BY 1, 2";

/// The first and the last hour in which changes of some kinds happened.
pub(super) const HOURS_BETWEEN: &str = "
    SELECT
        min((SELECT hour FROM activity_hours WHERE table_id = kind.value ->> 0 AND op = kind.value ->> 1
             ORDER BY hour LIMIT 1)),
        max((SELECT hour FROM activity_hours WHERE table_id = kind.value ->> 0 AND op = kind.value ->> 1
             ORDER BY hour DESC LIMIT 1))
    FROM json_each(?) AS kind";

pub(super) const TAIL_BETWEEN: &str = "
    SELECT min(created_at), max(created_at) FROM changes NOT INDEXED WHERE change_id > ?";

/// Which counters say how much of a stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    Hours,
    Minutes,
    Slabs,
}

/// Takes a stretch of time apart: whole hours where bars are hours at least, whole minutes, and what is left.
fn sources(from: i64, until: i64, bar_ms: i64) -> Vec<(Source, i64, i64)> {
    let up = |at: i64, unit: i64| {
        at.div_euclid(unit).saturating_add(i64::from(at.rem_euclid(unit) != 0)).saturating_mul(unit)
    };
    let down = |at: i64, unit: i64| at.div_euclid(unit).saturating_mul(unit);
    let mut parts = Vec::new();
    let mut fill = |source: Source, from: i64, until: i64| {
        if from < until {
            parts.push((source, from, until));
        }
    };
    let (first_minute, last_minute) = (up(from, MINUTE_MS), down(until, MINUTE_MS));
    if first_minute >= last_minute {
        fill(Source::Slabs, from, until);
        return parts;
    }
    fill(Source::Slabs, from, first_minute);
    let (first_hour, last_hour) = (up(first_minute, HOUR_MS), down(last_minute, HOUR_MS));
    if bar_ms % HOUR_MS == 0 && first_hour < last_hour {
        fill(Source::Minutes, first_minute, first_hour);
        fill(Source::Hours, first_hour, last_hour);
        fill(Source::Minutes, last_hour, last_minute);
    } else {
        fill(Source::Minutes, first_minute, last_minute);
    }
    fill(Source::Slabs, last_minute, until);
    parts
}

impl SqliteReader {
    /// How many changes match when, from the counters: exact, and complete where its progress says so.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn counted(&self, query: &CountedQuery) -> Result<Histogram> {
        let kinds = self.kinds(|table, op| query.counts(table, op)).await?;
        let mut connection = self.pool.acquire().await.stored()?;
        // One look: counters and what is after them must be of the same moment.
        let mut look = connection.begin().await.stored()?;
        let counted_to: i64 =
            sqlx::query_scalar("SELECT counted_to FROM upkeep").fetch_one(&mut *look).await.stored()?;
        let total = ids::last_change_id(&mut *look).await?;
        let tail_from = counted_to.max(total - TAIL_CHANGES);
        let (from, until) = common(&query.spans);
        let bars = bars_of(&mut look, &kinds, tail_from, (from, until)).await?;
        let mut histogram = Histogram::empty(bars, unsigned(total));
        let (from, until) = (from.max(bars.begin(0).as_millis()), until.min(bars.begin(bars.count).as_millis()));
        for (source, from, until) in sources(from, until, bars.width_ms) {
            let sql = match source {
                Source::Hours => HOURS_OF_KINDS,
                Source::Minutes => MINUTES_OF_KINDS,
                Source::Slabs => SLABS_OF_KINDS,
            };
            add(&mut look, sql, &kinds, &mut histogram, (from, until), tail_from).await?;
        }
        add(&mut look, TAIL_OF_KINDS, &kinds, &mut histogram, (from, until), tail_from).await?;
        let left_out = unsigned(tail_from - counted_to);
        histogram.progress =
            Progress { scanned: unsigned(total) - left_out, total: unsigned(total), next_before: None };
        Ok(histogram)
    }

    /// Bars that hold everything that may match, by the times that must hold.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn bars(&self, spans: &[afterimage_model::query::Span]) -> Result<Bars> {
        let kinds = self.kinds(|_, _| true).await?;
        let mut connection = self.pool.acquire().await.stored()?;
        let counted_to: i64 =
            sqlx::query_scalar("SELECT counted_to FROM upkeep").fetch_one(&mut *connection).await.stored()?;
        let tail_from = counted_to.max(ids::last_change_id(&mut *connection).await? - TAIL_CHANGES);
        bars_of(&mut connection, &kinds, tail_from, common(spans)).await
    }

    async fn kinds(&self, wanted: impl Fn(&str, Op) -> bool) -> Result<Kinds> {
        let tables: Vec<(i64, String)> =
            sqlx::query_as("SELECT table_id, name FROM tables").fetch_all(&self.pool).await.stored()?;
        let of_table = |(id, name): &(i64, String)| {
            let ops = Op::ALL.into_iter().filter(|op| wanted(name, *op));
            ops.map(|op| (*id, codes::of_op(op))).collect::<Vec<_>>()
        };
        Ok(serde_json::json!(tables.iter().flat_map(of_table).collect::<Vec<_>>()).to_string())
    }
}

/// Bars for what there is within a stretch of time.
async fn bars_of(connection: &mut SqliteConnection, kinds: &str, tail_from: i64, span: (i64, i64)) -> Result<Bars> {
    let hours: (Option<i64>, Option<i64>) =
        sqlx::query_as(HOURS_BETWEEN).bind(kinds).fetch_one(&mut *connection).await.stored()?;
    let tail: (Option<i64>, Option<i64>) =
        sqlx::query_as(TAIL_BETWEEN).bind(tail_from).fetch_one(connection).await.stored()?;
    let first = [hours.0.map(|hour| hour * HOUR_MS), tail.0].into_iter().flatten().min();
    let last = [hours.1.map(|hour| (hour + 1) * HOUR_MS), tail.1.map(|at| at + 1)].into_iter().flatten().max();
    // Where there is nothing, the bars are of what was asked for, or of one minute.
    let known = |end: i64| Some(end).filter(|end| ![i64::MIN, i64::MAX].contains(end));
    let from = first.map_or(known(span.0), |first| Some(first.max(span.0))).unwrap_or(0);
    let until = last.map_or(known(span.1), |last| Some(last.min(span.1))).unwrap_or(from + 1);
    Ok(Bars::fitting(Timestamp::from_millis(from), Timestamp::from_millis(until)))
}

async fn add(
    connection: &mut SqliteConnection,
    sql: &'static str,
    kinds: &str,
    histogram: &mut Histogram,
    (from, until): (i64, i64),
    tail_from: i64,
) -> Result<()> {
    let bars = histogram.bars;
    let rows: Vec<(i64, i64, i64)> = sqlx::query_as(sql)
        .bind(kinds)
        .bind(bars.start.as_millis())
        .bind(bars.width_ms)
        .bind(from)
        .bind(until)
        .bind(tail_from)
        .fetch_all(connection)
        .await
        .stored()?;
    let mut counts: BTreeMap<usize, OpCounts> = BTreeMap::new();
    for (bar, op, changes) in rows {
        if let (Ok(bar), Some(op)) = (usize::try_from(bar), codes::op(op)) {
            counts.entry(bar).or_default().add(op, unsigned(changes));
        }
    }
    for (bar, counts) in counts {
        if let Some(total) = histogram.counts.get_mut(bar) {
            for op in Op::ALL {
                total.add(op, counts.of(op));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_moment_is_counted_once(from in -9_000_000i64..9_000_000, length in 1i64..20_000_000, hours in any::<bool>()) {
            let (until, bar_ms) = (from + length, if hours { HOUR_MS } else { MINUTE_MS });
            let parts = sources(from, until, bar_ms);
            let mut reached = from;
            for (source, begin, end) in &parts {
                prop_assert_eq!(*begin, reached);
                prop_assert!(begin < end);
                let unit = match source { Source::Hours => HOUR_MS, Source::Minutes => MINUTE_MS, Source::Slabs => 1 };
                prop_assert!(begin.rem_euclid(unit) == 0 && end.rem_euclid(unit) == 0);
                reached = *end;
            }
            prop_assert_eq!(reached, until);
        }
    }
}
