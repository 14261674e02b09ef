//! The list of a table's items: in every order, in both directions, by state and by query.

use afterimage_archive::{Archive, ItemWalk};
use afterimage_archive_sqlite::{ReaderLimits, SqliteArchive};
use afterimage_base::work::Deadline;
use afterimage_model::{
    CapturedChange, Op, Query, Timestamp,
    item::ItemOverview,
    items::{ItemOrder, ItemState},
};
use afterimage_test_archive::fixtures::{TABLE, append, change, key, new_archive, new_sqlite, open, with_images};
use sqlx::{Connection, SqliteConnection};

/// The whole list in its usual order.
pub fn usual() -> ItemWalk {
    ItemWalk { order: ItemOrder::LastChange, state: ItemState::All, from: None, backward: false, limit: 100 }
}

/// All items that a walk comes by, page after page.
pub async fn items(archive: &Archive, query: &str, walk: &ItemWalk) -> Vec<ItemOverview> {
    let query: Query = query.parse().expect("a query");
    let (mut items, mut from) = (Vec::new(), walk.from.clone());
    loop {
        let page = ItemWalk { from: from.clone(), ..walk.clone() };
        let walked = archive.reader.walk_items(TABLE, &query, &page).await.expect("read");
        assert!(walked.items.len() <= walk.limit);
        assert!(walked.end || walked.reached != from, "a walk goes on");
        items.extend(walked.items.into_iter().map(|(_, item)| item));
        if walked.end {
            return items;
        }
        from = walked.reached;
    }
}

async fn keys(archive: &Archive, query: &str, walk: &ItemWalk) -> Vec<String> {
    items(archive, query, walk).await.iter().map(|item| item.item_key.label(Some("id"))).collect()
}

/// Thirty items, each of which has so many versions as the remainder of its number by 7, and one; every fifth is deleted.
async fn thirty() -> (tempfile::TempDir, SqliteArchive) {
    let (folder, sqlite) = new_sqlite().await;
    let archive = sqlite.door();
    let mut sequence_number = 0;
    for round in 0..8 {
        let mut changes = Vec::new();
        for at in (1..=30_u64).filter(|at| at % 7 >= round) {
            sequence_number += 1;
            let is_last = at % 7 == round;
            let op = match (round, is_last && at % 5 == 0) {
                (_, true) => Op::Remove,
                (0, _) => Op::Insert,
                _ => Op::Modify,
            };
            let image = format!(r#"{{"id": {{"S": "{at:02}"}}, "n": {{"N": "{at}"}}, "round": {{"N": "{round}"}}}}"#);
            let (old, new) = if op == Op::Remove { (Some(image), None) } else { (None, Some(image)) };
            changes.push(with_images(
                change(&format!("id={at:02}"), op, sequence_number),
                old.as_deref(),
                new.as_deref(),
            ));
        }
        if !changes.is_empty() {
            append(&archive, changes).await;
        }
    }
    (folder, sqlite)
}

/// The archive as it is, and with a reader whose looks end soon.
fn with_usual_and_small_limits(sqlite: &SqliteArchive) -> [Archive; 2] {
    let small = ReaderLimits { scanned_changes: 7, skimmed_changes: 7, narrow_items: 2, ..ReaderLimits::default() };
    [ReaderLimits::default(), small]
        .map(|limits| Archive { reader: sqlite.reader.clone().with_limits(limits).door(), ..sqlite.door() })
}

#[tokio::test]
async fn every_order_lists_every_item_once_forward_and_backward() {
    let (_folder, sqlite) = thirty().await;
    for archive in with_usual_and_small_limits(&sqlite) {
        for order in ItemOrder::ALL {
            for limit in [1, 4, 100] {
                let walk = ItemWalk { order, limit, ..usual() };
                let mut forward = keys(&archive, "", &walk).await;
                assert_eq!(forward.len(), 30, "{order:?} {limit}");
                let backward = keys(&archive, "", &ItemWalk { backward: true, ..walk }).await;
                forward.reverse();
                assert_eq!(forward, backward, "{order:?} {limit}");
            }
        }
    }
}

#[tokio::test]
async fn whoever_has_no_time_at_all_gets_on_item_by_item() {
    let (_folder, sqlite) = thirty().await;
    let mut archive = sqlite.door();
    let queries = ["", "attr:n>10", "attr:n>10 OR attr:n~1", "key:0*"];
    let mut whole = Vec::new();
    for query in queries {
        for order in ItemOrder::ALL {
            whole.push(keys(&archive, query, &ItemWalk { order, ..usual() }).await);
        }
    }
    archive.reader = archive.reader.until(Deadline::when(|| true));
    let mut whole = whole.into_iter();
    for query in queries {
        for order in ItemOrder::ALL {
            let hurried = keys(&archive, query, &ItemWalk { order, ..usual() }).await;
            assert_eq!(Some(hurried), whole.next(), "{query} {order:?}");
        }
    }
}

#[tokio::test]
async fn the_order_is_the_one_asked_for() {
    let (_folder, sqlite) = thirty().await;
    let archive = sqlite.door();
    let by_key = keys(&archive, "", &ItemWalk { order: ItemOrder::Key, ..usual() }).await;
    assert!(by_key.is_sorted(), "{by_key:?}");
    let lately = items(&archive, "", &usual()).await;
    assert!(lately.is_sorted_by_key(|item| std::cmp::Reverse(item.last_change_id)));
    let most_changed = ItemWalk { order: ItemOrder::MostChanged, ..usual() };
    let first = items(&archive, "", &most_changed).await;
    assert!(first.is_sorted_by_key(|item| std::cmp::Reverse(item.versions)));
    assert_eq!(first[0].versions, 7);
    // The list follows what comes.
    let more = (1..=20).map(|at| change("id=01", Op::Modify, 1_000 + at)).collect();
    append(&archive, more).await;
    append(&archive, vec![change("id=31", Op::Insert, 2_000)]).await;
    let then = items(&archive, "", &most_changed).await;
    assert_eq!((then[0].item_key.clone(), then[0].versions, then.len()), (key("id=01"), 22, 31));
}

#[tokio::test]
async fn states_keys_and_attributes_narrow_the_list_in_every_order() {
    let (_folder, sqlite) = thirty().await;
    for archive in with_usual_and_small_limits(&sqlite) {
        for order in ItemOrder::ALL {
            let walk = ItemWalk { order, limit: 3, ..usual() };
            let sorted = async |query: &str, state: ItemState| {
                let mut keys = keys(&archive, query, &ItemWalk { state, ..walk.clone() }).await;
                keys.sort();
                keys
            };
            assert_eq!(sorted("", ItemState::Deleted).await, ["05", "10", "15", "20", "25", "30"]);
            assert_eq!(sorted("", ItemState::Alive).await.len(), 24);
            assert_eq!(sorted("key:2*", ItemState::Deleted).await, ["20", "25"]);
            assert_eq!(sorted("key:07", ItemState::All).await, ["07"]);
            assert_eq!(sorted("key:07 OR key:0* attr:n>8", ItemState::All).await, ["07", "09"]);
            assert_eq!(sorted("attr:n>28", ItemState::All).await, ["29", "30"], "deleted ones as they were");
            assert_eq!(sorted("-key:2* -key:1* op:remove", ItemState::All).await, ["05", "30"]);
            assert!(sorted("key:nobody", ItemState::All).await.is_empty());
        }
    }
}

#[tokio::test]
async fn another_tables_items_are_not_among_them() {
    let (_folder, archive) = new_archive().await;
    let elsewhere = CapturedChange { table: "demo-carts".to_owned(), ..change("id=a", Op::Insert, 1) };
    append(&archive, vec![elsewhere, change("id=b", Op::Insert, 2)]).await;
    for order in ItemOrder::ALL {
        assert_eq!(keys(&archive, "", &ItemWalk { order, ..usual() }).await, ["b"]);
        assert!(keys(&archive, "key:a", &ItemWalk { order, ..usual() }).await.is_empty());
    }
}

#[tokio::test]
async fn activity_tells_where_in_a_life_its_changes_are() {
    let (_folder, archive) = new_archive().await;
    let at = |item: &str, sequence_number: u64, seconds: i64| CapturedChange {
        created_at: Timestamp::from_millis(seconds * 1_000),
        ..change(item, if sequence_number == 1 { Op::Insert } else { Op::Modify }, sequence_number)
    };
    append(&archive, vec![at("id=few", 1, 0), at("id=few", 2, 100), at("id=few", 3, 240)]).await;
    // Half of its changes at the beginning, half at the end, nothing between.
    let many = (0..400).map(|n| at("id=many", 10 + n, if n < 200 { 0 } else { 10_000 })).collect();
    append(&archive, many).await;
    let told =
        archive.reader.activities(TABLE, &[key("id=many"), key("id=nobody"), key("id=few")]).await.expect("read");
    let many = told[0].as_ref().expect("known");
    assert!(many.is_sampled);
    assert_eq!((many.levels[0], many.levels[23]), (4, 4));
    assert_eq!(many.levels[1..23].iter().max(), Some(&0));
    assert_eq!(told[1], None);
    let few = told[2].as_ref().expect("known");
    assert_eq!((few.levels[0], few.levels[10], few.levels[23], few.is_sampled), (4, 4, 4, false));
}

#[tokio::test]
async fn an_archive_from_before_the_order_of_numbers_is_put_in_order_when_it_is_opened() {
    let (folder, archive) = new_archive().await;
    let numbered = ["id:N=10", "id:N=9", "id:N=-1"].into_iter().zip(1..);
    append(&archive, numbered.map(|(key, at)| change(key, Op::Insert, at)).collect()).await;
    archive.writer.close().await.expect("closed");
    drop(archive);
    let url = format!("sqlite://{}", folder.path().join("archive.sqlite3").display());
    let mut connection = SqliteConnection::connect(&url).await.expect("a database");
    sqlx::query("UPDATE items SET key_order = NULL").execute(&mut connection).await.expect("as it was before");
    connection.close().await.expect("closed");
    let archive = open(folder.path()).await;
    let by_key = ItemWalk { order: ItemOrder::Key, ..usual() };
    assert_eq!(keys(&archive, "", &by_key).await, ["-1", "9", "10"]);
}
