//! Images that are archived one at a time take little room all the same, and come out as they went in.

use std::path::Path;

use afterimage_model::{CapturedChange, Op};
use afterimage_test_archive::fixtures::{append, change, everything, new_archive, open, with_images};
use sqlx::{Connection, SqliteConnection};

/// An order as the demo has them, in the life of which only a little differs.
fn order(at: u64) -> CapturedChange {
    let mixed = at.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20;
    let status = match at % 3 {
        0 => "placed",
        1 => "paid",
        _ => "shipped",
    };
    let image = format!(
        r#"{{"customer":{{"S":"customer-{mixed:x}"}},"delivery":{{"M":{{"city":{{"S":"Porto"}},"street":{{"S":"{} Harbour Street"}}}}}},
            "items":{{"L":[{{"M":{{"sku":{{"S":"sku-{:x}"}},"quantity":{{"N":"{}"}}}}}}]}},"order_id":{{"S":"o-{at}"}},
            "status":{{"S":"{status}"}},"tags":{{"SS":["campaign","web"]}},"total":{{"N":"{}.90"}}}}"#,
        mixed % 400,
        mixed % 4_096,
        at % 9,
        mixed % 1_000,
    );
    with_images(change(&format!("order_id=o-{at}"), Op::Insert, at), None, Some(&image))
}

async fn number(folder: &Path, sql: &'static str) -> i64 {
    let file = format!("sqlite://{}", folder.join("archive.sqlite3").display());
    let mut connection = SqliteConnection::connect(&file).await.expect("a database");
    sqlx::query_scalar(sql).fetch_one(&mut connection).await.expect("a number")
}

const BYTES_OF_LAST_BLOCK: &str = "SELECT length(content) FROM blocks ORDER BY block_id DESC LIMIT 1";

#[tokio::test]
async fn a_tables_dictionary_is_learnt_once_kept_and_makes_its_single_images_small() {
    let (folder, archive) = new_archive().await;
    append(&archive, vec![order(1)]).await;
    let before = number(folder.path(), BYTES_OF_LAST_BLOCK).await;
    append(&archive, (2..=500).map(order).collect()).await;
    // It is learnt beside the writer, and used from some commit on.
    let mut next = 501;
    while number(folder.path(), "SELECT count(*) FROM dictionaries").await == 0 {
        append(&archive, vec![order(next)]).await;
        next += 1;
    }
    append(&archive, vec![order(next)]).await;
    let after = number(folder.path(), BYTES_OF_LAST_BLOCK).await;
    assert!(after * 2 < before, "{before} bytes without a dictionary, {after} with one");
    archive.writer.close().await.expect("closed");

    let archive = open(folder.path()).await;
    append(&archive, vec![order(next + 1)]).await;
    assert!(number(folder.path(), BYTES_OF_LAST_BLOCK).await * 2 < before, "it is still known");
    let read: Vec<_> = everything(&archive).await.into_iter().map(|change| change.captured).collect();
    assert_eq!(read, (1..=next + 1).map(order).collect::<Vec<_>>());
    assert_eq!(number(folder.path(), "SELECT count(*) FROM dictionaries").await, 1);
}
