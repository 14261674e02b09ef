//! The newest changes, read and put into words once for all sockets.

use std::{collections::VecDeque, sync::Arc};

use afterimage_app::{
    model::{Change, ChangeId, ChangeSummary, Query},
    protocol::MAX_ROWS_PER_FRAME,
};
use serde_json::value::RawValue;

use super::{Batch, told};

/// How many changes are kept.
const MAX_CHANGES: usize = 2 * MAX_ROWS_PER_FRAME;

/// How much the kept changes' keys and images may take, in bytes.
const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// The most that one batch tells, in bytes of JSON: a summary is short, but attribute names may have 64 KB.
const MAX_BATCH_BYTES: usize = 256 * 1024;

/// A stretch of the archive without holes: every change after `from`, up to and with `to`.
#[derive(Debug, Default)]
pub struct Tail {
    from: ChangeId,
    to: ChangeId,
    kept: VecDeque<Kept>,
    bytes: u64,
}

#[derive(Debug)]
struct Kept {
    /// With its images, which queries look at.
    change: Change,
    told: Arc<RawValue>,
}

impl Tail {
    /// Whether the position is beyond the stretch: nobody has followed the archive for a while.
    pub fn ends_before(&self, position: ChangeId) -> bool {
        self.to < position
    }

    /// Whether the position is the stretch's end.
    pub fn ends_at(&self, position: ChangeId) -> bool {
        self.to == position
    }

    /// Forgets everything and begins anew.
    pub fn restart_at(&mut self, position: ChangeId) {
        *self = Self { from: position, to: position, ..Self::default() };
    }

    /// Adds what comes next, up to and with `to`, and drops what is too much at the other end.
    pub fn extend(&mut self, changes: Vec<Change>, to: ChangeId) {
        for change in changes {
            self.bytes += change.size_bytes;
            let told = told(&ChangeSummary::of(&change));
            self.kept.push_back(Kept { change, told });
        }
        self.to = self.to.max(to);
        while self.kept.len() > MAX_CHANGES || self.bytes > MAX_BYTES {
            let Some(oldest) = self.kept.pop_front() else { break };
            self.bytes -= oldest.change.size_bytes;
            self.from = oldest.change.id;
        }
    }

    /// What matches after a position; nothing when that is before the stretch.
    pub fn after(&self, query: &Query, position: ChangeId) -> Option<Batch> {
        if position < self.from {
            return None;
        }
        let first = self.kept.partition_point(|kept| kept.change.id <= position);
        let (mut rows, mut bytes) = (Vec::new(), 0);
        for kept in self.kept.range(first..).filter(|kept| query.matches(&kept.change)) {
            bytes += kept.told.get().len();
            rows.push(kept.told.clone());
            if rows.len() >= MAX_ROWS_PER_FRAME || bytes >= MAX_BATCH_BYTES {
                return Some(Batch { rows, cursor: kept.change.id });
            }
        }
        Some(Batch { rows, cursor: self.to.max(position) })
    }
}

#[cfg(test)]
mod tests {
    use afterimage_app::model::{
        AttributeValue, CapturedChange, Image, ItemKey, Op, SequenceNumber, Timestamp, ViewType,
    };

    use super::*;

    fn change(id: i64, table: &str, size_bytes: u64) -> Change {
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

    fn ids(batch: &Batch) -> Vec<i64> {
        let id = |row: &Arc<RawValue>| serde_json::from_str::<ChangeSummary>(row.get()).expect("a summary").id.0;
        batch.rows.iter().map(id).collect()
    }

    fn tail(changes: std::ops::RangeInclusive<i64>) -> Tail {
        let mut tail = Tail::default();
        tail.restart_at(ChangeId(changes.start() - 1));
        let to = ChangeId(*changes.end());
        tail.extend(changes.map(|id| change(id, if id % 2 == 0 { "even" } else { "odd" }, 10)).collect(), to);
        tail
    }

    #[test]
    fn it_tells_what_matches_after_a_position_and_moves_past_what_does_not() {
        let tail = tail(11..=20);
        let query: Query = "table:even".parse().expect("a query");
        let batch = tail.after(&query, ChangeId(13)).expect("within the stretch");
        assert_eq!((ids(&batch), batch.cursor), (vec![14, 16, 18, 20], ChangeId(20)));
        let nothing: Query = "table:other".parse().expect("a query");
        assert_eq!(tail.after(&nothing, ChangeId(10)).expect("the beginning").cursor, ChangeId(20));
    }

    #[test]
    fn before_its_beginning_it_knows_nothing() {
        assert!(tail(11..=20).after(&Query::all(), ChangeId(9)).is_none());
    }

    #[test]
    fn a_frame_is_cut_where_it_is_full_and_the_next_goes_on_there() {
        let tail = tail(1..=700);
        let first = tail.after(&Query::all(), ChangeId(0)).expect("the beginning");
        assert_eq!((first.rows.len(), first.cursor), (500, ChangeId(500)));
        let second = tail.after(&Query::all(), first.cursor).expect("within");
        assert_eq!((ids(&second).first().copied(), second.cursor), (Some(501), ChangeId(700)));
    }

    #[test]
    fn it_forgets_the_oldest_by_number_and_by_bytes() {
        let mut tail = tail(1..=1_000);
        tail.extend(vec![change(1_001, "odd", 10)], ChangeId(1_001));
        assert!(tail.after(&Query::all(), ChangeId(0)).is_none());
        assert!(tail.after(&Query::all(), ChangeId(1)).is_some());
        tail.extend(vec![change(1_002, "even", MAX_BYTES)], ChangeId(1_002));
        assert_eq!(ids(&tail.after(&Query::all(), ChangeId(1_001)).expect("the newest")), [1_002]);
        assert!(tail.after(&Query::all(), ChangeId(1_000)).is_none());
        tail.extend(vec![change(1_003, "odd", MAX_BYTES + 1)], ChangeId(1_003));
        assert!(tail.after(&Query::all(), ChangeId(1_002)).is_none(), "what is too large is read from the archive");
    }
}
