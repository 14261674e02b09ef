//! Opening an archive, and refusing to.

use std::{fs, sync::Arc};

use afterimage_archive::OpenError;
use afterimage_archive_sqlite::SqliteArchive;
use afterimage_base::clock::SystemClock;
use afterimage_model::{ChangeId, Op};
use afterimage_test_archive::fixtures::{append, change, everything, new_archive, open};
use sqlx::{Connection, SqliteConnection};

async fn refused(folder: &std::path::Path) -> OpenError {
    match SqliteArchive::open(folder, Arc::new(SystemClock)).await {
        Ok(_) => panic!("the archive was opened"),
        Err(error) => error,
    }
}

#[tokio::test]
async fn the_epoch_is_the_archives_own_and_stays() {
    let (folder, archive) = new_archive().await;
    let epoch = archive.reader.epoch().to_owned();
    assert!(!epoch.is_empty());
    archive.writer.close().await.expect("closed");
    assert_eq!(open(folder.path()).await.reader.epoch(), epoch);
    let (_other_folder, other) = new_archive().await;
    assert_ne!(other.reader.epoch(), epoch);
}

#[tokio::test]
async fn an_empty_archive_answers_everything() {
    let (_folder, archive) = new_archive().await;
    let reader = &archive.reader;
    assert_eq!(reader.last_change_id().await.expect("read"), ChangeId::START);
    assert!(everything(&archive).await.is_empty());
    let figures = reader.figures().await.expect("read");
    assert_eq!((figures.changes, figures.items, figures.last_archived_at), (0, 0, None));
    assert!(figures.size_bytes > 0);
    assert_eq!(reader.change(ChangeId(1)).await.expect("read"), None);
    assert_eq!(reader.timeline_position(ChangeId(1)).await.expect("read"), None);
    assert_eq!(reader.item_count("nowhere").await.expect("read"), 0);
    assert!(reader.checkpoints("arn:nowhere").await.expect("read").is_empty());
}

#[tokio::test]
async fn closing_leaves_one_whole_file() {
    let (folder, archive) = new_archive().await;
    append(&archive, vec![change("id=a", Op::Insert, 1)]).await;
    archive.writer.close().await.expect("closed");
    let log = folder.path().join("archive.sqlite3-wal");
    assert!(!log.exists() || fs::metadata(log).expect("metadata").len() == 0);
    assert_eq!(everything(&open(folder.path()).await).await.len(), 1);
}

#[tokio::test]
async fn a_second_writer_is_refused_until_the_first_is_gone() {
    let (folder, archive) = new_archive().await;
    let error = refused(folder.path()).await;
    assert!(matches!(error, OpenError::Held { .. }), "{error:?}");
    assert!(error.to_string().contains("--data-dir"), "{error}");
    archive.writer.close().await.expect("closed");
    open(folder.path()).await;
}

#[tokio::test]
async fn a_newer_archive_is_refused_and_left_as_it_is() {
    let (folder, archive) = new_archive().await;
    archive.writer.close().await.expect("closed");
    drop(archive.reader);
    let file = folder.path().join("archive.sqlite3");
    let url = format!("sqlite://{}", file.display());
    let mut connection = SqliteConnection::connect(&url).await.expect("a database");
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9999, 'of the future', TRUE, x'00', 0)",
    )
    .execute(&mut connection)
    .await
    .expect("a row");
    connection.close().await.expect("closed");
    let before = fs::read(&file).expect("the file");

    let error = refused(folder.path()).await;
    assert!(matches!(error, OpenError::Newer { found: 9999, .. }), "{error:?}");
    assert!(error.to_string().contains("newer version"), "{error}");
    assert!(fs::read(&file).expect("the file") == before, "the file was changed");
}

#[tokio::test]
async fn what_is_no_archive_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("archive.sqlite3");
    let text = "no database at all\n".repeat(500);
    fs::write(&file, &text).expect("written");
    let error = refused(folder.path()).await;
    assert!(matches!(error, OpenError::Corrupt { .. }), "{error:?}");
    assert_eq!(fs::read_to_string(&file).expect("the file"), text);
}

#[tokio::test]
async fn some_other_programs_database_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("archive.sqlite3").display());
    let mut connection = SqliteConnection::connect(&url).await.expect("a database");
    sqlx::query("CREATE TABLE recipes (title TEXT)").execute(&mut connection).await.expect("a table");
    connection.close().await.expect("closed");
    let error = refused(folder.path()).await;
    assert!(matches!(error, OpenError::Corrupt { .. }), "{error:?}");
    assert!(error.to_string().contains("some other program"), "{error}");
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_told_with_its_path() {
    let folder = tempfile::tempdir().expect("a folder");
    let in_the_way = folder.path().join("file");
    fs::write(&in_the_way, "").expect("written");
    let error = refused(&in_the_way.join("data")).await;
    assert!(matches!(error, OpenError::NotWritable { .. }), "{error:?}");
    assert!(error.to_string().contains("file/data"), "{error}");
}
