//! An archive that was begun when the embedded DynamoDB's streams had other names goes on where it is.

use std::path::Path;

use afterimage_aws::Clients;
use afterimage_emulator::{Emulator, EmulatorPort};
use aws_sdk_dynamodb::types::AttributeValue;
use rusqlite::Connection;
use tokio_util::sync::CancellationToken;

use crate::all_the_way::{at_least, start, stop, write_visit};

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
