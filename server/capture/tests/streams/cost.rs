//! What it costs to know which shards there are.

use std::time::Duration;

use afterimage_capture::polling::PollIntervals;

use super::{
    endpoint::Filter,
    rig::{Rig, seconds},
    scenarios::is_ended,
};

#[tokio::test(start_paused = true)]
async fn an_idle_hour_of_a_hundred_streams_costs_a_description_a_minute_each() {
    let mut rig = Rig::new(1);
    let idle = Duration::from_secs(30);
    rig.options.poll = PollIntervals { idle, ..PollIntervals::default() };
    for table in 0..100 {
        rig.endpoint.add_stream(&format!("table-{table:03}"), 1, &[("a", None)]);
    }
    let running = rig.start();
    seconds(120).await;
    let calls = || {
        let state = rig.endpoint.state();
        (state.described_at.len(), state.listed_streams_of.len())
    };
    let before = calls();
    seconds(3_600).await;
    let after = calls();
    running.stop().await;
    let (descriptions, lists) = (after.0 - before.0, after.1 - before.1);
    eprintln!("an idle hour of 100 streams: {descriptions} calls of DescribeStream, {lists} of ListStreams");
    assert!((5_400..=6_700).contains(&descriptions), "{descriptions}");
    assert_eq!(lists, 0);
}

/// A stream of forty shards, whose description has fourteen pages.
fn forty_shards() -> (Rig, String) {
    let rig = Rig::new(1);
    let ids: Vec<String> = (0..40).map(|at| format!("shard-{at:03}")).collect();
    let shards: Vec<(&str, Option<&str>)> = ids.iter().map(|id| (id.as_str(), None)).collect();
    let arn = rig.endpoint.add_stream("orders", 1, &shards);
    (rig, arn)
}

/// The last of the shards is closed, and the change is its child's; tells how many descriptions that cost.
async fn split_one(rig: &Rig, arn: &str, child: &str) -> usize {
    let (before, archived) = (rig.endpoint.state().described_at.len(), rig.ledger.count());
    {
        let mut state = rig.endpoint.state();
        state.shard(arn, "shard-039").closed = true;
        state.add_shard(arn, child, Some("shard-039"));
        state.write(arn, child, "o-1");
    }
    rig.archived(archived + 1).await;
    rig.endpoint.state().described_at.len() - before
}

#[tokio::test(start_paused = true)]
async fn a_shard_that_ends_costs_one_page_of_a_description_however_many_shards_there_are() {
    let (rig, arn) = forty_shards();
    let running = rig.start();
    seconds(20).await;
    assert_eq!(split_one(&rig, &arn, "child").await, 1);
    assert_eq!(rig.endpoint.state().children_asked_of, ["shard-039"]);
    seconds(30).await;
    assert_eq!(rig.endpoint.state().children_asked_of.len(), 1, "it is found");
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn an_endpoint_that_cannot_tell_of_a_shards_children_alone_is_asked_for_everything() {
    for filter in [Filter::Ignored, Filter::Refused] {
        let (rig, arn) = forty_shards();
        rig.endpoint.state().filter = filter;
        let running = rig.start();
        seconds(20).await;
        let calls = split_one(&rig, &arn, "child").await;
        assert!(calls >= 15, "{filter:?}: {calls} calls: one to see that it is of no use, and all pages");
        rig.endpoint.close(&arn, "shard-038");
        seconds(120).await;
        assert_eq!(rig.endpoint.state().children_asked_of, ["shard-039"], "{filter:?}: it is not tried again");
        running.stop().await;
    }
}

#[tokio::test(start_paused = true)]
async fn shards_that_end_together_are_looked_for_together() {
    let (rig, arn) = forty_shards();
    let running = rig.start();
    seconds(20).await;
    let before = rig.endpoint.state().described_at.len();
    rig.endpoint.disable(&arn);
    rig.until("the stream is ended", || is_ended(&rig, &arn)).await;
    let calls = rig.endpoint.state().described_at.len() - before;
    assert!(calls <= 10 * 14, "{calls} calls: ten looks of fourteen pages would be enough");
    running.stop().await;
}
