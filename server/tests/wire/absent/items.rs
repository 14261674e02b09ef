//! What answers about tags and items lack.

use std::{num::NonZeroUsize, sync::Arc, time::Duration};

use afterimage_model::{ChangeId, Context, ItemKey, Language, Query};
use afterimage_server::{
    archive::Archive,
    baseline::{BaselineParts, Baselines},
    clock::SystemClock,
    config::{TableSelection, TableTag},
    stream::StatusRegistry,
    tables::Segment,
};
use tokio_util::sync::CancellationToken;

use super::{
    super::{
        TABLE, one_shard,
        wire_server::{Operation, faults::Fault},
    },
    ERRORS, answers_of, assert_failed, tables,
};

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

/// Each segment's first page lacks the place to go on at.
#[tokio::test]
async fn a_page_of_a_scan_that_has_items_is_not_the_last_one() {
    const PAGES: [&str; 8] = [
        r#"{"Items": [{"id": {"S": "a"}}], "Count": 1}"#,
        r#"{"Items": [{"id": {"S": "b"}}], "Count": 1}"#,
        r#"{"Items": [{"id": {"S": "c"}}], "Count": 1}"#,
        r#"{"Items": [{"id": {"S": "d"}}], "Count": 1, "LastEvaluatedKey": null}"#,
        r#"{"Items": [{"id": {"S": "e"}}], "Count": 1}"#,
        r#"{"Items": [{"id": {"S": "f"}}], "Count": 1}"#,
        r#"{"Items": [{"id": {"S": "g"}}], "Count": 1}"#,
        r#"{"Items": [{"id": {"S": "h"}}], "Count": 1}"#,
    ];
    let (server, _) = one_shard().await;
    for page in PAGES {
        server.script().fail_next(Operation::Scan, Fault::Plain(200, page));
    }
    let folder = tempfile::tempdir().expect("a folder");
    let archive = Archive::open(folder.path(), Arc::new(SystemClock)).await.expect("an archive");
    let parts = BaselineParts {
        tables: tables(&server, TableSelection::All),
        archive: archive.clone(),
        statuses: StatusRegistry::default(),
        clock: Arc::new(SystemClock),
    };
    let (baselines, task) = Baselines::new(parts);
    baselines.request(TABLE).expect("nothing is under way");
    let cancel = CancellationToken::new();
    let running = tokio::spawn(task.run(None, cancel.clone()));
    let is_done = || {
        baselines
            .status(&Context::local_user(Language::English), TABLE)
            .is_some_and(|status| status.finished_at.is_some())
    };
    while !is_done() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    cancel.cancel();
    running.await.expect("the task ends");
    let scan = archive.reader.changes_after(&Query::all(), ChangeId::START, 100).await.expect("read");
    let mut keys: Vec<String> = scan.changes.iter().map(|change| change.item_key.to_string()).collect();
    keys.sort();
    assert_eq!(keys, ["a", "b", "c", "d", "e", "f", "g", "h"].map(|id| format!("id={id}")));
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
