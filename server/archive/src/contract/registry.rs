//! Tables, streams, shards, gaps and views.

use afterimage_model::{
    Op, ViewType,
    table::{Gap, KeyAttribute},
    view::MAX_VIEWS,
};

use super::{
    Opened,
    samples::{NOW, SHARD, STREAM, TABLE, append, change, second},
};
use crate::{ArchiveError, ShardRecord, StreamRecord};

fn stream(arn: &str) -> StreamRecord {
    StreamRecord {
        arn: arn.to_owned(),
        table: TABLE.to_owned(),
        view_type: ViewType::NewImage,
        partition_key: None,
        sort_key: None,
        ended: false,
    }
}

fn shard(id: &str, parent: Option<&str>) -> ShardRecord {
    let parent_shard_id = parent.map(ToOwned::to_owned);
    ShardRecord { shard_id: id.to_owned(), parent_shard_id, checkpoint: Some(9_u64.into()), finished: true }
}

/// What a later look does not tell of stays; how far a shard is archived is nobody's to say from outside.
pub async fn streams_and_shards_are_remembered_and_nothing_known_is_forgotten(
    Opened { archive, kept: _kept, .. }: Opened,
) {
    let (reader, writer) = (&archive.reader, &archive.writer);
    let refused = writer.upsert_shards(STREAM, vec![shard(SHARD, None)]).await.expect_err("nobody knows it");
    assert!(matches!(refused, ArchiveError::UnknownStream(_)), "{refused}");
    let refused = writer.finish_shard(STREAM, SHARD).await.expect_err("nobody knows it");
    assert!(matches!(refused, ArchiveError::UnknownStream(_)), "{refused}");

    let id = Some(KeyAttribute { name: "id".to_owned(), type_tag: "S".to_owned() });
    writer.upsert_stream(StreamRecord { partition_key: id.clone(), ..stream(STREAM) }).await.expect("put in");
    writer.upsert_stream(stream("arn-2")).await.expect("put in");
    let later = StreamRecord { ended: true, view_type: ViewType::OldImage, ..stream(STREAM) };
    writer.upsert_stream(later).await.expect("put in");
    let streams = reader.streams().await.expect("read");
    let told: Vec<_> = streams.iter().map(|stream| (stream.arn.as_str(), stream.ended, stream.view_type)).collect();
    assert_eq!(told, [(STREAM, true, ViewType::OldImage), ("arn-2", false, ViewType::NewImage)]);
    assert!(streams.iter().all(|stream| stream.partition_key == id), "a table's keys are its streams'");

    writer.upsert_shards(STREAM, vec![shard("b", None), shard("a", Some("b"))]).await.expect("put in");
    writer.upsert_shards(STREAM, vec![shard("a", None), shard("c", Some("a"))]).await.expect("put in");
    writer.finish_shard(STREAM, "a").await.expect("noted");
    let shards = reader.checkpoints(STREAM).await.expect("read");
    let told: Vec<_> = shards
        .iter()
        .map(|shard| (shard.shard_id.as_str(), shard.parent_shard_id.as_deref(), shard.finished))
        .collect();
    assert_eq!(told, [("b", None, false), ("a", Some("b"), true), ("c", Some("a"), false)]);
    assert!(shards.iter().all(|shard| shard.checkpoint.is_none()));
    assert_eq!(reader.checkpoints("arn-3").await.expect("read"), []);
}

/// However often it is noticed.
pub async fn a_gap_is_recorded_once(Opened { archive, kept: _kept, .. }: Opened) {
    let gap = |table: &str, cause: &str, after: u64| Gap {
        table: table.to_owned(),
        stream_arn: format!("{STREAM}/{table}"),
        shard_id: SHARD.to_owned(),
        after_sequence_number: (after > 0).then(|| after.into()),
        until_sequence_number: None,
        cause: cause.to_owned(),
        detected_at: second(after),
    };
    let gaps =
        [gap(TABLE, "trimmed", 1), gap("carts", "trimmed", 0), gap(TABLE, "shard_gone", 1), gap(TABLE, "trimmed", 2)];
    for gap in gaps.iter().chain(&gaps) {
        archive.writer.record_gap(gap.clone()).await.expect("recorded");
    }
    let newest_first: Vec<Gap> = gaps.iter().rev().cloned().collect();
    assert_eq!(archive.reader.gaps().await.expect("read"), newest_first);
    let of_table: Vec<Gap> = newest_first.iter().filter(|gap| gap.table == TABLE).take(2).cloned().collect();
    assert_eq!(archive.reader.gaps_of(TABLE, 2).await.expect("read"), of_table);
    let figures = archive.reader.figures().await.expect("read");
    assert_eq!(figures.gaps, 4);
}

/// By table and in all.
pub async fn figures_are_those_of_the_changes(Opened { archive, kept: _kept, .. }: Opened) {
    let figures = archive.reader.figures().await.expect("read");
    assert_eq!((figures.changes, figures.items, figures.last_archived_at), (0, 0, None));
    append(&archive, vec![change("id=a", Op::Insert, 1), change("id=a", Op::Modify, 2), change("id=b", Op::Insert, 3)])
        .await;
    let in_carts = |item: &str, op, at| afterimage_model::CapturedChange {
        table: "carts".to_owned(),
        stream_arn: "arn-carts".to_owned(),
        ..change(item, op, at)
    };
    let last = append(&archive, vec![in_carts("id=a", Op::Insert, 4), in_carts("id=c", Op::Baseline, 5)]).await.last_id;
    let tables = archive.reader.table_figures().await.expect("read");
    let told: Vec<_> =
        tables.iter().map(|table| (table.table.as_str(), table.changes, table.items, table.last_change_at)).collect();
    // That a scan found an item is no change of it.
    assert_eq!(told, [("carts", 2, 2, Some(second(4))), (TABLE, 3, 2, Some(second(3)))]);
    let figures = archive.reader.figures().await.expect("read");
    assert_eq!((figures.changes, figures.items, figures.last_change_id), (5, 4, last));
    assert_eq!(figures.last_archived_at, Some(NOW));
}

/// A name is given once, unless it may be taken over.
pub async fn views_are_kept_by_their_names(Opened { archive, kept: _kept, .. }: Opened) {
    let (reader, writer) = (&archive.reader, &archive.writer);
    writer.put_view("removals", "op:remove", second(1), false).await.expect("kept");
    writer.put_view("carts", "table:carts", second(2), false).await.expect("kept");
    let refused = writer.put_view("carts", "other", second(3), false).await.expect_err("taken");
    assert!(matches!(refused, ArchiveError::ViewExists(_)), "{refused}");
    writer.put_view("carts", "table:carts op:insert", second(4), true).await.expect("replaced");
    let view = reader.view("carts").await.expect("read").expect("there is one");
    assert_eq!(
        (view.query.as_str(), view.created_at, view.updated_at),
        ("table:carts op:insert", second(2), second(4))
    );
    let refused = writer.rename_view("carts", "removals", second(5)).await.expect_err("taken");
    assert!(matches!(refused, ArchiveError::ViewExists(_)), "{refused}");
    writer.rename_view("carts", "baskets", second(6)).await.expect("renamed");
    let names: Vec<String> = reader.views().await.expect("read").into_iter().map(|view| view.name).collect();
    assert_eq!(names, ["baskets", "removals"]);
    writer.delete_view("removals").await.expect("deleted");
    for refused in [writer.delete_view("removals").await, writer.rename_view("removals", "x", second(7)).await] {
        assert!(matches!(refused, Err(ArchiveError::UnknownView(_))), "{refused:?}");
    }
    assert_eq!(reader.view("removals").await.expect("read"), None);
    for at in 1..MAX_VIEWS {
        writer.put_view(&format!("view {at}"), "", second(8), false).await.expect("kept");
    }
    let refused = writer.put_view("one more", "", second(9), false).await.expect_err("there are too many");
    assert!(matches!(refused, ArchiveError::TooManyViews), "{refused}");
    writer.put_view("baskets", "", second(9), true).await.expect("replaced all the same");
}
