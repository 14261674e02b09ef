//! Charts of an archive: what is counted, what is looked for, and what both say alike.

use afterimage_model::{ChangeId, Context, Language, Query};
use afterimage_service::charts;
use afterimage_test_archive::fixtures::{filled, new_archive};

/// Somebody who asks and has time.
fn context() -> Context {
    Context::local_user(Language::English)
}

#[tokio::test]
async fn a_histogram_that_is_looked_for_is_the_one_that_is_counted() {
    let (_folder, archive) = new_archive().await;
    filled(&archive).await;
    archive.indexer.finish().await.expect("filled");
    let counted = charts::histogram(&context(), &archive.reader, &Query::all(), None, None).await.expect("counted");
    let same = "attr:status".parse().expect("a query");
    let mut found = charts::histogram(&context(), &archive.reader, &same, None, None).await.expect("found");
    while let Some(before) = found.progress.next_before {
        let further =
            charts::histogram(&context(), &archive.reader, &same, Some(found.bars), Some(before)).await.expect("found");
        found.join(&further);
    }
    assert_eq!(found, counted);
}

#[tokio::test]
async fn charts_before_a_position_that_no_archive_has_are_of_nothing_or_of_everything() {
    let (_folder, archive) = new_archive().await;
    filled(&archive).await;
    let looked = |before: i64| {
        let (reader, query) = (archive.reader.clone(), "attr:status".parse().expect("a query"));
        async move {
            charts::hottest(&context(), &reader, &query, Some(ChangeId(before))).await.expect("found").progress.scanned
        }
    };
    assert_eq!((looked(i64::MIN).await, looked(0).await, looked(1).await), (0, 0, 0));
    let beyond = looked(i64::MAX).await;
    assert!(beyond > 0 && beyond <= 2_500, "{beyond}");
}

#[tokio::test]
async fn the_hottest_items_are_those_with_the_most_versions() {
    let (_folder, archive) = new_archive().await;
    filled(&archive).await;
    for _ in 0..2 {
        let hottest = charts::hottest(&context(), &archive.reader, &Query::all(), None).await.expect("found");
        assert!(hottest.items_are_whole);
        assert_eq!((hottest.items[0].name.as_str(), hottest.items[0].changes), ("id=item-3", 999));
        assert_eq!(hottest.items.iter().map(|hot| hot.changes).sum::<u64>(), 2_500);
        archive.indexer.finish().await.expect("filled");
    }
}
