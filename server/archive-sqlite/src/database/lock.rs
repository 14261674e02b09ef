//! One process at a time, and what follows from it.

use std::{
    fs::{File, TryLockError},
    path::Path,
};

use afterimage_archive::OpenError;
use afterimage_base::data_folder::{LOCK_FILE, owner_only};

/// Whoever has it is the only one who writes to the archive in a folder, and may remember what it has written: what is remembered
/// (the caches of ids and of items, the restores that are waited for) is made from it, and gone before it is given back.
///
/// It is the folder's lock, held for as long as the archive is open; the operating system lets go of it however the process ends.
/// The file stays then; only the lock counts.
#[derive(Debug)]
pub(crate) struct SoleWriter {
    _file: File,
}

impl SoleWriter {
    /// Makes the folder where it is not there, takes it, and sees to it that it is its owner's alone.
    pub(crate) fn take(data_dir: &Path) -> Result<Self, OpenError> {
        let not_writable = |cause| OpenError::NotWritable { path: data_dir.to_owned(), cause };
        owner_only::make_folder(data_dir).map_err(not_writable)?;
        let file = owner_only::open_file(&data_dir.join(LOCK_FILE)).map_err(not_writable)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(OpenError::Held { path: data_dir.to_owned() }),
            Err(TryLockError::Error(cause)) => return Err(not_writable(cause)),
        }
        owner_only::tighten(data_dir);
        Ok(Self { _file: file })
    }
}
