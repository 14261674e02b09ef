//! How an export fares, in the words of the page.

use afterimage_model::export::{ExportPhase, ExportProgress};

use crate::export::progress::ExportState;

pub(super) fn told(state: ExportState) -> ExportProgress {
    let (phase, done) = match state {
        ExportState::UnderWay(done) => (ExportPhase::UnderWay, done),
        ExportState::Finished(done) => (ExportPhase::Finished, done),
        ExportState::Broken(done) => (ExportPhase::Broken, done),
        ExportState::Cancelled(done) => (ExportPhase::Cancelled, done),
    };
    ExportProgress { phase, changes: done.changes, bytes: done.bytes, percent: done.percent() }
}
