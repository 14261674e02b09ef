//! Records of streams.

use aws_sdk_dynamodb::types::StreamViewType;

use super::Amazon;
use crate::start;

#[tokio::test(flavor = "multi_thread")]
async fn a_records_size_is_counted_as_items_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let running = start(folder.path());
    let amazon = Amazon(&running);
    amazon.create(StreamViewType::NewAndOldImages).await;
    amazon.put("é", "12345").await;
    amazon.put("é", "1").await;
    let sizes: Vec<_> = amazon.records().await.into_iter().map(|record| record.dynamodb?.size_bytes).collect();
    let (key, first, second) = (2 + 2, 2 + 2 + 1 + 4, 2 + 2 + 1 + 2);
    assert_eq!(sizes, [Some(key + first), Some(key + first + second)]);
    running.stop().await;
}
