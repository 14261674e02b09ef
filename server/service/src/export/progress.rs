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
    exports: HashMap<String, (u64, ExportState)>,
}

impl ExportRegistry {
    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An export by this name begins.
    pub fn begin(&self, name: &str) {
        let mut entries = self.lock();
        let oldest = entries.exports.iter().min_by_key(|(_, (number, _))| *number).map(|(name, _)| name.clone());
        if let Some(oldest) = oldest.filter(|_| entries.exports.len() >= REMEMBERED) {
            entries.exports.remove(&oldest);
        }
        entries.count += 1;
        let number = entries.count;
        entries.exports.insert(name.to_owned(), (number, ExportState::UnderWay(Done::default())));
    }

    /// How it stands now; whether it shall go on.
    pub fn note(&self, name: &str, state: ExportState) -> bool {
        match self.lock().exports.get_mut(name) {
            Some((_, ExportState::Cancelled(_))) => false,
            Some((_, noted)) => {
                *noted = state;
                true
            }
            None => true,
        }
    }

    /// How the export by this name stands, where it is remembered.
    pub fn state(&self, name: &str) -> Option<ExportState> {
        self.lock().exports.get(name).map(|(_, state)| *state)
    }

    /// The export by this name shall end.
    pub fn cancel(&self, _: &Context, name: &str) {
        if let Some((_, state)) = self.lock().exports.get_mut(name)
            && let ExportState::UnderWay(done) = *state
        {
            *state = ExportState::Cancelled(done);
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
        entries.begin("a");
        let done = Done { changes: 3, ..Done::default() };
        assert!(entries.note("a", ExportState::UnderWay(done)));
        entries.cancel(&Context::local_user(Language::English), "a");
        assert!(!entries.note("a", ExportState::Finished(done)));
        assert_eq!(entries.state("a"), Some(ExportState::Cancelled(done)));
        for at in 0..REMEMBERED {
            entries.begin(&format!("b{at}"));
        }
        assert_eq!(entries.state("a"), None);
        assert!(entries.state("b0").is_some());
    }
}
