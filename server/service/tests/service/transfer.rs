//! Out of one archive and into another: what was exported is equal, whatever happens on the way.

use std::{
    io::{BufReader, Cursor},
    path::Path,
    sync::Arc,
};

use afterimage_archive::{Archive, ArchiveError, ArchiveReader, ShardPage, StreamRecord, incoming};
use afterimage_archive_sqlite::{SqliteArchive, SqliteReader};
use afterimage_base::clock::ManualClock;
use afterimage_model::{
    Actor, CapturedChange, Context, ItemKey, Language, Op, Query, Timestamp, ViewType, table::KeyAttribute,
};
use afterimage_service::{
    export::{Export, Format, Wanted},
    import::{Destination, ImportError, ImportedRecords, import},
};
use afterimage_test_archive::{
    fixtures::{NOW, SHARD, STREAM, TABLE, append, change, everything, new_archive, with_images},
    strategies,
};
use proptest::prelude::*;

/// Somebody who asks and has time.
fn context() -> Context {
    Context::local_user(Language::English)
}

async fn exported(reader: &ArchiveReader, query: &str, format: Format) -> Vec<u8> {
    let query: Query = query.parse().expect("a query");
    let mut export = Export::begin(&context(), reader, Wanted::all(query), format).await.expect("it begins");
    let mut bytes = Vec::new();
    while let Some(piece) = export.next().await.expect("it goes on") {
        bytes.extend(piece);
    }
    assert_eq!((export.done().bytes, export.done().percent()), (bytes.len() as u64, 100));
    bytes
}

async fn imported(bytes: &[u8], folder: &Path) -> Result<ImportedRecords, ImportError> {
    let input = Box::new(BufReader::new(Cursor::new(bytes.to_vec())));
    let clock = Arc::new(ManualClock::new(Timestamp::from_millis(1)));
    let archive = SqliteArchive::open_for_import(folder, clock.clone()).await.expect("an archive").door();
    import(&context(), input, Destination { archive, clock, folder: folder.to_owned() }, &mut |_, _| {}).await
}

async fn all_of(folder: &Path) -> Vec<u8> {
    let reader = SqliteReader::open(folder).await.expect("an archive").door();
    exported(&reader, "", Format::Jsonl).await
}

/// An archive of several tables, shards and streams, committed at several times.
async fn varied() -> (tempfile::TempDir, Archive) {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = Arc::new(ManualClock::new(NOW));
    let archive = SqliteArchive::open(folder.path(), clock.clone()).await.expect("it opens").door();
    let key = |name: &str| KeyAttribute { name: name.to_owned(), type_tag: "S".to_owned() };
    let stream = StreamRecord {
        arn: STREAM.to_owned(),
        table: TABLE.to_owned(),
        view_type: ViewType::NewAndOldImages,
        partition_key: Some(key("id")),
        sort_key: None,
        ended: true,
    };
    archive.writer.upsert_stream(stream).await.expect("put in");
    let (paid, sent) =
        (r#"{"id": {"S": "a"}, "s": {"S": "paid"}}"#, r#"{"id": {"S": "a"}, "s": {"S": "=sent, \"x\""}}"#);
    append(
        &archive,
        vec![
            with_images(change("id=a", Op::Insert, 1), None, Some(paid)),
            with_images(change("id=a", Op::Modify, 2), Some(paid), Some(sent)),
            CapturedChange { note: Some("odd".to_owned()), ..change("id=c", Op::Modify, 3) },
        ],
    )
    .await;
    clock.advance_millis(7);
    let elsewhere = CapturedChange {
        table: "other table".to_owned(),
        stream_arn: "arn:aws:dynamodb:eu-west-1:0:table/other/stream/1".to_owned(),
        shard_id: "shard-2".to_owned(),
        created_at: Timestamp::from_millis(1_795_356_557_042),
        ..with_images(change("PK=c#1;Straße/é=x%3By", Op::Insert, 5), None, Some(r#"{"PK": {"S": "c#1"}}"#))
    };
    append(&archive, vec![elsewhere]).await;
    let gone =
        CapturedChange { actor: Some(Actor::ttl()), ..with_images(change("id=a", Op::Remove, 4), Some(sent), None) };
    append(&archive, vec![gone]).await;
    clock.advance_millis(-20);
    let baseline = CapturedChange {
        stream_arn: "baseline:demo-orders".to_owned(),
        shard_id: "scan".to_owned(),
        ..with_images(change("id=old", Op::Baseline, 1), None, Some(r#"{"id": {"S": "old"}}"#))
    };
    append(&archive, vec![baseline]).await;
    (folder, archive)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_gives_an_equal_archive() {
    let (folder, archive) = varied().await;
    let original = exported(&archive.reader, "", Format::Jsonl).await;
    let other = tempfile::tempdir().expect("a folder");
    let done = imported(&original, other.path()).await.expect("imported");
    assert_eq!(done, ImportedRecords { imported: 6, ..ImportedRecords::default() });
    assert_eq!(all_of(other.path()).await, original);

    let copy = SqliteReader::open(other.path()).await.expect("an archive").door();
    assert_eq!(copy.table_figures().await.expect("read"), archive.reader.table_figures().await.expect("read"));
    assert_eq!(copy.streams().await.expect("read"), archive.reader.streams().await.expect("read"));
    let checkpoints = |reader: ArchiveReader| async move { reader.checkpoints(STREAM).await.expect("read") };
    assert_eq!(checkpoints(copy).await, checkpoints(archive.reader.clone()).await);
    drop(folder);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_was_ended_anywhere_goes_on_where_it_was_and_is_harmless_when_done_again() {
    let (_folder, archive) = varied().await;
    let original = exported(&archive.reader, "", Format::Jsonl).await;
    let lines: Vec<&[u8]> = original.split_inclusive(|byte| *byte == b'\n').collect();
    for cut in 0..=lines.len() {
        let other = tempfile::tempdir().expect("a folder");
        imported(&lines[..cut].concat(), other.path()).await.expect("the first part");
        let done = imported(&original, other.path()).await.expect("the rest");
        assert_eq!((done.passed_over, done.imported), (cut as u64, (lines.len() - cut) as u64));
        let again = imported(&original, other.path()).await.expect("again");
        assert_eq!((again.passed_over, again.imported), (lines.len() as u64, 0));
        assert_eq!(all_of(other.path()).await, original);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_is_none_is_named_and_the_import_goes_on_once_it_is_mended() {
    let (_folder, archive) = varied().await;
    let original = exported(&archive.reader, "", Format::Jsonl).await;
    let mut lines: Vec<Vec<u8>> = original.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    let whole = std::mem::replace(&mut lines[3], b"{\"eventID\": 7}\n".to_vec());
    let other = tempfile::tempdir().expect("a folder");
    let error = imported(&lines.concat(), other.path()).await.expect_err("line 4");
    assert!(matches!(error, ImportError::Record { line: 4, column: 13, .. }), "{error}");
    assert!(error.to_string().contains("Line 4, column 13"), "{error}");
    lines[3] = whole;
    assert_eq!(imported(&lines.concat(), other.path()).await.expect("mended").passed_over, 3);
    assert_eq!(all_of(other.path()).await, original);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_with_other_changes_is_refused_and_left_as_it_is() {
    let (_folder, archive) = varied().await;
    let original = exported(&archive.reader, "", Format::Jsonl).await;
    let (other_folder, other) = new_archive().await;
    append(&other, vec![change("id=mine", Op::Insert, 1)]).await;
    other.writer.close().await.expect("closed");
    let before = all_of(other_folder.path()).await;
    let error = imported(&original, other_folder.path()).await.expect_err("refused");
    assert!(matches!(error, ImportError::Foreign { .. }), "{error}");
    assert_eq!(all_of(other_folder.path()).await, before);
    let error = imported(b"", other_folder.path()).await.expect_err("refused");
    assert!(error.to_string().contains("--data-dir"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_out_of_the_streams_order_are_told_and_not_lost_silently() {
    let (_folder, archive) = varied().await;
    let original = exported(&archive.reader, "", Format::Jsonl).await;
    let mut lines: Vec<&[u8]> = original.split_inclusive(|byte| *byte == b'\n').collect();
    // The removal, sequence number 4 at another time, before the first three.
    let last = lines.remove(4);
    lines.insert(0, last);
    let other = tempfile::tempdir().expect("a folder");
    let error = imported(&lines.concat(), other.path()).await.expect_err("out of order");
    assert!(matches!(error, ImportError::OutOfOrder { line: 2, column: 1, .. }), "{error}");
}

/// A line of a shard, as an export has it.
fn line(shard: &str, sequence: u64) -> String {
    let key = format!(r#"{{"id":{{"S":"{shard}-{sequence}"}}}}"#);
    format!(
        r#"{{"eventID":"e","eventName":"INSERT","dynamodb":{{"Keys":{key},"NewImage":{key},"SequenceNumber":"{sequence}",
        "StreamViewType":"NEW_IMAGE"}},"eventSourceARN":"{STREAM}","afterimage":{{"table":"{TABLE}","shard_id":"{shard}"}}}}"#
    )
    .replace('\n', "")
        + "\n"
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_page_that_is_not_taken_nothing_is_and_the_import_goes_on_once_the_file_is_mended() {
    let mut lines = vec![line("one", 4), line("two", 1), line("one", 3), line("two", 2), line("one", 5)];
    let folder = tempfile::tempdir().expect("a folder");
    let error = imported(lines.concat().as_bytes(), folder.path()).await.expect_err("out of order");
    assert!(matches!(error, ImportError::OutOfOrder { line: 3, .. }), "{error}");
    assert_eq!(all_of(folder.path()).await.split(|byte| *byte == b'\n').count(), 2 + 1, "{error}");
    lines.remove(2);
    let done = imported(lines.concat().as_bytes(), folder.path()).await.expect("mended");
    assert_eq!(done, ImportedRecords { imported: 2, passed_over: 2, repeated: 0 });
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_in_their_order_go_in_until_one_fails_for_whatever_reason() {
    let (_folder, archive) = new_archive().await;
    let page = |sequence: u64, shard: &str| ShardPage {
        stream_arn: STREAM.to_owned(),
        shard_id: shard.to_owned(),
        changes: vec![incoming(change("id=a", Op::Modify, sequence))].into(),
        checkpoint: None,
    };
    let pages = vec![page(1, SHARD), page(2, "another"), page(3, SHARD), page(4, SHARD)];
    let done = archive.writer.append_in_order(pages).await;
    assert!(matches!(done[0], Ok(committed) if committed.archived == 1), "{done:?}");
    assert!(matches!(done[1], Err(ArchiveError::ForeignChange { .. })), "{done:?}");
    assert!(done[2..].iter().all(|done| matches!(done, Err(ArchiveError::AfterFailed))), "{done:?}");
    assert_eq!(everything(&archive).await.len(), 1);
    let again = archive.writer.append_in_order(vec![page(1, SHARD), page(3, SHARD)]).await;
    assert!(matches!(again[0], Err(ArchiveError::Passed { .. })), "{again:?}");
    assert_eq!(everything(&archive).await.len(), 1, "what is to go in whole does not go in in part");
}

#[tokio::test]
async fn a_record_is_as_streams_have_it() {
    let (_folder, archive) = varied().await;
    let lines = String::from_utf8(exported(&archive.reader, "op:modify", Format::Jsonl).await).expect("text");
    let record: serde_json::Value = serde_json::from_str(lines.lines().next().expect("a line")).expect("JSON");
    let expected = serde_json::json!({
        "eventID": "event-2", "eventName": "MODIFY", "eventVersion": "1.1", "eventSource": "aws:dynamodb",
        "awsRegion": "us-east-1",
        "dynamodb": {
            "ApproximateCreationDateTime": 1_795_356_557, "Keys": {"id": {"S": "a"}},
            "NewImage": {"id": {"S": "a"}, "s": {"S": "=sent, \"x\""}},
            "OldImage": {"id": {"S": "a"}, "s": {"S": "paid"}},
            "SequenceNumber": "2", "SizeBytes": 42, "StreamViewType": "NEW_AND_OLD_IMAGES",
        },
        "eventSourceARN": STREAM,
        "afterimage": {
            "id": 2, "version": 2, "table": TABLE, "partition_key": {"name": "id", "type": "S"}, "stream_ended": true,
            "shard_id": "shardId-00000001", "received_at_ms": 1_795_356_557_400_i64,
            "archived_at_ms": 1_795_356_557_412_i64,
        },
    });
    assert_eq!(record, expected);
}

#[tokio::test]
async fn csv_has_a_heading_and_a_line_for_each_change() {
    let (_folder, archive) = varied().await;
    let text =
        String::from_utf8(exported(&archive.reader, "table:demo-orders key:a", Format::Csv).await).expect("text");
    let lines: Vec<&str> = text.split_terminator("\r\n").collect();
    assert_eq!(lines.len(), 4, "{text}");
    assert!(lines[0].starts_with("id,table,key,op,version,created_at,"));
    assert!(lines[1].starts_with("1,demo-orders,a,INSERT,1,2026-11-22T14:09:17.000Z,"), "{}", lines[1]);
    assert!(lines[3].contains(",ttl,"), "{}", lines[3]);
    let nothing = exported(&archive.reader, "key:nobody", Format::Csv).await;
    assert_eq!(String::from_utf8(nothing).expect("text").lines().count(), 1);
}

#[tokio::test]
async fn parquet_holds_every_change_with_its_types() {
    use parquet::{
        file::reader::{FileReader, SerializedFileReader},
        record::RowAccessor,
    };
    let (_folder, archive) = varied().await;
    let bytes = exported(&archive.reader, "", Format::Parquet).await;
    let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).expect("Parquet");
    let rows: Vec<_> = reader.get_row_iter(None).expect("rows").map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), 6);
    assert_eq!((rows[1].get_long(0).expect("id"), rows[1].get_string(8).expect("op").as_str()), (2, "MODIFY"));
    assert_eq!(rows[1].get_string(17).expect("new image"), r#"{"id":{"S":"a"},"s":{"S":"=sent, \"x\""}}"#);
    assert!(rows[1].get_string(15).is_err(), "no actor");
    let nothing = exported(&archive.reader, "key:nobody", Format::Parquet).await;
    let reader = SerializedFileReader::new(bytes::Bytes::from(nothing)).expect("Parquet");
    assert_eq!(reader.metadata().file_metadata().num_rows(), 0);
}

#[tokio::test]
async fn the_form_of_the_api_is_still_there() {
    let (_folder, archive) = varied().await;
    let lines = String::from_utf8(exported(&archive.reader, "", Format::Api).await).expect("text");
    let read: Vec<afterimage_model::Change> =
        lines.lines().map(|line| serde_json::from_str(line).expect("a change")).collect();
    assert_eq!(read, everything(&archive).await);
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Runtime::new().expect("a runtime").block_on(future)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn every_image_and_key_survives_the_way_out_and_in(
        keys in prop::collection::vec(strategies::key_image(), 1..3),
        images in prop::collection::vec((prop::option::of(strategies::image()), any::<bool>()), 1..12),
    ) {
        let mut latest = vec![None; keys.len()];
        let changes: Vec<_> = images.into_iter().enumerate().map(|(at, (image, old_is_latest))| {
            let item = at % keys.len();
            let old_image = if old_is_latest { latest[item].clone() } else { image.clone() };
            latest[item].clone_from(&image);
            let item_key = ItemKey::from_image(&keys[item]).expect("a key");
            CapturedChange { item_key, old_image, new_image: image, ..change("id=a", Op::Modify, at as u64 + 1) }
        }).collect();
        block_on(async {
            let (_folder, archive) = new_archive().await;
            append(&archive, changes.clone()).await;
            let original = exported(&archive.reader, "", Format::Jsonl).await;
            let other = tempfile::tempdir().expect("a folder");
            imported(&original, other.path()).await.expect("imported");
            assert_eq!(all_of(other.path()).await, original);
            let copy = SqliteArchive::open(other.path(), Arc::new(ManualClock::new(NOW))).await.expect("it opens").door();
            let read: Vec<_> = everything(&copy).await.into_iter().map(|change| change.captured).collect();
            assert_eq!(read, changes);
        });
    }
}
