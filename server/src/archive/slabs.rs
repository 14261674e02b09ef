//! Which part of the log a stretch of time can be in.
//!
//! Changes are archived nearly in the order in which they happened, but not quite: shards are read side by side, and a
//! stream that was off comes late. Of each thousand changes in a row the archive knows the earliest and the latest time
//! (`slabs`), which bounds where a time can be without an index entry for every change.

use afterimage_app::model::{
    Query,
    query::{Span, required_spans},
};

use super::{ArchiveReader, Result, scan::Stretch, upkeep::Marks};

/// How many changes a slab has; the schema says so too.
pub(super) const SLAB_CHANGES: i64 = 1_024;

/// How many slabs are counted in one transaction.
pub(super) const SLABS_A_STEP: i64 = 4;

/// When no more changes than these are in no slab, they are looked through for a time.
const LOOKED_THROUGH: i64 = 50_000;

/// The slabs that can hold times from the first one to right before the second.
pub(super) const SLABS_OF: &str = "SELECT min(slab), max(slab) FROM slabs WHERE newest_at >= ? AND oldest_at < ?";

/// Whether changes after one can hold them.
pub(super) const AFTER_SLABS: &str = "
    SELECT EXISTS (SELECT 1 FROM changes NOT INDEXED WHERE change_id > ? AND created_at >= ? AND created_at < ?)";

/// The moments of all spans, as first and first after, in milliseconds; everything where there are none.
pub(super) fn common(spans: &[Span]) -> (i64, i64) {
    let from = spans.iter().filter_map(|span| span.from()).map(|from| from.as_millis()).max();
    let until = spans.iter().filter_map(|span| span.until()).map(|until| until.as_millis()).min();
    (from.unwrap_or(i64::MIN), until.unwrap_or(i64::MAX))
}

impl ArchiveReader {
    /// As much of the stretch as can hold matching changes, by the times that the query requires; it may be empty.
    pub(super) async fn bounded_by_time(&self, query: &Query, stretch: Stretch) -> Result<Stretch> {
        let spans = required_spans(query);
        if spans.is_empty() || stretch.len() <= self.limits.tail_changes {
            return Ok(stretch);
        }
        let (from, until) = common(&spans);
        let counted_to = Marks::load(&self.pool).await?.counted_to;
        let (first, last): (Option<i64>, Option<i64>) =
            sqlx::query_as(SLABS_OF).bind(from).bind(until).fetch_one(&self.pool).await?;
        let in_slabs = first.zip(last).map(|(first, last)| (first * SLAB_CHANGES + 1, (last + 1) * SLAB_CHANGES));
        let after = stretch.last > counted_to && self.holds_after(counted_to, stretch.last, from, until).await?;
        let (first, last) = match (in_slabs, after) {
            (Some((first, _)), true) => (first, stretch.last),
            (Some((first, last)), false) => (first, last),
            (None, true) => (counted_to + 1, stretch.last),
            (None, false) => (stretch.last + 1, stretch.last),
        };
        Ok(Stretch { first: stretch.first.max(first), last: stretch.last.min(last) })
    }

    /// Whether changes that are in no slab yet can hold such times.
    async fn holds_after(&self, counted_to: i64, last: i64, from: i64, until: i64) -> Result<bool> {
        if last - counted_to > LOOKED_THROUGH {
            return Ok(true);
        }
        Ok(sqlx::query_scalar(AFTER_SLABS).bind(counted_to).bind(from).bind(until).fetch_one(&self.pool).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_all_spans_hold_is_common() {
        let spans = |query: &str| common(&required_spans(&query.parse().expect("a query")));
        assert_eq!(spans("at:1970-01-02 at:1970-01-02T12:00.."), (129_600_000, 172_800_000));
        assert_eq!(spans("at:..1970-01-01"), (i64::MIN, 86_400_000));
        assert_eq!(spans("word"), (i64::MIN, i64::MAX));
    }
}
