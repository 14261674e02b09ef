//! Where the streams of each table begin.
//!
//! dynoxide keeps the records of all of a table's streams in one place, so one stream's end is where the next one begins. Who reads
//! the earlier one must know of that before the first record comes: else it would be taken for the earlier one's, and come
//! again with the later one.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use afterimage_model::{SequenceNumber, compare::stream_enabled_at};

use crate::names;

/// What dynoxide adds to the clock, so that its sequence numbers have DynamoDB's 21 digits.
const SEQUENCE_NUMBER_OFFSET: u128 = 100_000_000_000_000_000_000;

/// The label went through a float: it may be a little off.
const SLACK_MICROS: u128 = 1_000;

/// So many tables are remembered, and so many streams of each: those that began last.
const MOST_TABLES: usize = 10_000;
const MOST_STREAMS: usize = 64;

/// The beginnings of streams that were turned on while the program runs, by table. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Beginnings(Arc<Mutex<HashMap<String, BTreeSet<SequenceNumber>>>>);

impl Beginnings {
    /// A table has this stream now.
    pub(crate) fn note(&self, table: &str, label: &str) {
        let Some(before) = before_first(label) else { return };
        let mut tables = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !tables.contains_key(table) && tables.len() >= MOST_TABLES {
            return tracing::warn!(
                table,
                "it is not remembered where the table's stream begins: there are too many tables"
            );
        }
        let streams = tables.entry(table.to_owned()).or_default();
        streams.insert(before);
        if streams.len() > MOST_STREAMS {
            streams.pop_first();
        }
    }

    /// The number before the first one of the table's next stream after this one.
    pub(crate) fn next_after(&self, stream_arn: &str) -> Option<SequenceNumber> {
        let (table, label) = names::table_and_label(stream_arn)?;
        let own = before_first(label)?;
        let tables = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tables.get(table)?.iter().find(|before| is_later(before, &own)).cloned()
    }
}

/// Amazon's form tells a stream's time to the millisecond alone: what is no further apart is the same stream.
fn is_later(before: &SequenceNumber, own: &SequenceNumber) -> bool {
    let number = |number: &SequenceNumber| number.as_str().parse::<u128>().unwrap_or_default();
    number(before) / SLACK_MICROS > number(own) / SLACK_MICROS
}

/// A sequence number just before the stream's first one: the time that its label tells, in microseconds. In Amazon's form it is
/// told to the millisecond alone, and never later than it was.
pub(crate) fn before_first(label: &str) -> Option<SequenceNumber> {
    let in_own_form = || {
        let (seconds, nanos) = label.split_once('.')?;
        Some(seconds.parse::<u128>().ok()? * 1_000_000 + nanos.parse::<u128>().ok()? / 1_000)
    };
    let in_amazons_form = || u128::try_from(stream_enabled_at(label)?.as_millis()).ok()?.checked_mul(1_000);
    let micros = in_own_form().or_else(in_amazons_form)?;
    SEQUENCE_NUMBER_OFFSET.checked_add(micros.checked_sub(SLACK_MICROS)?)?.to_string().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_begins_when_it_was_turned_on() {
        let first = |label| before_first(label).map(|number| number.to_string());
        assert_eq!(first("1795356557.412000000").as_deref(), Some("100001795356557411000"));
        assert_eq!(first("2026-11-22T14:09:17.412").as_deref(), Some("100001795356557411000"));
        assert_eq!(first("nothing"), None);
    }

    #[test]
    fn a_stream_ends_where_the_tables_next_one_begins() {
        let beginnings = Beginnings::default();
        for (table, label) in
            [("t", "1795356557.412345000"), ("t", "1795356559.000000000"), ("u", "1795356558.000000000")]
        {
            beginnings.note(table, label);
        }
        let next = |label: &str| {
            let next =
                beginnings.next_after(&format!("arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/{label}"));
            next.map(|number| number.to_string())
        };
        let second = Some("100001795356558999000".to_owned());
        assert_eq!([next("2026-11-22T14:09:17.412"), next("1795356557.412345000")], [second.clone(), second]);
        assert_eq!(next("1795356559.000000000"), None);
    }
}
