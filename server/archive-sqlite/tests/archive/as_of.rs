//! The past: the state at a moment, pages from the middle of a life, an attribute's values.

use afterimage_archive::{Anchor, Archive};
use afterimage_archive_sqlite::ReaderLimits;
use afterimage_model::{
    CapturedChange, Image, Op, Timestamp, ViewType,
    as_of::{At, ImageSource, ItemAsOf, ListedAsOf, Unknown},
    attribute_history::Held,
    query::read_path,
};
use afterimage_test_archive::fixtures::{TABLE, append, change, image, key, new_archive, new_sqlite, with_images};
use proptest::prelude::*;

fn at_second(change: CapturedChange, second: i64) -> CapturedChange {
    CapturedChange { created_at: Timestamp::from_millis(second * 1_000), ..change }
}

fn total(total: usize) -> String {
    format!(r#"{{"id": {{"S": "a"}}, "total": {{"N": "{total}"}}}}"#)
}

async fn as_of(archive: &Archive, item: &str, at: &str) -> ItemAsOf {
    let at: At = at.parse().expect("a moment");
    archive.reader.as_of(TABLE, &key(item), at).await.expect("read").expect("the item")
}

/// `v3 exists`: the version in force, and whether there was an item.
fn told(state: &ItemAsOf) -> String {
    let version = state.in_force.map_or_else(|| "none".to_owned(), |version| format!("v{}", version.version));
    let exists = match state.exists {
        Some(true) => "exists",
        Some(false) => "is not there",
        None => "cannot be known",
    };
    format!("{version} {exists}")
}

#[tokio::test]
async fn an_item_is_there_from_its_first_change_until_its_removal() {
    let (_folder, archive) = new_archive().await;
    let life = vec![
        at_second(with_images(change("id=a", Op::Insert, 1), None, Some(&total(1))), 100),
        at_second(with_images(change("id=a", Op::Modify, 2), Some(&total(1)), Some(&total(2))), 200),
        at_second(with_images(change("id=a", Op::Remove, 3), Some(&total(2)), None), 300),
        at_second(with_images(change("id=a", Op::Insert, 4), None, Some(&total(4))), 400),
    ];
    append(&archive, life).await;
    for (at, expected, value) in [
        ("1970-01-01T00:01:39Z", "none is not there", None),
        ("1970-01-01T00:01:40Z", "v1 exists", Some(1)),
        ("1970-01-01T00:04:59Z", "v2 exists", Some(2)),
        ("1970-01-01T00:05:00Z", "v3 is not there", None),
        ("2026-01-01", "v4 exists", Some(4)),
        ("v0", "none is not there", None),
        ("v2", "v2 exists", Some(2)),
        ("v99", "v4 exists", Some(4)),
    ] {
        let state = as_of(&archive, "id=a", at).await;
        assert_eq!((told(&state).as_str(), state.unknown), (expected, None), "{at}");
        assert_eq!(state.image, value.map(|value| image(&total(value))), "{at}");
    }
    assert_eq!(as_of(&archive, "id=a", "v2").await.next.map(|next| next.version), Some(3));
    assert_eq!(archive.reader.as_of(TABLE, &key("id=nobody"), At::Version(1)).await.expect("read"), None);
}

#[tokio::test]
async fn what_a_view_type_does_not_carry_is_taken_from_the_next_record_or_said_to_be_unknown() {
    let (_folder, archive) = new_archive().await;
    let of = |view_type, change| CapturedChange { view_type, ..change };
    append(
        &archive,
        vec![
            of(ViewType::OldImage, change("id=old", Op::Insert, 1)),
            of(ViewType::OldImage, with_images(change("id=old", Op::Modify, 2), Some(&total(1)), None)),
            of(ViewType::KeysOnly, change("id=keys", Op::Insert, 3)),
            of(ViewType::KeysOnly, change("id=keys", Op::Modify, 4)),
            with_images(change("id=met", Op::Modify, 5), Some(&total(1)), Some(&total(2))),
        ],
    )
    .await;
    let known = |state: ItemAsOf| (state.exists, state.image, state.image_source, state.unknown);
    let next_tells = (Some(true), Some(image(&total(1))), Some(ImageSource::NextRecord), None);
    assert_eq!(known(as_of(&archive, "id=old", "v1").await), next_tells);
    let later = Some(Unknown::UntilNextChange(ViewType::OldImage));
    assert_eq!(known(as_of(&archive, "id=old", "v2").await), (Some(true), None, None, later));
    let never = Some(Unknown::NotCarried(ViewType::KeysOnly));
    assert_eq!(known(as_of(&archive, "id=keys", "v1").await), (Some(true), None, None, never));
    assert_eq!(known(as_of(&archive, "id=met", "v0").await), (None, None, None, Some(Unknown::BeforeCapture)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn the_state_at_every_moment_is_what_a_replay_gives(
        steps in prop::collection::vec((0usize..4, 0i64..4, any::<bool>()), 1..60),
        limit in 1usize..5,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(replay(steps, limit));
    }
}

/// Items' lives side by side, in which time stands still or goes on; every moment of each is compared.
async fn replay(steps: Vec<(usize, i64, bool)>, limit: usize) {
    let (_folder, sqlite) = new_sqlite().await;
    let mut archive = sqlite.door();
    archive.reader =
        sqlite.reader.clone().with_limits(ReaderLimits { scanned_changes: 5, ..ReaderLimits::default() }).door();
    let mut lives: Vec<Vec<(i64, Option<Image>)>> = vec![Vec::new(); 4];
    let (mut second, mut changes) = (10, Vec::new());
    for (at, (item, passed, removes)) in steps.into_iter().enumerate() {
        second += passed;
        let before = lives[item].last().and_then(|(_, image)| image.clone());
        let after = (!removes || before.is_none()).then(|| image(&total(at)));
        let op = match (&before, &after) {
            (None, _) => Op::Insert,
            (Some(_), Some(_)) => Op::Modify,
            (Some(_), None) => Op::Remove,
        };
        let captured = change(&format!("id=item{item}"), op, at as u64 + 1);
        changes.push(at_second(CapturedChange { old_image: before, new_image: after.clone(), ..captured }, second));
        lives[item].push((second, after));
    }
    append(&archive, changes).await;
    for second in 9..=second + 1 {
        let time = Timestamp::from_millis(second * 1_000);
        let mut there = Vec::new();
        for (item, life) in lives.iter().enumerate().filter(|(_, life)| !life.is_empty()) {
            let name = format!("id=item{item}");
            let expected = life.iter().rfind(|(since, _)| *since <= second).and_then(|(_, image)| image.clone());
            let state =
                archive.reader.as_of(TABLE, &key(&name), At::Time(time)).await.expect("read").expect("the item");
            assert_eq!((state.exists, &state.image), (Some(expected.is_some()), &expected), "{name} at {second}");
            if expected.is_some() {
                there.push(name);
            }
        }
        assert_eq!(listed(&archive, time, limit).await, there, "all at {second}");
    }
    for (item, life) in lives.iter().enumerate() {
        for (at, (_, expected)) in life.iter().enumerate() {
            let state = as_of(&archive, &format!("id=item{item}"), &format!("v{}", at + 1)).await;
            assert_eq!(&state.image, expected);
        }
    }
}

async fn listed(archive: &Archive, time: Timestamp, limit: usize) -> Vec<String> {
    let (mut keys, mut after) = (Vec::new(), None);
    loop {
        let page = archive.reader.items_as_of(TABLE, time, after.as_ref(), limit).await.expect("read");
        assert!(page.items.len() <= limit);
        keys.extend(page.items.iter().map(|item| item.item_key.to_string()));
        after = page.next_after;
        if after.is_none() {
            return keys;
        }
    }
}

/// Of 3,000 changes of seven items, minutes apart, now and then late as those of another shard are: before zones are
/// filled, and after it, each item's change in force is the last of its own by then.
#[tokio::test]
async fn a_tables_items_are_as_of_a_time_what_each_ones_last_change_by_then_made_of_it() {
    let (_folder, sqlite) = new_sqlite().await;
    let archive = sqlite.door();
    let second = |number: i64| number * 60 - if number % 7 == 3 { 30_000 } else { 0 };
    let item_of = |number: i64| if number % 7 == 3 { 3 } else { number % 7 };
    let captured = |number: i64| {
        let op = if number <= 7 { Op::Insert } else { Op::Modify };
        let mine = change(&format!("id=item{}", item_of(number)), op, u64::try_from(number).expect("positive"));
        at_second(with_images(mine, None, Some(&total(1))), second(number))
    };
    append(&archive, (1..=3_000).map(captured).collect()).await;
    let expected = |time: i64| -> Vec<(String, i64)> {
        let last = |item: i64| (1..=3_000).rfind(|number| item_of(*number) == item && second(*number) <= time);
        (0..7).filter_map(|item| Some((format!("id=item{item}"), last(item)?))).collect()
    };
    let halving =
        sqlite.reader.clone().with_limits(ReaderLimits { unsure_changes: -1, ..ReaderLimits::default() }).door();
    for filled in [false, true] {
        if filled {
            archive.indexer.finish().await.expect("filled");
        }
        for time in [-40_000, -29_000, 0, 59, 60, 30_000, 61_440, 61_441, 100_000, 122_880, 151_234, 180_000, 999_999] {
            let moment = Timestamp::from_millis(time * 1_000);
            for (reader, how) in [(&archive.reader, "by the log"), (&halving, "by halving")] {
                let page = reader.items_as_of(TABLE, moment, None, 10).await.expect("read");
                let in_force = |item: &ListedAsOf| Some((item.item_key.to_string(), item.in_force?.change_id.0));
                let found: Vec<_> = page.items.iter().filter_map(in_force).collect();
                assert_eq!(found, expected(time), "at {time} s, {how}, filled: {filled}");
            }
        }
    }
}

/// An item of many versions, each a second after the other, between those of another one.
async fn long_life(versions: u64) -> (tempfile::TempDir, Archive) {
    let (folder, archive) = new_archive().await;
    let changes = (1..=versions).flat_map(|version| {
        let op = if version == 1 { Op::Insert } else { Op::Modify };
        let new = total(usize::try_from(version / 10).expect("small"));
        let mine = with_images(change("id=a", op, 2 * version), None, Some(&new));
        let second = i64::try_from(version).expect("small");
        [at_second(mine, second), at_second(change("id=b", op, 2 * version + 1), second)]
    });
    append(&archive, changes.collect()).await;
    (folder, archive)
}

#[tokio::test]
async fn a_life_is_entered_at_any_version_time_or_change() {
    let (_folder, archive) = long_life(1_000).await;
    let around = |anchor| {
        let reader = &archive.reader;
        async move {
            let page = reader.life_around(TABLE, &key("id=a"), anchor, |version, _| version, 3).await.expect("read");
            page.expect("the item").changes.iter().map(|(version, _)| *version).collect::<Vec<_>>()
        }
    };
    let time = At::Time(Timestamp::from_millis(77_500));
    assert_eq!(around(None).await, [1_000, 999, 998]);
    assert_eq!(around(Some(Anchor::At(At::Version(500)))).await, [500, 499, 498]);
    assert_eq!(around(Some(Anchor::At(At::Version(2)))).await, [2, 1]);
    assert_eq!(around(Some(Anchor::At(At::Version(9_999)))).await, [1_000, 999, 998]);
    assert_eq!(around(Some(Anchor::At(time))).await, [77, 76, 75]);
    assert_eq!(around(Some(Anchor::At(At::Time(Timestamp::from_millis(0))))).await, [1]);
    let change_id = as_of(&archive, "id=a", "v321").await.in_force.expect("a version").change_id;
    assert_eq!(around(Some(Anchor::Change(change_id))).await, [321, 320, 319]);
}

#[tokio::test]
async fn an_attributes_values_are_told_where_they_become_something_else_page_by_page() {
    let (_folder, archive) = long_life(95).await;
    let path = read_path("total").expect("a path");
    let (mut since, mut before) = (Vec::new(), None);
    loop {
        let page = archive.reader.attribute_history(TABLE, &key("id=a"), &path, before, 40).await;
        let page = page.expect("read").expect("the item");
        assert_eq!(page.attributes, ["id", "total"]);
        assert_eq!(page.to_version, before.map_or(95, |before| before - 1));
        since.push(page.steps.iter().map(|step| step.since.version).collect::<Vec<_>>());
        before = page.next_before;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(since, [vec![56, 60, 70, 80, 90], vec![16, 20, 30, 40, 50], vec![1, 10]]);
    let nowhere = read_path("address.city").expect("a path");
    let page = archive.reader.attribute_history(TABLE, &key("id=a"), &nowhere, None, 40).await.expect("read");
    assert_eq!(page.expect("the item").steps.iter().map(|step| &step.held).collect::<Vec<_>>(), [&Held::Absent]);
}
