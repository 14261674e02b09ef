//! What comes out equals what went in.

use afterimage_model::{Actor, AttributeValue, CapturedChange, Image, ItemKey, Op, Timestamp, ViewType};
use afterimage_test_archive::{
    fixtures::{NOW, append, change, everything, new_archive, with_images},
    strategies,
};
use proptest::prelude::*;

/// Archives the changes in a new archive and reads them back.
async fn there_and_back(changes: Vec<CapturedChange>) -> Vec<CapturedChange> {
    let (_folder, archive) = new_archive().await;
    append(&archive, changes).await;
    everything(&archive).await.into_iter().map(|change| change.captured).collect()
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Runtime::new().expect("a runtime").block_on(future)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Each old image is the last new image about half the time, which is kept as a reference.
    #[test]
    fn every_image_and_key_survives(
        keys in prop::collection::vec(strategies::key_image(), 1..3),
        images in prop::collection::vec((prop::option::of(strategies::image()), any::<bool>(), any::<bool>()), 1..12),
    ) {
        let mut latest = vec![None; keys.len()];
        let changes: Vec<_> = images.into_iter().enumerate().map(|(at, (image, old_is_latest, has_old))| {
            let item = at % keys.len();
            let old_image = if old_is_latest { latest[item].clone() } else { image.clone().filter(|_| has_old) };
            latest[item].clone_from(&image);
            let item_key = ItemKey::from_image(&keys[item]).expect("a key");
            CapturedChange { item_key, old_image, new_image: image, ..change("id=a", Op::Modify, at as u64 + 1) }
        }).collect();
        prop_assert_eq!(block_on(there_and_back(changes.clone())), changes);
    }
}

#[tokio::test]
async fn every_field_survives() {
    let everything_set = CapturedChange {
        op: Op::Remove,
        created_at: Timestamp::from_millis(-1),
        received_at: Timestamp::from_millis(0),
        actor: Some(Actor { kind: "AssumedRole".to_owned(), principal_id: "AROA:alice".to_owned() }),
        size_bytes: 409_600,
        view_type: ViewType::KeysOnly,
        note: Some("an unknown type tag, kept as it came".to_owned()),
        sequence_number: "0011112222333344445555666677778888".parse().expect("digits"),
        ..change("id=a;sort:N=-0.5", Op::Remove, 1)
    };
    assert_eq!(there_and_back(vec![everything_set.clone()]).await, [everything_set]);
    for (at, op) in Op::ALL.into_iter().enumerate() {
        let change = CapturedChange { view_type: ViewType::ALL[at], ..change("id=a", op, 1) };
        assert_eq!(there_and_back(vec![change.clone()]).await, [change]);
    }
}

#[tokio::test]
async fn an_absent_image_is_not_an_empty_one() {
    let changes = vec![
        with_images(change("id=a", Op::Modify, 1), None, Some("{}")),
        with_images(change("id=a", Op::Modify, 2), Some("{}"), None),
        with_images(change("id=a", Op::Modify, 3), None, None),
        with_images(change("id=a", Op::Modify, 4), Some("{}"), Some(r#"{"a": {"S": ""}}"#)),
    ];
    assert_eq!(there_and_back(changes.clone()).await, changes);
}

#[tokio::test]
async fn the_largest_and_deepest_item_survives() {
    let mut deep = AttributeValue::S("x".repeat(300_000));
    for level in 0..32 {
        deep = match level % 2 {
            0 => AttributeValue::L(vec![deep]),
            _ => AttributeValue::M([("level".to_owned(), deep)].into()),
        };
    }
    let incompressible = (0_u32..75_000).map(|at| at.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect();
    let new_image = Some(Image::from_iter([
        ("deep".to_owned(), deep),
        ("incompressible".to_owned(), AttributeValue::B(incompressible)),
    ]));
    let change = CapturedChange { new_image, ..change("id=a", Op::Insert, 1) };
    assert_eq!(there_and_back(vec![change.clone()]).await, [change]);
}

/// The item after its `at`th change: 16 KB that say something else each time.
fn version(at: u64) -> Image {
    let body =
        (0..2_048_u64).flat_map(|word| ((word + 1) * (at + 1)).wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes());
    Image::from_iter([("body".to_owned(), AttributeValue::B(body.collect()))])
}

/// Archives the changes, half of them in one page and half in pages of their own, and reads them back; the file's size.
async fn size_of(changes: &[CapturedChange]) -> u64 {
    let (folder, archive) = new_archive().await;
    let (together, each) = changes.split_at(changes.len() / 2);
    append(&archive, together.to_vec()).await;
    for change in each {
        append(&archive, vec![change.clone()]).await;
    }
    let read: Vec<_> = everything(&archive).await.into_iter().map(|change| change.captured).collect();
    assert_eq!(read, changes);
    archive.writer.close().await.expect("closed");
    std::fs::metadata(folder.path().join("archive.sqlite3")).expect("the file").len()
}

#[tokio::test]
async fn an_old_image_that_is_there_already_takes_no_room() {
    let without: Vec<_> =
        (1..=20).map(|at| CapturedChange { new_image: Some(version(at)), ..change("id=a", Op::Modify, at) }).collect();
    let with: Vec<_> = without
        .iter()
        .zip(0..)
        .map(|(change, before)| CapturedChange { old_image: (before > 0).then(|| version(before)), ..change.clone() })
        .collect();
    let (without, with) = (size_of(&without).await, size_of(&with).await);
    assert!(with < without + without / 20, "{without} bytes without old images, {with} with them");
}

#[tokio::test]
async fn a_change_knows_when_it_was_archived() {
    let (_folder, archive) = new_archive().await;
    append(&archive, vec![change("id=a", Op::Insert, 1)]).await;
    assert_eq!(everything(&archive).await[0].archived_at, NOW);
    assert_eq!(archive.reader.figures().await.expect("read").last_archived_at, Some(NOW));
}
