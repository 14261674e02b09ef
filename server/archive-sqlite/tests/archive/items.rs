//! Items: versions, places in a life, timelines, and a table's list.

use crate::item_list::{items, usual};
use afterimage_archive::{Archive, StreamRecord, TimelinePosition};
use afterimage_model::{CapturedChange, ChangeId, Op, Timestamp, ViewType, table::KeyAttribute};
use afterimage_test_archive::fixtures::{STREAM, TABLE, append, change, everything, image, new_archive, with_images};

async fn place(archive: &Archive, id: i64) -> TimelinePosition {
    archive.reader.timeline_position(ChangeId(id)).await.expect("read").expect("it is there")
}

#[tokio::test]
async fn versions_count_an_items_changes_over_pages_shards_and_streams() {
    let (_folder, archive) = new_archive().await;
    append(&archive, vec![change("id=a", Op::Insert, 1), change("id=b", Op::Insert, 2), change("id=a", Op::Modify, 3)])
        .await;
    let next_stream = |at| CapturedChange {
        stream_arn: format!("{STREAM}-next"),
        shard_id: "shardId-next".to_owned(),
        ..change("id=a", Op::Modify, at)
    };
    append(&archive, vec![next_stream(1)]).await;
    append(&archive, vec![change("id=a", Op::Remove, 4)]).await;

    let last = place(&archive, 5).await;
    assert_eq!((last.version, last.versions, last.previous, last.next), (4, 4, Some(ChangeId(4)), None));
    let first = place(&archive, 1).await;
    assert_eq!((first.version, first.versions, first.previous, first.next), (1, 4, None, Some(ChangeId(3))));
    assert_eq!(place(&archive, 2).await.versions, 1);
}

#[tokio::test]
async fn a_place_holds_the_image_before_also_where_the_record_does_not() {
    let (_folder, archive) = new_archive().await;
    let paid = r#"{"id": {"S": "a"}, "status": {"S": "paid"}}"#;
    append(
        &archive,
        vec![
            with_images(change("id=a", Op::Insert, 1), None, Some(paid)),
            with_images(change("id=a", Op::Modify, 2), None, None),
            change("id=a", Op::Modify, 3),
        ],
    )
    .await;
    assert_eq!(place(&archive, 1).await.previous_image, None);
    assert_eq!(place(&archive, 2).await.previous_image, Some(image(paid)));
    assert_eq!(place(&archive, 3).await.previous_image, None, "the change before carries none");
}

#[tokio::test]
async fn an_item_tells_whether_it_lives_and_was_seen_from_its_beginning() {
    let (_folder, archive) = new_archive().await;
    let at = |change: CapturedChange, seconds: i64| CapturedChange {
        created_at: Timestamp::from_millis(seconds * 1000),
        ..change
    };
    append(
        &archive,
        vec![
            at(change("id=seen", Op::Insert, 1), 10),
            at(change("id=met", Op::Modify, 2), 11),
            at(change("id=seen", Op::Remove, 3), 12),
            at(change("id=old", Op::Baseline, 4), 13),
            at(change("id=back", Op::Remove, 5), 14),
            at(change("id=back", Op::Insert, 6), 15),
        ],
    )
    .await;
    let items = items(&archive, "", &usual()).await;
    let told: Vec<_> = items
        .iter()
        .map(|item| {
            (
                item.item_key.to_string(),
                item.alive,
                item.captured_from_first_version,
                item.last_seen_at.as_millis() / 1000,
            )
        })
        .collect();
    let expected = [
        ("id=back", true, false, 15),
        ("id=old", true, false, 13),
        ("id=seen", false, true, 12),
        ("id=met", true, false, 11),
    ];
    assert_eq!(told, expected.map(|(key, alive, whole, seen)| (key.to_owned(), alive, whole, seen)));
    assert_eq!(items[2].first_seen_at, Timestamp::from_millis(10_000));
    assert_eq!((items[2].first_change_id, items[2].last_change_id), (ChangeId(1), ChangeId(3)));
}

#[tokio::test]
async fn figures_are_kept_with_the_changes() {
    let (_folder, archive) = new_archive().await;
    let name = |name: &str| KeyAttribute { name: name.to_owned(), type_tag: "S".to_owned() };
    let stream = StreamRecord {
        arn: STREAM.to_owned(),
        table: TABLE.to_owned(),
        view_type: ViewType::NewAndOldImages,
        partition_key: Some(name("id")),
        sort_key: None,
        ended: false,
    };
    archive.writer.upsert_stream(stream.clone()).await.expect("put in");
    append(&archive, vec![change("id=a", Op::Insert, 1), change("id=a", Op::Modify, 2), change("id=b", Op::Insert, 3)])
        .await;
    append(&archive, vec![change("id=b", Op::Remove, 4)]).await;
    // A stream seen again without its table's description does not forget it.
    archive.writer.upsert_stream(StreamRecord { partition_key: None, ended: true, ..stream }).await.expect("put in");

    let tables = archive.reader.table_figures().await.expect("read");
    assert_eq!((tables.len(), tables[0].changes, tables[0].items, tables[0].gaps), (1, 4, 2, 0));
    assert_eq!(tables[0].partition_key, Some(name("id")));
    assert_eq!(tables[0].last_change_at, Some(change("id=a", Op::Insert, 1).created_at));
    assert!(archive.reader.streams().await.expect("read")[0].ended);
    let figures = archive.reader.figures().await.expect("read");
    assert_eq!((figures.changes, figures.items, figures.last_change_id), (4, 2, ChangeId(4)));
    assert_eq!(everything(&archive).await.len(), 4);
}
