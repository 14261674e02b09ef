//! Time out of joint: a process that stands still, an endpoint that goes away.

use std::time::Duration;

use afterimage_test_archive::file::assert_intact;

use super::{
    endpoint::Endpoint,
    program::Program,
    verify::{archived, assert_is_all, count, everything_arrives, wait_for},
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
