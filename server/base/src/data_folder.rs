//! The data folder: what lies in it, that it is its owner's alone ([`owner_only`]), and that it stays the same for as
//! long as the program works with it ([`presence`]).

pub mod owner_only;
pub mod presence;

use std::path::{Path, PathBuf};

pub use presence::{Absence, Presence, What};

/// The archive.
pub const ARCHIVE_FILE: &str = "archive.sqlite3";

/// The file whose lock says that the folder is taken.
pub const LOCK_FILE: &str = "afterimage.lock";

/// The folder of the embedded DynamoDB, and its file in there.
pub const EMBEDDED_FOLDER: &str = "dynamodb";
const EMBEDDED_FILE: &str = "dynamodb.sqlite3";

/// What SQLite puts beside a file, each under the file's name with this behind it: while one is open the log and its
/// index, and a journal where a file is not in the mode of a log yet.
const LOG: &str = "-wal";
const INDEX: &str = "-shm";
const JOURNAL: &str = "-journal";

/// The embedded DynamoDB's file.
pub fn embedded_file(data_dir: &Path) -> PathBuf {
    data_dir.join(EMBEDDED_FOLDER).join(EMBEDDED_FILE)
}

/// The write-ahead log beside a database's file.
pub fn log_of(file: &Path) -> PathBuf {
    beside(file, LOG)
}

/// What must stay beside a database's file for as long as it is open.
pub fn in_use_beside(file: &Path) -> [PathBuf; 2] {
    [log_of(file), beside(file, INDEX)]
}

/// Everything that this program ever puts into the folder, and the folder itself. Others' files are not its business:
/// the folder may be one that somebody keeps other things in.
fn all_of_ours(data_dir: &Path) -> Vec<PathBuf> {
    let mut all = vec![data_dir.to_owned(), data_dir.join(EMBEDDED_FOLDER), data_dir.join(LOCK_FILE)];
    for file in [data_dir.join(ARCHIVE_FILE), embedded_file(data_dir)] {
        all.push(beside(&file, JOURNAL));
        all.extend(in_use_beside(&file));
        all.push(file);
    }
    all
}

fn beside(file: &Path, end: &str) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(end);
    file.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_beside_a_file_begins_with_its_name() {
        let [log, index] = in_use_beside(Path::new("/data/archive.sqlite3"));
        assert_eq!(log, Path::new("/data/archive.sqlite3-wal"));
        assert_eq!(index, Path::new("/data/archive.sqlite3-shm"));
    }
}
