//! Requests that end a stream, and whoever has not read it yet.

use std::{sync::Arc, time::Instant};

use afterimage_aws::AwsStreamSource;
use afterimage_base::clock::SystemClock;
use afterimage_capture::{StartPosition, StatusRegistry};
use afterimage_emulator::{EmulatedStreams, LAST_RECORDS_LIMIT, LastRecords};
use aws_sdk_dynamodb::types::StreamViewType;

use super::{Amazon, stream};
use crate::{Running, TABLE, start};

/// Somebody who follows every stream and archives nothing.
fn follow_idly(running: &Running) {
    let clock = Arc::new(SystemClock);
    running.emulator.followed_by(LastRecords {
        streams: Arc::new(EmulatedStreams::new(AwsStreamSource::new(&running.clients.streams, clock.clone()))),
        catalog: Arc::new(running.tables.clone()),
        archive: Arc::new(afterimage_archive_memory::open(clock)),
        statuses: StatusRegistry::default(),
        start: StartPosition::TrimHorizon,
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_waits_where_nothing_is_to_be_read_and_nothing_waits_for_ever() {
    let folder = tempfile::tempdir().expect("a folder");
    let running = start(folder.path());
    follow_idly(&running);
    let amazon = Amazon(&running);
    amazon.create(StreamViewType::NewAndOldImages).await;
    let dynamodb = &running.clients.dynamodb;
    let set = |enabled| {
        let stream = stream(enabled, StreamViewType::NewAndOldImages);
        dynamodb.update_table().table_name(TABLE).stream_specification(stream)
    };
    let begun = Instant::now();
    set(false).send().await.expect("off");
    set(true).send().await.expect("on");
    assert!(begun.elapsed() < LAST_RECORDS_LIMIT / 2, "the stream is empty: {:?}", begun.elapsed());

    amazon.put("a", "1").await;
    let begun = Instant::now();
    dynamodb.delete_table().table_name(TABLE).send().await.expect("deleted all the same");
    let waited = begun.elapsed();
    assert!((LAST_RECORDS_LIMIT..LAST_RECORDS_LIMIT * 3).contains(&waited), "{waited:?}");
    running.stop().await;
}
