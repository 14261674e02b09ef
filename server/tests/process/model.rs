//! The tables of a data model, created by the program at its start.

use std::{path::Path, process::Stdio, time::Duration};

use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::Command,
    time::timeout,
};

/// Amazon's sample of an online shop (MIT-0, see the licence beside it).
fn shop() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/an-online-shop.json")
}

fn program(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_afterimage"));
    command
        .env_clear()
        .env("HOME", home)
        .args(["--listen", "127.0.0.1:0", "--embedded-port", "0"])
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

#[tokio::test]
async fn a_file_that_is_no_model_is_refused_before_anything_is_created() {
    let home = tempfile::tempdir().expect("a folder");
    let file = home.path().join("model.json");
    std::fs::write(&file, r#"{"DataModel": [{"TableName": "shop"}]}"#).expect("a file");
    let data_dir = home.path().join("data");
    let (file, folder) = (file.to_str().expect("a path"), data_dir.to_str().expect("a path"));
    let output = program(home.path(), &["--data-dir", folder, "--model", file]).output().await.expect("it runs");
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{told}");
    for words in ["model.json", "DataModel[0].KeyAttributes", "missing", "Export data model"] {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert!(!data_dir.exists());
}

#[tokio::test]
async fn the_program_starts_with_a_models_tables_and_captures_its_sample_data() {
    let home = tempfile::tempdir().expect("a folder");
    let model = shop();
    let mut child = program(home.path(), &["--model", model.to_str().expect("a path")]).spawn().expect("it starts");
    let mut lines = BufReader::new(child.stderr.take().expect("a pipe")).lines();
    let mut told = String::new();
    let url = timeout(Duration::from_secs(60), async {
        while let Some(line) = lines.next_line().await.expect("text") {
            if let Some((_, url)) = line.split_once("Afterimage is at ") {
                return url.trim().to_owned();
            }
            told.push_str(&line);
        }
        panic!("it ended: {told}")
    });
    let url = url.await.expect("it does not say where it is");
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    assert!(told.contains("Table OnlineShop was created with"), "{told}");
    let http = reqwest::Client::new();
    let archived = timeout(Duration::from_secs(30), async {
        loop {
            let answer = http.get(format!("{url}/api/v1/items/OnlineShop?order=key")).send().await.expect("an answer");
            let page: serde_json::Value = answer.json().await.expect("JSON");
            if page["total"].as_u64().is_some_and(|total| total == 19) {
                return page;
            }
        }
    });
    let page = archived.await.expect("the sample data is not captured");
    assert_eq!(page["items"][0]["table"], "OnlineShop");
    assert!(page["after"].is_null(), "all on one page");
}
