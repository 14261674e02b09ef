//! Opening: the folder, its lock, the file, its schema, and then the two halves.

use std::path::Path;

use afterimage_archive::OpenError;
use afterimage_base::{
    clock::SharedClock,
    data_folder::{LOCK_FILE, Presence, in_use_beside, owner_only},
};
use sqlx::{ConnectOptions, sqlite::SqliteSynchronous};

use crate::{
    append::ItemLookup,
    database::{
        SoleWriter, WAL_LIMIT, WalSize,
        connections::{FEED_READERS, READERS, failure, file_in, readers, writer_options},
        integrity,
    },
    read::SqliteReader,
    schema::migrations,
    write::{Held, SqliteWriter},
};

/// An open archive. Both halves are handles and cheap to clone.
#[derive(Clone, Debug)]
pub struct SqliteArchive {
    /// Puts in.
    pub writer: SqliteWriter,
    /// Looks up.
    pub reader: SqliteReader,
}

impl SqliteArchive {
    /// Opens the archive in the folder, and makes both where they are not there yet.
    ///
    /// # Errors
    /// See [`OpenError`]; each says what to do.
    pub async fn open(data_dir: &Path, clock: SharedClock) -> Result<Self, OpenError> {
        Self::open_with(data_dir, clock, SqliteSynchronous::Full, WAL_LIMIT).await
    }

    /// The same for an import, which can be done again: a power cut may take the last of what was committed, and nothing
    /// waits for the disk.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn open_for_import(data_dir: &Path, clock: SharedClock) -> Result<Self, OpenError> {
        Self::open_with(data_dir, clock, SqliteSynchronous::Normal, WAL_LIMIT).await
    }

    /// The same with another limit of the log's length, in bytes.
    #[cfg(test)]
    pub(crate) async fn open_with_log(data_dir: &Path, log_limit: u64) -> Result<Self, OpenError> {
        let clock = std::sync::Arc::new(afterimage_base::clock::SystemClock);
        Self::open_with(data_dir, clock, SqliteSynchronous::Full, log_limit).await
    }

    async fn open_with(
        data_dir: &Path,
        clock: SharedClock,
        synchronous: SqliteSynchronous,
        log_limit: u64,
    ) -> Result<Self, OpenError> {
        let sole = SoleWriter::take(data_dir)?;
        let file = file_in(data_dir);
        integrity::refuse_damaged(&file).await?;
        let not_writable = |cause| OpenError::NotWritable { path: file.clone(), cause };
        owner_only::make_file(&file).map_err(not_writable)?;
        let failed = |error| failure(&file, error);
        let mut connection = writer_options(&file).synchronous(synchronous).connect().await.map_err(failed)?;
        migrations::prepare(&mut connection, &file, &clock).await?;
        let epoch = migrations::epoch(&mut connection, &file).await?;
        let beside = in_use_beside(&file).into_iter().chain([data_dir.join(LOCK_FILE)]);
        let presence = Presence::of(&file, beside, clock.clone()).map_err(not_writable)?;
        let (pool, feed) = (readers(&file, READERS).await?, readers(&file, FEED_READERS).await?);
        let lookup = ItemLookup::open(&file).await.map_err(failed)?;
        let held = Held { sole, presence };
        let writer = SqliteWriter::start(connection, WalSize::beside(&file, log_limit), lookup, held, clock)
            .await
            .map_err(|cause| OpenError::Corrupt { path: file.clone(), cause: cause.into() })?;
        Ok(Self { writer, reader: SqliteReader::new(pool, feed, epoch) })
    }
}

impl SqliteReader {
    /// Opens the archive in the folder for reading alone, whether or not a server is writing to it.
    ///
    /// # Errors
    /// When there is none, or it cannot be read by this version.
    pub async fn open(data_dir: &Path) -> Result<Self, OpenError> {
        let file = file_in(data_dir);
        if !file.exists() {
            return Err(OpenError::Missing { path: data_dir.to_owned() });
        }
        let pool = readers(&file, READERS).await?;
        let mut connection = pool.acquire().await.map_err(|error| failure(&file, error))?;
        migrations::refuse_foreign_and_newer(&mut connection, &file).await?;
        let epoch = migrations::epoch(&mut connection, &file).await?;
        drop(connection);
        // Nobody follows a feed here: none is opened for it.
        Ok(Self::new(pool.clone(), pool, epoch))
    }
}
