//! What capture promises, told as a scenario that runs against any endpoint that speaks DynamoDB's API: the embedded
//! one, and Amazon's own DynamoDB Local.

use std::{collections::BTreeMap, path::Path, sync::Arc, time::Duration};

use afterimage_archive::Archive;
use afterimage_archive_sqlite::SqliteArchive;
use afterimage_aws::{AwsStreamSource, AwsTables, Clients};
use afterimage_base::clock::{SharedClock, SystemClock};
use afterimage_capture::{Supervisor, SupervisorOptions, selection::TableSelection, tables::NewTable};
use afterimage_model::{
    AttributeValue, Change, ChangeId, Image, ItemKey, Op, Query, ViewType, health::WritePermission,
    table::KeyAttribute, write::WriteRequest,
};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use tokio::{task::JoinHandle, time::timeout};
use tokio_util::sync::CancellationToken;

use crate::random;

/// Names of tables follow DynamoDB's rules and are long enough for every client.
const TABLES: [&str; 2] = ["ingest-orders", "ingest-customers"];
const ITEMS_PER_TABLE: usize = 8;
const WRITES: usize = 160;
const SEED: u64 = 20_261_122;

/// Nothing here takes this long; it ends a test that would wait forever.
const PATIENCE: Duration = Duration::from_secs(60);

/// One write that was taken: what it must look like in the archive.
#[derive(Clone, Debug, PartialEq)]
struct Expected {
    op: Op,
    old: Option<Image>,
    new: Option<Image>,
}

/// What was written, per table and item, in order.
type Ledger = BTreeMap<(String, ItemKey), Vec<Expected>>;

/// Random writes into several tables, capture stopped and started again in the middle: each write is archived once, per
/// item in order, with equal values.
pub async fn every_write_is_archived_once_in_order_and_unchanged(clients: &Clients) {
    let folder = tempfile::tempdir().expect("a folder");
    let tables = tables(clients);
    for name in TABLES {
        create(&tables, name, ViewType::NewAndOldImages).await;
    }
    let mut writer = Writer::new(tables.clone());

    let capture = Capture::start(clients, folder.path()).await;
    writer.write(WRITES / 2).await;
    capture.wait_for(writer.count()).await;
    writer.write(WRITES / 4).await;
    capture.stop().await;
    writer.write(WRITES / 4).await;

    let capture = Capture::start(clients, folder.path()).await;
    let changes = capture.wait_for(writer.count()).await;
    assert_eq!(by_item(changes), writer.ledger);
    capture.stop().await;
}

/// Whatever a stream's records leave out is absent in the archive, and not empty.
pub async fn each_view_type_tells_what_it_tells(clients: &Clients) {
    let folder = tempfile::tempdir().expect("a folder");
    let tables = tables(clients);
    let views = [
        ("view-keys-only", ViewType::KeysOnly, (false, false)),
        ("view-new-image", ViewType::NewImage, (false, true)),
        ("view-old-image", ViewType::OldImage, (true, false)),
        ("view-both-images", ViewType::NewAndOldImages, (true, true)),
    ];
    for (name, view_type, _) in views {
        create(&tables, name, view_type).await;
        for version in ["1", "2"] {
            let text = AttributeValue::S(version.to_owned());
            put(&tables, name, key_attributes(0).chain([("version".to_owned(), text)]).collect()).await;
        }
    }
    let capture = Capture::start(clients, folder.path()).await;
    let changes = capture.wait_for(2 * views.len()).await;
    for (name, view_type, (old, new)) in views {
        let modify = changes.iter().find(|change| change.table == name && change.op == Op::Modify).expect(name);
        assert_eq!(modify.view_type, view_type);
        assert_eq!((modify.old_image.is_some(), modify.new_image.is_some()), (old, new), "{name}");
    }
    capture.stop().await;
}

/// All tables of an endpoint, which may be written to.
pub fn tables(clients: &Clients) -> AwsTables {
    AwsTables::new(clients, TableSelection::All, WritePermission::Allowed)
}

/// Creates a table with the key `id` (a text) and `at` (a number), and a stream of this view type.
pub async fn create(tables: &AwsTables, name: &str, view_type: ViewType) {
    let key = |name: &str, type_tag: &str| KeyAttribute { name: name.to_owned(), type_tag: type_tag.to_owned() };
    let table = NewTable {
        name: name.to_owned(),
        partition_key: key("id", "S"),
        sort_key: Some(key("at", "N")),
        ttl_attribute: None,
        view_type,
    };
    assert!(tables.create(&table).await.expect(name), "{name} exists already");
}

async fn put(tables: &AwsTables, table: &str, item: Image) {
    tables.write(table, WriteRequest::Put { item, only_if_absent: false }).await.expect("DynamoDB takes it");
}

fn key_attributes(item: usize) -> impl Iterator<Item = (String, AttributeValue)> {
    let number = item.to_string().parse().expect("a number");
    let id = AttributeValue::S(format!("item:{item} \u{e9}"));
    [("id".to_owned(), id), ("at".to_owned(), AttributeValue::N(number))].into_iter()
}

/// Writes as several programs would, and keeps account.
struct Writer {
    tables: AwsTables,
    random: StdRng,
    ledger: Ledger,
}

impl Writer {
    fn new(tables: AwsTables) -> Self {
        Self { tables, random: StdRng::seed_from_u64(SEED), ledger: Ledger::new() }
    }

    fn count(&self) -> usize {
        self.ledger.values().map(Vec::len).sum()
    }

    async fn write(&mut self, writes: usize) {
        for _ in 0..writes {
            let table = *TABLES.choose(&mut self.random).expect("a table");
            let key: Image = key_attributes(self.random.random_range(0..ITEMS_PER_TABLE)).collect();
            self.write_one(table, key).await;
        }
    }

    async fn write_one(&mut self, table: &str, key: Image) {
        let item_key = ItemKey::from_image(&key).expect("a key");
        let version = self.count();
        let entries = self.ledger.entry((table.to_owned(), item_key)).or_default();
        let old = entries.last().and_then(|last| last.new.clone());
        let (op, new, request) = match &old {
            Some(_) if self.random.random_bool(0.2) => (Op::Remove, None, WriteRequest::Delete { key }),
            Some(base) if self.random.random_bool(0.5) => {
                let mut item = random::image(&mut self.random, version);
                item.0.extend(key.0);
                (Op::Modify, Some(item.clone()), WriteRequest::Update { base: base.clone(), item })
            }
            old => {
                let mut item = random::image(&mut self.random, version);
                item.0.extend(key.0);
                let op = if old.is_some() { Op::Modify } else { Op::Insert };
                (op, Some(item.clone()), WriteRequest::Put { item, only_if_absent: false })
            }
        };
        self.tables.write(table, request).await.expect("DynamoDB takes it");
        entries.push(Expected { op, old, new });
    }
}

fn by_item(changes: Vec<Change>) -> Ledger {
    let mut ledger = Ledger::new();
    for change in changes {
        let Change { captured, .. } = change;
        let expected = Expected { op: captured.op, old: captured.old_image, new: captured.new_image };
        ledger.entry((captured.table, captured.item_key)).or_default().push(expected);
    }
    ledger
}

/// What captures everything: streams being read into an archive.
pub struct Capture {
    /// What it is captured into.
    pub archive: Archive,
    cancel: CancellationToken,
    supervisor: JoinHandle<()>,
}

impl Capture {
    /// Captures what the endpoint streams into the archive in this folder.
    pub async fn start(clients: &Clients, folder: &Path) -> Self {
        let clock: SharedClock = Arc::new(SystemClock);
        let archive = SqliteArchive::open(folder, clock.clone()).await.expect("an archive").door();
        let cancel = CancellationToken::new();
        let supervisor = Supervisor::new(
            Arc::new(AwsStreamSource::new(&clients.streams, clock.clone())),
            Arc::new(tables(clients)),
            Arc::new(archive.clone()),
            SupervisorOptions::default(),
            clock,
        );
        let supervisor = tokio::spawn(supervisor.run(cancel.clone()));
        Self { archive, cancel, supervisor }
    }

    /// All changes, once there are as many. One more would be noticed as well: the last write is read only after all
    /// before it.
    pub async fn wait_for(&self, count: usize) -> Vec<Change> {
        let mut committed = self.archive.writer.subscribe();
        let arrived = async {
            loop {
                let changes = self.changes().await;
                if changes.len() >= count {
                    return changes;
                }
                committed.changed().await.expect("the archive is open");
            }
        };
        let changes = timeout(PATIENCE, arrived).await;
        let changes = changes.unwrap_or_else(|_| panic!("not all of {count} changes came in {PATIENCE:?}"));
        assert_eq!(changes.len(), count, "more changes than writes");
        changes
    }

    async fn changes(&self) -> Vec<Change> {
        let (mut all, mut after) = (Vec::new(), ChangeId::START);
        loop {
            let scan = self.archive.reader.changes_after(&Query::all(), after, 500).await.expect("the archive answers");
            all.extend(scan.changes);
            after = scan.scanned_to;
            if scan.end {
                return all;
            }
        }
    }

    /// Stops capturing, and closes the archive.
    pub async fn stop(self) {
        self.cancel.cancel();
        self.supervisor.await.expect("the engine ends in order");
        self.archive.writer.close().await.expect("the archive closes");
    }
}
