//! The archive's file, as others find it.

use std::path::Path;

use sqlx::{Connection, SqliteConnection};

/// Its name in the data folder.
pub const FILE: &str = "archive.sqlite3";

/// SQLite finds nothing wrong in any page, and every index agrees with its table.
pub async fn assert_intact(data_dir: &Path) {
    let url = format!("sqlite://{}?mode=ro", data_dir.join(FILE).display());
    let mut connection = SqliteConnection::connect(&url).await.expect("the file opens");
    let found: Vec<String> =
        sqlx::query_scalar("PRAGMA integrity_check").fetch_all(&mut connection).await.expect("it is checked");
    assert_eq!(found, ["ok"]);
    connection.close().await.expect("closed");
}
