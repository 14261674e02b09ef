//! What the reader does beside the timeline, as the address says it: read a version, compare two, or restore one.

use leptos::prelude::*;

use crate::components::address::use_parameter;

/// What stands beside the timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// A version.
    Read,
    /// Two moments compared: `12..now`, as it stands in the address, readable or not.
    Compare(String),
    /// The preview of bringing the item back to a version, as it stands in the address.
    Restore(String),
}

impl Task {
    /// The task's name in the style sheet.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Compare(_) => "compare",
            Self::Restore(_) => "restore",
        }
    }

    /// The moments to compare.
    pub fn pair(self) -> Option<String> {
        match self {
            Self::Compare(pair) => Some(pair),
            Self::Read | Self::Restore(_) => None,
        }
    }

    /// The version to restore.
    pub fn version(self) -> Option<String> {
        match self {
            Self::Restore(version) => Some(version),
            Self::Read | Self::Compare(_) => None,
        }
    }
}

/// The task in the address. A form that is sent before the page is alive writes both moments apart.
pub fn use_task() -> Memo<Task> {
    let (compare, restore) = (use_parameter("compare"), use_parameter("restore"));
    let (from, to) = (use_parameter("was"), use_parameter("is"));
    Memo::new(move |_| {
        let parameters = [compare.get(), restore.get(), from.get(), to.get()];
        match parameters {
            [_, restore, ..] if !restore.is_empty() => Task::Restore(restore),
            [compare, ..] if !compare.is_empty() => Task::Compare(compare),
            [_, _, from, to] if !from.is_empty() || !to.is_empty() => Task::Compare(format!("{from}..{to}")),
            _ => Task::Read,
        }
    })
}
