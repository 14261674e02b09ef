//! A small volume to fill up or to write-protect, where the tester's system lets one be mounted.

use std::{path::Path, process::Command};

use tempfile::TempDir;

/// Unmounted when dropped.
pub struct Volume(TempDir);

impl Volume {
    /// A volume in memory of so many mebibytes; nothing where that is not permitted.
    pub fn mount(mebibytes: u32) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let size = format!("size={mebibytes}m");
        let path = folder.path().to_str().expect("a path");
        let mounted = run(&["mount", "-t", "tmpfs", "-o", &size, "tmpfs", path]);
        if !mounted {
            eprintln!("not tried: no volume can be mounted here");
        }
        mounted.then_some(Self(folder))
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Changes how it is mounted: `size=64m`, `ro`.
    pub fn remount(&self, option: &str) {
        let path = self.path().to_str().expect("a path");
        assert!(run(&["mount", "-o", &format!("remount,{option}"), path]), "{option}");
    }
}

impl Drop for Volume {
    fn drop(&mut self) {
        run(&["umount", "--lazy", self.path().to_str().unwrap_or_default()]);
    }
}

fn run(words: &[&str]) -> bool {
    Command::new(words[0]).args(&words[1..]).output().is_ok_and(|output| output.status.success())
}
