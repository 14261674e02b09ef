use std::{os::unix::fs::FileExt, path::PathBuf, sync::atomic::AtomicU64};

use sqlx::sqlite::SqliteConnectOptions;

use super::*;
use crate::schema::migrations;

/// A header of 4 KiB pages that says how many of them there are, as of changes 7.
fn header(pages: u32) -> [u8; HEADER_BYTES] {
    let mut header = [0; HEADER_BYTES];
    header[..16].copy_from_slice(MAGIC);
    header[16..18].copy_from_slice(&4_096u16.to_be_bytes());
    header[24..28].copy_from_slice(&7u32.to_be_bytes());
    header[28..32].copy_from_slice(&pages.to_be_bytes());
    header[92..96].copy_from_slice(&7u32.to_be_bytes());
    header
}

#[test]
fn a_file_as_long_as_its_header_says_is_whole() {
    assert_eq!(check_header(&header(10), 40_960, 0), Ok(()));
    assert_eq!(check_header(&header(10), 45_056, 0), Ok(()), "what is too much is not missing");
}

#[test]
fn a_file_shorter_than_its_header_says_is_cut_off() {
    let why = check_header(&header(10), 40_959, 0).expect_err("one byte is missing");
    assert!(why.contains("40959") && why.contains("40960"), "{why}");
}

#[test]
fn a_file_with_a_log_beside_it_may_be_behind_its_header() {
    assert_eq!(check_header(&header(10), 4_096, 1), Ok(()));
}

#[test]
fn a_count_of_pages_that_an_old_program_left_alone_says_nothing() {
    let mut old = header(10);
    old[92] = 1;
    assert_eq!(check_header(&old, 4_096, 0), Ok(()));
}

#[test]
fn what_no_database_begins_with_is_told() {
    let mut other = header(10);
    other[0] = b'X';
    assert!(check_header(&other, 40_960, 0).expect_err("no magic").contains("does not begin"));
    let mut odd = header(10);
    odd[17] = 3;
    assert!(check_header(&odd, 40_960, 0).expect_err("no power of two").contains("4099"));
}

/// A clock that is looked at all the time, and goes on with every look.
fn ticking() -> impl Elapsed {
    let looks = Arc::new(AtomicU64::new(0));
    move || Duration::from_millis(looks.fetch_add(1, Ordering::Relaxed))
}

#[tokio::test]
async fn a_check_that_runs_out_of_time_finds_nothing_and_is_no_failure() {
    let mut connection = migrations::empty_for_tests().await;
    assert_eq!(check_pages(&mut connection, Duration::ZERO, ticking()).await.expect("in part"), None);
    assert_eq!(check_pages(&mut connection, CHECK_LIMIT, ticking()).await.expect("whole"), None);
}

#[tokio::test]
async fn the_tables_that_grow_are_tables_of_the_archive() {
    let mut connection = migrations::empty_for_tests().await;
    for table in LARGE {
        let there: i64 = sqlx::query_scalar("SELECT count(*) FROM sqlite_schema WHERE name = ? AND rootpage > 0")
            .bind(table)
            .fetch_one(&mut connection)
            .await
            .expect("the schema");
        assert_eq!(there, 1, "{table}");
    }
}

/// In the time of this many looks no large table of [`large_archive`] is looked at whole.
const LOOKS: Duration = Duration::from_millis(30);

/// A file whose large tables are so large that they cannot be looked at whole in the time.
async fn large_archive(folder: &Path) -> PathBuf {
    let file = folder.join("archive.sqlite3");
    let options = SqliteConnectOptions::new().filename(&file).create_if_missing(true).foreign_keys(false);
    let mut connection = options.connect().await.expect("a database");
    migrations::MIGRATIONS.run(&mut connection).await.expect("the schema");
    let fill = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000) ";
    for insert in [
        "INSERT INTO blocks (block_id, content) SELECT i, randomblob(400) FROM n",
        "INSERT INTO item_key_values (label, item_id) SELECT hex(randomblob(40)), i FROM n",
    ] {
        sqlx::query(AssertSqlSafe(format!("{fill}{insert}"))).execute(&mut connection).await.expect(insert);
    }
    connection.close().await.expect("closed");
    file
}

async fn found(file: &Path) -> Option<String> {
    let mut connection = reader_options(file).connect().await.expect("it opens");
    let found = check_pages(&mut connection, LOOKS, ticking()).await.expect("looked at");
    connection.close().await.expect("closed");
    found
}

/// Makes a page one that cannot be, looks, and puts it right again.
async fn found_with_damaged_page(file: &Path, page: u64) -> Option<String> {
    let at = (page - 1) * 4_096;
    let mut bytes = [0; 16];
    let opened = fs::OpenOptions::new().read(true).write(true).open(file).expect("the file");
    opened.read_exact_at(&mut bytes, at).expect("read");
    opened.write_all_at(&[0x55; 16], at).expect("damaged");
    let found = found(file).await;
    opened.write_all_at(&bytes, at).expect("put right");
    found
}

#[tokio::test]
async fn of_a_large_archive_every_table_is_looked_at() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = large_archive(folder.path()).await;
    assert_eq!(found(&file).await, None);
    for table in ["blocks", "item_key_values"] {
        let mut connection = reader_options(&file).connect().await.expect("it opens");
        let looked_at = structure(&mut connection, table, LOOKS, &ticking()).await.expect("looked at");
        assert!(matches!(looked_at, Look::Unfinished), "{table} is not large");
        connection.close().await.expect("closed");
    }
    let roots = roots(&file).await;
    assert!(roots.len() > 15, "{roots:?}");
    for (table, root) in roots {
        let found = found_with_damaged_page(&file, root).await;
        let told = found.as_deref().is_some_and(|found| found.contains(&format!("table {table} is damaged")));
        assert!(told, "{table}: {found:?}");
    }
}

#[tokio::test]
async fn a_large_table_is_looked_at_from_its_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = large_archive(folder.path()).await;
    for table in ["blocks", "item_key_values"] {
        let root = roots(&file).await.into_iter().find(|(name, _)| name == table).expect("it is there").1;
        let found = found_with_damaged_page(&file, last_leaf(&file, root)).await;
        let told = found.as_deref().is_some_and(|found| found.contains(&format!("table {table} is damaged")));
        assert!(told, "{table}: {found:?}");
    }
}

/// The pages at which the tables begin.
async fn roots(file: &Path) -> Vec<(String, u64)> {
    let tables =
        "SELECT name, rootpage FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 AND name NOT LIKE 'sqlite%'";
    let mut connection = reader_options(file).connect().await.expect("it opens");
    let roots: Vec<(String, i64)> = sqlx::query_as(tables).fetch_all(&mut connection).await.expect("the schema");
    connection.close().await.expect("closed");
    roots.into_iter().map(|(name, root)| (name, root.unsigned_abs())).collect()
}

/// The page with a tree's last entries: the right-most one below its root
/// (<https://www.sqlite.org/fileformat2.html#b_tree_pages>).
fn last_leaf(file: &Path, root: u64) -> u64 {
    let opened = File::open(file).expect("the file");
    let (mut page, mut head) = (root, [0; 12]);
    loop {
        opened.read_exact_at(&mut head, (page - 1) * 4_096).expect("a page");
        if !matches!(head[0], 2 | 5) {
            assert_ne!(page, root, "the table has one page");
            return page;
        }
        page = u64::from(u32::from_be_bytes([head[8], head[9], head[10], head[11]]));
    }
}
