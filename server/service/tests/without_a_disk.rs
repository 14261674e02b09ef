//! Services over an archive that keeps nothing on a disk, and whose ids have holes between them.

use std::{
    io::{BufReader, Cursor},
    path::PathBuf,
    sync::Arc,
};

use afterimage_archive::{
    Archive,
    contract::samples::{NOW, append, change, everything, ids, many, query},
};
use afterimage_base::clock::ManualClock;
use afterimage_model::{ChangeId, Context, Language, Op, Query};
use afterimage_service::{
    charts,
    export::{Export, Format, Wanted},
    feed::Feed,
    import::{Destination, ImportError, ImportedRecords, import},
    search,
};

/// Somebody who asks and has time.
fn context() -> Context {
    Context::local_user(Language::English)
}

fn new_archive() -> (Archive, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::new(NOW));
    (afterimage_archive_memory::open(clock.clone()), clock)
}

/// What an export of everything tells, and that it told at its end that it was at its end.
async fn exported(archive: &Archive) -> Vec<u8> {
    let export = Export::begin(&context(), &archive.reader, Wanted::all(Query::all()), Format::Jsonl).await;
    let (mut export, mut bytes, mut percent) = (export.expect("it begins"), Vec::new(), 0);
    while let Some(piece) = export.next().await.expect("it goes on") {
        bytes.extend(piece);
        assert!(export.done().percent() >= percent, "it never goes back");
        percent = export.done().percent();
    }
    assert_eq!(percent, 100);
    bytes
}

async fn imported(lines: Vec<u8>, into: (Archive, Arc<ManualClock>)) -> Result<ImportedRecords, ImportError> {
    let (archive, clock) = into;
    let destination = Destination { archive, clock, folder: PathBuf::from("nowhere") };
    import(&context(), Box::new(BufReader::new(Cursor::new(lines))), destination, &mut |_, _| {}).await
}

#[tokio::test]
async fn a_feed_tells_each_change_once_and_how_many_somebody_is_behind() {
    let (archive, _) = new_archive();
    let feed = Feed::new(archive.reader.clone(), archive.writer.subscribe(), Arc::new(|| None));
    many(&archive).await;
    let ids = ids(&archive).await;
    let (watched, mut cursor, mut told) = (feed.watch(&query("table:orders")), ChangeId::START, 0);
    while cursor < ids[299] {
        let batch = feed.next(&context(), &watched, cursor).await.expect("read");
        assert!(batch.cursor > cursor, "it gets on");
        (cursor, told) = (batch.cursor, told + batch.rows.len());
    }
    assert_eq!((told, feed.behind(ids[299]), feed.behind(ids[289])), (100, 0, 10));
    let is_further = |changes| feed.is_further(ids[0], ids[299], changes);
    assert!(is_further(298).await.expect("counted") && !is_further(299).await.expect("counted"));
}

#[tokio::test]
async fn a_chart_that_looks_through_the_log_has_looked_at_all_of_it_in_the_end() {
    let (archive, _) = new_archive();
    many(&archive).await;
    let query = query("attr:n");
    let mut chart = charts::histogram(&context(), &archive.reader, &query, None, None).await.expect("looked");
    while let Some(before) = chart.progress.next_before {
        chart.join(
            &charts::histogram(&context(), &archive.reader, &query, Some(chart.bars), Some(before))
                .await
                .expect("looked"),
        );
    }
    assert_eq!((chart.progress.scanned, chart.progress.total), (300, 300));
}

#[tokio::test]
async fn pages_of_a_search_follow_each_other_both_ways() {
    let (archive, _) = new_archive();
    many(&archive).await;
    let (mut found, mut after) = (Vec::new(), ChangeId::START);
    loop {
        let page = search::forward(&context(), &archive.reader, &query("op:insert"), after, 7).await.expect("searched");
        found.extend(page.changes);
        after = page.scanned_to;
        if page.end {
            break;
        }
    }
    let back = search::backward(&context(), &archive.reader, &query("op:insert"), None, 1_000).await.expect("searched");
    assert_eq!(back.changes.into_iter().rev().collect::<Vec<_>>(), found);
}

#[tokio::test]
async fn an_export_is_imported_and_passed_over_where_it_is_already_whatever_the_ids_are() {
    let (original, _) = new_archive();
    many(&original).await;
    let lines = exported(&original).await;
    let copy = new_archive();
    let done = imported(lines.clone(), copy.clone()).await.expect("imported");
    assert_eq!(done, ImportedRecords { imported: 300, passed_over: 0, ..ImportedRecords::default() });
    let captured = |changes: Vec<afterimage_model::Change>| -> Vec<_> {
        changes.into_iter().map(|change| change.captured).collect()
    };
    assert_eq!(captured(everything(&copy.0).await), captured(everything(&original).await));

    let same = new_archive();
    many(&same.0).await;
    let done = imported(lines.clone(), same).await.expect("it is there");
    assert_eq!(done, ImportedRecords { imported: 0, passed_over: 300, ..ImportedRecords::default() });

    let other = new_archive();
    append(&other.0, vec![change("id=other", Op::Insert, 900)]).await;
    many(&other.0).await;
    let refused = imported(lines, other).await.expect_err("the first line is the second change");
    assert!(matches!(refused, ImportError::Foreign { line: 1, .. }), "{refused}");
}
