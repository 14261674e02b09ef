//! A timeline's rows: changes grouped by day, with the quiet stretches between them named.

use afterimage_model::{Timestamp, item::TimelineEntry, table::Gap};

/// A stretch without changes is named only when it is at least this long, in milliseconds.
pub const MIN_QUIET_MS: i64 = 60_000;

/// … and this many times as long as the typical stretch, so that a regular rhythm is not called quiet.
pub const MIN_QUIET_RATIO: i64 = 3;

/// How high a version is, in pixels; the stylesheet has the same.
pub const ENTRY_PX: f64 = 36.0;

/// How high a day's heading is.
const DAY_PX: f64 = 40.0;

/// How high the words for a quiet stretch are.
const QUIET_PX: f64 = 32.0;

/// How high the words for a gap are.
const GAP_PX: f64 = 72.0;

/// One line of the timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// The changes below happened on this day.
    Day {
        /// The day, in the reader's zone: `2026-11-22`.
        day: String,
        /// How many changes it has; nothing when that goes beyond the page.
        changes: Option<usize>,
    },
    /// A change.
    Entry(TimelineEntry),
    /// Nothing happened for so long, in milliseconds.
    Quiet(i64),
    /// Changes of the table were lost between the change below and then: some may have been this item's.
    Gap {
        /// When the change below happened.
        after: Timestamp,
        /// When the loss was noticed.
        until: Timestamp,
    },
}

impl Row {
    /// Its height in pixels.
    pub fn height_px(&self) -> f64 {
        match self {
            Self::Entry(_) => ENTRY_PX,
            Self::Day { .. } => DAY_PX,
            Self::Quiet(_) => QUIET_PX,
            Self::Gap { .. } => GAP_PX,
        }
    }
}

/// Lays the entries (newest first) out in rows; `day_of` tells a time's day in the reader's zone. The first `above` of
/// them get no rows: they are on the page above, and tell what stands between the two.
pub fn rows(entries: &[TimelineEntry], above: usize, gaps: &[Gap], day_of: impl Fn(Timestamp) -> String) -> Vec<Row> {
    let threshold = quiet_threshold(entries);
    let days: Vec<String> = entries.iter().map(|entry| day_of(entry.summary.created_at)).collect();
    let mut rows = Vec::with_capacity(entries.len() + 4);
    for (at, entry) in entries.iter().enumerate().skip(above) {
        let newer = at.checked_sub(1);
        if let Some(until) = gap_above(entries, at, gaps) {
            rows.push(Row::Gap { after: entry.summary.created_at, until });
        } else if let Some(newer) = newer {
            let quiet = entries[newer].summary.created_at.millis_since(entry.summary.created_at);
            if quiet >= threshold {
                rows.push(Row::Quiet(quiet));
            }
        }
        if newer.is_none_or(|newer| days[newer] != days[at]) {
            let changes = days[at..].iter().take_while(|day| **day == days[at]).count();
            let is_whole = at + changes < days.len() || entries.last().is_some_and(|last| last.version == 1);
            let changes = is_whole.then_some(changes);
            rows.push(Row::Day { day: days[at].clone(), changes });
        }
        rows.push(Row::Entry(entry.clone()));
    }
    rows
}

/// When the last loss was noticed after this entry was archived and before the next newer one was.
fn gap_above(entries: &[TimelineEntry], at: usize, gaps: &[Gap]) -> Option<Timestamp> {
    let archived_at = |at: usize| entries.get(at).map(|entry| entry.summary.archived_at);
    let newer = at.checked_sub(1).and_then(archived_at);
    let noticed = gaps.iter().map(|gap| gap.detected_at);
    let within = |noticed: &Timestamp| Some(*noticed) >= archived_at(at) && newer.is_none_or(|newer| *noticed < newer);
    noticed.filter(within).max()
}

/// From how long on a stretch is worth a name among these entries.
pub fn quiet_threshold(entries: &[TimelineEntry]) -> i64 {
    let mut stretches: Vec<i64> =
        entries.windows(2).map(|pair| pair[0].summary.created_at.millis_since(pair[1].summary.created_at)).collect();
    stretches.sort_unstable();
    let typical = stretches.get(stretches.len() / 2).copied().unwrap_or(0);
    // With one or two stretches there is nothing typical to compare with.
    let relative = if stretches.len() > 2 { typical.saturating_mul(MIN_QUIET_RATIO) } else { 0 };
    relative.max(MIN_QUIET_MS)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::components::figures::short_duration;
    use afterimage_model::{ChangeId, ChangeSummary, Op, summary::Words};

    /// Entries at these seconds, newest first as given.
    pub(in crate::pages::item) fn entries(seconds: &[i64]) -> Vec<TimelineEntry> {
        let count = seconds.len();
        let entry = |(at, second): (usize, &i64)| {
            let version = u64::try_from(count - at).expect("small");
            let time = Timestamp::from_millis(second * 1_000);
            let summary = ChangeSummary {
                id: ChangeId(i64::try_from(version).expect("small")),
                table: "demo-orders".to_owned(),
                item_key: "order_id=order#1".parse().expect("a key"),
                op: Op::Modify,
                actor: None,
                created_at: time,
                archived_at: time,
                size_bytes: 1,
                words: Words::Unchanged,
            };
            TimelineEntry { version, summary, restored: None }
        };
        seconds.iter().enumerate().map(entry).collect()
    }

    #[test]
    fn days_open_groups_and_long_stretches_are_named() {
        let day = 86_400;
        let told: Vec<String> = rows(&entries(&[day + 9_000, day + 60, 86_000, 85_990]), 0, &[], Timestamp::date)
            .iter()
            .map(|row| match row {
                Row::Day { day, changes } => format!("{day} {}", changes.expect("the whole day")),
                Row::Entry(entry) => format!("v{}", entry.version),
                Row::Quiet(millis) => format!("quiet {}", short_duration(*millis)),
                Row::Gap { .. } => "gap".to_owned(),
            })
            .collect();
        assert_eq!(told, ["1970-01-02 2", "v4", "quiet 2 h 29 min", "v3", "1970-01-01 2", "v2", "v1"]);
    }

    #[test]
    fn a_gap_stands_between_the_changes_it_was_noticed_between() {
        let gap = |second: i64| Gap {
            table: "demo-orders".to_owned(),
            stream_arn: "arn".to_owned(),
            shard_id: "shard".to_owned(),
            after_sequence_number: None,
            until_sequence_number: None,
            cause: "trimmed".to_owned(),
            detected_at: Timestamp::from_millis(second * 1_000),
        };
        let places = |gaps: &[Gap]| -> Vec<String> {
            let rows = rows(&entries(&[300, 200, 100]), 0, gaps, Timestamp::date);
            let told = rows.iter().filter_map(|row| match row {
                Row::Entry(entry) => Some(format!("v{}", entry.version)),
                Row::Gap { after, until } => Some(format!("{}..{}", after.as_millis(), until.as_millis())),
                Row::Day { .. } | Row::Quiet(_) => None,
            });
            told.collect()
        };
        assert_eq!(places(&[gap(260), gap(250)]), ["v3", "200000..260000", "v2", "v1"], "two at one place are one");
        assert_eq!(places(&[gap(400)]), ["300000..400000", "v3", "v2", "v1"]);
        assert_eq!(places(&[gap(50)]), ["v3", "v2", "v1"], "before the item's life here");
    }

    #[test]
    fn a_page_goes_on_where_the_one_above_ends() {
        let life = entries(&[86_430, 86_420, 86_400, 100]);
        let below = rows(&life[..3], 1, &[], Timestamp::date);
        assert!(matches!(below[0], Row::Entry(_)), "the day was opened above: {below:?}");
        let apart = rows(&life[2..], 1, &[], Timestamp::date);
        assert!(matches!(apart[..2], [Row::Quiet(86_300_000), Row::Day { changes: Some(1), .. }]), "{apart:?}");
        let cut_off = rows(&life[..2], 0, &[], Timestamp::date);
        assert!(matches!(cut_off[0], Row::Day { changes: None, .. }), "the day may go on below: {cut_off:?}");
    }

    #[test]
    fn a_regular_rhythm_is_not_quiet() {
        let hourly: Vec<i64> = (0..10).rev().map(|hour| hour * 3_600).collect();
        assert!(!rows(&entries(&hourly), 0, &[], Timestamp::date).iter().any(|row| matches!(row, Row::Quiet(_))));
    }
}
