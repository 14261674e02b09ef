//! What the archive holds is its owner's, and no business of others who have an account on the same machine: the folder
//! is made with mode 0700 and each file in it with 0600, whatever the umask. SQLite gives what it puts beside a file the
//! file's own mode, so it is enough that the file is made here before SQLite opens it.
//!
//! What is looser, because an earlier version or somebody else made it, is tightened when it is opened, and that is told.
//! Only what others may is taken away: what its owner may not, a read-only file's, stays so.
//!
//! Where it cannot be done the program runs all the same and warns: the folder may be another user's, or be on a volume
//! that knows no modes.

use std::{
    fs::{self, File, OpenOptions},
    io,
    path::Path,
};

use super::all_of_ours;

/// Makes the folder, with those above it, where it is not there.
///
/// # Errors
/// When it cannot be made.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Opens the file for writing, and makes it where it is not there; what is in it stays.
///
/// # Errors
/// When it can be neither made nor written.
pub fn open_file(file: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)
}

/// Makes an empty file where there is none. One that is there is not opened: to close it would take away the locks that
/// this process holds on it (<https://www.sqlite.org/howtocorrupt.html>, section 2.2).
///
/// # Errors
/// When it cannot be made.
pub fn make_file(file: &Path) -> io::Result<()> {
    if fs::exists(file)? { Ok(()) } else { open_file(file).map(|_| ()) }
}

/// Takes from others what they may of the data folder and of this program's files in it, and tells of it in the log.
pub fn tighten(data_dir: &Path) {
    let (mut tightened, mut still_open) = (Vec::new(), Vec::new());
    for path in all_of_ours(data_dir) {
        match tighten_one(&path) {
            Ok(None) => {}
            Ok(Some(mode)) => tightened.push(format!("{} ({mode:04o})", path.display())),
            Err(why) => still_open.push(format!("{} ({why})", path.display())),
        }
    }
    if !tightened.is_empty() {
        let list = tightened.join(", ");
        tracing::warn!("these were open to other users of this machine, and are their owner's alone now: {list}");
    }
    if !still_open.is_empty() {
        tracing::warn!(
            "other users of this machine may read these, and it could not be changed: {}. Whoever owns them can take it \
             away with chmod go-rwx, or choose another folder with --data-dir.",
            still_open.join(", ")
        );
    }
}

/// The mode that the path had, where it was too loose; why it still is, where that could not be changed.
#[cfg(unix)]
fn tighten_one(path: &Path) -> Result<Option<u32>, String> {
    use std::os::unix::fs::PermissionsExt;

    let Ok(metadata) = fs::metadata(path) else { return Ok(None) };
    let mode = metadata.permissions().mode() & ALL_BITS;
    let Some(tight) = tight(mode) else { return Ok(None) };
    if metadata.is_dir() && mode & STICKY != 0 {
        return Err(format!("{mode:04o}: a folder that is meant for all"));
    }
    let changed = fs::set_permissions(path, fs::Permissions::from_mode(tight));
    changed.map_err(|error| format!("{mode:04o}: {error}"))?;
    // Some volumes take any mode, and keep their own.
    let kept = fs::metadata(path).map_or(mode, |metadata| metadata.permissions().mode() & ALL_BITS);
    if kept == tight { Ok(Some(mode)) } else { Err(format!("{kept:04o}: the volume keeps no modes")) }
}

/// Where there are no modes, the folder that a user's data lies in is the user's.
#[cfg(not(unix))]
fn tighten_one(_path: &Path) -> Result<Option<u32>, String> {
    Ok(None)
}

/// All that `chmod` sets.
#[cfg(unix)]
const ALL_BITS: u32 = 0o7777;

/// Of a folder: everybody may make files in it, and remove their own alone, as in `/tmp`.
#[cfg(unix)]
const STICKY: u32 = 0o1000;

/// What everybody but the owner may.
#[cfg(unix)]
const OTHERS: u32 = 0o077;

/// The mode without what others may; nothing where they may nothing.
#[cfg(unix)]
fn tight(mode: u32) -> Option<u32> {
    (mode & OTHERS != 0).then_some(mode & !OTHERS)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).expect("it is there").permissions().mode() & ALL_BITS
    }

    #[test]
    fn only_what_others_may_is_taken_away() {
        for (loose, expected) in [
            (0o755, Some(0o700)),
            (0o644, Some(0o600)),
            (0o444, Some(0o400)),
            (0o2770, Some(0o2700)),
            (0o601, Some(0o600)),
        ] {
            assert_eq!(tight(loose), expected, "{loose:o}");
        }
        for mode in [0o700, 0o600, 0o400, 0o000] {
            assert_eq!(tight(mode), None, "{mode:o}");
        }
    }

    #[test]
    fn what_is_made_is_its_owners_and_what_is_there_stays_as_it_is() {
        let above = tempfile::tempdir().expect("a folder");
        let folder = above.path().join("some/where");
        make_folder(&folder).expect("made");
        make_folder(&folder).expect("there already");
        let file = folder.join("file");
        make_file(&file).expect("made");
        assert_eq!((mode(&folder), mode(&above.path().join("some")), mode(&file)), (0o700, 0o700, 0o600));
        fs::write(&file, "what is in it").expect("written");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).expect("permitted");
        make_file(&file).expect("there already");
        drop(open_file(&file).expect("opened"));
        assert_eq!((mode(&file), fs::read(&file).expect("read")), (0o640, b"what is in it".to_vec()));
    }

    #[test]
    fn a_folder_that_is_meant_for_all_and_what_others_keep_in_it_are_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let (ours, theirs) = (folder.path().join(super::super::ARCHIVE_FILE), folder.path().join("letter.txt"));
        for file in [&ours, &theirs] {
            fs::write(file, "").expect("written");
            fs::set_permissions(file, fs::Permissions::from_mode(0o644)).expect("permitted");
        }
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o1777)).expect("permitted");
        tighten(folder.path());
        assert_eq!((mode(folder.path()), mode(&ours), mode(&theirs)), (0o1777, 0o600, 0o644));
    }
}
