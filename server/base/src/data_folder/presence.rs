//! Files that are open, and whether they still are what lies under their names.
//!
//! A file that was removed or replaced stays open, and can be written to without any error; but nobody can reach what is
//! written then, and it is gone when the program ends. SQLite does not notice it either while it has a log
//! (<https://www.sqlite.org/howtocorrupt.html>, section 4). So it is looked at here, before everything that is written
//! and every few seconds: a name that leads elsewhere stops the writing, and the program is not ready.
//!
//! It goes on by itself when the same files are back. Until then it stays, instead of ending: what was committed can
//! still be read, and exported, from what it has open; what was not is read from the streams again.

use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use afterimage_language::{Phrase, phrase};
use afterimage_model::Timestamp;
use tokio::time::{self, MissedTickBehavior};
use tokio_util::sync::CancellationToken;

use crate::clock::SharedClock;

/// How often is looked while nothing is written.
pub const LOOK_EVERY: Duration = Duration::from_secs(2);

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// There is none of its name.
    Removed,
    /// There is another one in its place.
    Replaced,
    /// It cannot be looked at.
    Unreachable,
}

impl fmt::Display for What {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Removed => "was removed",
            Self::Replaced => "was replaced",
            Self::Unreachable => "cannot be reached",
        })
    }
}

/// A file that is not where it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} {what} while it was in use", path.display())]
pub struct Absence {
    /// The file.
    pub path: PathBuf,
    /// What became of it.
    pub what: What,
    /// When that was noticed.
    pub since: Timestamp,
}

impl Absence {
    /// The file's name, without where it lies.
    pub fn name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// For pages and programs: what is the matter, and what to do. They learn the file's name, and not where it lies.
    pub fn in_words(&self) -> Phrase {
        let file = self.name();
        match self.what {
            What::Removed => phrase!("server-file-removed", file = file),
            What::Replaced => phrase!("server-file-replaced", file = file),
            What::Unreachable => phrase!("server-file-unreachable", file = file),
        }
    }
}

/// Some files that are open, and whether they are where they were. Clones know the same.
#[derive(Clone)]
pub struct Presence(Arc<Watched>);

struct Watched {
    files: Vec<(PathBuf, Identity)>,
    clock: SharedClock,
    /// As it was when it was looked at last.
    absence: Mutex<Option<Absence>>,
}

impl Presence {
    /// Of the file and those beside it that are there, as they are now: to be called when they are open.
    ///
    /// # Errors
    /// When the file is not there.
    pub fn of(file: &Path, beside: impl IntoIterator<Item = PathBuf>, clock: SharedClock) -> io::Result<Self> {
        let mut files = vec![(file.to_owned(), Identity::of(file)?)];
        // A volume on which SQLite keeps no log has none to look after.
        files.extend(beside.into_iter().filter_map(|path| Identity::of(&path).ok().map(|identity| (path, identity))));
        Ok(Self(Arc::new(Watched { files, clock, absence: Mutex::default() })))
    }

    /// Looks at each file; cheap enough to be asked before each transaction.
    ///
    /// # Errors
    /// When one is not where it was.
    pub fn check(&self) -> Result<(), Absence> {
        let found = self.0.files.iter().find_map(|(path, identity)| Some((path, identity.compared_at(path)?)));
        let mut absence = self.0.absence.lock().unwrap_or_else(PoisonError::into_inner);
        match (found, absence.as_ref()) {
            (None, None) => Ok(()),
            (None, Some(before)) => {
                tracing::info!("{} is back where it was: everything goes on", before.path.display());
                *absence = None;
                Ok(())
            }
            (Some(_), Some(before)) => Err(before.clone()),
            (Some((path, what)), None) => {
                let new = Absence { path: path.clone(), what, since: self.0.clock.now() };
                tracing::error!(
                    "{new}: nothing more is written, and the program is not ready. Put the same file back, and it goes \
                     on. Else save what you need from the dashboard's export, which still reads what was open, and \
                     start the program again: what its streams still hold (24 hours) is read again.",
                );
                *absence = Some(new.clone());
                Err(new)
            }
        }
    }

    /// What was found when it was looked last.
    pub fn absence(&self) -> Option<Absence> {
        self.0.absence.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Looks every [`LOOK_EVERY`] until cancelled.
    pub async fn watch(self, cancel: CancellationToken) {
        let mut ticks = time::interval(LOOK_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while cancel.run_until_cancelled(ticks.tick()).await.is_some() {
            let files = self.clone();
            // A volume that hangs holds up this look and nothing else.
            if let Err(error) = tokio::task::spawn_blocking(move || files.check()).await {
                tracing::warn!(%error, "looking after the data folder failed");
            }
        }
    }
}

impl fmt::Debug for Presence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let paths = self.0.files.iter().map(|(path, _)| path);
        formatter.debug_list().entries(paths).finish()
    }
}

/// What tells a file from every other that is or was under its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Identity {
    /// The device and the number on it.
    #[cfg(unix)]
    place: (u64, u64),
}

impl Identity {
    fn of(path: &Path) -> io::Result<Self> {
        let metadata = fs::metadata(path)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            Ok(Self { place: (metadata.dev(), metadata.ino()) })
        }
        #[cfg(not(unix))]
        {
            // What is open cannot be removed there.
            let _ = metadata;
            Ok(Self {})
        }
    }

    /// What became of the file that was there; nothing where it still is.
    fn compared_at(self, path: &Path) -> Option<What> {
        match Self::of(path) {
            Ok(found) => (found != self).then_some(What::Replaced),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Some(What::Removed),
            Err(_) => Some(What::Unreachable),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemClock;

    #[test]
    fn a_file_that_is_removed_replaced_or_put_back_is_noticed() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, away) = (folder.path().join("file"), folder.path().join("away"));
        fs::write(&file, "one").expect("written");
        let presence = Presence::of(&file, [folder.path().join("none")], Arc::new(SystemClock)).expect("present");
        assert_eq!(presence.check(), Ok(()));

        fs::rename(&file, &away).expect("moved");
        assert_eq!(presence.absence(), None, "nobody has looked");
        let removed = presence.check().expect_err("it is gone");
        assert_eq!((removed.what, removed.name().as_str()), (What::Removed, "file"));
        assert_eq!(presence.check(), Err(removed.clone()), "it is gone since the same moment");
        assert_eq!(presence.absence(), Some(removed));

        fs::rename(&away, &file).expect("moved back");
        assert_eq!((presence.check(), presence.absence()), (Ok(()), None));

        fs::copy(&file, &away).expect("copied");
        fs::rename(&away, &file).expect("put in its place");
        assert_eq!(presence.check().map_err(|absence| absence.what), Err(What::Replaced));
    }

    #[test]
    fn a_file_that_is_not_there_cannot_be_looked_after() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(Presence::of(&folder.path().join("none"), [], Arc::new(SystemClock)).is_err());
    }
}
