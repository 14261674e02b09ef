//! An archive that was begun when the embedded DynamoDB's streams had other names goes on where it is.

use std::path::Path;

use afterimage_aws::Clients;
use afterimage_emulator::{Emulator, EmulatorPort};
use aws_sdk_dynamodb::types::AttributeValue;
use rusqlite::Connection;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::all_the_way::{at_least, set_stream, start, stop, write_visit};

fn archive(folder: &Path) -> Connection {
    Connection::open(folder.join("archive.sqlite3")).expect("the archive")
}

/// What an earlier version would have archived: the same, under the name that its DynamoDB gave the shard.
fn rename_shards(folder: &Path, table: &str) {
    let renamed = archive(folder)
        .execute("UPDATE shards SET name = 'shardId-00000001-' || ?1 WHERE checkpoint IS NOT NULL", [table])
        .expect("renamed");
    assert_eq!(renamed, 1);
}

/// Writes an item while nobody captures.
async fn write_uncaptured(folder: &Path, visits: u32) {
    let (stop, port) = (CancellationToken::new(), EmulatorPort::take(0).expect("a port"));
    let emulator = Emulator::start(folder, port, stop.clone()).expect("it starts");
    let put = Clients::embedded(emulator.url()).dynamodb.put_item().table_name("demo-users");
    let put = put.item("user_id", AttributeValue::S("user#test".to_owned()));
    put.item("visits", AttributeValue::N(visits.to_string())).send().await.expect("written");
    stop.cancel();
    emulator.stopped().await;
}

fn count(folder: &Path, what: &str) -> u32 {
    archive(folder).query_row(&format!("SELECT COUNT(*) FROM {what}"), [], |row| row.get(0)).expect("a count")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shard_that_is_archived_under_its_old_name_goes_on_from_its_checkpoint() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = start(folder.path(), 0.0).await;
    for visits in 1..=3 {
        write_visit(&program.0, visits).await;
    }
    at_least(&program.0, 3).await;
    stop(program).await;
    rename_shards(folder.path(), "demo-users");
    write_uncaptured(folder.path(), 4).await;

    for visits in [5, 6] {
        let program = start(folder.path(), 0.0).await;
        write_visit(&program.0, visits).await;
        let changes = at_least(&program.0, visits as usize).await;
        let told: Vec<_> = changes.iter().map(|change| change["new_image"]["visits"]["N"].clone()).collect();
        let expected: Vec<_> = (1..=visits).map(|visits| visits.to_string()).collect();
        assert_eq!(told, expected, "each once, in order");
        assert!(changes.iter().all(|change| change["shard_id"] == "shardId-00000001-demo-users"), "{changes:?}");
        stop(program).await;
    }
    assert_eq!((count(folder.path(), "changes"), count(folder.path(), "gaps")), (6, 0));
}

/// The table's stream as an earlier version named it.
fn own_arn(folder: &Path, table: &str) -> String {
    let embedded = Connection::open(folder.join("dynamodb/dynamodb.sqlite3")).expect("the embedded data");
    let select = "SELECT stream_label FROM _tables WHERE table_name = ?1";
    let label: String = embedded.query_row(select, [table], |row| row.get(0)).expect("a label");
    format!("arn:aws:dynamodb:dynoxide:000000000000:table/{table}/stream/{label}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_that_is_archived_under_old_names_goes_on_under_them_from_stream_to_stream() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = start(folder.path(), 0.0).await;
    for visits in 1..=3 {
        write_visit(&program.0, visits).await;
    }
    at_least(&program.0, 3).await;
    stop(program).await;
    rename_shards(folder.path(), "demo-users");
    let own = own_arn(folder.path(), "demo-users");
    let renamed = archive(folder.path())
        .execute("UPDATE streams SET arn = ?1 WHERE arn LIKE '%:table/demo-users/stream/%'", [&own])
        .expect("renamed");
    assert_eq!(renamed, 1);
    write_uncaptured(folder.path(), 4).await;

    let program = start(folder.path(), 0.0).await;
    write_visit(&program.0, 5).await;
    let changes = at_least(&program.0, 5).await;
    assert!(changes.iter().all(|change| change["stream_arn"] == *own), "{changes:?}");
    assert_eq!(set_stream(&program.0, json!({ "view_type": null })).await, 204);
    assert_eq!(set_stream(&program.0, json!({ "view_type": "NEW_AND_OLD_IMAGES" })).await, 204);
    write_visit(&program.0, 6).await;
    let changes = at_least(&program.0, 6).await;
    let told: Vec<_> = changes.iter().map(|change| change["new_image"]["visits"]["N"].clone()).collect();
    assert_eq!(told, ["1", "2", "3", "4", "5", "6"], "each once, in order");
    let next = changes[5]["stream_arn"].as_str().expect("an ARN");
    assert!(next.starts_with("arn:aws:dynamodb:dynoxide:") && *next > *own, "{next}");
    stop(program).await;
    assert_eq!((count(folder.path(), "changes"), count(folder.path(), "gaps")), (6, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_archive_has_amazons_names() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = start(folder.path(), 0.0).await;
    write_visit(&program.0, 1).await;
    let changes = at_least(&program.0, 1).await;
    let arn = changes[0]["stream_arn"].as_str().expect("an ARN");
    assert!(arn.starts_with("arn:aws:dynamodb:us-east-1:000000000000:table/demo-users/stream/2"), "{arn}");
    assert_eq!(changes[0]["shard_id"].as_str().map(str::len), Some(37));
    stop(program).await;
}
