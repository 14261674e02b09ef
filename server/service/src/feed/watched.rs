//! Queries that sockets watch: each looks at each change once, however many sockets have the same.

use std::{
    collections::{HashMap, VecDeque},
    mem,
    ops::ControlFlow,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use afterimage_base::work::{Attention, Overloaded, Work};
use afterimage_model::{ChangeId, Query, protocol::MAX_ROWS_PER_FRAME};

use super::{
    Batch,
    tail::{Kept, Tail},
};

/// The most that one batch tells, in bytes of JSON: a summary is short, but attribute names may have 64 KB.
const MAX_BATCH_BYTES: usize = 256 * 1024;

/// What costs no more than this is looked at right where it is asked for: the bytes of the changes, once for each term
/// that looks into them. It takes a hundredth of a millisecond or so, and to hand it over takes as long.
const MAX_AT_ONCE_BYTES: u64 = 64 * 1024;

/// What a change costs at least.
const LEAST_BYTES: u64 = 64;

/// The queries that are watched.
#[derive(Debug, Default)]
pub(super) struct Watches(Mutex<HashMap<String, Weak<Watched>>>);

impl Watches {
    /// The watch of everybody who has this query; one begins where nobody has.
    pub(super) fn of(&self, query: &Query) -> Arc<Watched> {
        let text = query.to_string();
        let mut watches = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = watches.get(&text).and_then(Weak::upgrade) {
            return known;
        }
        watches.retain(|_, watched| watched.strong_count() > 0);
        let watched = Arc::new(Watched::new(query.clone()));
        watches.insert(text, Arc::downgrade(&watched));
        watched
    }
}

/// A query, and what it has found in the tail.
#[derive(Debug)]
pub struct Watched {
    query: Arc<Query>,
    seen: Mutex<Seen>,
    /// Held by whoever looks at what nobody with the query has looked at yet.
    looking: tokio::sync::Mutex<()>,
}

/// Every change after `from`, up to and with `to`, was looked at, and these match.
#[derive(Debug, Default)]
struct Seen {
    from: ChangeId,
    to: ChangeId,
    matching: VecDeque<Arc<Kept>>,
}

impl Watched {
    fn new(query: Query) -> Self {
        Self { query: Arc::new(query), seen: Mutex::default(), looking: tokio::sync::Mutex::default() }
    }

    /// The query.
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// What matches in the tail after a position, which lies in it.
    pub(super) async fn after(&self, tail: &Tail, position: ChangeId, work: &Work) -> Result<Batch, Overloaded> {
        if let Some(batch) = self.seen().after(position, tail.to()) {
            return Ok(batch);
        }
        let _looking = self.looking.lock().await;
        if let Some(batch) = self.seen().after(position, tail.to()) {
            return Ok(batch);
        }
        let begin = self.seen().goes_on_from(position, tail.from());
        let unseen = tail.after(begin).unwrap_or_default().to_vec();
        let matching = self.matching(unseen, work).await?;
        let mut seen = self.seen();
        seen.add(begin, matching, tail);
        Ok(seen.batch(position))
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn matching(&self, changes: Vec<Arc<Kept>>, work: &Work) -> Result<Vec<Arc<Kept>>, Overloaded> {
        if self.cost(&changes) <= MAX_AT_ONCE_BYTES {
            let matches = |kept: &Arc<Kept>| matches(&self.query, kept, &|| false);
            return Ok(changes.into_iter().filter(matches).collect());
        }
        let (query, mut changes, mut matching) = (Arc::clone(&self.query), changes.into_iter(), Vec::new());
        work.in_pieces(move |attention: &Attention<'_>| {
            let Some(kept) = changes.next() else { return ControlFlow::Break(mem::take(&mut matching)) };
            if matches(&query, &kept, &|| attention.is_gone()) {
                matching.push(kept);
            }
            ControlFlow::Continue(())
        })
        .await
    }

    fn cost(&self, changes: &[Arc<Kept>]) -> u64 {
        let terms = self.query.terms_of_images() as u64;
        changes.iter().map(|kept| LEAST_BYTES + terms * kept.change.size_bytes).sum()
    }
}

fn matches(query: &Query, kept: &Kept, stop: &dyn Fn() -> bool) -> bool {
    query.matches_unless(&kept.change, &kept.texts, stop).unwrap_or(false)
}

impl Seen {
    /// What matches after a position, where everything up to `to` was looked at.
    fn after(&self, position: ChangeId, to: ChangeId) -> Option<Batch> {
        (self.from <= position && self.to >= to).then(|| self.batch(position))
    }

    /// From where on somebody at the position has to look: where the last look ended, unless that was elsewhere.
    fn goes_on_from(&self, position: ChangeId, tail_from: ChangeId) -> ChangeId {
        if self.from <= position && self.to >= tail_from { self.to } else { position }
    }

    /// Adds what was found from `begin` to the tail's end, and forgets what the tail has forgotten.
    fn add(&mut self, begin: ChangeId, matching: Vec<Arc<Kept>>, tail: &Tail) {
        if begin != self.to {
            *self = Self { from: begin, to: begin, matching: VecDeque::new() };
        }
        self.matching.extend(matching);
        self.to = self.to.max(tail.to());
        self.from = self.from.max(tail.from());
        let forgotten = self.matching.partition_point(|kept| kept.change.id <= self.from);
        self.matching.drain(..forgotten);
    }

    fn batch(&self, position: ChangeId) -> Batch {
        let first = self.matching.partition_point(|kept| kept.change.id <= position);
        let (mut rows, mut bytes) = (Vec::new(), 0);
        for kept in self.matching.range(first..) {
            bytes += kept.told.get().len();
            rows.push(Arc::clone(&kept.told));
            if rows.len() >= MAX_ROWS_PER_FRAME || bytes >= MAX_BATCH_BYTES {
                return Batch { rows, cursor: kept.change.id };
            }
        }
        Batch { rows, cursor: self.to.max(position) }
    }
}

#[cfg(test)]
mod tests {
    use afterimage_model::ChangeSummary;

    use super::{
        super::tail::samples::{kept, tail},
        *,
    };

    fn watched(query: &str) -> Watched {
        Watched::new(query.parse().expect("a query"))
    }

    async fn told(watched: &Watched, tail: &Tail, position: i64) -> (Vec<i64>, i64) {
        let batch = watched.after(tail, ChangeId(position), &Work::shared()).await.expect("room");
        let id = |row: &Arc<serde_json::value::RawValue>| {
            serde_json::from_str::<ChangeSummary>(row.get()).expect("a summary").id.0
        };
        (batch.rows.iter().map(id).collect(), batch.cursor.0)
    }

    #[tokio::test]
    async fn it_tells_what_matches_after_a_position_and_moves_past_what_does_not() {
        let (even, none) = (watched("table:even"), watched("table:other"));
        assert_eq!(told(&even, &tail(11..=20), 13).await, (vec![14, 16, 18, 20], 20));
        assert_eq!(told(&none, &tail(11..=20), 10).await, (Vec::new(), 20));
    }

    #[tokio::test]
    async fn sockets_at_other_positions_of_a_growing_tail_are_told_the_same_changes() {
        let even = watched("table:even");
        let first = tail(11..=14);
        assert_eq!(told(&even, &first, 12).await, (vec![14], 14));
        let second = first.and((15..=18).map(|id| kept(id, 10)).collect(), ChangeId(18));
        assert_eq!(told(&even, &second, 14).await, (vec![16, 18], 18));
        assert_eq!(told(&even, &second, 10).await, (vec![12, 14, 16, 18], 18), "further back than anybody before");
        assert_eq!(told(&even, &second, 17).await, (vec![18], 18));
        let elsewhere = tail(101..=104);
        assert_eq!(told(&even, &elsewhere, 101).await, (vec![102, 104], 104));
    }

    #[tokio::test]
    async fn a_frame_is_cut_where_it_is_full_and_the_next_goes_on_there() {
        let (all, tail) = (watched(""), tail(1..=700));
        let (rows, cursor) = told(&all, &tail, 0).await;
        assert_eq!((rows.len(), cursor), (500, 500));
        let (rows, cursor) = told(&all, &tail, cursor).await;
        assert_eq!((rows.first().copied(), cursor), (Some(501), 700));
    }

    #[tokio::test]
    async fn what_is_heavy_is_looked_at_elsewhere_and_what_is_light_right_here() {
        let (begin, begun) = std::sync::mpsc::sync_channel::<()>(1);
        let work = Work::new(afterimage_base::work::WorkLimits { threads: 1, ..Default::default() });
        let held = tokio::spawn({
            let work = work.clone();
            async move { work.run(move || begun.recv().unwrap_or_default()).await }
        });
        while work.under_way() < 1 {
            tokio::task::yield_now().await;
        }
        let (light, heavy) = (watched("order"), watched(&vec!["order"; 90].join(" ")));
        let large = Tail::at(ChangeId(0)).and((1..=4).map(|id| kept(id, 1 << 20)).collect(), ChangeId(4));
        let batch = light.after(&tail(1..=4), ChangeId(0), &work).await.expect("light work needs no room");
        assert_eq!(batch.cursor, ChangeId(4));
        let looking = tokio::spawn({
            let work = work.patient();
            async move { heavy.after(&large, ChangeId(0), &work).await }
        });
        while work.under_way() < 2 {
            tokio::task::yield_now().await;
        }
        drop(begin);
        assert_eq!(looking.await.expect("no panic").expect("room").cursor, ChangeId(4));
        held.await.expect("no panic").expect("done");
    }

    #[test]
    fn who_has_the_same_query_has_the_same_watch_for_as_long_as_somebody_has_it() {
        let watches = Watches::default();
        let query = |text: &str| text.parse::<Query>().expect("a query");
        let (one, same) = (watches.of(&query("a  b")), watches.of(&query("a b")));
        assert!(Arc::ptr_eq(&one, &same) && !Arc::ptr_eq(&one, &watches.of(&query("a"))));
        drop((one, same));
        drop(watches.of(&query("c")));
        assert_eq!(watches.0.lock().expect("no panic").len(), 1, "nobody else watches any more");
    }
}
