//! One process at a time.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    path::Path,
};

use super::OpenError;

/// The file whose lock says that the folder is taken. It stays when the process ends; only the lock counts.
const LOCK_FILE: &str = "afterimage.lock";

/// Held for as long as the archive is open; the operating system lets go of it however the process ends.
#[derive(Debug)]
pub(super) struct FolderLock {
    _file: File,
}

impl FolderLock {
    /// Makes the folder where it is not there, and takes it.
    pub(super) fn take(data_dir: &Path) -> Result<Self, OpenError> {
        let not_writable = |cause| OpenError::NotWritable { path: data_dir.to_owned(), cause };
        fs::create_dir_all(data_dir).map_err(not_writable)?;
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true);
        let file = options.open(data_dir.join(LOCK_FILE)).map_err(not_writable)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(OpenError::Held { path: data_dir.to_owned() }),
            Err(TryLockError::Error(cause)) => Err(not_writable(cause)),
        }
    }
}
