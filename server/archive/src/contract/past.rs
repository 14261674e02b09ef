//! The past: items and tables as of a moment.

use afterimage_model::{
    CapturedChange, ChangeId, Op,
    as_of::{At, ImageSource, Unknown},
    attribute_history::Held,
    query::read_path,
    table::Gap,
};

use super::{
    Opened,
    samples::{NOW, SHARD, STREAM, TABLE, append, change, ids, image, key, second, with_images},
};
use crate::{Anchor, Archive};

const PAID: &str = r#"{"id": {"S": "x"}, "status": {"S": "paid"}}"#;
const SENT: &str = r#"{"id": {"S": "x"}, "status": {"S": "sent"}}"#;

/// An item that is made, changed, deleted and made again: at seconds 10, 20, 30 and 40. Another has a life of its own.
async fn lived(archive: &Archive) -> Vec<ChangeId> {
    append(
        archive,
        vec![
            with_images(change("id=x", Op::Insert, 10), None, Some(PAID)),
            with_images(change("id=y", Op::Modify, 15), None, None),
            with_images(change("id=x", Op::Modify, 20), Some(PAID), Some(SENT)),
            with_images(change("id=x", Op::Remove, 30), Some(SENT), None),
            with_images(change("id=y", Op::Modify, 35), Some(PAID), None),
            with_images(change("id=x", Op::Insert, 40), None, Some(PAID)),
        ],
    )
    .await;
    ids(archive).await
}

/// By its own record, or by the one after it.
pub async fn an_item_is_as_its_version_in_force_left_it(Opened { archive, kept: _kept, .. }: Opened) {
    let ids = lived(&archive).await;
    let as_of = |item: &'static str, at| {
        let reader = archive.reader.clone();
        async move { reader.as_of(TABLE, &key(item), at).await.expect("read").expect("known") }
    };
    let before = as_of("id=x", At::Time(second(9))).await;
    assert_eq!((before.exists, before.in_force, before.image), (Some(false), None, None));
    assert_eq!(before.next.map(|next| next.change_id), Some(ids[0]));
    for (at, version) in [(At::Time(second(20)), 2), (At::Time(second(29)), 2), (At::Version(2), 2)] {
        let then = as_of("id=x", at).await;
        assert_eq!(then.in_force.map(|found| (found.version, found.change_id)), Some((version, ids[2])));
        assert_eq!(
            (then.exists, then.image, then.image_source),
            (Some(true), Some(image(SENT)), Some(ImageSource::Record))
        );
        assert_eq!((then.at, then.next.map(|next| next.change_id)), (at, Some(ids[3])));
    }
    let deleted = as_of("id=x", At::Time(second(39))).await;
    assert_eq!((deleted.exists, deleted.image), (Some(false), None));
    let last = as_of("id=x", At::Version(u64::MAX)).await;
    assert_eq!((last.exists, last.in_force.map(|found| found.version), last.next), (Some(true), Some(4), None));

    let met_before = as_of("id=y", At::Time(second(1))).await;
    assert_eq!((met_before.exists, met_before.unknown), (None, Some(Unknown::BeforeCapture)));
    let told_later = as_of("id=y", At::Version(1)).await;
    assert_eq!((told_later.image, told_later.image_source), (Some(image(PAID)), Some(ImageSource::NextRecord)));
    let not_carried = as_of("id=y", At::Version(2)).await;
    assert!(matches!(not_carried.unknown, Some(Unknown::NotCarried(_))), "{:?}", not_carried.unknown);
    assert_eq!(archive.reader.as_of(TABLE, &key("id=z"), At::Version(1)).await.expect("read"), None);
}

/// Those that existed, and those of which it cannot be known, in the order of their keys and page after page.
pub async fn a_table_is_listed_as_of_a_time(Opened { archive, kept: _kept, .. }: Opened) {
    lived(&archive).await;
    for at in 0..9 {
        append(&archive, vec![change(&format!("id=i-{at}"), Op::Insert, 50 + at)]).await;
    }
    let listed = |at: u64| {
        let reader = archive.reader.clone();
        async move {
            let (mut items, mut after) = (Vec::new(), None);
            loop {
                let page = reader.items_as_of(TABLE, second(at), after.as_ref(), 2).await.expect("read");
                assert!(page.items.len() <= 2);
                items.extend(page.items.into_iter().map(|item| (item.item_key.to_string(), item.exists)));
                after = page.next_after;
                if after.is_none() {
                    return items;
                }
            }
        }
    };
    let told = |items: &[(&str, Option<bool>)]| -> Vec<(String, Option<bool>)> {
        items.iter().map(|(key, exists)| ((*key).to_owned(), *exists)).collect()
    };
    for _ in ["before the index is filled", "and after"] {
        assert_eq!(listed(9).await, told(&[("id=y", None)]));
        assert_eq!(listed(12).await, told(&[("id=x", Some(true)), ("id=y", None)]));
        assert_eq!(listed(30).await, told(&[("id=y", Some(true))]));
        let now: Vec<String> = listed(55).await.into_iter().map(|(key, _)| key).collect();
        assert_eq!(now, ["id=i-0", "id=i-1", "id=i-2", "id=i-3", "id=i-4", "id=i-5", "id=x", "id=y"]);
        archive.indexer.finish().await.expect("filled");
    }
}

/// By version, time or change.
pub async fn a_life_is_opened_around_a_moment(Opened { archive, kept: _kept, .. }: Opened) {
    for at in 1..=40 {
        append(&archive, vec![change("id=x", Op::Modify, at)]).await;
        let other = CapturedChange { shard_id: "shardId-2".to_owned(), ..change("id=y", Op::Modify, at) };
        append(&archive, vec![other]).await;
    }
    let item = archive.reader.item(TABLE, &key("id=x")).await.expect("read").expect("known");
    let tenth = archive.reader.version(TABLE, &key("id=x"), 10).await.expect("read").expect("known").change.id;
    let anchors = [
        (None, 40),
        (Some(Anchor::At(At::Version(10))), 12),
        (Some(Anchor::At(At::Time(second(10)))), 12),
        (Some(Anchor::Change(tenth)), 12),
        (Some(Anchor::At(At::Time(second(0)))), 3),
        (Some(Anchor::At(At::Version(1_000))), 40),
    ];
    for (anchor, top) in anchors {
        let page =
            archive.reader.life_around(TABLE, &key("id=x"), anchor, |version, all| (version + 2).min(all), 5).await;
        let page = page.expect("read").expect("known");
        let versions: Vec<u64> = page.changes.iter().map(|(version, _)| *version).collect();
        let expected: Vec<u64> = (1..=top).rev().take(5).collect();
        assert_eq!((versions, page.item.clone()), (expected, item.clone()), "{anchor:?}");
    }
    let nobody = archive.reader.life_around(TABLE, &key("id=z"), None, |_, all| all, 5).await.expect("read");
    assert_eq!(nobody, None);
}

/// Where it became something else, and what it was in between.
pub async fn an_attribute_tells_when_it_became_something_else(Opened { archive, kept: _kept, .. }: Opened) {
    lived(&archive).await;
    let path = read_path("status").expect("a path");
    let history = |before, limit| {
        let (reader, path) = (archive.reader.clone(), path.clone());
        async move {
            reader.attribute_history(TABLE, &key("id=x"), &path, before, limit).await.expect("read").expect("known")
        }
    };
    let whole = history(None, 100).await;
    let told: Vec<(u64, bool)> =
        whole.steps.iter().map(|step| (step.since.version, matches!(step.held, Held::Value { .. }))).collect();
    assert_eq!(told, [(1, true), (2, true), (3, false), (4, true)]);
    assert_eq!((whole.from_version, whole.to_version, whole.next_before), (1, 4, None));
    let newest = history(None, 2).await;
    assert_eq!((newest.from_version, newest.to_version, newest.next_before), (3, 4, Some(3)));
    let older = history(Some(3), 2).await;
    assert_eq!((older.from_version, older.to_version, older.next_before), (1, 2, None));
    let nobody = archive.reader.attribute_history(TABLE, &key("id=z"), &path, None, 9).await.expect("read");
    assert_eq!(nobody, None);
}

/// There may have been changes in between that nobody saw.
pub async fn a_gap_between_two_versions_is_told(Opened { archive, clock, kept: _kept }: Opened) {
    append(&archive, vec![change("id=x", Op::Insert, 1)]).await;
    clock.advance_millis(1_000);
    let noticed = afterimage_model::Timestamp::from_millis(NOW.as_millis() + 1_000);
    let gap = Gap {
        table: TABLE.to_owned(),
        stream_arn: STREAM.to_owned(),
        shard_id: SHARD.to_owned(),
        after_sequence_number: None,
        until_sequence_number: None,
        cause: "trimmed".to_owned(),
        detected_at: noticed,
    };
    archive.writer.record_gap(gap).await.expect("recorded");
    clock.advance_millis(1_000);
    append(&archive, vec![change("id=x", Op::Modify, 2), change("id=x", Op::Modify, 3)]).await;
    let noticed_at = |version| {
        let reader = archive.reader.clone();
        async move {
            let found = reader.as_of(TABLE, &key("id=x"), At::Version(version)).await.expect("read");
            found.expect("known").gap_noticed_at
        }
    };
    assert_eq!((noticed_at(1).await, noticed_at(2).await, noticed_at(3).await), (Some(noticed), None, None));
}
