//! What Afterimage relies on in the embedded DynamoDB: that streams outlive a restart, that expired items go, that a
//! stream turned on again is a new one, and that streams forget when they are told to. And what stands before it: web pages
//! are not answered, and files that are gone are not written to.

mod as_amazon;
mod files;
mod strangers;

use std::{path::Path, time::Duration};

use afterimage_archive::IncomingChange;
use afterimage_aws::{AwsStreamSource, AwsTables, Clients};
use afterimage_base::clock::{Clock, SystemClock};
use afterimage_capture::{
    StreamSource,
    selection::{TableSelection, TableTag},
    source::{IteratorStart, ShardAddress, StreamPhase},
    tables::NewTable,
};
use afterimage_emulator::{EmulatedStreams, Emulator, EmulatorPort, RETENTION_TAG};
use afterimage_model::{
    CapturedChange, Op, ViewType,
    health::WritePermission,
    plain_json,
    table::{KeyAttribute, StreamState},
    write::WriteRequest,
};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

const TABLE: &str = "sample-table";

/// How long something may take that takes a few seconds.
const PATIENCE: Duration = Duration::from_secs(60);

struct Running {
    clients: Clients,
    tables: AwsTables,
    streams: EmulatedStreams<AwsStreamSource>,
    emulator: Emulator,
    stop: CancellationToken,
}

fn new_table() -> NewTable {
    NewTable {
        name: TABLE.to_owned(),
        partition_key: KeyAttribute { name: "id".to_owned(), type_tag: "S".to_owned() },
        sort_key: None,
        ttl_attribute: Some("expires_at".to_owned()),
        view_type: ViewType::NewAndOldImages,
    }
}

/// A table's stream forgets what is older than so many seconds.
fn retention(seconds: &str) -> TableTag {
    TableTag { key: RETENTION_TAG.to_owned(), value: seconds.to_owned() }
}

fn start(folder: &Path) -> Running {
    let stop = CancellationToken::new();
    let port = EmulatorPort::take(0).expect("a port");
    let emulator = Emulator::start(folder, port, stop.clone()).expect("an emulator");
    let clients = Clients::embedded(emulator.url());
    let tables = AwsTables::new(&clients, TableSelection::All, WritePermission::Allowed);
    let streams = EmulatedStreams::new(AwsStreamSource::new(&clients.streams, std::sync::Arc::new(SystemClock)));
    Running { clients, tables, streams, emulator, stop }
}

impl Running {
    async fn create(&self) {
        assert!(self.tables.create(&new_table()).await.expect("a table"));
    }

    async fn put(&self, json: &str) {
        let item = plain_json::from_text(json).expect(json);
        self.tables.write(TABLE, WriteRequest::Put { item, only_if_absent: false }).await.expect("written");
    }

    async fn arn(&self) -> String {
        match self.tables.describe(TABLE).await.expect("a table").stream {
            Ok(StreamState::Enabled { arn, .. }) => arn,
            other => panic!("{other:?}"),
        }
    }

    /// Everything in the stream, from its beginning.
    async fn changes(&self, stream_arn: &str) -> Vec<CapturedChange> {
        let page = self.streams.describe_stream(stream_arn, None).await.expect("a stream");
        let [shard] = page.shards.as_slice() else { panic!("not one shard: {page:?}") };
        let shard = ShardAddress {
            table: TABLE.to_owned(),
            stream_arn: stream_arn.to_owned(),
            shard_id: shard.shard_id.clone(),
            view_type: page.view_type,
        };
        let iterator = self.streams.shard_iterator(&shard, &IteratorStart::TrimHorizon).await.expect("an iterator");
        let page = self.streams.records(&shard, &iterator, 1_000).await.expect("records");
        let with_images = |change: IncomingChange| change.map_images(|image| image.to_image().expect("an image"));
        page.changes.iter().cloned().map(with_images).collect()
    }

    async fn stop(self) {
        self.stop.cancel();
        timeout(PATIENCE, self.emulator.stopped()).await.expect("it does not stop");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_goes_on_after_a_restart_where_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let before = start(folder.path());
    before.create().await;
    before.put(r#"{"id": "a", "n": 1}"#).await;
    let arn = before.arn().await;
    let seen = before.changes(&arn).await;
    before.stop().await;

    let after = start(folder.path());
    assert_eq!(after.arn().await, arn);
    after.put(r#"{"id": "a", "n": 2}"#).await;
    let all = after.changes(&arn).await;
    assert_eq!(all.len(), 2);
    assert_eq!((&all[0].sequence_number, &all[0].event_id), (&seen[0].sequence_number, &seen[0].event_id));
    assert!(all[1].sequence_number > all[0].sequence_number);
    assert_eq!(all[1].op, Op::Modify);
    after.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_item_is_deleted_by_the_service() {
    let folder = tempfile::tempdir().expect("a folder");
    let running = start(folder.path());
    running.create().await;
    let arn = running.arn().await;
    let past = SystemClock.now().as_millis() / 1_000 - 60;
    running.put(&format!(r#"{{"id": "cart", "expires_at": {past}}}"#)).await;
    let removed = async {
        loop {
            if let Some(removed) = running.changes(&arn).await.into_iter().find(|change| change.op == Op::Remove) {
                return removed;
            }
        }
    };
    let removed = timeout(PATIENCE, removed).await.expect("it is still there");
    assert!(removed.actor.is_some_and(|actor| actor.is_ttl()));
    assert!(removed.old_image.is_some());
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tag_makes_a_tables_stream_forget_what_is_older_and_no_other_tables() {
    let folder = tempfile::tempdir().expect("a folder");
    let running = start(folder.path());
    running.create().await;
    running.put(r#"{"id": "a", "n": 1}"#).await;
    let arn = running.arn().await;
    running.tables.create(&NewTable { name: "another-table".to_owned(), ..new_table() }).await.expect("a table");
    running.tables.tag("another-table", &retention("0")).await.expect("tagged");
    running.tables.tag(TABLE, &retention("3600")).await.expect("tagged");
    assert_eq!(running.changes(&arn).await.len(), 1, "an hour is not over");
    let forgotten = async {
        while !running.changes(&arn).await.is_empty() {
            running.tables.tag(TABLE, &retention("0")).await.expect("tagged");
        }
    };
    timeout(PATIENCE, forgotten).await.expect("it does not forget");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_with_such_a_tag_forgets_with_each_record_that_comes() {
    let folder = tempfile::tempdir().expect("a folder");
    let running = start(folder.path());
    running.create().await;
    running.tables.tag(TABLE, &retention("0")).await.expect("tagged");
    running.put(r#"{"id": "a", "n": 1}"#).await;
    let arn = running.arn().await;
    let first = running.changes(&arn).await[0].created_at;
    let kept = async {
        for number in 2.. {
            running.put(&format!(r#"{{"id": "a", "n": {number}}}"#)).await;
            let kept = running.changes(&arn).await;
            if kept.last().is_some_and(|newest| newest.created_at > first) {
                return kept;
            }
        }
        Vec::new()
    };
    let kept = timeout(PATIENCE, kept).await.expect("no second passes");
    assert!(kept.iter().all(|change| change.created_at > first), "{kept:?}");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_is_turned_off_is_said_to_be_off_and_read_to_its_end_until_its_table_is_gone() {
    let folder = tempfile::tempdir().expect("a folder");
    let running = start(folder.path());
    running.create().await;
    running.put(r#"{"id": "a", "n": 1}"#).await;
    let arn = running.arn().await;
    let before = running.streams.describe_stream(&arn, None).await.expect("on");
    let (table, shard_id) = (TABLE.to_owned(), before.shards[0].shard_id.clone());
    let shard = ShardAddress { table, stream_arn: arn.clone(), shard_id, view_type: before.view_type };
    let iterator = running.streams.shard_iterator(&shard, &IteratorStart::TrimHorizon).await.expect("an iterator");
    let first = running.streams.records(&shard, &iterator, 1_000).await.expect("records");
    running.put(r#"{"id": "a", "n": 2}"#).await;
    running.tables.disable_stream(TABLE).await.expect("off");

    let off = running.streams.describe_stream(&arn, None).await.expect("still described");
    assert_eq!((off.phase, off.shards), (StreamPhase::Disabled, before.shards));
    let next = first.next_iterator.expect("an open shard");
    let last = running.streams.records(&shard, &next, 1_000).await.expect("what came before it was off");
    assert_eq!(last.changes.len(), 1);
    let end = running.streams.records(&shard, &last.next_iterator.expect("more may be there"), 1_000).await;
    assert_eq!(end.expect("the end").next_iterator, None);

    running.tables.enable_stream(TABLE, ViewType::NewImage).await.expect("on");
    let old = running.streams.describe_stream(&arn, None).await.expect("still described");
    assert_eq!(old.phase, StreamPhase::Disabled, "the table's stream is another one");
    assert!(running.tables.delete_table(TABLE).await.expect("deleted"));
    assert!(running.streams.records(&shard, &next, 1_000).await.is_err());
    running.stop().await;
}

/// What dynoxide keeps in one place is told as two streams' records: each begins where the one before it ends.
#[tokio::test(flavor = "multi_thread")]
async fn an_earlier_stream_ends_where_the_next_one_begins() {
    let folder = tempfile::tempdir().expect("a folder");
    let running = start(folder.path());
    running.create().await;
    running.put(r#"{"id": "a", "n": 1}"#).await;
    let first = running.arn().await;
    let described = running.streams.describe_stream(&first, None).await.expect("on");
    let (table, shard_id) = (TABLE.to_owned(), described.shards[0].shard_id.clone());
    let shard = ShardAddress { table, stream_arn: first.clone(), shard_id, view_type: described.view_type };
    let iterator = running.streams.shard_iterator(&shard, &IteratorStart::TrimHorizon).await.expect("an iterator");
    let page = running.streams.records(&shard, &iterator, 1_000).await.expect("records");
    let (number, next) = (page.changes[0].sequence_number.clone(), page.next_iterator.expect("an open shard"));

    running.tables.disable_stream(TABLE).await.expect("off");
    let off = running.streams.describe_stream(&first, None).await.expect("still described");
    assert!(off.is_final, "no shard of it is still to come");
    let again = running.streams.shard_iterator(&shard, &IteratorStart::AfterSequenceNumber(number.clone())).await;
    let end = running.streams.records(&shard, &again.expect("a place in a stream that is off"), 1_000).await;
    let end = end.expect("the end");
    assert_eq!((end.changes.len(), end.next_iterator), (0, None));

    running.tables.enable_stream(TABLE, ViewType::NewImage).await.expect("on");
    running.put(r#"{"id": "a", "n": 2}"#).await;
    let second = running.arn().await;
    assert_eq!(running.changes(&second).await.len(), 1);
    let from_checkpoint = IteratorStart::AfterSequenceNumber(number);
    let again = running.streams.shard_iterator(&shard, &from_checkpoint).await.expect("an iterator");
    for iterator in [next, again] {
        let end = running.streams.records(&shard, &iterator, 1_000).await.expect("the end");
        assert_eq!((end.changes.len(), end.next_iterator), (0, None), "that is the second stream's");
    }
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_is_turned_on_again_begins_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let running = start(folder.path());
    running.create().await;
    let first = running.arn().await;
    running.put(r#"{"id": "a", "n": 1}"#).await;
    running.tables.disable_stream(TABLE).await.expect("off");
    running.tables.enable_stream(TABLE, ViewType::NewImage).await.expect("on");
    let second = running.arn().await;
    assert_ne!(first, second);
    running.put(r#"{"id": "a", "n": 2}"#).await;
    let changes = running.changes(&second).await;
    assert_eq!(changes.len(), 1, "{changes:?}");
    running.stop().await;
}
