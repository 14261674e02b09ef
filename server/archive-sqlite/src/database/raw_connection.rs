//! The writing connection without sqlx's worker in between: for what is run for every single row, handing values to
//! another thread costs more than the database's own work.
#![allow(unsafe_code, reason = "sqlx lends the connection's handle, and rusqlite borrows one, only as a raw pointer")]

use afterimage_archive::Result;
use rusqlite::Connection;
use sqlx::SqliteConnection;

use super::stored::Stored;

/// Works with the connection, and blocks meanwhile.
pub(crate) fn with<T>(
    connection: &mut SqliteConnection,
    work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
) -> Result<T> {
    let mut handle = futures::executor::block_on(connection.lock_handle()).stored()?;
    // SAFETY: the handle is open, and nobody else uses it until the lock is let go of, which is after `bare` and its
    // statements are gone: they are dropped in the reverse order. A connection made of a handle does not close it.
    let bare = unsafe { Connection::from_handle(handle.as_raw_handle().as_ptr()) }.stored()?;
    work(&bare).stored()
}
