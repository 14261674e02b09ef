//! Items, their versions and their lists.

use afterimage_model::{
    CapturedChange, ChangeId, Op, Query,
    item::ItemOverview,
    items::{ItemOrder, ItemState},
};

use super::{
    Opened,
    samples::{STREAM, TABLE, append, change, everything, ids, image, key, many, query, second, with_images},
};
use crate::{Archive, ItemWalk};

/// What a query for some numbers finds among the numbered items.
const FOUND: [&str; 5] = ["n:N=-9", "n:N=2", "n:N=9;s=a", "n:N=9;s=b", "n:N=10;s=a"];

/// From the list's beginning.
fn walk(order: ItemOrder, state: ItemState) -> ItemWalk {
    ItemWalk { order, state, from: None, backward: false, limit: 3 }
}

/// The table's items that a walk finds to its end, a few a look.
async fn walked(archive: &Archive, table: &str, query: &Query, walk: ItemWalk) -> Vec<(String, ItemOverview)> {
    let (mut items, mut walk) = (Vec::new(), walk);
    loop {
        let look = archive.reader.walk_items(table, query, &walk).await.expect("read");
        assert!(look.end || look.reached != walk.from, "a walk gets on");
        assert!(look.items.len() <= walk.limit);
        items.extend(look.items);
        walk.from = look.reached;
        if look.end {
            return items;
        }
    }
}

fn keys(items: &[(String, ItemOverview)]) -> Vec<String> {
    items.iter().map(|(_, item)| item.item_key.to_string()).collect()
}

/// Whatever stream and shard they come by.
pub async fn versions_count_an_items_changes_over_shards_and_streams(Opened { archive, kept: _kept, .. }: Opened) {
    append(&archive, vec![change("id=a", Op::Insert, 1), change("id=b", Op::Insert, 2)]).await;
    let next_stream = CapturedChange { stream_arn: format!("{STREAM}-next"), ..change("id=a", Op::Modify, 1) };
    append(&archive, vec![next_stream]).await;
    append(&archive, vec![change("id=a", Op::Remove, 4)]).await;
    let other_table = CapturedChange { table: "carts".to_owned(), ..change("id=a", Op::Insert, 5) };
    append(&archive, vec![other_table]).await;

    let ids = ids(&archive).await;
    let item = archive.reader.item(TABLE, &key("id=a")).await.expect("read").expect("known");
    assert_eq!((item.versions, item.first_change_id, item.last_change_id, item.alive), (3, ids[0], ids[3], false));
    let expected = [(1, ids[0], Some(ids[2])), (2, ids[2], Some(ids[3])), (3, ids[3], None)];
    for (number, id, next) in expected {
        let version = archive.reader.version(TABLE, &key("id=a"), number).await.expect("read").expect("there is one");
        assert_eq!((version.change.id, version.next), (id, next));
    }
    for none in [0, 4, u64::MAX] {
        assert_eq!(archive.reader.version(TABLE, &key("id=a"), none).await.expect("read"), None, "{none}");
    }
    assert_eq!(archive.reader.item(TABLE, &key("id=nobody")).await.expect("read"), None);
    assert_eq!(archive.reader.item_count(TABLE).await.expect("read"), 2);
}

/// Page after page, down to version 1.
pub async fn a_timeline_is_read_in_pages_newest_first(Opened { archive, kept: _kept, .. }: Opened) {
    for at in 1..=9 {
        let op = if at == 1 { Op::Insert } else { Op::Modify };
        append(&archive, vec![change("id=a", op, at * 2), change("id=b", op, at * 2 + 1)]).await;
    }
    let (mut versions, mut before) = (Vec::new(), None);
    loop {
        let page = archive.reader.timeline(TABLE, &key("id=a"), before, 4).await.expect("read").expect("known");
        assert_eq!((page.item.versions, page.item.item_key.clone()), (9, key("id=a")));
        assert!(page.changes.iter().all(|(_, change)| change.item_key == key("id=a")));
        versions.extend(page.changes.iter().map(|(version, _)| *version));
        before = page.older;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(versions, [9, 8, 7, 6, 5, 4, 3, 2, 1]);
    assert_eq!(archive.reader.timeline(TABLE, &key("id=nobody"), None, 4).await.expect("read"), None);
    assert_eq!(archive.reader.timeline("other", &key("id=a"), None, 4).await.expect("read"), None);
}

/// The image before is known where the change before carries it, whatever the record itself tells.
pub async fn a_position_has_its_neighbours_and_the_image_before(Opened { archive, kept: _kept, .. }: Opened) {
    let paid = r#"{"id": {"S": "a"}, "status": {"S": "paid"}}"#;
    append(
        &archive,
        vec![
            with_images(change("id=a", Op::Insert, 1), None, Some(paid)),
            change("id=b", Op::Insert, 2),
            change("id=a", Op::Modify, 3),
            change("id=a", Op::Modify, 4),
        ],
    )
    .await;
    let ids = ids(&archive).await;
    let position = |id| {
        let reader = archive.reader.clone();
        async move { reader.timeline_position(id).await.expect("read").expect("known") }
    };
    let first = position(ids[0]).await;
    assert_eq!((first.version, first.versions, first.previous, first.next), (1, 3, None, Some(ids[2])));
    let second = position(ids[2]).await;
    assert_eq!((second.previous, second.next, second.previous_image), (Some(ids[0]), Some(ids[3]), Some(image(paid))));
    let third = position(ids[3]).await;
    assert_eq!((third.version, third.next, third.previous_image), (3, None, None));
    let none = archive.reader.timeline_position(ChangeId(ids[3].0 + 1)).await.expect("read");
    assert_eq!(none, None);
}

/// By its first and its last change.
pub async fn an_item_tells_whether_it_lives_and_was_seen_from_its_beginning(
    Opened { archive, kept: _kept, .. }: Opened,
) {
    append(
        &archive,
        vec![
            change("id=seen", Op::Insert, 1),
            change("id=met", Op::Modify, 2),
            change("id=seen", Op::Remove, 3),
            with_images(change("id=old", Op::Baseline, 4), None, Some(r#"{"id": {"S": "old"}}"#)),
            change("id=back", Op::Remove, 5),
            change("id=back", Op::Insert, 6),
        ],
    )
    .await;
    let items = walked(&archive, TABLE, &Query::all(), walk(ItemOrder::LastChange, ItemState::All)).await;
    let told: Vec<_> = items
        .iter()
        .map(|(_, item)| (item.item_key.to_string(), item.alive, item.captured_from_first_version, item.last_seen_at))
        .collect();
    let expected = [
        ("id=back", true, false, 6),
        ("id=old", true, false, 4),
        ("id=seen", false, true, 3),
        ("id=met", true, false, 2),
    ];
    let expected = expected.map(|(key, alive, whole, seen)| (key.to_owned(), alive, whole, second(seen)));
    assert_eq!(told, expected);
}

/// Neither left out nor told twice, from wherever a page begins.
pub async fn the_list_has_every_item_once_in_each_order_and_direction(Opened { archive, kept: _kept, .. }: Opened) {
    many(&archive).await;
    let changes = everything(&archive).await;
    for order in ItemOrder::ALL {
        for state in ItemState::ALL {
            let there = walked(&archive, TABLE, &Query::all(), walk(order, state)).await;
            let mut wanted: Vec<String> = changes
                .iter()
                .filter(|change| change.table == TABLE)
                .map(|change| (change.item_key.to_string(), change.leaves_item()))
                .collect::<std::collections::BTreeMap<_, _>>()
                .into_iter()
                .filter(|(_, alive)| state.lists(*alive))
                .map(|(key, _)| key)
                .collect();
            let mut met = keys(&there);
            met.sort();
            wanted.sort();
            assert_eq!(met, wanted, "{order:?} {state:?}");
            let is_ordered = there.windows(2).all(|pair| match order {
                ItemOrder::LastChange => pair[0].1.last_change_id > pair[1].1.last_change_id,
                ItemOrder::MostChanged => pair[0].1.versions >= pair[1].1.versions,
                ItemOrder::Key => pair[0].1.item_key.to_string() < pair[1].1.item_key.to_string(),
            });
            assert!(is_ordered, "{order:?}");
            assert!(there.iter().all(|(position, _)| order.reads_position(position)), "{order:?}");
            let Some((last, _)) = there.last() else { continue };
            let back = ItemWalk { from: Some(last.clone()), backward: true, ..walk(order, state) };
            let mut back = keys(&walked(&archive, TABLE, &Query::all(), back).await);
            back.reverse();
            assert_eq!(back, keys(&there[..there.len() - 1]), "{order:?} backwards");
        }
    }
    let nothing = walked(&archive, "nowhere", &Query::all(), walk(ItemOrder::Key, ItemState::All)).await;
    assert!(nothing.is_empty());
}

/// Numbers within keys as numbers, in both directions, page after page, as of now and as of a time.
pub async fn keys_with_numbers_are_in_the_order_of_their_values(Opened { archive, kept: _kept, .. }: Opened) {
    let sorted = ["n:N=-10", "n:N=-9", "n:N=0", "n:N=0.5", "n:N=2", "n:N=9;s=a", "n:N=9;s=b", "n:N=10;s=a", "n:N=100"];
    let shuffled = [4, 8, 0, 7, 2, 6, 1, 5, 3].map(|at: usize| sorted[at]);
    let changes = shuffled.into_iter().zip(1..).map(|(key, at)| change(key, Op::Insert, at));
    append(&archive, changes.collect()).await;
    let by_key = walk(ItemOrder::Key, ItemState::All);
    for text in ["", "key:9 OR key:2 OR key:10 OR key:-9"] {
        let expected: Vec<&str> = sorted.into_iter().filter(|key| text.is_empty() || FOUND.contains(key)).collect();
        let there = walked(&archive, TABLE, &query(text), by_key.clone()).await;
        assert_eq!(keys(&there), expected, "{text:?}");
        let from = there.last().map(|(position, _)| position.clone());
        let back = ItemWalk { from, backward: true, ..by_key.clone() };
        let mut back = keys(&walked(&archive, TABLE, &query(text), back).await);
        back.reverse();
        assert_eq!(back, expected[..expected.len() - 1], "{text:?} backwards");
    }
    let (mut listed, mut after) = (Vec::new(), None);
    loop {
        let page = archive.reader.items_as_of(TABLE, second(50), after.as_ref(), 2).await.expect("read");
        listed.extend(page.items.into_iter().map(|item| item.item_key.to_string()));
        after = page.next_after;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(listed, sorted);
}

/// What a query says is said of the items as they are, and of deleted ones as they last were.
pub async fn the_list_is_of_items_that_match_as_they_are(Opened { archive, kept: _kept, .. }: Opened) {
    let (paid, sent) =
        (r#"{"id": {"S": "x"}, "status": {"S": "paid"}}"#, r#"{"id": {"S": "x"}, "status": {"S": "sent"}}"#);
    append(
        &archive,
        vec![
            with_images(change("id=a", Op::Insert, 1), None, Some(paid)),
            with_images(change("id=b", Op::Insert, 2), None, Some(sent)),
            with_images(change("id=a", Op::Modify, 3), Some(paid), Some(sent)),
            with_images(change("id=c", Op::Insert, 4), None, Some(paid)),
            with_images(change("id=c", Op::Remove, 5), Some(paid), None),
        ],
    )
    .await;
    let found = |text: &str, state| {
        let (archive, query) = (archive.clone(), query(text));
        async move { keys(&walked(&archive, TABLE, &query, walk(ItemOrder::Key, state)).await) }
    };
    assert_eq!(found("attr:status=sent", ItemState::All).await, ["id=a", "id=b"]);
    assert_eq!(found("attr:status=paid", ItemState::All).await, ["id=c"]);
    assert_eq!(found("attr:status=paid", ItemState::Alive).await, Vec::<String>::new());
    assert_eq!(found("key:b", ItemState::All).await, ["id=b"]);
    assert_eq!(found("-key:b", ItemState::Alive).await, ["id=a"]);
}

/// In the order of the values, each item once.
pub async fn items_are_found_by_the_beginning_of_a_key_value(Opened { archive, kept: _kept, .. }: Opened) {
    let changes = ["id=O-2", "id=O-10", "id=U-1", "at=O-3;id=X", "id=o-4"];
    let changes = changes.into_iter().zip(1..).map(|(key, at)| change(key, Op::Insert, at)).collect();
    append(&archive, changes).await;
    let found = |beginning: &'static str, limit| {
        let reader = archive.reader.clone();
        async move {
            let items = reader.items_beginning(beginning, limit).await.expect("read");
            items.iter().map(|item| item.item_key.to_string()).collect::<Vec<String>>()
        }
    };
    assert_eq!(found("O-", 9).await, ["id=O-10", "id=O-2", "at=O-3;id=X"]);
    assert_eq!(found("O-", 2).await, ["id=O-10", "id=O-2"]);
    assert_eq!(found("X", 9).await, ["at=O-3;id=X"]);
    assert_eq!(found("Z", 9).await, Vec::<String>::new());
}

/// For each key in turn.
pub async fn activity_is_told_of_items_that_are_known(Opened { archive, kept: _kept, .. }: Opened) {
    append(
        &archive,
        vec![change("id=a", Op::Insert, 1), change("id=b", Op::Insert, 2), change("id=a", Op::Modify, 50)],
    )
    .await;
    let asked = [key("id=a"), key("id=nobody"), key("id=b")];
    let told = archive.reader.activities(TABLE, &asked).await.expect("read");
    assert_eq!(told.len(), 3);
    assert!(told[0].is_some() && told[1].is_none() && told[2].is_some());
    let levels = &told[0].as_ref().expect("known").levels;
    let ends = (levels.first().copied(), levels.last().copied());
    assert!(ends.0 > Some(0) && ends.1 > Some(0) && levels[levels.len() / 2] == 0, "{levels:?}");
    assert_eq!(archive.reader.activities("nowhere", &asked).await.expect("read"), [const { None }; 3]);
}
