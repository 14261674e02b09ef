//! Faults of the program itself: what breaks is taken up again where it was.

use afterimage_archive::StreamRecord;
use afterimage_capture::source::IteratorStart;
use afterimage_model::ViewType;

use super::{
    rig::seconds,
    scenarios::{causes, is_ended, one_shard},
};

/// What it has read since it began is trimmed by then: asked from its beginning, the stream would say that it is lost.
#[tokio::test(start_paused = true)]
async fn a_shard_whose_reader_broke_is_read_from_its_checkpoint_and_no_loss_is_told() {
    let (rig, arn) = one_shard();
    rig.endpoint.write(&arn, "a", "o-1", 2);
    let running = rig.start();
    rig.archived(2).await;
    running.stop().await;
    rig.endpoint.write(&arn, "a", "o-1", 5);
    let running = rig.start();
    rig.archived(7).await;
    rig.endpoint.state().shard(&arn, "a").trimmed = 6;
    rig.endpoint.state().breaks_next = 1;
    rig.until("the reader broke", || rig.endpoint.state().breaks_next == 0).await;
    rig.endpoint.write(&arn, "a", "o-1", 1);
    rig.archived(8).await;
    let last = rig.endpoint.state().iterators["a"].last().cloned();
    let checkpoint = rig.ledger.books().rows[6].sequence_number.clone();
    assert_eq!(last, Some(IteratorStart::AfterSequenceNumber(checkpoint)));
    assert!(causes(&rig).is_empty(), "{:?}", causes(&rig));
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_shard_whose_reader_breaks_again_and_again_is_tried_for_ever() {
    let (rig, arn) = one_shard();
    rig.endpoint.write(&arn, "a", "o-1", 2);
    rig.endpoint.state().breaks_next = 20;
    let running = rig.start();
    rig.archived(2).await;
    assert!(causes(&rig).is_empty());
    running.stop().await;
}

/// The table does not tell of it any more: its latest stream is another one.
#[tokio::test(start_paused = true)]
async fn an_earlier_stream_whose_follower_broke_is_read_to_its_end() {
    let (rig, old) = one_shard();
    rig.endpoint.write(&old, "a", "o-1", 30);
    rig.endpoint.disable(&old);
    let new = rig.endpoint.add_stream("orders", 2, &[("b", None)]);
    rig.endpoint.write(&new, "b", "o-2", 4);
    let record = StreamRecord {
        arn: old.clone(),
        table: "orders".to_owned(),
        view_type: ViewType::NewAndOldImages,
        partition_key: None,
        sort_key: None,
        ended: false,
    };
    rig.ledger.books().streams.insert(old.clone(), record);
    rig.endpoint.state().breaks_describing.insert(old.clone());
    let running = rig.start();
    rig.archived(34).await;
    assert!(rig.endpoint.state().breaks_describing.is_empty());
    rig.until("the old stream is ended", || is_ended(&rig, &old)).await;
    seconds(60).await;
    assert!(causes(&rig).is_empty() && rig.ledger.count() == 34);
    running.stop().await;
}
