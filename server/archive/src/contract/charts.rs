//! How many changes when, and of what most.

use std::collections::BTreeMap;

use afterimage_model::{
    Op, Query,
    chart::OpCounts,
    query::{CountedQuery, required_spans},
};

use super::{
    Opened,
    samples::{TABLE, append, change, everything, many, query},
};

/// What is in no counter yet is counted as well, and nothing twice.
pub async fn bars_count_what_matches_and_hold_everything(Opened { archive, kept: _kept, .. }: Opened) {
    many(&archive).await;
    let changes = everything(&archive).await;
    let queries =
        ["", "table:orders", "op:remove", "table:carts -op:insert", "at:2026-11-22T14:01:00Z..2026-11-22T14:02:30Z"];
    for _ in ["before the index is filled", "and after"] {
        for text in queries {
            let query: Query = query(text);
            let counted = CountedQuery::of(&query).expect("table, op and time alone");
            let histogram = archive.reader.counted(&counted).await.expect("counted");
            let mut expected = OpCounts::default();
            for change in changes.iter().filter(|change| query.matches(change)) {
                expected.add(change.op, 1);
                let bar = histogram.bars.bar_of(change.created_at).expect("every change has its bar");
                assert!(histogram.counts[bar].of(change.op) > 0, "{text:?}");
            }
            assert_eq!(histogram.total(), expected, "{text:?}");
            let progress = histogram.progress;
            assert_eq!((progress.scanned, progress.total, progress.next_before), (300, 300, None));
            let bars = archive.reader.bars(&required_spans(&query)).await.expect("read");
            let all = changes.iter().filter(|change| query.matches(change));
            assert!(all.into_iter().all(|change| bars.bar_of(change.created_at).is_some()), "{text:?}");
        }
        archive.indexer.finish().await.expect("filled");
    }
}

/// Of the tables that are wanted.
pub async fn the_items_with_the_most_changes_come_first(Opened { archive, kept: _kept, .. }: Opened) {
    many(&archive).await;
    for at in 0..40 {
        append(&archive, vec![change("id=hot", Op::Modify, 1_000 + at)]).await;
    }
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let mut moved = archive.reader.hottest_items(&|table| table == TABLE).await.expect("read");
    for change in everything(&archive).await.iter().filter(|change| change.table == TABLE) {
        *counts.entry(change.item_key.to_string()).or_default() += 1;
    }
    assert_eq!(moved.first().map(|hot| (hot.name.as_str(), hot.table.as_str())), Some(("id=hot", TABLE)));
    assert!(moved.iter().all(|hot| counts.get(&hot.name) == Some(&hot.changes)));
    assert!(moved.is_sorted_by(|one, other| one.changes >= other.changes));
    let most = counts.values().copied().max();
    moved = archive.reader.hottest_items(&|_| true).await.expect("read");
    assert_eq!(moved.first().map(|hot| hot.changes), most);
    assert_eq!(archive.reader.hottest_items(&|_| false).await.expect("read"), []);
}
