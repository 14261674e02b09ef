//! The archive's metrics.

use std::time::Duration;

/// Tells the recorder what each metric means; called once, when the recorder is in place.
pub fn describe() {
    metrics::describe_counter!("afterimage_archive_rows_total", "Changes that were written to the archive");
    metrics::describe_histogram!(
        "afterimage_archive_commit_seconds",
        metrics::Unit::Seconds,
        "How long a transaction of changes took"
    );
}

pub(crate) fn archived(changes: usize) {
    metrics::counter!("afterimage_archive_rows_total").increment(changes as u64);
}

pub(crate) fn committed(took: Duration) {
    metrics::histogram!("afterimage_archive_commit_seconds").record(took);
}
