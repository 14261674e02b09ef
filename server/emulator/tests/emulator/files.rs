//! The embedded DynamoDB's files: its owner's alone, and missed when they go.

use std::fs;

use afterimage_model::{plain_json, write::WriteRequest};

use super::{TABLE, start};

fn put(id: &str) -> WriteRequest {
    let item = plain_json::from_text(&format!(r#"{{"id": "{id}"}}"#)).expect("an item");
    WriteRequest::Put { item, only_if_absent: false }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_written_into_a_file_that_is_gone_and_it_goes_on_when_it_is_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let running = start(folder.path());
    running.create().await;
    running.tables.write(TABLE, put("before")).await.expect("written");
    let (place, away) = (folder.path().join("dynamodb"), folder.path().join("away"));
    fs::rename(&place, &away).expect("moved");

    let refused = running.tables.write(TABLE, put("while it is gone")).await.expect_err("nobody could read it");
    assert!(refused.to_string().contains("dynamodb.sqlite3"), "{refused}");
    assert_eq!(running.emulator.files().absence().map(|absence| absence.name()).as_deref(), Some("dynamodb.sqlite3"));

    fs::rename(&away, &place).expect("moved back");
    running.tables.write(TABLE, put("after")).await.expect("written");
    assert_eq!(running.changes(&running.arn().await).await.len(), 2);
    running.stop().await;
}
