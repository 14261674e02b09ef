//! Deadlines by the clock.

use std::{
    sync::LazyLock,
    time::{Duration, Instant},
};

use afterimage_model::Deadline;

/// What deadlines are measured from.
static BEGINNING: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Over once so much time has gone by from now.
pub fn within(time: Duration) -> Deadline {
    let end = Instant::now() + time;
    Deadline::at(end.saturating_duration_since(*BEGINNING), move || Instant::now() >= end)
}
