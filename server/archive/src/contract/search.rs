//! Looking through the log.

use afterimage_model::{CapturedChange, Change, ChangeId, Op, Query};

use super::{
    Opened,
    samples::{STREAM, append, backward, change, everything, forward, ids, many, query, raw},
};
use crate::ChangeCount;

/// Queries of every kind of term.
const QUERIES: [&str; 17] = [
    "",
    "table:orders",
    "op:remove",
    "table:carts op:insert",
    "key:i-7",
    "key:i-1*",
    "attr:status=paid",
    "attr:n>250",
    "changed:status new.status:sent",
    "-table:users -op:modify",
    "packed",
    "op:remove OR key:i-3",
    "at:..2026-11-22T14:01:40Z table:users",
    "table:nowhere",
    "key:7.0",
    "-key:07",
    "key:7 OR key:1e0",
];

/// What a query finds is decided by the query alone, whoever looks, and whether there is an index or not.
pub async fn both_directions_and_a_raw_read_find_what_matches(Opened { archive, kept: _kept, .. }: Opened) {
    many(&archive).await;
    let keyed = ["n:N=7", "n=7", "n=7.0", "n:N=70", "n:N=7;s=07", "n:N=1"].into_iter().zip(1..);
    let keyed = keyed.map(|(key, at)| CapturedChange {
        stream_arn: format!("{STREAM}/numbered"),
        table: "numbered".to_owned(),
        ..change(key, Op::Insert, at)
    });
    append(&archive, keyed.collect()).await;
    let all = everything(&archive).await;
    assert_eq!(all.len(), 306);
    let found = |text: &str| {
        let found = all.iter().filter(|change| query(text).matches(change));
        found.map(|change| change.item_key.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(found("key:7.0"), ["n:N=7", "n=7.0", "n:N=7;s=07"]);
    assert_eq!(found("key:07"), ["n:N=7", "n:N=7;s=07"]);
    for _ in ["before the index is filled", "and after"] {
        for text in QUERIES {
            let query = query(text);
            let expected: Vec<&Change> = all.iter().filter(|change| query.matches(change)).collect();
            assert_eq!(forward(&archive, &query).await.iter().collect::<Vec<_>>(), expected, "{text:?}");
            assert_eq!(raw(&archive, &query).await.iter().collect::<Vec<_>>(), expected, "{text:?}");
            let mut back = backward(&archive, &query).await;
            back.reverse();
            assert_eq!(back.iter().collect::<Vec<_>>(), expected, "{text:?}");
        }
        archive.indexer.finish().await.expect("filled");
    }
}

/// A position is good whether or not it is a change's id.
pub async fn a_look_goes_on_where_it_ended_and_comes_to_its_end(Opened { archive, kept: _kept, .. }: Opened) {
    let nothing = archive.reader.changes_after(&Query::all(), ChangeId::START, 5).await.expect("read");
    assert!(nothing.changes.is_empty() && nothing.end);
    let nothing = archive.reader.changes_before(&Query::all(), None, 5).await.expect("read");
    assert!(nothing.changes.is_empty() && nothing.end && nothing.scanned_to == ChangeId::START);
    many(&archive).await;
    let ids = ids(&archive).await;
    let last = ids[ids.len() - 1];
    let scan = archive.reader.changes_after(&Query::all(), last, 5).await.expect("read");
    assert!(scan.changes.is_empty() && scan.end && scan.scanned_to == last);
    let beyond = ChangeId(last.0 + 1_000);
    let scan = archive.reader.changes_after(&Query::all(), beyond, 5).await.expect("read");
    assert!(scan.changes.is_empty() && scan.end && scan.scanned_to == beyond, "a cursor never goes back");
    let scan = archive.reader.changes_before(&Query::all(), Some(beyond), 5).await.expect("read");
    assert_eq!(scan.changes.first().map(|change| change.id), Some(last));
    let scan = archive.reader.changes_before(&Query::all(), Some(ids[0]), 5).await.expect("read");
    assert!(scan.changes.is_empty() && scan.end);
    let scan = archive.reader.changes_after(&Query::all(), ids[40], 3).await.expect("read");
    let found: Vec<ChangeId> = scan.changes.iter().map(|change| change.id).collect();
    assert_eq!((found, scan.scanned_to, scan.end), (ids[41..44].to_vec(), ids[43], false));
    let scan = archive.reader.changes_before(&Query::all(), Some(ids[40]), 3).await.expect("read");
    let found: Vec<ChangeId> = scan.changes.iter().map(|change| change.id).collect();
    assert_eq!((found, scan.scanned_to, scan.end), (vec![ids[39], ids[38], ids[37]], ids[37], false));
}

/// Pages of a search do not repeat anything because something came in meanwhile.
pub async fn what_is_archived_during_a_search_backwards_is_not_in_it(Opened { archive, kept: _kept, .. }: Opened) {
    for at in 1..=9 {
        append(&archive, vec![change("id=a", Op::Modify, at)]).await;
    }
    let ids = ids(&archive).await;
    let first = archive.reader.changes_before(&Query::all(), None, 4).await.expect("read");
    append(&archive, vec![change("id=a", Op::Modify, 10)]).await;
    let second = archive.reader.changes_before(&Query::all(), Some(first.scanned_to), 9).await.expect("read");
    let mut found: Vec<ChangeId> = first.changes.iter().chain(&second.changes).map(|change| change.id).collect();
    found.reverse();
    assert_eq!(found, ids);
}

/// Exactly, or as an estimate that says so.
pub async fn how_many_lie_between_is_counted(Opened { archive, kept: _kept, .. }: Opened) {
    let count = |after, to| {
        let reader = archive.reader.clone();
        async move { reader.count_between(after, to).await.expect("counted") }
    };
    assert_eq!(count(ChangeId::START, ChangeId(i64::MAX)).await.number(), 0);
    many(&archive).await;
    let ids = ids(&archive).await;
    let places = [(0, 299), (0, 0), (7, 8), (100, 250), (250, 100)];
    for (after, to) in places {
        let there = (to as u64).saturating_sub(after as u64);
        match count(ids[after], ids[to]).await {
            ChangeCount::Exactly(counted) => assert_eq!(counted, there, "between {after} and {to}"),
            ChangeCount::About(counted) => assert!(counted <= 600, "{counted} is no estimate of {there}"),
        }
    }
    if let ChangeCount::Exactly(all) = count(ChangeId::START, ChangeId(i64::MAX)).await {
        assert_eq!(all, 300, "also up to where no change is yet");
    }
}

/// Whoever waits for it sees how far it is, matching or not.
pub async fn a_raw_read_tells_how_far_it_is(Opened { archive, kept: _kept, .. }: Opened) {
    many(&archive).await;
    let ids = ids(&archive).await;
    let mut reader = archive.reader.raw(query("op:remove"), ids[99]).await.expect("read");
    append(&archive, vec![change("id=late", Op::Remove, 900)]).await;
    assert_eq!((reader.until(), reader.total().number()), (ids[299], 200));
    let (mut scanned, mut reached) = (0, ids[99]);
    while let Some(page) = reader.next().await.expect("read") {
        assert!(page.scanned >= scanned && page.scanned_to >= reached, "it goes on");
        assert!(page.changes.iter().all(|change| change.op == Op::Remove && change.id > reached));
        (scanned, reached) = (page.scanned, page.scanned_to);
    }
    assert_eq!((scanned, reached), (200, ids[299]));
}
