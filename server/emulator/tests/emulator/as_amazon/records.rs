//! Records of streams.

use aws_sdk_dynamodb::types::{AttributeValue, StreamViewType};

use super::Amazon;
use crate::{TABLE, start};

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

#[tokio::test(flavor = "multi_thread")]
async fn a_write_that_changes_nothing_leaves_no_record() {
    let folder = tempfile::tempdir().expect("a folder");
    let running = start(folder.path());
    let amazon = Amazon(&running);
    amazon.create(StreamViewType::NewAndOldImages).await;
    let put = |tags: &[&str]| {
        let put = running.clients.dynamodb.put_item().table_name(TABLE).item("id", AttributeValue::S("a".to_owned()));
        let tags = AttributeValue::Ss(tags.iter().map(|&tag| tag.to_owned()).collect());
        put.item("n", AttributeValue::N("1.0".to_owned())).item("tags", tags).item("on", AttributeValue::Bool(true))
    };
    let update = |number: &str| {
        let update = running.clients.dynamodb.update_item().table_name(TABLE);
        let update = update.key("id", AttributeValue::S("a".to_owned())).update_expression("SET n = :n");
        update.expression_attribute_values(":n", AttributeValue::N(number.to_owned()))
    };
    put(&["x", "y"]).send().await.expect("written");
    put(&["y", "x"]).send().await.expect("written");
    update("1").send().await.expect("written");
    update("2").send().await.expect("written");
    let batch = aws_sdk_dynamodb::types::PutRequest::builder().set_item(put(&["x", "y"]).get_item().clone());
    let batch = aws_sdk_dynamodb::types::WriteRequest::builder().put_request(batch.build().expect("a put")).build();
    for _ in 0..2 {
        let write = running.clients.dynamodb.batch_write_item().request_items(TABLE, vec![batch.clone()]);
        write.send().await.expect("written");
    }
    let records = amazon.records().await;
    let told: Vec<_> =
        records.iter().filter_map(|record| record.event_name.as_ref()).map(|name| name.as_str()).collect();
    assert_eq!(
        told,
        ["INSERT", "MODIFY", "MODIFY"],
        "one of the first put, one of the second update, one of the batch"
    );
    running.stop().await;
}
