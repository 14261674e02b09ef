//! The engine's metrics: their names, and nothing else that could go wrong.

use std::{collections::BTreeMap, time::Instant};

use afterimage_archive::IncomingChange;
use metrics::{counter, gauge, histogram};

/// Counts by op.
pub(super) type Counts = BTreeMap<&'static str, u64>;

/// Tells what each metric means; called once, when the recorder is in place.
pub fn describe() {
    metrics::describe_counter!("afterimage_stream_records_total", "Changes read from streams and archived");
    metrics::describe_counter!("afterimage_stream_throttles_total", "Stream requests that were throttled");
    metrics::describe_counter!("afterimage_stream_gaps_total", "Stretches of a stream that were lost before reading");
    metrics::describe_histogram!(
        "afterimage_stream_getrecords_seconds",
        metrics::Unit::Seconds,
        "How long GetRecords took, failed requests too"
    );
    metrics::describe_gauge!(
        "afterimage_stream_millis_behind_latest",
        metrics::Unit::Milliseconds,
        "How old the newest archived change of the table's slowest shard was; 0 when caught up"
    );
}

/// Times one GetRecords.
pub(super) async fn timed_read<T>(read: impl Future<Output = T>) -> T {
    let begun = Instant::now();
    let answer = read.await;
    histogram!("afterimage_stream_getrecords_seconds").record(begun.elapsed().as_secs_f64());
    answer
}

pub(super) fn by_op(changes: &[IncomingChange]) -> Counts {
    let mut counts = Counts::new();
    for change in changes {
        *counts.entry(change.op.as_str()).or_default() += 1;
    }
    counts
}

pub(super) fn archived(table: &str, counts: &Counts) {
    for (op, count) in counts {
        counter!("afterimage_stream_records_total", "table" => table.to_owned(), "op" => *op).increment(*count);
    }
}

pub(super) fn throttled() {
    counter!("afterimage_stream_throttles_total").increment(1);
}

pub(super) fn gap(table: &str) {
    counter!("afterimage_stream_gaps_total", "table" => table.to_owned()).increment(1);
}

pub(super) fn behind(lag_by_table: BTreeMap<String, u64>) {
    for (table, lag_ms) in lag_by_table {
        gauge!("afterimage_stream_millis_behind_latest", "table" => table).set(lag_ms as f64);
    }
}
