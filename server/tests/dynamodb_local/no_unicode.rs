//! Halves of surrogate pairs, which DynamoDB Local stores and streams as JSON escapes: through the stream, a baseline, a
//! comparison with now, an export and an import.

use std::{
    io::{BufReader, Cursor},
    sync::Arc,
    time::Duration,
};

use afterimage_archive::ArchiveReader;
use afterimage_archive_sqlite::{SqliteArchive, SqliteReader};
use afterimage_aws::{AwsTables, Clients};
use afterimage_base::clock::{ManualClock, SystemClock};
use afterimage_capture::baseline::{BaselineParts, Baselines};
use afterimage_capture::{StatusRegistry, tables::Segment};
use afterimage_model::{
    AttributeValue, Change, Context, Image, ItemKey, Language, Op, Query, Timestamp, ViewType, write::WriteRequest,
};
use afterimage_service::{
    export::{Export, Format, Wanted},
    import::{Destination, import},
};
use afterimage_test_dynamodb::ingest::{Capture, create, tables};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

const TABLE: &str = "no-unicode";

/// Nothing here takes this long; it ends a test that would wait forever.
const PATIENCE: Duration = Duration::from_secs(60);

/// Items whose key, attribute, name, set, and text deep inside are no Unicode, and a plain one.
const ITEMS: [&str; 3] = [
    r#"{"id": {"S": "k\ud803"}, "at": {"N": "1"}, "a": {"S": "x\ud800y"}, "fine": {"S": "\ud83d\ude00"}}"#,
    r#"{"id": {"S": "b"}, "at": {"N": "2"}, "n\udc00": {"S": "v"}, "s": {"SS": ["a", "\udfff"]},
        "m": {"M": {"k\ud801": {"L": [{"S": "\ud802"}]}, "k": {"BOOL": true}}}}"#,
    r#"{"id": {"S": "c"}, "at": {"N": "3"}, "fine": {"M": {}}}"#,
];

pub async fn text_that_is_no_unicode_comes_through_every_way_there_is(url: &str, clients: &Clients) {
    let tables = tables(clients);
    create(&tables, TABLE, ViewType::NewAndOldImages).await;
    for item in ITEMS {
        put(url, item).await;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let capture = Capture::start(clients, folder.path()).await;
    let streamed = capture.wait_for(ITEMS.len()).await;
    every_value_is_there(&streamed);
    let original = exported(&capture.archive.reader).await;
    capture.stop().await;

    for change in &streamed {
        let now = tables.get_item(TABLE, &change.item_key).await.expect("an answer");
        assert_eq!(now, change.new_image, "what is compared with now is equal");
    }
    pages_of_one_item_come_to_their_end(&tables, &streamed).await;
    a_baseline_finds_the_same(&tables, &streamed).await;
    nothing_of_it_is_written(&tables, &streamed).await;

    let other = tempfile::tempdir().expect("a folder");
    let input = Box::new(BufReader::new(Cursor::new(original.clone())));
    let clock = Arc::new(ManualClock::new(Timestamp::from_millis(1)));
    let copy = SqliteArchive::open_for_import(other.path(), clock.clone()).await.expect("an archive").door();
    let destination = Destination { archive: copy, clock, folder: other.path().to_owned() };
    import(&context(), input, destination, &mut |_, _| {}).await.expect("imported");
    assert_eq!(exported(&SqliteReader::open(other.path()).await.expect("an archive").door()).await, original);
}

/// Somebody who asks and has time.
fn context() -> Context {
    Context::local_user(Language::English)
}

/// As no client of AWS's would.
async fn put(url: &str, item: &str) {
    let request = reqwest::Client::new().post(url).header("x-amz-target", "DynamoDB_20120810.PutItem");
    let credential = "AWS4-HMAC-SHA256 Credential=embedded/20261122/us-east-1/dynamodb/aws4_request, \
                      SignedHeaders=host, Signature=none";
    let request = request.header("content-type", "application/x-amz-json-1.0").header("authorization", credential);
    let body = format!(r#"{{"TableName": "{TABLE}", "Item": {item}}}"#);
    let answer = request.body(body).send().await.expect("an answer");
    assert!(answer.status().is_success(), "{}", answer.text().await.unwrap_or_default());
}

fn image(change: &Change) -> &Image {
    change.new_image.as_ref().expect("a new image")
}

fn every_value_is_there(changes: &[Change]) {
    let raw = |json: &str| AttributeValue::Raw(json.to_owned());
    assert!(changes.iter().all(|change| change.op == Op::Insert));
    assert_eq!(changes[0].item_key.to_string(), r#"at:N=1;id:RAW={"S"%3A"k\ud803"}"#);
    assert_eq!(image(&changes[0])["a"], raw(r#"{"S":"x\ud800y"}"#));
    assert_eq!(image(&changes[0])["fine"], AttributeValue::S("\u{1f600}".to_owned()));
    assert!(changes[0].note.as_ref().is_some_and(|note| note.contains("new image a: text that is no Unicode")));
    let second = image(&changes[1]);
    assert_eq!(second[r#""n\udc00""#], raw(r#"{"n\udc00":{"S":"v"}}"#));
    assert_eq!(second["s"], raw(r#"{"SS":["a","\udfff"]}"#));
    let AttributeValue::M(entries) = &second["m"] else { panic!("{second:?}") };
    assert_eq!(entries["k"], AttributeValue::Bool(true));
    assert_eq!(entries[r#""k\ud801""#], raw(r#"{"k\ud801":{"L":[{"S":"\ud802"}]}}"#));
    assert_eq!(changes[2].note, None);
}

/// The next page begins after a key that is no Unicode.
async fn pages_of_one_item_come_to_their_end(tables: &AwsTables, streamed: &[Change]) {
    let (mut found, mut after): (Vec<Image>, Option<ItemKey>) = (Vec::new(), None);
    for _ in 0..2 * ITEMS.len() {
        let whole = Segment { index: 0, total: 1 };
        let page = tables.scan_page(TABLE, whole, after.as_ref(), 1).await.expect("a page");
        found.extend(page.items.into_iter().map(|item| item.image));
        after = page.last_key;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(after, None, "it has no end");
    assert_eq!(found.len(), ITEMS.len());
    assert!(streamed.iter().all(|change| found.contains(image(change))));
}

async fn a_baseline_finds_the_same(tables: &AwsTables, streamed: &[Change]) {
    let folder = tempfile::tempdir().expect("a folder");
    let archive = SqliteArchive::open(folder.path(), Arc::new(SystemClock)).await.expect("an archive").door();
    let parts = BaselineParts {
        tables: tables.handle(),
        archive: archive.clone(),
        statuses: StatusRegistry::default(),
        clock: Arc::new(SystemClock),
    };
    let (baselines, task) = Baselines::new(parts);
    let cancel = CancellationToken::new();
    let running = tokio::spawn(task.run(None, cancel.clone()));
    baselines.request(&context(), TABLE).expect("it begins");
    let done = async {
        while baselines.status(&context(), TABLE).is_none_or(|status| status.finished_at.is_none()) {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, done).await.expect("the baseline is done");
    cancel.cancel();
    running.await.expect("it ends in order");
    let found = archive.reader.changes_after(&Query::all(), afterimage_model::ChangeId::START, 10).await;
    let found = found.expect("the archive answers").changes;
    assert_eq!(found.len(), ITEMS.len());
    for change in streamed {
        let same = found.iter().find(|found| found.item_key == change.item_key).expect("the item");
        assert_eq!((same.op, &same.new_image), (Op::Baseline, &change.new_image));
        assert_eq!(same.note.is_some(), change.note.is_some());
    }
}

/// It could not be written as it was, so it is refused in words, and stays.
async fn nothing_of_it_is_written(tables: &AwsTables, streamed: &[Change]) {
    for change in &streamed[..2] {
        let seen = image(change).clone();
        let mut item = seen.clone();
        item.0.insert("more".to_owned(), AttributeValue::Null);
        let replace =
            WriteRequest::Replace { key: change.item_key.to_image(), seen: Some(seen), item: Some(item.clone()) };
        for request in [replace, WriteRequest::Put { item, only_if_absent: false }] {
            let error = tables.write(TABLE, request).await.expect_err("refused");
            assert!(error.message.in_english().contains("raw JSON"), "{error:?}");
        }
        assert_eq!(tables.get_item(TABLE, &change.item_key).await.expect("an answer"), change.new_image);
    }
}

async fn exported(reader: &ArchiveReader) -> Vec<u8> {
    let mut export =
        Export::begin(&context(), reader, Wanted::all(Query::all()), Format::Jsonl).await.expect("it begins");
    let mut bytes = Vec::new();
    while let Some(piece) = export.next().await.expect("it goes on") {
        bytes.extend(piece);
    }
    bytes
}
