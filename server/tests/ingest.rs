//! Capture from end to end, against the embedded DynamoDB.

#[path = "ingest/random.rs"]
mod random;
#[path = "ingest/scenario.rs"]
mod scenario;

use afterimage_server::{
    emulator::{Emulator, EmulatorPort},
    tables::Clients,
};
use tempfile::TempDir;
use tokio_util::sync::{CancellationToken, DropGuard};

/// An embedded DynamoDB without tables, gone when dropped.
struct Embedded {
    clients: Clients,
    _stop: DropGuard,
    _folder: TempDir,
}

fn embedded() -> Embedded {
    let folder = tempfile::tempdir().expect("a folder");
    let cancel = CancellationToken::new();
    let port = EmulatorPort::take(0).expect("a port");
    let emulator = Emulator::start(folder.path(), port, cancel.clone()).expect("an emulator");
    Embedded { clients: Clients::embedded(emulator.url()), _stop: cancel.drop_guard(), _folder: folder }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_write_is_archived_once_in_order_and_unchanged() {
    scenario::every_write_is_archived_once_in_order_and_unchanged(&embedded().clients).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_view_type_tells_what_it_tells() {
    scenario::each_view_type_tells_what_it_tells(&embedded().clients).await;
}
