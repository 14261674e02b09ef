//! What is filled after the commits says the same as the log.

use std::{
    collections::{BTreeSet, HashMap},
    path::Path,
};

use afterimage_archive::{Archive, ArchiveError};
use afterimage_model::{CapturedChange, ChangeId, Op, Query, chart::OpCounts, query::CountedQuery};
use afterimage_test_archive::{
    fixtures::{NOW, append, change, everything, filled, matching_backwards, new_archive, open, with_images},
    strategies,
};
use proptest::prelude::*;
use sqlx::{Connection, SqliteConnection};

async fn counted(archive: &Archive, query: &str) -> (OpCounts, bool) {
    let query: Query = query.parse().expect("a query");
    let counted = CountedQuery::of(&query).expect("a counted query");
    let histogram = archive.reader.counted(&counted).await.expect("counted");
    (histogram.total(), histogram.progress.scanned == histogram.progress.total)
}

#[tokio::test]
async fn counters_say_what_the_log_says_before_and_after_they_are_filled() {
    let (_folder, archive) = new_archive().await;
    filled(&archive).await;
    let all = everything(&archive).await;
    let second = all[1_300].created_at;
    let queries = [
        String::new(),
        "op:insert".to_owned(),
        "-op:insert table:demo-*".to_owned(),
        "table:nowhere".to_owned(),
        format!("at:{second}.."),
        format!("at:..{second} op:modify"),
        "at:2026-11-21".to_owned(),
    ];
    for filled in [false, true] {
        if filled {
            archive.indexer.finish().await.expect("filled");
            assert_eq!(archive.reader.index_progress().await.expect("progress").counted, 2_048);
        }
        for text in &queries {
            let query: Query = text.parse().expect("a query");
            let mut expected = OpCounts::default();
            for change in all.iter().filter(|change| query.matches(change)) {
                expected.add(change.op, 1);
            }
            assert_eq!(counted(&archive, text).await, (expected, true), "{text} {filled}");
        }
    }
}

#[tokio::test]
async fn a_rare_word_is_found_by_the_index_wherever_it_was_brought() {
    let (_folder, archive) = new_archive().await;
    filled(&archive).await;
    archive.indexer.finish().await.expect("filled");
    for (query, id) in
        [("word17x", 17), ("WORD2400", 2_400), ("attr:note:Word2000x", 2_000), ("attr:note~ord2049x", 2_049)]
    {
        let found = matching_backwards(&archive, &query.parse().expect("a query")).await;
        assert_eq!(found.iter().map(|change| change.id).collect::<Vec<_>>(), [ChangeId(id)], "{query}");
        // In one look, though a look decodes no more than two thousand changes.
        let scan = archive.reader.changes_before(&query.parse().expect("a query"), None, 50).await.expect("read");
        assert!(scan.end, "{query}: {:?}", scan.scanned_to);
    }
}

/// Everything that the index of texts holds: which three characters are in which change's.
async fn indexed(folder: &Path) -> Vec<(String, i64)> {
    let file = format!("sqlite://{}", folder.join("archive.sqlite3").display());
    let mut connection = SqliteConnection::connect(&file).await.expect("a database");
    sqlx::query("CREATE VIRTUAL TABLE temp.terms USING fts5vocab (main, change_texts, instance)")
        .execute(&mut connection)
        .await
        .expect("a view of the index");
    let terms = sqlx::query_as("SELECT term, doc FROM terms ORDER BY term, doc");
    terms.fetch_all(&mut connection).await.expect("the terms")
}

/// What is indexed of the changes: by who remembers them as they came, or by who has to read them.
async fn indexed_of(changes: &[CapturedChange], has_to_read: bool) -> Vec<(String, i64)> {
    let (folder, mut archive) = new_archive().await;
    append(&archive, changes.to_vec()).await;
    if has_to_read {
        archive.writer.close().await.expect("closed");
        archive = open(folder.path()).await;
    }
    archive.indexer.finish().await.expect("filled");
    indexed(folder.path()).await
}

/// One after the other; but for every third, with what the change before left behind as old image.
fn in_a_life(changes: Vec<CapturedChange>) -> Vec<CapturedChange> {
    let mut left_behind = HashMap::new();
    let numbered = changes.into_iter().zip(1_u64..);
    let follow = numbered.map(|(mut change, at)| {
        change.sequence_number = at.to_string().parse().expect("digits");
        let item = (change.table.clone(), change.item_key.clone());
        if !at.is_multiple_of(3) {
            change.old_image = left_behind.get(&item).cloned().flatten();
        }
        left_behind.insert(item, change.new_image.clone());
        change
    });
    follow.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_was_only_just_committed_is_indexed_as_if_it_were_read(
        changes in prop::collection::vec(strategies::searchable_change(), 1..80),
    ) {
        let changes = in_a_life(changes);
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let (remembered, read) =
            runtime.block_on(async { (indexed_of(&changes, false).await, indexed_of(&changes, true).await) });
        prop_assert_eq!(remembered, read);
    }
}

#[tokio::test]
async fn more_changes_than_are_remembered_are_indexed_all_the_same() {
    let (folder, archive) = new_archive().await;
    for page in 0..5 {
        let word = |at: u64| format!(r#"{{"note": {{"S": "word{at}x"}}}}"#);
        let changes = (page * 2_000 + 1..=(page + 1) * 2_000)
            .map(|at| with_images(change(&format!("id={at}"), Op::Insert, at), None, Some(&word(at))));
        append(&archive, changes.collect()).await;
    }
    archive.indexer.finish().await.expect("filled");
    let changes: BTreeSet<i64> = indexed(folder.path()).await.into_iter().map(|(_, change)| change).collect();
    assert_eq!(changes, (1..=10_000).collect());
}

#[tokio::test]
async fn a_view_is_kept_replaced_only_when_wanted_renamed_and_forgotten() {
    let (_folder, archive) = new_archive().await;
    let writer = &archive.writer;
    writer.put_view("Refunds", "new.status:refunded", NOW, false).await.expect("kept");
    let again = writer.put_view("Refunds", "op:remove", NOW, false).await;
    assert!(matches!(again, Err(ArchiveError::ViewExists(_))));
    writer.put_view("Refunds", "op:remove", NOW, true).await.expect("replaced");
    writer.put_view("Other", "", NOW, false).await.expect("kept");
    assert!(matches!(writer.rename_view("Other", "Refunds", NOW).await, Err(ArchiveError::ViewExists(_))));
    writer.rename_view("Refunds", "Removals", NOW).await.expect("renamed");
    let views = archive.reader.views().await.expect("views");
    let told: Vec<_> = views.iter().map(|view| (view.name.as_str(), view.query.as_str())).collect();
    assert_eq!(told, [("Other", ""), ("Removals", "op:remove")]);
    writer.delete_view("Other").await.expect("forgotten");
    assert!(matches!(writer.delete_view("Other").await, Err(ArchiveError::UnknownView(_))));
    assert_eq!(archive.reader.view("Refunds").await.expect("read"), None);
}
