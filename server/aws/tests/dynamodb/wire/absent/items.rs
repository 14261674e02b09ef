//! What answers about tags and items lack.

use std::num::NonZeroUsize;

use afterimage_capture::{
    selection::{TableSelection, TableTag},
    tables::Segment,
};
use afterimage_model::ItemKey;
use afterimage_test_dynamodb::wire_server::{
    Operation,
    faults::{self, Fault},
};

use super::{
    super::{TABLE, one_shard},
    ERRORS, answers_of, assert_failed, tables,
};

#[tokio::test]
async fn who_is_not_told_how_an_item_is_now_is_told_what_dynamodb_said() {
    let (server, _) = one_shard().await;
    let tables = tables(&server, TableSelection::All);
    let key: ItemKey = "id=a".parse().expect("a key");
    for error in [faults::NOT_FOUND, faults::ACCESS_DENIED, faults::INVALID] {
        server.script().fail_next(Operation::GetItem, Fault::Error(error));
        let failure = tables.get_item(TABLE, &key).await.expect_err(error.type_name);
        let told = failure.message.in_english();
        assert!(told.contains(error.message.trim_end_matches('.')), "{told}");
        assert!(told.contains(error.type_name.rsplit('#').next().unwrap_or_default()), "{told}");
    }
}

#[tokio::test]
async fn tags_that_are_missing_are_not_tags_that_a_table_does_not_have() {
    let (server, _) = one_shard().await;
    let tag = || TableTag { key: "capture".to_owned(), value: "yes".to_owned() };
    let tables = tables(&server, TableSelection::Tagged(tag()));
    let names = async |answer: &'static str| {
        answers_of(&server, Operation::ListTagsOfResource, answer);
        let names = tables.followed_names().await.expect(answer);
        server.script().forget_faults();
        // The program asks again when it has given the table a tag.
        tables.tag(TABLE, &TableTag { key: "another".to_owned(), value: "one".to_owned() }).await.expect("tagged");
        names
    };
    let tagged = r#"{"Tags": [{"Key": "capture", "Value": "yes"}]}"#;
    assert_eq!(names(tagged).await, [TABLE]);
    for answer in ["", "{}", r#"{"Tags": null}"#, r#"{"Tags": [], "NextToken": "again"}"#].into_iter().chain(ERRORS) {
        assert_eq!(names(answer).await, [TABLE], "{answer}: it is what it was before");
    }
    assert_eq!(names(r#"{"Tags": []}"#).await, [""; 0], "that is an answer");
}

#[tokio::test]
async fn a_scan_without_its_items_is_not_the_end_of_a_table() {
    let (server, _) = one_shard().await;
    let tables = tables(&server, TableSelection::All);
    let segment = Segment { index: 0, total: 1 };
    for answer in [
        "",
        "{}",
        r#"{"Count": 0, "ScannedCount": 0}"#,
        r#"{"Items": null}"#,
        r#"{"Items": 5}"#,
        r#"{"Items": [], "Count": 3}"#,
        r#"{"Items": [], "LastEvaluatedKey": {}}"#,
        r#"{"Items": [null]}"#,
    ]
    .into_iter()
    .chain(ERRORS)
    {
        answers_of(&server, Operation::Scan, answer);
        assert_failed(tables.scan_page(TABLE, segment, None, 10).await, answer);
        server.script().forget_faults();
    }
    let page = tables.scan_page(TABLE, segment, None, 10).await.expect("an empty table");
    assert_eq!((page.items.len(), page.last_key), (0, None));
}

/// It would be scanned for ever by whoever believes that what has items goes on.
#[tokio::test]
async fn an_endpoint_that_does_not_look_at_where_to_go_on_is_an_error_and_no_circle() {
    let (server, _) = one_shard().await;
    let tables = tables(&server, TableSelection::All);
    answers_of(&server, Operation::Scan, r#"{"Items": [], "Count": 0, "LastEvaluatedKey": {"id": {"S": "a"}}}"#);
    let scanned = tables.scan(TABLE, NonZeroUsize::new(10).expect("some")).await;
    assert_failed(scanned, "the same place again");
}

#[tokio::test]
async fn an_item_that_is_not_there_is_told_twice() {
    let (server, _) = one_shard().await;
    let tables = tables(&server, TableSelection::All);
    let key: ItemKey = "id=a".parse().expect("a key");
    for answer in [r#"{"Item": {}}"#, r#"{"Item": 5}"#].into_iter().chain(ERRORS) {
        answers_of(&server, Operation::GetItem, answer);
        assert_failed(tables.get_item(TABLE, &key).await, answer);
        server.script().forget_faults();
    }
    server.script().fail_next(Operation::GetItem, Fault::Plain(200, "{}"));
    server.script().fail_next(Operation::GetItem, Fault::Plain(200, r#"{"Item": {"id": {"S": "a"}}}"#));
    assert!(tables.get_item(TABLE, &key).await.expect("an answer").is_some(), "one answer was cut short");
    assert_eq!(tables.get_item(TABLE, &key).await.expect("an answer"), None);
}
