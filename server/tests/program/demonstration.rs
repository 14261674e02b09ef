//! The demonstration on a running program with its embedded DynamoDB: each step is asked for as the page does, and what
//! it tells is compared with what the API has.

use std::{path::Path, time::Duration};

use afterimage_app::api::{PAGE_HEADER, PAGE_HEADER_VALUE};
use afterimage_capture::selection::TableSelection;
use afterimage_model::{
    Op, SequenceNumber, ViewType,
    demonstration::{Demonstration, Run, StoryStep},
};
use afterimage_server::{
    config::{ServeOptions, Source, StartAt},
    program::{self, Running},
};
use serde_json::{Value, json};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// How long something may take that takes some seconds.
const PATIENCE: Duration = Duration::from_secs(60);

struct Stage {
    running: Running,
    shutdown: CancellationToken,
    http: reqwest::Client,
}

async fn start(data_dir: &Path, tables: TableSelection) -> Stage {
    let shutdown = CancellationToken::new();
    let options = ServeOptions {
        listen: "127.0.0.1:0".parse().expect("an address"),
        data_dir: data_dir.to_owned(),
        source: Source::Embedded { port: 0 },
        tables,
        start: StartAt::TrimHorizon,
        demo_rate: 0.0,
        model: None,
    };
    let running = program::serve(options, shutdown.clone()).await.expect("it starts");
    Stage { running, shutdown, http: reqwest::Client::new() }
}

impl Stage {
    async fn post(&self, endpoint: &str, body: Value) -> Result<Demonstration, String> {
        let request = self
            .http
            .post(format!("{}/ui/{endpoint}", self.running.url()))
            .header(PAGE_HEADER, PAGE_HEADER_VALUE)
            .json(&body);
        let answer = request.send().await.expect("an answer");
        let (ok, text) = (answer.status().is_success(), answer.text().await.expect("text"));
        if ok { Ok(serde_json::from_str(&text).expect(&text)) } else { Err(text) }
    }

    async fn take(&self, step: StoryStep, run: Option<u64>) -> Result<Run, String> {
        let told = self.post("demonstration_step", json!({"step": step, "run": run})).await?;
        Ok(told.run.expect("a run"))
    }

    async fn state(&self) -> Demonstration {
        let request =
            self.http.get(format!("{}/ui/demonstration", self.running.url())).header(PAGE_HEADER, PAGE_HEADER_VALUE);
        let answer = request.send().await.expect("an answer");
        answer.json().await.expect("JSON")
    }

    /// What the API has of a table, oldest first.
    async fn archived(&self, table: &str) -> Vec<Value> {
        let url = format!("{}/api/v1/changes?q=table:{table}&limit=500", self.running.url());
        let page: Value = reqwest::get(url).await.expect("an answer").json().await.expect("JSON");
        page["changes"].as_array().expect("changes").clone()
    }

    async fn stream_state(&self, table: &str) -> String {
        let url = format!("{}/api/v1/tables", self.running.url());
        let told: Value = reqwest::get(url).await.expect("an answer").json().await.expect("JSON");
        let mut tables = told["tables"].as_array().expect("tables").iter();
        let state = tables.find(|it| it["name"] == table).map(|it| it["stream"]["state"].clone());
        state.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    async fn until(&self, is_so: impl Fn(&Run) -> bool) -> Run {
        let waiting = async {
            loop {
                if let Some(run) = self.state().await.run.filter(&is_so) {
                    return run;
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        };
        timeout(PATIENCE, waiting).await.expect("it does not come to that")
    }

    async fn stop(self) {
        self.shutdown.cancel();
        timeout(PATIENCE, self.running.finished()).await.expect("it stops").expect("it stops well");
    }
}

fn sequence_numbers(changes: &[Value]) -> Vec<SequenceNumber> {
    let number = |change: &Value| change["sequence_number"].as_str().expect("digits").parse().expect("a number");
    changes.iter().map(number).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_story_is_told_with_real_records_and_the_archive_outlives_the_stream() {
    let folder = tempfile::tempdir().expect("a folder");
    let stage = start(folder.path(), TableSelection::All).await;
    assert_eq!(stage.state().await, Demonstration { refusal: None, run: None });

    let enabled = stage.take(StoryStep::Enable, None).await.expect("tables");
    assert_eq!(enabled.number, 1);
    assert!(enabled.is_captured(), "{enabled:?}");
    let again = stage.take(StoryStep::Enable, Some(1)).await.expect("the same tables");
    assert_eq!(again.tables, enabled.tables, "what is on stays on");

    let written = stage.take(StoryStep::Write, Some(1)).await.expect("an item");
    let main = written.main().expect("the main table").name.clone();
    let (version, insert) = written.result(StoryStep::Write).expect("an INSERT").clone();
    let archived = stage.archived(&main).await;
    assert_eq!((version, archived.len()), (1, 1));
    assert_eq!(json!(insert.sequence_number), archived[0]["sequence_number"]);
    assert_eq!(written.sent(StoryStep::Write).map(|sent| &sent.item_key), written.item_key.as_ref());

    let read = stage.take(StoryStep::Read, Some(1)).await.expect("a reading");
    let stream = read.stream.as_ref().expect("the stream answers");
    assert_eq!(stream.shard_id, insert.shard_id);
    assert_eq!(stream.records.len(), 1);
    assert_eq!((&stream.records[0].sequence_number, stream.records[0].op), (&insert.sequence_number, Op::Insert));

    let changed = stage.take(StoryStep::Change, Some(1)).await.expect("a change");
    let images: Vec<_> = changed
        .tables
        .iter()
        .map(|table| {
            let modify = Run::same_in(table, 2).expect("the same change");
            (table.view_type, modify.old_image.is_some(), modify.new_image.is_some())
        })
        .collect();
    let carried = [
        (ViewType::KeysOnly, false, false),
        (ViewType::NewImage, false, true),
        (ViewType::OldImage, true, false),
        (ViewType::NewAndOldImages, true, true),
    ];
    assert_eq!(images, carried);

    let expiring = stage.take(StoryStep::Expire, Some(1)).await.expect("an end in sight");
    assert!(expiring.expires_at().is_some() || expiring.result(StoryStep::Expire).is_some());
    let expired = stage.until(|run| run.tables.iter().all(|table| table.versions.len() == 4)).await;
    let (_, removed) = expired.result(StoryStep::Expire).expect("a removal");
    assert_eq!(removed.actor.as_ref().map(|actor| actor.principal_id.as_str()), Some("dynamodb.amazonaws.com"));
    let refused = stage.take(StoryStep::Change, Some(1)).await.expect_err("there is no item");
    assert!(refused.contains("step 2"), "{refused}");

    let retained = stage.take(StoryStep::Retain, Some(1)).await.expect("forgotten");
    assert_eq!(retained.stream.as_ref().map(|stream| stream.records.len()), Some(0));
    assert!(retained.has_outlived_its_stream());
    let kept: Vec<_> = retained.versions().iter().map(|(_, change)| change.sequence_number.clone()).collect();
    assert_eq!(kept.len(), 4);
    assert_eq!(kept, sequence_numbers(&stage.archived(&main).await));
    stage.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_was_started_over_is_not_changed_by_a_window_that_shows_it_still() {
    let folder = tempfile::tempdir().expect("a folder");
    let stage = start(folder.path(), TableSelection::All).await;
    let first = stage.take(StoryStep::Enable, None).await.expect("tables");
    stage.take(StoryStep::Write, Some(1)).await.expect("an item");
    let told = stage.post("demonstration_reset", json!({"run": 1})).await.expect("started over");
    assert_eq!(told.run, None);
    let late = stage.take(StoryStep::Write, Some(1)).await.expect_err("the run is over");
    assert!(late.contains("another window"), "{late}");
    assert!(stage.post("demonstration_reset", json!({"run": 1})).await.is_err());

    let second = stage.take(StoryStep::Enable, None).await.expect("other tables");
    assert_eq!((second.number, second.item_key), (2, None));
    let main = first.main().expect("the main table").name.clone();
    assert_eq!(stage.archived(&main).await.len(), 1, "the archive keeps the first run");

    let gone = async {
        while stage.stream_state(&main).await != "table_gone" {
            let health = reqwest::get(format!("{}/api/v1/health", stage.running.url())).await.expect("an answer");
            let health: Value = health.json().await.expect("JSON");
            assert_eq!(health["ready"], true, "nothing is out of order meanwhile: {health}");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    timeout(PATIENCE, gone).await.expect("the first run's tables are deleted");
    let gaps: Value = reqwest::get(format!("{}/api/v1/gaps", stage.running.url()))
        .await
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    assert_eq!(gaps["gaps"], json!([]), "nothing is missing");
    let kept = stage.state().await.run.expect("the second run is untouched");
    assert!(kept.number == 2 && kept.is_captured(), "{kept:?}");
    stage.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_item_is_written_anew_each_time_and_the_story_goes_on_with_the_last() {
    let folder = tempfile::tempdir().expect("a folder");
    let stage = start(folder.path(), TableSelection::All).await;
    stage.take(StoryStep::Enable, None).await.expect("tables");
    let refused = stage.take(StoryStep::Change, Some(1)).await.expect_err("there is no item");
    assert!(refused.contains("step 2"), "{refused}");
    for number in 1..=2 {
        let written = stage.take(StoryStep::Write, Some(1)).await.expect("an item");
        assert_eq!(written.item_key.map(|key| key.to_string()), Some(format!("order_id=order-{number}")));
    }
    let changed = stage.take(StoryStep::Change, Some(1)).await.expect("a change");
    let changed = stage.take(StoryStep::Change, Some(changed.number)).await.expect("another");
    assert_eq!(changed.versions().len(), 3);
    stage.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_does_not_follow_its_tables_says_why_there_is_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let stage = start(folder.path(), TableSelection::Named(vec!["demo-users".to_owned()])).await;
    let refusal = stage.state().await.refusal.expect("a reason");
    assert!(refusal.contains("without --table"), "{refusal}");
    let refused = stage.take(StoryStep::Enable, None).await.expect_err("no demonstration");
    assert!(refused.contains("without --table"), "{refused}");
    stage.stop().await;
}
