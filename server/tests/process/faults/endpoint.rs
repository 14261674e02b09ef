//! The tables: an embedded DynamoDB in this process, which goes on when the program does not.

use afterimage_aws::{AwsTables, Clients};
use afterimage_capture::{selection::TableSelection, tables::NewTable};
use afterimage_emulator::{Emulator, EmulatorPort};
use afterimage_model::{ViewType, health::WritePermission, table::KeyAttribute};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

/// The table that is written to.
pub const TABLE: &str = "fault-orders";

pub struct Endpoint {
    folder: TempDir,
    port: u16,
    running: Option<(Emulator, CancellationToken)>,
}

impl Endpoint {
    /// With one table, which is empty.
    pub async fn start() -> Self {
        let mut endpoint = Self { folder: tempfile::tempdir().expect("a folder"), port: 0, running: None };
        endpoint.come();
        let key = KeyAttribute { name: "id".to_owned(), type_tag: "S".to_owned() };
        let table = NewTable {
            name: TABLE.to_owned(),
            partition_key: key,
            sort_key: None,
            ttl_attribute: None,
            view_type: ViewType::NewAndOldImages,
        };
        assert!(endpoint.tables().create(&table).await.expect("created"), "the table was there");
        endpoint
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub fn tables(&self) -> AwsTables {
        AwsTables::new(&Clients::embedded(&self.url()), TableSelection::All, WritePermission::Allowed)
    }

    /// Comes, or comes back where it was and as it was.
    pub fn come(&mut self) {
        let stop = CancellationToken::new();
        let port = EmulatorPort::take(self.port).expect("the port");
        let emulator = Emulator::start(self.folder.path(), port, stop.clone()).expect("an endpoint");
        let port = emulator.url().rsplit_once(':').and_then(|(_, port)| port.parse().ok());
        self.port = port.expect("a port");
        self.running = Some((emulator, stop));
    }

    /// Goes away: nobody listens any more.
    pub async fn go(&mut self) {
        let (emulator, stop) = self.running.take().expect("it is there");
        stop.cancel();
        emulator.stopped().await;
    }
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        if let Some((_, stop)) = &self.running {
            stop.cancel();
        }
    }
}
