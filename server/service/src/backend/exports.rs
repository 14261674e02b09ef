//! How an export fares, in the words of the page.

use afterimage_model::export::{ExportPhase, ExportStanding};

use crate::export::progress::Standing;

pub(super) fn told(standing: Standing) -> ExportStanding {
    let (phase, done) = match standing {
        Standing::UnderWay(done) => (ExportPhase::UnderWay, done),
        Standing::Finished(done) => (ExportPhase::Finished, done),
        Standing::Broken(done) => (ExportPhase::Broken, done),
        Standing::Cancelled(done) => (ExportPhase::Cancelled, done),
    };
    ExportStanding { phase, changes: done.changes, bytes: done.bytes, percent: done.percent() }
}
