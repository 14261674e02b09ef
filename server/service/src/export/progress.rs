//! How the exports that are under way fare, for whoever waits for one, by a name that the one who began it gave it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use afterimage_model::Context;

use super::Done;

/// How many exports are remembered; the oldest one is forgotten for the next.
const REMEMBERED: usize = 64;

/// The longest name.
pub const MAX_NAME_BYTES: usize = 64;

/// How an export stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportState {
    /// It goes on.
    UnderWay(Done),
    /// Everything was written.
    Finished(Done),
    /// It ended early.
    Broken(Done),
    /// It shall end.
    Cancelled(Done),
}

/// The registry. Clones show the same.
#[derive(Clone, Debug, Default)]
pub struct ExportRegistry(Arc<Mutex<Entries>>);

#[derive(Debug, Default)]
struct Entries {
    count: u64,
    exports: HashMap<ExportNumber, Entry>,
}

#[derive(Debug)]
struct Entry {
    /// Nothing for one that nobody asks about.
    name: Option<String>,
    state: ExportState,
}

/// Which export it is: one of its own for each, whatever they are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExportNumber(u64);

impl Entries {
    /// The export by this name that began last.
    fn named(&mut self, name: &str) -> Option<&mut Entry> {
        let of_name = self.exports.iter_mut().filter(|(_, entry)| entry.name.as_deref() == Some(name));
        of_name.max_by_key(|(number, _)| **number).map(|(_, entry)| entry)
    }
}

impl ExportRegistry {
    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An export begins, which whoever gave it a name can ask about and end.
    pub fn begin(&self, name: Option<&str>) -> ExportNumber {
        let mut entries = self.lock();
        let oldest = entries.exports.keys().min().copied();
        if let Some(oldest) = oldest.filter(|_| entries.exports.len() >= REMEMBERED) {
            entries.exports.remove(&oldest);
        }
        entries.count += 1;
        let number = ExportNumber(entries.count);
        let entry = Entry { name: name.map(str::to_owned), state: ExportState::UnderWay(Done::default()) };
        entries.exports.insert(number, entry);
        number
    }

    /// How it stands now; whether it shall go on.
    pub fn note(&self, number: ExportNumber, state: ExportState) -> bool {
        match self.lock().exports.get_mut(&number) {
            Some(Entry { state: ExportState::Cancelled(_), .. }) => false,
            Some(entry) => {
                entry.state = state;
                true
            }
            None => true,
        }
    }

    /// How the export by this name that began last stands, where it is remembered.
    pub fn state(&self, name: &str) -> Option<ExportState> {
        self.lock().named(name).map(|entry| entry.state)
    }

    /// The export by this name that began last shall end.
    pub fn cancel(&self, _: &Context, name: &str) {
        if let Some(entry) = self.lock().named(name)
            && let ExportState::UnderWay(done) = entry.state
        {
            entry.state = ExportState::Cancelled(done);
        }
    }
}

#[cfg(test)]
mod tests {
    use afterimage_model::Language;

    use super::*;

    #[test]
    fn what_is_cancelled_stays_cancelled_and_the_oldest_are_forgotten() {
        let entries = ExportRegistry::default();
        let a = entries.begin(Some("a"));
        let done = Done { changes: 3, ..Done::default() };
        assert!(entries.note(a, ExportState::UnderWay(done)));
        entries.cancel(&Context::local_user(Language::English), "a");
        assert!(!entries.note(a, ExportState::Finished(done)));
        assert_eq!(entries.state("a"), Some(ExportState::Cancelled(done)));
        for at in 0..REMEMBERED {
            entries.begin(Some(&format!("b{at}")));
        }
        assert_eq!(entries.state("a"), None);
        assert!(entries.state("b0").is_some());
    }

    #[test]
    fn each_export_is_its_own_with_the_same_name_or_without_one() {
        let entries = ExportRegistry::default();
        let going_on = ExportState::UnderWay(Done::default());
        let nameless = [entries.begin(None), entries.begin(None)];
        entries.cancel(&Context::local_user(Language::English), "");
        assert!(nameless.into_iter().all(|number| entries.note(number, going_on)), "nobody can mean them");
        let [first, second] = [entries.begin(Some("a")), entries.begin(Some("a"))];
        entries.cancel(&Context::local_user(Language::English), "a");
        assert!(entries.note(first, ExportState::Finished(Done::default())), "the one that began last is meant");
        assert!(!entries.note(second, going_on));
        assert_eq!(entries.state("a"), Some(ExportState::Cancelled(Done::default())));
    }
}
