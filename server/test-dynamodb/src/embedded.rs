//! The embedded DynamoDB, in the test's process.

use afterimage_aws::Clients;
use afterimage_emulator::{Emulator, EmulatorPort};
use tempfile::TempDir;
use tokio_util::sync::{CancellationToken, DropGuard};

/// An embedded DynamoDB without tables, in a folder of its own. It is gone when dropped.
#[derive(Debug)]
pub struct EmbeddedDynamoDb {
    /// AWS's clients for it, made as the program makes them.
    pub clients: Clients,
    url: String,
    _stop: DropGuard,
    _folder: TempDir,
}

impl EmbeddedDynamoDb {
    /// On a free port of the loopback address.
    pub fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let stop = CancellationToken::new();
        let port = EmulatorPort::take(0).expect("a port");
        let emulator = Emulator::start(folder.path(), port, stop.clone()).expect("an emulator");
        let url = emulator.url().to_owned();
        Self { clients: Clients::embedded(&url), url, _stop: stop.drop_guard(), _folder: folder }
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        &self.url
    }
}
