//! Which part of the log a stretch of time can be in.
//!
//! Changes are archived nearly in the order in which they happened, but not quite: shards are read side by side, and a
//! stream that was off comes late. Of each thousand changes in a row the archive knows the earliest and the latest time
//! (the table `slabs`), which bounds where a time can be without an index entry for every change.

use afterimage_archive::Result;
use afterimage_model::{
    Query, Timestamp,
    query::{Span, required_spans},
};

use super::{stretch::Stretch, watermarks::Watermarks};
use crate::{database::Stored, read::SqliteReader};

/// How many changes a zone has; the schema says so too.
pub(crate) const ZONE_CHANGES: i64 = 1_024;

/// How many zones are counted in one transaction.
pub(crate) const ZONES_A_STEP: i64 = 4;

/// When no more changes than these are in no zone, they are looked through for a time.
const LOOKED_THROUGH: i64 = 50_000;

/// The zones that can hold times from the first one to right before the second.
const ZONES_OF: &str = "SELECT min(slab), max(slab) FROM slabs WHERE newest_at >= ? AND oldest_at < ?";

/// Where in the log a moment is: the first zone with a later time, the last one with an earlier time or that one, and up
/// to which change there are zones.
const FIND_AROUND: &str = "
    SELECT (SELECT min(slab) FROM slabs WHERE newest_at > ?1), (SELECT max(slab) FROM slabs WHERE oldest_at <= ?1),
        counted_to
    FROM upkeep";

/// Whether changes after one can hold them.
pub(super) const AFTER_ZONES: &str = "
    SELECT EXISTS (SELECT 1 FROM changes NOT INDEXED WHERE change_id > ? AND created_at >= ? AND created_at < ?)";

/// The moments of all spans, as first and first after, in milliseconds; everything where there are none.
pub(super) fn common(spans: &[Span]) -> (i64, i64) {
    let from = spans.iter().filter_map(|span| span.from()).map(|from| from.as_millis()).max();
    let until = spans.iter().filter_map(|span| span.until()).map(|until| until.as_millis()).min();
    (from.unwrap_or(i64::MIN), until.unwrap_or(i64::MAX))
}

/// Where in the log a moment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Around {
    /// Every change up to this one happened by then.
    pub(crate) by_then: i64,
    /// Of those after it, up to this one, some did; none after it did, but for those that are in no zone yet.
    pub(crate) mixed_to: i64,
    /// The changes after this one are in no zone yet: any may have happened by then.
    pub(crate) counted_to: i64,
}

impl Around {
    fn of(first_later: Option<i64>, last_earlier: Option<i64>, counted_to: i64) -> Self {
        let by_then = first_later.map_or(counted_to, |zone| zone * ZONE_CHANGES);
        let mixed_to = last_earlier.map_or(0, |zone| (zone + 1) * ZONE_CHANGES);
        Self { by_then, mixed_to: mixed_to.max(by_then), counted_to }
    }

    /// How many changes have to be looked at to tell, up to the archive's last one.
    pub(crate) fn unsure(self, last: i64) -> i64 {
        (self.mixed_to - self.by_then) + (last - self.counted_to).max(0)
    }
}

impl SqliteReader {
    /// Where in the log a moment is.
    pub(crate) async fn around(&self, moment: Timestamp) -> Result<Around> {
        let (first_later, last_earlier, counted_to) =
            sqlx::query_as(FIND_AROUND).bind(moment.as_millis()).fetch_one(&self.pool).await.stored()?;
        Ok(Around::of(first_later, last_earlier, counted_to))
    }

    /// As much of the stretch as can hold matching changes, by the times that the query requires; it may be empty.
    pub(crate) async fn bounded_by_time(&self, query: &Query, stretch: Stretch) -> Result<Stretch> {
        let spans = required_spans(query);
        if spans.is_empty() || stretch.len() <= self.limits.tail_changes {
            return Ok(stretch);
        }
        let (from, until) = common(&spans);
        let counted_to = Watermarks::load(&self.pool).await?.counted_to;
        let (first, last): (Option<i64>, Option<i64>) =
            sqlx::query_as(ZONES_OF).bind(from).bind(until).fetch_one(&self.pool).await.stored()?;
        let in_zones = first.zip(last).map(|(first, last)| (first * ZONE_CHANGES + 1, (last + 1) * ZONE_CHANGES));
        let after = stretch.last > counted_to && self.holds_after(counted_to, stretch.last, from, until).await?;
        let (first, last) = match (in_zones, after) {
            (Some((first, _)), true) => (first, stretch.last),
            (Some((first, last)), false) => (first, last),
            (None, true) => (counted_to + 1, stretch.last),
            (None, false) => (stretch.last + 1, stretch.last),
        };
        Ok(Stretch { first: stretch.first.max(first), last: stretch.last.min(last) })
    }

    /// Whether changes that are in no zone yet can hold such times.
    async fn holds_after(&self, counted_to: i64, last: i64, from: i64, until: i64) -> Result<bool> {
        if last - counted_to > LOOKED_THROUGH {
            return Ok(true);
        }
        sqlx::query_scalar(AFTER_ZONES).bind(counted_to).bind(from).bind(until).fetch_one(&self.pool).await.stored()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_lies_between_what_happened_by_then_and_what_happened_later() {
        let around = |first_later, last_earlier, counted| {
            let Around { by_then, mixed_to, counted_to } = Around::of(first_later, last_earlier, counted);
            (by_then, mixed_to, counted_to)
        };
        assert_eq!(around(Some(3), Some(5), 10_240), (3_072, 6_144, 10_240), "times that overlap");
        assert_eq!(around(Some(3), Some(2), 10_240), (3_072, 3_072, 10_240), "between two zones");
        assert_eq!(around(None, Some(9), 10_240), (10_240, 10_240, 10_240), "after all of them");
        assert_eq!(around(Some(0), None, 10_240), (0, 0, 10_240), "before all of them");
        assert_eq!(around(None, None, 0), (0, 0, 0), "no zones");
        assert_eq!(Around::of(Some(3), Some(5), 10_240).unsure(10_300), 3_072 + 60);
    }

    #[test]
    fn only_what_all_spans_hold_is_common() {
        let spans = |query: &str| common(&required_spans(&query.parse().expect("a query")));
        assert_eq!(spans("at:1970-01-02 at:1970-01-02T12:00.."), (129_600_000, 172_800_000));
        assert_eq!(spans("at:..1970-01-01"), (i64::MIN, 86_400_000));
        assert_eq!(spans("word"), (i64::MIN, i64::MAX));
    }
}
