//! A write goes all the way, and a restart loses and repeats nothing.

use std::{collections::BTreeSet, path::Path, time::Duration};

use afterimage_capture::selection::TableSelection;
use afterimage_server::{
    config::{ServeOptions, Source, StartAt},
    program::{self, Running},
};
use serde_json::{Value, json};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// How long something may take that takes a second.
const PATIENCE: Duration = Duration::from_secs(60);

fn options(data_dir: &Path, demo_rate: f64) -> ServeOptions {
    ServeOptions {
        listen: "127.0.0.1:0".parse().expect("an address"),
        data_dir: data_dir.to_owned(),
        source: Source::Embedded { port: 0 },
        tables: TableSelection::All,
        start: StartAt::TrimHorizon,
        demo_rate,
        model: None,
    }
}

/// A program that runs, and what stops it.
pub type Program = (Running, CancellationToken);

pub async fn start(data_dir: &Path, demo_rate: f64) -> Program {
    let shutdown = CancellationToken::new();
    let running = program::serve(options(data_dir, demo_rate), shutdown.clone()).await.expect("it starts");
    (running, shutdown)
}

pub async fn stop((running, shutdown): Program) {
    shutdown.cancel();
    timeout(PATIENCE, running.finished()).await.expect("it does not stop").expect("it stops well");
}

/// All archived changes.
async fn archived(running: &Running) -> Vec<Value> {
    let (client, mut after, mut all) = (reqwest::Client::new(), json!(0), Vec::new());
    loop {
        let url = format!("{}/api/v1/changes?after={after}&limit=500", running.url());
        let page: Value = client.get(url).send().await.expect("an answer").json().await.expect("JSON");
        all.extend(page["changes"].as_array().expect("changes").iter().cloned());
        if page["end"] == true {
            return all;
        }
        after = page["next_after"].clone();
    }
}

/// Waits until there are at least so many changes.
pub async fn at_least(running: &Running, count: usize) -> Vec<Value> {
    let waiting = async {
        loop {
            let changes = archived(running).await;
            if changes.len() >= count {
                return changes;
            }
        }
    };
    timeout(PATIENCE, waiting).await.expect("the changes do not arrive")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_through_the_api_arrives_as_a_change() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = start(folder.path(), 0.0).await;
    let body = json!({"action": "put", "item": {"user_id": {"S": "user#test"}, "visits": {"N": "1"}}});
    let url = format!("{}/api/v1/items/demo-users", program.0.url());
    let written = reqwest::Client::new().post(url).json(&body).send().await.expect("an answer");
    assert!(written.status().is_success(), "{}", written.text().await.unwrap_or_default());
    let changes = at_least(&program.0, 1).await;
    assert_eq!(changes[0]["op"], "INSERT");
    assert_eq!(changes[0]["new_image"], body["item"]);
    stop(program).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_metric_says_what_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = start(folder.path(), 10.0).await;
    at_least(&program.0, 1).await;
    let told =
        reqwest::get(format!("{}/metrics", program.0.url())).await.expect("an answer").text().await.expect("text");
    let names = |of: &str| -> BTreeSet<String> {
        let lines = told.lines().filter_map(|line| line.strip_prefix(of)?.split(' ').next().map(str::to_owned));
        lines.collect()
    };
    let (typed, explained) = (names("# TYPE "), names("# HELP "));
    assert!(
        typed.contains("afterimage_stream_records_total") && typed.contains("afterimage_archive_rows_total"),
        "{told}"
    );
    assert_eq!(typed.difference(&explained).collect::<Vec<_>>(), Vec::<&String>::new());
    stop(program).await;
}

/// Turns a table's stream on or off through the API.
pub async fn set_stream(running: &Running, body: Value) -> reqwest::StatusCode {
    let url = format!("{}/api/v1/tables/demo-users/stream", running.url());
    reqwest::Client::new().put(url).json(&body).send().await.expect("an answer").status()
}

/// Waits until the table's stream is off and read to its end.
async fn stream_is_over(running: &Running) {
    let url = format!("{}/api/v1/tables", running.url());
    let waiting = async {
        loop {
            let answer: Value = reqwest::get(&url).await.expect("an answer").json().await.expect("JSON");
            let mut tables = answer["tables"].as_array().expect("tables").iter();
            if tables.any(|table| {
                table["name"] == "demo-users" && table["stream"]["state"] == "off" && table["shards"] == json!([])
            }) {
                return;
            }
        }
    };
    timeout(PATIENCE, waiting).await.unwrap_or_else(|_| panic!("the stream does not end"));
}

pub async fn write_visit(running: &Running, visits: u32) {
    let body = json!({"item": {"user_id": {"S": "user#test"}, "visits": {"N": visits.to_string()}}});
    let url = format!("{}/api/v1/items/demo-users", running.url());
    let written = reqwest::Client::new().post(url).json(&body).send().await.expect("an answer");
    assert!(written.status().is_success(), "{}", written.text().await.unwrap_or_default());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_turned_off_and_on_again_is_another_one_and_the_items_timeline_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = start(folder.path(), 0.0).await;
    write_visit(&program.0, 1).await;
    at_least(&program.0, 1).await;
    assert_eq!(set_stream(&program.0, json!({"view_type": null})).await, 204);
    stream_is_over(&program.0).await;
    assert_eq!(set_stream(&program.0, json!({"view_type": null})).await, 409, "it is off already");
    assert_eq!(set_stream(&program.0, json!({"view_type": "NEW_IMAGE"})).await, 204);
    write_visit(&program.0, 2).await;
    let changes = at_least(&program.0, 2).await;
    assert_ne!(changes[0]["stream_arn"], changes[1]["stream_arn"]);
    assert_eq!(changes[1]["view_type"], "NEW_IMAGE");
    assert_eq!(changes[0]["keys"], changes[1]["keys"]);
    stop(program).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_stream_shall_be_has_to_be_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = start(folder.path(), 0.0).await;
    assert_eq!(set_stream(&program.0, json!({})).await, 422);
    assert_eq!(set_stream(&program.0, json!({"view_type": "EVERYTHING"})).await, 422);
    assert_eq!(set_stream(&program.0, json!({"view_type": "NEW_IMAGE"})).await, 409, "it is on already");
    stop(program).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restart_every_change_is_there_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut seen = 0;
    for _ in 0..3 {
        let program = start(folder.path(), 100.0).await;
        let changes = at_least(&program.0, seen + 30).await;
        let places: BTreeSet<String> =
            changes.iter().map(|change| format!("{} {}", change["stream_arn"], change["sequence_number"])).collect();
        assert_eq!(places.len(), changes.len(), "a change was archived twice");
        seen = changes.len();
        stop(program).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_embedded_dynamodbs_file_it_is_not_ready_until_the_same_file_is_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = start(folder.path(), 0.0).await;
    let file = folder.path().join("dynamodb/dynamodb.sqlite3");
    let away = file.with_file_name("away");
    std::fs::rename(&file, &away).expect("moved");
    let failing = readiness(&program.0, 503).await;
    let named = failing["failing"].as_array().expect("checks").iter();
    let mut details = named.filter_map(|check| check["detail"].as_str());
    assert!(details.any(|detail| detail.contains("dynamodb.sqlite3 was removed")), "{failing}");
    std::fs::rename(&away, &file).expect("moved back");
    readiness(&program.0, 200).await;
    write_visit(&program.0, 1).await;
    at_least(&program.0, 1).await;
    stop(program).await;
}

/// Waits until this is what the question for readiness is answered with.
async fn readiness(running: &Running, status: u16) -> Value {
    let url = format!("{}/api/v1/health/ready", running.url());
    let waiting = async {
        loop {
            let answer = reqwest::get(&url).await.expect("an answer");
            if answer.status() == status {
                return answer.json().await.expect("JSON");
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    timeout(PATIENCE, waiting).await.unwrap_or_else(|_| panic!("it is not {status}"))
}
