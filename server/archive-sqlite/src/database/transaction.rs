//! Transactions of the one connection that writes, begun and ended by their statements.
//!
//! sqlx keeps count of transactions, and loses count when SQLite ends one by itself, as it does when the disk is full
//! or fails: it would begin no other until the program is started again.

use afterimage_archive::Result;
use sqlx::SqliteConnection;

use super::stored::Stored;

/// Begins one, with the right to write.
pub(crate) async fn begin(connection: &mut SqliteConnection) -> Result<()> {
    let begun = sqlx::query("BEGIN IMMEDIATE").execute(&mut *connection).await;
    if begun.is_err() {
        roll_back(connection).await;
    }
    begun.stored()?;
    Ok(())
}

/// Commits what was done, or takes it back when it failed; nothing is left open.
pub(crate) async fn end<T>(connection: &mut SqliteConnection, done: Result<T>) -> Result<T> {
    let ended = match done {
        Ok(done) => sqlx::query("COMMIT").execute(&mut *connection).await.map(|_| done).stored(),
        Err(error) => Err(error),
    };
    if ended.is_err() {
        roll_back(connection).await;
    }
    ended
}

/// Fails where SQLite has rolled back by itself, which is just as well.
async fn roll_back(connection: &mut SqliteConnection) {
    if let Err(error) = sqlx::query("ROLLBACK").execute(connection).await {
        tracing::debug!(%error, "there was nothing to roll back");
    }
}
