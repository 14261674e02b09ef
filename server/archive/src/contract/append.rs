//! Exactly once, in order, and whole.

use afterimage_model::{Actor, CapturedChange, ChangeId, Op, ViewType};
use futures::future::join_all;

use super::{
    Opened,
    samples::{NOW, SHARD, STREAM, TABLE, append, change, everything, ids, image, page, second, with_images},
};
use crate::{ArchiveError, ShardPage};

fn three() -> Vec<CapturedChange> {
    vec![change("id=a", Op::Insert, 1), change("id=b", Op::Insert, 2), change("id=a", Op::Modify, 3)]
}

/// Reading again is harmless.
pub async fn a_page_is_archived_once_however_often_it_is_read(Opened { archive, kept: _kept, .. }: Opened) {
    let first = append(&archive, three()).await;
    assert_eq!((first.archived, first.skipped), (3, 0));
    for _ in 0..3 {
        let again = append(&archive, three()).await;
        assert_eq!((again.archived, again.skipped, again.last_id), (0, 3, first.last_id));
    }
    assert_eq!(everything(&archive).await.len(), 3);
}

/// A reader that begins anew before its checkpoint adds nothing twice.
pub async fn a_page_that_overlaps_adds_only_what_is_new(Opened { archive, kept: _kept, .. }: Opened) {
    append(&archive, three()).await;
    let more = vec![change("id=a", Op::Modify, 3), change("id=b", Op::Remove, 4), change("id=c", Op::Insert, 5)];
    let committed = append(&archive, more).await;
    assert_eq!((committed.archived, committed.skipped), (2, 1));
    let numbers: Vec<String> =
        everything(&archive).await.iter().map(|change| change.sequence_number.to_string()).collect();
    assert_eq!(numbers, ["1", "2", "3", "4", "5"]);
}

/// The page's own checkpoint counts where it is further than its changes.
pub async fn the_checkpoint_moves_on_with_the_page_and_never_back(Opened { archive, kept: _kept, .. }: Opened) {
    let checkpoint = || async {
        let shards = archive.reader.checkpoints(STREAM).await.expect("read");
        shards.first().and_then(|shard| shard.checkpoint.clone()).map(|number| number.to_string())
    };
    append(&archive, three()).await;
    assert_eq!(checkpoint().await.as_deref(), Some("3"));
    let number = |number: &str| Some(number.parse().expect("digits"));
    let empty = ShardPage { changes: Vec::new().into(), checkpoint: number("30"), ..page(three()) };
    archive.writer.append(empty.clone()).await.expect("archived");
    assert_eq!(checkpoint().await.as_deref(), Some("30"));
    archive.writer.append(ShardPage { checkpoint: number("20"), ..empty }).await.expect("archived");
    assert_eq!(checkpoint().await.as_deref(), Some("30"), "it never goes back");
    let committed = append(&archive, vec![change("id=a", Op::Modify, 29), change("id=a", Op::Modify, 31)]).await;
    assert_eq!((committed.archived, committed.skipped), (1, 1), "what is before the checkpoint is archived");
}

/// Only the checkpoint from before the page decides what is new.
pub async fn changes_out_of_order_and_doubles_within_a_page_are_archived_each_once(
    Opened { archive, kept: _kept, .. }: Opened,
) {
    let numbers = [5, 3, 3, 4, 5, 7];
    let changes = numbers.map(|number| change("id=a", Op::Modify, number)).to_vec();
    let committed = append(&archive, changes).await;
    assert_eq!((committed.archived, committed.skipped), (4, 2));
    let committed = append(&archive, vec![change("id=a", Op::Modify, 6), change("id=a", Op::Modify, 8)]).await;
    assert_eq!((committed.archived, committed.skipped), (1, 1), "the checkpoint is the greatest of them");
}

/// A reader that mixes shards up must not get its checkpoint moved.
pub async fn a_page_of_another_shard_is_refused_and_leaves_nothing(Opened { archive, kept: _kept, .. }: Opened) {
    append(&archive, three()).await;
    let foreign = CapturedChange { shard_id: "another".to_owned(), ..change("id=x", Op::Insert, 9) };
    let mixed = page(vec![change("id=x", Op::Insert, 8), foreign]);
    let refused = archive.writer.append(mixed).await.expect_err("it is refused");
    assert!(matches!(refused, ArchiveError::ForeignChange { .. }), "{refused}");
    assert_eq!(everything(&archive).await.len(), 3);
    let committed = append(&archive, vec![change("id=x", Op::Insert, 8)]).await;
    assert_eq!(committed.archived, 1, "the checkpoint has not moved");
}

/// Nothing is lost because a stream was not noted in time; an empty page tells nothing of its stream.
pub async fn a_stream_that_was_never_put_in_is_known_by_its_first_change(Opened { archive, kept: _kept, .. }: Opened) {
    let empty = ShardPage { changes: Vec::new().into(), checkpoint: Some(7_u64.into()), ..page(three()) };
    let refused = archive.writer.append(empty).await.expect_err("nobody knows the stream");
    assert!(matches!(refused, ArchiveError::UnknownStream(_)), "{refused}");
    append(&archive, three()).await;
    let streams = archive.reader.streams().await.expect("read");
    let told: Vec<_> =
        streams.iter().map(|stream| (stream.arn.as_str(), stream.table.as_str(), stream.view_type)).collect();
    assert_eq!(told, [(STREAM, TABLE, ViewType::NewAndOldImages)]);
}

/// The same number in another shard, or another stream, is another change.
pub async fn shards_have_checkpoints_of_their_own(Opened { archive, kept: _kept, .. }: Opened) {
    append(&archive, three()).await;
    let elsewhere = |at| CapturedChange { shard_id: "shardId-2".to_owned(), ..change("id=z", Op::Modify, at) };
    assert_eq!(append(&archive, vec![elsewhere(1)]).await.archived, 1);
    let next = CapturedChange { stream_arn: format!("{STREAM}-next"), ..change("id=z", Op::Modify, 1) };
    assert_eq!(append(&archive, vec![next]).await.archived, 1);
    let shards = archive.reader.checkpoints(STREAM).await.expect("read");
    let told: Vec<_> = shards
        .iter()
        .map(|shard| (shard.shard_id.as_str(), shard.checkpoint.as_ref().map(ToString::to_string)))
        .collect();
    assert_eq!(told, [(SHARD, Some("3".to_owned())), ("shardId-2", Some("1".to_owned()))]);
    let number = "1".parse().expect("digits");
    let found = archive.reader.change_of_shard(STREAM, "shardId-2", &number).await.expect("read");
    assert_eq!(found.map(|change| change.captured), Some(elsewhere(1)));
    assert_eq!(archive.reader.change_of_shard(STREAM, "shardId-3", &number).await.expect("read"), None);
}

/// 38 digits, sets, bytes, empty texts, nothing and what could not be read.
pub async fn what_comes_out_equals_what_went_in(Opened { archive, kept: _kept, .. }: Opened) {
    let odd = r#"{"id": {"S": "a"}, "n": {"N": "12345678901234567890123456789012345678"}, "b": {"B": "AAH/"},
        "s": {"SS": ["x", ""]}, "ns": {"NS": ["1", "2.5"]}, "e": {"S": ""}, "l": {"L": [{"NULL": true}, {"M": {}}]},
        "t": {"BOOL": false}}"#;
    let actor = Some(Actor { kind: "Service".to_owned(), principal_id: "dynamodb.amazonaws.com".to_owned() });
    let went_in = vec![
        with_images(change("id=a", Op::Insert, 1), None, Some(odd)),
        CapturedChange {
            note: Some("odd".to_owned()),
            ..with_images(change("id=a", Op::Modify, 2), Some(odd), Some("{}"))
        },
        CapturedChange { actor, ..with_images(change("id=a", Op::Remove, 3), Some("{}"), None) },
        CapturedChange { view_type: ViewType::KeysOnly, ..change("at:N=7;id=b", Op::Modify, 4) },
    ];
    append(&archive, went_in.clone()).await;
    let came_out = everything(&archive).await;
    assert!(came_out.iter().all(|change| change.archived_at == NOW));
    let captured: Vec<CapturedChange> = came_out.iter().map(|change| change.captured.clone()).collect();
    assert_eq!(captured, went_in);
    assert_eq!(captured[0].new_image, Some(image(odd)));
    assert_eq!(super::samples::raw(&archive, &afterimage_model::Query::all()).await, came_out);
    for change in came_out {
        assert_eq!(archive.reader.change(change.id).await.expect("read"), Some(change));
    }
}

/// The announcement carries the newest id and nothing else; where nothing is new, nothing is announced.
pub async fn ids_grow_and_the_newest_is_announced(Opened { archive, kept: _kept, .. }: Opened) {
    let mut newest = archive.writer.subscribe();
    assert_eq!(*newest.borrow_and_update(), ChangeId::START);
    assert_eq!(archive.reader.last_change_id().await.expect("read"), ChangeId::START);
    let mut before = ChangeId::START;
    for at in 1..=9 {
        let committed = append(&archive, vec![change("id=a", Op::Modify, at)]).await;
        assert!(committed.last_id > before, "ids grow");
        assert!(newest.has_changed().expect("the writer is there"));
        assert_eq!(*newest.borrow_and_update(), committed.last_id);
        assert_eq!(archive.reader.last_change_id().await.expect("read"), committed.last_id);
        before = committed.last_id;
    }
    append(&archive, vec![change("id=a", Op::Modify, 9)]).await;
    assert!(!newest.has_changed().expect("the writer is there"), "nothing is new");
    assert!(ids(&archive).await.is_sorted());
}

/// Whoever sends pages in their order gets the first ones whole, and none after one that failed.
pub async fn pages_in_order_stop_at_the_first_that_fails(Opened { archive, kept: _kept, .. }: Opened) {
    append(&archive, vec![change("id=a", Op::Insert, 5)]).await;
    let other = |at| CapturedChange { shard_id: "shardId-2".to_owned(), ..change("id=b", Op::Modify, at) };
    let pages = vec![
        page(vec![other(1), other(2)]),
        page(vec![change("id=a", Op::Modify, 4), change("id=a", Op::Modify, 6)]),
        page(vec![other(3)]),
    ];
    let done = archive.writer.append_in_order(pages).await;
    assert_eq!(done.len(), 3);
    assert_eq!(done[0].as_ref().map(|committed| committed.archived).ok(), Some(2));
    assert!(matches!(done[1], Err(ArchiveError::Passed { .. })), "{:?}", done[1]);
    assert!(matches!(done[2], Err(ArchiveError::AfterFailed)), "{:?}", done[2]);
    assert_eq!(everything(&archive).await.len(), 3);
}

/// However many pages are sent together, and whatever shards they are of.
pub async fn pages_in_order_keep_it_however_many_there_are(Opened { archive, kept: _kept, .. }: Opened) {
    let sent: Vec<_> = (0..3_000_u64)
        .map(|at| CapturedChange {
            shard_id: format!("shardId-{}", at % 3),
            ..change(&format!("id=i-{}", at % 5), Op::Modify, at / 3 + 1)
        })
        .collect();
    let pages = sent.iter().map(|change| page(vec![change.clone()])).collect();
    let done = archive.writer.append_in_order(pages).await;
    assert!(done.iter().all(Result::is_ok), "{:?}", done.iter().find(|done| done.is_err()));
    let archived: Vec<_> = everything(&archive).await.into_iter().map(|change| change.captured).collect();
    assert!(archived == sent, "they are archived in the order in which they were sent");
}

/// Shards are read side by side, and a page may be sent twice.
pub async fn many_writers_at_once_lose_and_double_nothing(Opened { archive, kept: _kept, .. }: Opened) {
    let pages = (0..8_u64).flat_map(|shard| {
        let of_shard = move |at| CapturedChange {
            shard_id: format!("shardId-{shard}"),
            ..change(&format!("id=i-{}", at % 5), Op::Modify, at)
        };
        (0..6_u64).flat_map(move |round| {
            let page = page((round * 10 + 1..=round * 10 + 10).map(of_shard).collect());
            [page.clone(), page]
        })
    });
    let done = join_all(pages.map(|page| archive.writer.append(page))).await;
    let archived: usize = done.into_iter().map(|done| done.expect("archived").archived).sum();
    assert_eq!(archived, 8 * 60);
    let changes = everything(&archive).await;
    assert_eq!(changes.len(), 8 * 60);
    for shard in 0..8 {
        let numbers: Vec<u64> = changes
            .iter()
            .filter(|change| change.shard_id == format!("shardId-{shard}"))
            .map(|change| change.sequence_number.as_str().parse().expect("few digits"))
            .collect();
        assert_eq!(numbers, (1..=60).collect::<Vec<u64>>(), "a shard's changes keep their order");
    }
    assert!(changes.iter().all(|change| change.created_at > second(0)));
}

/// Whoever closes it closes it for all.
pub async fn after_it_was_closed_nothing_goes_in(Opened { archive, kept: _kept, .. }: Opened) {
    append(&archive, three()).await;
    let mut newest = archive.writer.subscribe();
    let other = archive.writer.clone();
    archive.writer.close().await.expect("closed");
    let refused = other.append(page(vec![change("id=a", Op::Modify, 9)])).await.expect_err("it is closed");
    assert!(matches!(refused, ArchiveError::Closed), "{refused}");
    newest.borrow_and_update();
    assert!(newest.changed().await.is_err(), "whoever waits is told that nothing comes any more");
}
