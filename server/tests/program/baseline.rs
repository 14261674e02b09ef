//! Version 0 of items that are older than capture, against the embedded DynamoDB.

use std::{path::Path, time::Duration};

use afterimage_archive_sqlite::SqliteArchive;
use afterimage_aws::{AwsTables, Clients};
use afterimage_base::clock::{Clock, SystemClock};
use afterimage_capture::selection::TableSelection;
use afterimage_model::{Timestamp, ViewType, health::WritePermission, plain_json, table::Gap, write::WriteRequest};
use afterimage_server::{
    config::{ServeOptions, Source, StartAt},
    program::{self, Running},
};
use serde_json::{Value, json};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

const PATIENCE: Duration = Duration::from_secs(60);

const TABLE: &str = "demo-users";

/// The program while it runs, and the way to its embedded tables.
struct Program {
    running: Running,
    shutdown: CancellationToken,
    tables: AwsTables,
}

impl Program {
    async fn start(data_dir: &Path, start: StartAt) -> Self {
        let options = ServeOptions {
            listen: "127.0.0.1:0".parse().expect("an address"),
            data_dir: data_dir.to_owned(),
            source: Source::Embedded { port: 0 },
            tables: TableSelection::Named(vec![TABLE.to_owned()]),
            start,
            demo_rate: 0.0,
            model: None,
        };
        let shutdown = CancellationToken::new();
        let running = program::serve(options, shutdown.clone()).await.expect("it starts");
        let afterimage_model::health::Endpoint::Embedded { url } = running.endpoint.clone() else {
            panic!("not the embedded DynamoDB")
        };
        let tables = AwsTables::new(&Clients::embedded(&url), TableSelection::All, WritePermission::Allowed);
        Self { running, shutdown, tables }
    }

    async fn put(&self, id: &str, visits: u32) {
        let item = plain_json::from_text(&format!(r#"{{"user_id": "{id}", "visits": {visits}}}"#)).expect("an item");
        let request = WriteRequest::Put { item, only_if_absent: false };
        self.tables.write(TABLE, request).await.expect("written");
    }

    async fn json(&self, path: &str) -> Value {
        let url = format!("{}{path}", self.running.url());
        reqwest::get(url).await.expect("an answer").json().await.expect("JSON")
    }

    /// Each change as `OP item visits`, in the archive's order.
    async fn changes(&self) -> Vec<String> {
        let page = self.json("/api/v1/changes?limit=1000").await;
        let told = |change: &Value| {
            let visits = change["new_image"]["visits"]["N"].as_str().unwrap_or("gone");
            format!("{} {} {visits}", text(&change["op"]), text(&change["keys"]["user_id"]["S"]))
        };
        page["changes"].as_array().expect("changes").iter().map(told).collect()
    }

    async fn until(&self, what: &str, holds: impl AsyncFn() -> bool) {
        let waiting = async {
            while !holds().await {
                tokio::task::yield_now().await;
            }
        };
        timeout(PATIENCE, waiting).await.unwrap_or_else(|_| panic!("waited in vain until {what}"));
    }

    async fn table(&self) -> Value {
        let answer = self.json("/api/v1/tables").await;
        let tables = answer["tables"].as_array().expect("tables");
        tables.iter().find(|table| table["name"] == TABLE).cloned().unwrap_or_default()
    }

    async fn baseline(&self) -> Value {
        self.table().await["baseline"].clone()
    }

    /// Begun with the latest, a shard is read from the moment when its first iterator was given.
    async fn until_stream_is_read(&self) {
        let is_read = |shard: &Value| shard["caught_up_at"].is_string();
        self.until("the stream is read", async || {
            self.table().await["shards"].as_array().is_some_and(|shards| shards.iter().any(is_read))
        })
        .await;
    }

    async fn until_baseline_is_done(&self) -> Value {
        self.until("the baseline is done", async || self.baseline().await["finished_at"].is_string()).await;
        self.baseline().await
    }

    async fn take_baseline(&self) -> reqwest::StatusCode {
        let url = format!("{}/api/v1/tables/{TABLE}/baseline", self.running.url());
        reqwest::Client::new().post(url).json(&json!({})).send().await.expect("an answer").status()
    }

    async fn stop(self) {
        self.shutdown.cancel();
        timeout(PATIENCE, self.running.finished()).await.expect("it does not stop").expect("it stops well");
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Items of which the archive knows nothing: they are written, and then the archive is lost and the stream forgotten.
async fn with_items_from_before_capture(data_dir: &Path, count: u32) {
    let program = Program::start(data_dir, StartAt::TrimHorizon).await;
    for number in 0..count {
        program.put(&format!("old-{number:02}"), number).await;
    }
    program.tables.disable_stream(TABLE).await.expect("off");
    program.stop().await;
    let program = Program::start(data_dir, StartAt::TrimHorizon).await;
    program.tables.enable_stream(TABLE, ViewType::NewAndOldImages).await.expect("on");
    program.stop().await;
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(data_dir.join(format!("archive.sqlite3{suffix}")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn items_from_before_capture_get_a_version_0_once_and_later_changes_follow_it() {
    let folder = tempfile::tempdir().expect("a folder");
    with_items_from_before_capture(folder.path(), 12).await;
    let program = Program::start(folder.path(), StartAt::Latest).await;
    program.until_stream_is_read().await;
    // Known through the stream: no version 0 of it, whatever the scan finds.
    program.put("new", 1).await;
    program.until("the new item is archived", async || program.changes().await == ["INSERT new 1"]).await;
    assert_eq!(program.take_baseline().await, 202);
    let baseline = program.until_baseline_is_done().await;
    assert_eq!((&baseline["items_scanned"], &baseline["items_added"]), (&json!(13), &json!(12)));
    let mut told = program.changes().await;
    told.sort();
    let expected = (0..12).map(|number| format!("BASELINE old-{number:02} {number}"));
    assert_eq!(told, expected.chain(["INSERT new 1".to_owned()]).collect::<Vec<_>>());

    assert_eq!(program.take_baseline().await, 202);
    program
        .until("a second baseline is done", async || {
            let again = program.baseline().await;
            again["finished_at"].is_string() && again["started_at"] != baseline["started_at"]
        })
        .await;
    assert_eq!(program.baseline().await["items_added"], 0, "a version 0 was archived twice");
    let page = program.json("/api/v1/changes?q=op:insert").await;
    let changed_at = &page["changes"][0]["created_at"];
    assert!(changed_at.is_string());
    assert_eq!(&program.table().await["last_change_at"], changed_at, "a scan is no change");

    program.put("old-03", 100).await;
    program.until("the change is archived", async || program.changes().await.len() == 14).await;
    let life = program.json(&format!("/api/v1/items/{TABLE}/user_id=old-03/changes")).await;
    let ops: Vec<String> =
        life["changes"].as_array().expect("changes").iter().map(|change| text(&change["op"])).collect();
    assert_eq!(ops, ["MODIFY", "BASELINE"]);
    program.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_with_a_baseline_takes_one_of_each_table_and_not_again_with_the_next_start() {
    let folder = tempfile::tempdir().expect("a folder");
    with_items_from_before_capture(folder.path(), 3).await;
    let program = Program::start(folder.path(), StartAt::Baseline).await;
    let first = program.until_baseline_is_done().await;
    assert_eq!(first["items_added"], 3);
    assert_eq!(program.table().await["last_change_at"], Value::Null, "nothing has changed that is known of");
    program.stop().await;
    let program = Program::start(folder.path(), StartAt::Baseline).await;
    program.until("the last baseline is shown", async || program.baseline().await == first).await;
    assert_eq!(program.changes().await.len(), 3);
    program.stop().await;
}

/// What was lost while nobody read is told as one change of each item that is no longer as it was known.
#[tokio::test(flavor = "multi_thread")]
async fn after_a_gap_a_baseline_tells_what_the_gap_has_swallowed() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = Program::start(folder.path(), StartAt::TrimHorizon).await;
    for id in ["same", "changed", "removed"] {
        program.put(id, 1).await;
    }
    program.until("all are archived", async || program.changes().await.len() == 3).await;
    program.tables.disable_stream(TABLE).await.expect("off");
    program.stop().await;
    // Nobody sees this: the stream is off.
    let program = Program::start(folder.path(), StartAt::TrimHorizon).await;
    program.put("changed", 2).await;
    let key = plain_json::from_text(r#"{"user_id": "removed"}"#).expect("a key");
    program.tables.write(TABLE, WriteRequest::Delete { key }).await.expect("deleted");
    program.tables.enable_stream(TABLE, ViewType::NewAndOldImages).await.expect("on");
    program.stop().await;
    record_gap(folder.path()).await;

    let program = Program::start(folder.path(), StartAt::TrimHorizon).await;
    assert_eq!(program.take_baseline().await, 202);
    program.until_baseline_is_done().await;
    let mut told = program.changes().await.split_off(3);
    told.sort();
    assert_eq!(told, ["BASELINE changed 2", "BASELINE removed gone"]);
    let removed = program.json(&format!("/api/v1/items/{TABLE}/user_id=removed/changes")).await;
    assert_eq!(removed["item"]["alive"], false);
    program.stop().await;
}

/// A page of the scan waits for the next reads of the quiet stream. One scan may be lucky and meet them; not many.
#[tokio::test(flavor = "multi_thread")]
async fn it_is_told_that_a_page_waits_for_the_stream() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = Program::start(folder.path(), StartAt::TrimHorizon).await;
    program.put("any", 1).await;
    let waits = async || {
        program.take_baseline().await;
        program.baseline().await["waiting_for_stream"] == true
    };
    program.until("a baseline waits", waits).await;
    assert_eq!(program.until_baseline_is_done().await["waiting_for_stream"], false);
    program.stop().await;
}

async fn record_gap(data_dir: &Path) {
    let archive = SqliteArchive::open(data_dir, std::sync::Arc::new(SystemClock)).await.expect("the archive").door();
    let detected_at: Timestamp = SystemClock.now();
    let gap = Gap {
        table: TABLE.to_owned(),
        stream_arn: "arn".to_owned(),
        shard_id: "shard".to_owned(),
        after_sequence_number: None,
        until_sequence_number: None,
        cause: "trimmed".to_owned(),
        detected_at,
    };
    archive.writer.record_gap(gap).await.expect("recorded");
    archive.writer.close().await.expect("closed");
}
