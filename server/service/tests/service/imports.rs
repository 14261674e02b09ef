//! What an import takes, in which order, and what it says of the rest.

use std::{
    io::{BufReader, Cursor},
    path::Path,
    sync::Arc,
};

use afterimage_archive_sqlite::{SqliteArchive, SqliteReader};
use afterimage_base::clock::ManualClock;
use afterimage_model::{Change, ChangeId, Context, Language, Query, Timestamp};
use afterimage_service::import::{Destination, ImportError, ImportedRecords, import};

async fn imported(text: &str, folder: &Path) -> Result<ImportedRecords, ImportError> {
    let input = Box::new(BufReader::new(Cursor::new(text.as_bytes().to_vec())));
    let clock = Arc::new(ManualClock::new(Timestamp::from_millis(1)));
    let archive = SqliteArchive::open_for_import(folder, clock.clone()).await.expect("an archive").door();
    let context = Context::local_user(Language::English);
    import(&context, input, Destination { archive, clock, folder: folder.to_owned() }, &mut |_, _| {}).await
}

/// All changes as the archive orders them: table, item and sequence number of each.
async fn all_of(folder: &Path) -> Vec<String> {
    let reader = SqliteReader::open(folder).await.expect("an archive").door();
    let (mut after, mut found) = (ChangeId::START, Vec::new());
    loop {
        let page = reader.changes_after(&Query::all(), after, 1_000).await.expect("read");
        found.extend(
            page.changes
                .iter()
                .map(|change: &Change| format!("{} {} {}", change.table, change.item_key, change.sequence_number)),
        );
        after = page.scanned_to;
        if page.end {
            return found;
        }
    }
}

/// A record as Lambda gets it.
fn record(table: &str, item: &str, sequence: u64) -> String {
    format!(
        r#"{{"eventID":"e{sequence}","eventName":"MODIFY","dynamodb":{{"Keys":{{"id":{{"S":"{item}"}}}},"NewImage":{{"id":{{"S":"{item}"}}}},"SequenceNumber":"{sequence}","StreamViewType":"NEW_IMAGE"}},"eventSourceARN":"arn:aws:dynamodb:eu-west-1:1:table/{table}/stream/2026"}}"#
    )
}

fn told(table: &str, item: &str, sequence: u64) -> String {
    format!("{table} id={item} {sequence}")
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_in_turn_keep_the_files_order_at_any_size() {
    let of_line = |at: u64| (if at.is_multiple_of(2) { "orders" } else { "carts" }, format!("i{}", at % 7), at / 2 + 1);
    let (lines, expected): (Vec<_>, Vec<_>) = (0..5_000)
        .map(of_line)
        .map(|(table, item, sequence)| (record(table, &item, sequence), told(table, &item, sequence)))
        .unzip();
    let folder = tempfile::tempdir().expect("a folder");
    let done = imported(&lines.join("\n"), folder.path()).await.expect("imported");
    assert_eq!(done, ImportedRecords { imported: 5_000, ..ImportedRecords::default() });
    assert_eq!(all_of(folder.path()).await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn shards_that_no_record_tells_stand_in_one_file() {
    // Four shards, whose numbers are far apart, in batches as Lambda is given them.
    let changes: Vec<(String, u64)> = (0..40)
        .flat_map(|round| (0..4_u64).map(move |shard| (shard, round)))
        .flat_map(|(shard, round)| {
            (0..3).map(move |at| (format!("s{shard}i{at}"), shard * 1_000_000 + round * 10 + at))
        })
        .collect();
    let lines: Vec<_> = changes.iter().map(|(item, sequence)| record("orders", item, *sequence)).collect();
    let expected: Vec<_> = changes.iter().map(|(item, sequence)| told("orders", item, *sequence)).collect();
    for cut in [0, 7, 200, 480] {
        let folder = tempfile::tempdir().expect("a folder");
        imported(&lines[..cut].join("\n"), folder.path()).await.expect("the first part");
        let done = imported(&lines.join("\n"), folder.path()).await.expect("the rest");
        assert_eq!((done.passed_over, done.imported), (cut as u64, 480 - cut as u64));
        assert_eq!(all_of(folder.path()).await, expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn repeats_are_skipped_and_counted() {
    let batch = |from: u64| (from..from + 10).map(|at| record("orders", &format!("i{}", at % 3), at));
    // The second batch failed after its function had done some of it, and was delivered three times.
    let lines: Vec<_> = [1, 11, 11, 11, 21].into_iter().flat_map(batch).collect();
    let expected: Vec<_> = (1..31).map(|at| told("orders", &format!("i{}", at % 3), at)).collect();
    let folder = tempfile::tempdir().expect("a folder");
    let done = imported(&lines.join("\n"), folder.path()).await.expect("imported");
    assert_eq!(done, ImportedRecords { imported: 30, passed_over: 0, repeated: 20 });
    assert_eq!(all_of(folder.path()).await, expected);
    let again = imported(&lines.join("\n"), folder.path()).await.expect("again");
    assert_eq!(again, ImportedRecords { imported: 0, passed_over: 30, repeated: 20 });
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_too_late_is_named_and_the_records_before_it_are_there() {
    let lines =
        [record("orders", "a", 1), record("orders", "b", 5), record("orders", "a", 7), record("orders", "b", 4)];
    let folder = tempfile::tempdir().expect("a folder");
    let error = imported(&lines.join("\n"), folder.path()).await.expect_err("b's fourth comes after its fifth");
    assert!(matches!(error, ImportError::OutOfOrder { line: 4, column: 1, .. }), "{error}");
    assert!(error.to_string().contains("sequence number 4"), "{error}");
    assert_eq!(all_of(folder.path()).await.len(), 3);
    // The same number of another item's is another shard's.
    let other = [record("orders", "b", 5), record("orders", "a", 5)];
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(imported(&other.join("\n"), folder.path()).await.expect("imported").imported, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn events_are_taken_whole_or_one_a_line_pretty_printed_and_with_a_byte_order_mark() {
    let records: Vec<_> = (1..=6).map(|at| record("orders", "a", at)).collect();
    let expected: Vec<_> = (1..=6).map(|at| told("orders", "a", at)).collect();
    let event = |records: &[String]| format!(r#"{{"Records":[{}]}}"#, records.join(","));
    let pretty = |text: &str| {
        let value: serde_json::Value = serde_json::from_str(text).expect("JSON");
        serde_json::to_string_pretty(&value).expect("JSON")
    };
    let whole = event(&records);
    for text in [
        whole.clone(),
        format!("{}\n{}\n", event(&records[..2]), event(&records[2..])),
        pretty(&whole),
        format!("\u{feff}{}", pretty(&whole).replace('\n', "\r\n")),
        records.iter().map(|record| pretty(record)).collect::<Vec<_>>().join("\n"),
        format!("[{}]", records.join(",\n")),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let done = imported(&text, folder.path()).await.unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!(done.imported, 6, "{text}");
        assert_eq!(all_of(folder.path()).await, expected, "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_within_an_event_is_told_with_its_line_and_column() {
    let wrong = record("orders", "a", 2).replace("MODIFY", "UPSERT");
    let text = format!("{{\n  \"Records\": [\n    {},\n    {wrong}\n  ]\n}}\n", record("orders", "a", 1));
    let folder = tempfile::tempdir().expect("a folder");
    let error = imported(&text, folder.path()).await.expect_err("an op that is none");
    assert!(matches!(error, ImportError::Record { line: 4, column: 5, .. }), "{error}");
    assert_eq!(all_of(folder.path()).await.len(), 1);
}
