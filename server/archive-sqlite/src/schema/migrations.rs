//! The schema: made and brought up to date when the archive is opened, and refused where it is another program's or a
//! newer one.

use std::path::Path;

use afterimage_archive::OpenError;
use afterimage_base::clock::SharedClock;
use sqlx::{SqliteConnection, migrate::Migrator};
use uuid::Uuid;

use super::key_order;
use crate::database::connections::failure;

/// The schema, one file a version.
pub(crate) static MIGRATIONS: Migrator = sqlx_macros::migrate!("../../migrations");

/// Refuses what is no archive or a newer one, brings the schema up to date, and gives a new archive its epoch.
pub(crate) async fn prepare(
    connection: &mut SqliteConnection,
    file: &Path,
    clock: &SharedClock,
) -> Result<(), OpenError> {
    refuse_foreign_and_newer(connection, file).await?;
    // Only now: what is refused is left as it was found.
    sqlx::query("PRAGMA journal_mode = WAL").execute(&mut *connection).await.map_err(|error| failure(file, error))?;
    MIGRATIONS
        .run(&mut *connection)
        .await
        .map_err(|error| OpenError::Corrupt { path: file.to_owned(), cause: error.into() })?;
    key_order::fill(connection).await.map_err(|error| failure(file, error))?;
    sqlx::query("INSERT INTO meta (singleton, epoch, created_at) VALUES (1, ?, ?) ON CONFLICT DO NOTHING")
        .bind(Uuid::new_v4().to_string())
        .bind(clock.now().as_millis())
        .execute(connection)
        .await
        .map_err(|error| failure(file, error))?;
    Ok(())
}

/// Refuses what is no archive, or one that a newer version has written.
pub(crate) async fn refuse_foreign_and_newer(connection: &mut SqliteConnection, file: &Path) -> Result<(), OpenError> {
    let failed = |error| failure(file, error);
    let tables: Vec<String> = sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE type = 'table'")
        .fetch_all(&mut *connection)
        .await
        .map_err(failed)?;
    if tables.is_empty() {
        return Ok(());
    }
    if !tables.iter().any(|name| name == "_sqlx_migrations") {
        return Err(OpenError::Corrupt { path: file.to_owned(), cause: "it is some other program's database".into() });
    }
    let found: i64 = sqlx::query_scalar("SELECT coalesce(max(version), 0) FROM _sqlx_migrations")
        .fetch_one(connection)
        .await
        .map_err(failed)?;
    let known = MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or(0);
    if found > known {
        return Err(OpenError::Newer { path: file.to_owned(), found, known });
    }
    Ok(())
}

/// The archive's epoch, which names its history.
pub(crate) async fn epoch(connection: &mut SqliteConnection, file: &Path) -> Result<String, OpenError> {
    let epoch = sqlx::query_scalar("SELECT epoch FROM meta").fetch_one(connection).await;
    epoch.map_err(|error| failure(file, error))
}

/// An empty archive in memory, for looking at the database's plans.
#[cfg(test)]
pub(crate) async fn empty_for_tests() -> SqliteConnection {
    use sqlx::{ConnectOptions, sqlite::SqliteConnectOptions};

    let mut connection = SqliteConnectOptions::new().in_memory(true).connect().await.expect("a database");
    MIGRATIONS.run(&mut connection).await.expect("the schema");
    connection
}
