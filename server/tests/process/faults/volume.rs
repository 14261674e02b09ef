//! A small volume to fill up or to write-protect, where the tester's system lets one be mounted.

use std::{path::Path, process::Command};

use tempfile::TempDir;

/// Unmounted when dropped.
pub struct Volume(TempDir);

impl Volume {
    /// A volume in memory of so many mebibytes; nothing where that is not permitted. Where tests are to count, `CI=true`,
    /// a test that cannot try anything does not pass.
    pub fn mount(mebibytes: u32) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let size = format!("size={mebibytes}m");
        let path = folder.path().to_str().expect("a path");
        if let Err(reason) = try_to_run(&["mount", "-t", "tmpfs", "-o", &size, "tmpfs", path]) {
            let is_to_count = std::env::var("CI").is_ok_and(|value| value == "true");
            assert!(!is_to_count, "{}", missing(path, &reason));
            eprintln!("not tried: {}", missing(path, &reason));
            return None;
        }
        Some(Self(folder))
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

/// What somebody has to do who wants this tried.
fn missing(path: &str, reason: &str) -> String {
    format!(
        "a volume in memory (tmpfs) cannot be mounted at {path}: {reason}. What is missing is the right to mount \
         (CAP_SYS_ADMIN): run the tests as root, in a container with `--cap-add SYS_ADMIN`"
    )
}

fn run(words: &[&str]) -> bool {
    try_to_run(words).is_ok()
}

/// What the command says where it fails.
fn try_to_run(words: &[&str]) -> Result<(), String> {
    let output = Command::new(words[0]).args(&words[1..]).output().map_err(|error| format!("{}: {error}", words[0]))?;
    let told = String::from_utf8_lossy(&output.stderr);
    if output.status.success() { Ok(()) } else { Err(told.trim().to_owned()) }
}

#[test]
fn what_is_missing_for_a_volume_is_said_in_words() {
    let reason = try_to_run(&["sh", "-c", "echo no permission >&2; exit 32"]).expect_err("it fails");
    let message = missing("/any/folder", &reason);
    for words in ["no permission", "/any/folder", "CAP_SYS_ADMIN", "as root"] {
        assert!(message.contains(words), "no {words:?} in: {message}");
    }
}
