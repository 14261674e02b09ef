//! Endpoints that give the same name to shards that have nothing to do with each other. A checkpoint is one shard's of one
//! stream, and is no other's because of a name or a number.

use afterimage_model::CapturedChange;

use super::{
    rig::{Rig, seconds},
    scenarios::{causes, is_ended, one_shard},
};

/// Below everything that the endpoint counts otherwise.
const LOW: u128 = 100_000_000_000_000_000_000;

fn archived_of(rig: &Rig, arn: &str) -> usize {
    rig.ledger.books().rows.iter().filter(|row| row.stream_arn == arn).count()
}

/// The table is deleted with changes that nobody has read, and created again.
async fn deleted_and_created_again(unread: usize) -> (Rig, String, String) {
    let (rig, old) = one_shard();
    rig.endpoint.write(&old, "a", "o-1", 8);
    let running = rig.start();
    rig.archived(8).await;
    running.stop().await;
    rig.endpoint.write(&old, "a", "o-1", unread);
    rig.endpoint.disable(&old);
    let new = rig.endpoint.add_stream("orders", 2, &[("a", None)]);
    rig.endpoint.state().streams.get_mut(&new).expect("the stream").counted = Some(LOW);
    rig.endpoint.write(&new, "a", "o-1", 3);
    (rig, old, new)
}

#[tokio::test(start_paused = true)]
async fn a_table_that_was_deleted_and_created_again_is_read_from_its_beginning() {
    let (rig, old, new) = deleted_and_created_again(0).await;
    let running = rig.start();
    rig.archived(11).await;
    assert_eq!((archived_of(&rig, &old), archived_of(&rig, &new)), (8, 3));
    rig.until("the old stream is ended", || is_ended(&rig, &old)).await;
    rig.endpoint.write(&new, "a", "o-1", 2);
    rig.archived(13).await;
    assert!(causes(&rig).is_empty(), "{:?}", causes(&rig));
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn what_the_deleted_table_still_held_is_read_first() {
    let (rig, old, new) = deleted_and_created_again(20).await;
    let running = rig.start();
    rig.archived(31).await;
    let arns: Vec<String> = rig.ledger.books().rows.iter().map(|row| row.stream_arn.clone()).collect();
    assert_eq!(arns, [vec![old.as_str(); 28], vec![new.as_str(); 3]].concat());
    assert!(causes(&rig).is_empty(), "{:?}", causes(&rig));
    running.stop().await;
}

/// The endpoint is started again without its data, and the same is written once more: names and numbers are the same.
#[tokio::test(start_paused = true)]
async fn what_an_endpoint_that_has_lost_its_data_tells_anew_is_archived_though_its_numbers_are_known() {
    let (rig, old) = one_shard();
    rig.endpoint.write(&old, "a", "o-1", 8);
    let running = rig.start();
    rig.archived(8).await;
    running.stop().await;
    let records = rig.endpoint.state().shard(&old, "a").records.clone();
    rig.endpoint.state().streams.get_mut(&old).expect("the stream").gone = true;
    let new = rig.endpoint.add_stream("orders", 2, &[("a", None)]);
    let told_anew = |record: CapturedChange| {
        let event_id = format!("another-{}", record.event_id);
        CapturedChange { event_id, stream_arn: new.clone(), ..record }
    };
    rig.endpoint.state().shard(&new, "a").records = records.into_iter().map(told_anew).collect();
    let running = rig.start();
    rig.archived(16).await;
    assert_eq!(archived_of(&rig, &new), 8);
    running.stop().await;
}

/// The archive knows a table of the same name in another region. There, too, a stream has come and gone unseen.
#[tokio::test(start_paused = true)]
async fn a_table_of_the_same_name_in_another_region_is_another_one() {
    let (rig, first) = one_shard();
    rig.endpoint.write(&first, "a", "o-1", 4);
    let running = rig.start();
    rig.archived(4).await;
    running.stop().await;
    rig.endpoint.state().streams.get_mut(&first).expect("the stream").gone = true;
    // Its name comes before the other one's.
    let elsewhere = |label: u32| format!("arn:aws:dynamodb:af-south-1:1:table/orders/stream/{label:04}");
    for label in 0..2 {
        let arn = rig.endpoint.add_stream_as(elsewhere(label), "orders", &[("a", None)]);
        rig.endpoint.state().streams.get_mut(&arn).expect("the stream").counted = Some(LOW + u128::from(label) * 1_000);
        rig.endpoint.write(&arn, "a", "o-1", 3);
        if label == 0 {
            rig.endpoint.disable(&arn);
        }
    }
    let running = rig.start();
    rig.archived(10).await;
    assert_eq!([0, 1].map(|label| archived_of(&rig, &elsewhere(label))), [3, 3]);
    running.stop().await;
}

/// Nothing new comes in a stream that goes on with an earlier one's shard, and then one more is turned on.
#[tokio::test(start_paused = true)]
async fn a_shard_that_is_kept_over_several_streams_brings_nothing_twice() {
    let (rig, first) = one_shard();
    rig.endpoint.write(&first, "a", "o-1", 8);
    let running = rig.start();
    rig.archived(8).await;
    let mut shard = rig.endpoint.state().shard(&first, "a").clone();
    let mut before = first;
    for label in 2..5 {
        rig.endpoint.disable(&before);
        before = rig.endpoint.add_stream("orders", label, &[("a", None)]);
        shard.records.iter_mut().for_each(|record| record.stream_arn.clone_from(&before));
        *rig.endpoint.state().shard(&before, "a") = shard.clone();
        seconds(120).await;
    }
    rig.endpoint.write(&before, "a", "o-1", 2);
    rig.archived(10).await;
    seconds(60).await;
    assert_eq!((rig.ledger.count(), causes(&rig).len()), (10, 0));
    running.stop().await;
}
