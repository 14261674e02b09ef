//! Time out of joint: a process that stands still, an endpoint that goes away, a clock that jumps.

use std::{sync::Arc, time::Duration};

use afterimage_model::{ChangeId, Query, Timestamp};
use afterimage_server::{archive::SqliteArchive, clock::ManualClock};

use super::{
    endpoint::Endpoint,
    log_growth::page,
    program::Program,
    verify::{archived, assert_intact, assert_is_all, count, everything_arrives, wait_for},
    writer::Writer,
};

/// Longer than any wait between two reads.
const STANDSTILL: Duration = Duration::from_secs(2);

#[tokio::test(flavor = "multi_thread")]
async fn stopped_and_continued_it_goes_on_where_it_was() {
    let endpoint = Endpoint::start().await;
    let mut program = Program::new(&endpoint);
    let mut writer = Writer::start(endpoint.tables(), 2);
    program.start().await;
    for _ in 0..3 {
        writer.more(20).await;
        program.signal("STOP").await;
        tokio::time::sleep(STANDSTILL).await;
        writer.more(20).await;
        program.signal("CONT").await;
    }
    everything_arrives(program, writer).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_that_went_away_is_waited_for() {
    let mut endpoint = Endpoint::start().await;
    let mut program = Program::new(&endpoint);
    let mut writer = Writer::start(endpoint.tables(), 3);
    program.start().await;
    writer.more(50).await;
    let before = writer.finish().await;
    endpoint.go().await;
    program.is_in_trouble().await;
    endpoint.come();
    wait_for(program.data_dir(), count(&before)).await;
    assert_is_all(program.data_dir(), &before).await;

    // What is written from now on arrives as well: the readers came back by themselves.
    let tables = endpoint.tables();
    let more = afterimage_model::write::WriteRequest::Put {
        item: afterimage_model::dynamodb_json::from_text(r#"{"id": {"S": "after"}}"#).expect("an item"),
        only_if_absent: false,
    };
    tables.write(super::endpoint::TABLE, more).await.expect("DynamoDB takes it");
    wait_for(program.data_dir(), count(&before) + 1).await;
    program.stop().await;
    assert_intact(program.data_dir()).await;
    assert_eq!(count(&archived(program.data_dir()).await), count(&before) + 1);
}

#[tokio::test]
async fn a_clock_that_jumps_changes_no_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = Arc::new(ManualClock::new(Timestamp::from_millis(1_795_356_557_412)));
    let day_ms = 86_400_000;
    let mut times = Vec::new();
    for (at, jump_ms) in [0, day_ms, -3 * day_ms, 5, -1].into_iter().enumerate() {
        clock.advance_millis(jump_ms);
        let archive = SqliteArchive::open(folder.path(), clock.clone()).await.expect("the archive opens").door();
        archive.writer.append(page(at, 1, 10)).await.expect("archived");
        archive.writer.close().await.expect("closed");
    }
    let archive = SqliteArchive::open(folder.path(), clock).await.expect("the archive opens").door();
    let scan = archive.reader.changes_after(&Query::all(), ChangeId::START, 100).await.expect("read");
    for change in &scan.changes {
        times.push(change.archived_at);
    }
    let numbers: Vec<String> = scan.changes.iter().map(|change| change.captured.sequence_number.to_string()).collect();
    assert_eq!(numbers, ["1", "2", "3", "4", "5"]);
    assert!(!times.is_sorted(), "the clock did not jump: {times:?}");
    archive.writer.close().await.expect("closed");
}
