//! The whole program in this process: a write goes all the way, and a restart loses and repeats nothing.

use std::{collections::BTreeSet, path::Path, time::Duration};

use afterimage_server::{
    config::{ServeOptions, Source, StartAt, TableSelection},
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
    }
}

async fn start(data_dir: &Path, demo_rate: f64) -> (Running, CancellationToken) {
    let shutdown = CancellationToken::new();
    let running = program::serve(options(data_dir, demo_rate), shutdown.clone()).await.expect("it starts");
    (running, shutdown)
}

async fn stop((running, shutdown): (Running, CancellationToken)) {
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
async fn at_least(running: &Running, count: usize) -> Vec<Value> {
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
