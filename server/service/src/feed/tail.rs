//! The newest changes, read and put into words once for all sockets.
//!
//! A tail never changes: what comes next makes a new one, which shares with it what both have. So whoever follows it holds
//! one for as long as it takes to look at it, and nobody waits for anybody.

use std::sync::Arc;

use afterimage_base::work::{Overloaded, Work};
use afterimage_model::{Change, ChangeId, ChangeSummary, protocol::MAX_ROWS_PER_FRAME, query::FoldedTexts};
use serde_json::value::RawValue;

/// How many changes are kept.
pub(super) const MAX_CHANGES: usize = 2 * MAX_ROWS_PER_FRAME;

/// How much the kept changes' keys and images may take, in bytes.
const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// A stretch of the archive without holes: every change after `from`, up to and with `to`.
#[derive(Clone, Debug, Default)]
pub(super) struct Tail {
    from: ChangeId,
    to: ChangeId,
    kept: Vec<Arc<Kept>>,
    bytes: u64,
}

/// A change as sockets need it.
#[derive(Debug)]
pub(super) struct Kept {
    /// With its images, which queries look at.
    pub(super) change: Change,
    /// Its texts, put into lower case once for all queries.
    pub(super) texts: FoldedTexts,
    /// The JSON of its summary.
    pub(super) told: Arc<RawValue>,
}

impl Kept {
    fn of(change: Change) -> Self {
        let told = told(&change);
        Self { change, texts: FoldedTexts::default(), told }
    }

    /// All of the changes, put into words away from the threads that answer: each is compared with itself before.
    pub(super) async fn all(changes: Vec<Change>, work: &Work) -> Result<Vec<Self>, Overloaded> {
        work.of_each(changes, Self::of).await
    }
}

/// What is told of changes, each the JSON of its [`ChangeSummary`].
pub(super) async fn told_of_all(changes: Vec<Change>, work: &Work) -> Result<Vec<Arc<RawValue>>, Overloaded> {
    work.of_each(changes, |change| told(&change)).await
}

fn told(change: &Change) -> Arc<RawValue> {
    let told = serde_json::value::to_raw_value(&ChangeSummary::of(change));
    told.map_or_else(|_| RawValue::NULL.to_owned().into(), Arc::from)
}

impl Tail {
    /// One that ends where it begins.
    pub(super) fn at(position: ChangeId) -> Self {
        Self { from: position, to: position, ..Self::default() }
    }

    /// Where it begins: changes up to and with this one are not in it.
    pub(super) fn from(&self) -> ChangeId {
        self.from
    }

    /// Where it ends: this change is in it.
    pub(super) fn to(&self) -> ChangeId {
        self.to
    }

    /// The one with what comes next, up to and with `to`, and without what is too much at the other end.
    pub(super) fn and(&self, next: Vec<Kept>, to: ChangeId) -> Self {
        let bytes: u64 = self.bytes + next.iter().map(|kept| kept.change.size_bytes).sum::<u64>();
        let all = self.kept.len() + next.len();
        let (mut from, mut left, mut dropped) = (self.from, bytes, 0);
        let mut oldest = self.kept.iter().map(Arc::as_ref).chain(&next);
        while all - dropped > MAX_CHANGES || left > MAX_BYTES {
            let Some(Kept { change, .. }) = oldest.next() else { break };
            (from, left, dropped) = (change.id, left - change.size_bytes, dropped + 1);
        }
        let kept = self.kept.iter().cloned().chain(next.into_iter().map(Arc::new)).skip(dropped).collect();
        Self { from, to: self.to.max(to), kept, bytes: left }
    }

    /// The changes after a position; nothing when that is before the stretch.
    pub(super) fn after(&self, position: ChangeId) -> Option<&[Arc<Kept>]> {
        let first = self.kept.partition_point(|kept| kept.change.id <= position);
        (position >= self.from).then(|| &self.kept[first..])
    }
}

/// Changes as tests need them.
#[cfg(test)]
pub(super) mod samples {
    use afterimage_model::{AttributeValue, CapturedChange, Image, ItemKey, Op, SequenceNumber, Timestamp, ViewType};

    use super::*;

    /// An item that comes into being.
    pub(in crate::feed) fn change(id: i64, table: &str, size_bytes: u64) -> Change {
        let keys = Image::from_iter([("id".to_owned(), AttributeValue::S(id.to_string()))]);
        let now = Timestamp::from_millis(id);
        let captured = CapturedChange {
            table: table.to_owned(),
            stream_arn: "arn".to_owned(),
            shard_id: "shard".to_owned(),
            sequence_number: id.to_string().parse::<SequenceNumber>().expect("digits"),
            event_id: id.to_string(),
            op: Op::Insert,
            item_key: ItemKey::from_image(&keys).expect("a key"),
            old_image: None,
            new_image: Some(keys),
            created_at: now,
            received_at: now,
            actor: None,
            size_bytes,
            view_type: ViewType::NewImage,
            note: None,
        };
        Change { id: ChangeId(id), captured, archived_at: now }
    }

    /// A stretch of changes of the tables `even` and `odd`.
    pub(in crate::feed) fn tail(changes: std::ops::RangeInclusive<i64>) -> Tail {
        let (from, to) = (ChangeId(changes.start() - 1), ChangeId(*changes.end()));
        Tail::at(from).and(changes.map(|id| kept(id, 10)).collect(), to)
    }

    /// One of them.
    pub(in crate::feed) fn kept(id: i64, size_bytes: u64) -> Kept {
        Kept::of(change(id, if id % 2 == 0 { "even" } else { "odd" }, size_bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::{
        samples::{kept, tail},
        *,
    };

    fn ids(tail: &Tail, after: i64) -> Option<Vec<i64>> {
        tail.after(ChangeId(after)).map(|kept| kept.iter().map(|kept| kept.change.id.0).collect())
    }

    #[test]
    fn it_has_what_comes_after_a_position_and_before_its_beginning_knows_nothing() {
        assert_eq!(ids(&tail(11..=20), 17), Some(vec![18, 19, 20]));
        assert_eq!(ids(&tail(11..=20), 20), Some(Vec::new()));
        assert_eq!(ids(&tail(11..=20), 9), None);
    }

    #[test]
    fn it_forgets_the_oldest_by_number_and_by_bytes() {
        let whole = tail(1..=1_000);
        let next = whole.and(vec![kept(1_001, 10)], ChangeId(1_001));
        assert_eq!((ids(&next, 0), next.from()), (None, ChangeId(1)));
        let large = next.and(vec![kept(1_002, MAX_BYTES)], ChangeId(1_002));
        assert_eq!((ids(&large, 1_001), ids(&large, 1_000)), (Some(vec![1_002]), None));
        let too_large = large.and(vec![kept(1_003, MAX_BYTES + 1)], ChangeId(1_003));
        assert_eq!(ids(&too_large, 1_002), None, "what is too large is read from the archive");
        assert_eq!(ids(&too_large, 1_003), Some(Vec::new()));
    }

    #[test]
    fn whoever_holds_one_sees_what_it_was_whatever_has_come_since() {
        let held = tail(11..=20);
        let next = held.and(vec![kept(21, 10)], ChangeId(23));
        assert_eq!((ids(&held, 19), held.to()), (Some(vec![20]), ChangeId(20)));
        assert_eq!((ids(&next, 19), next.to()), (Some(vec![20, 21]), ChangeId(23)));
    }
}
