//! An archive in memory does what any engine behind the archive's door must do, with holes between its ids.

use std::sync::Arc;

use afterimage_archive::contract::{Opened, samples::NOW};
use afterimage_base::clock::ManualClock;

async fn open() -> Opened {
    let clock = Arc::new(ManualClock::new(NOW));
    Opened { archive: afterimage_archive_memory::open(clock.clone()), clock, kept: Box::new(()) }
}

afterimage_archive::contract_tests!(open);
