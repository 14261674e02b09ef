//! How the exports that are under way fare, for whoever waits for one, by a name that the one who began it gave it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::Done;

/// How many exports are remembered; the oldest one is forgotten for the next.
const REMEMBERED: usize = 64;

/// The longest name.
pub const MAX_NAME_BYTES: usize = 64;

/// How an export stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It goes on.
    UnderWay(Done),
    /// Everything was written.
    Finished(Done),
    /// It ended early.
    Broken(Done),
    /// It shall end.
    Cancelled(Done),
}

/// The board. Clones show the same.
#[derive(Clone, Debug, Default)]
pub struct ExportBoard(Arc<Mutex<Board>>);

#[derive(Debug, Default)]
struct Board {
    count: u64,
    exports: HashMap<String, (u64, Standing)>,
}

impl ExportBoard {
    fn lock(&self) -> MutexGuard<'_, Board> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An export by this name begins.
    pub fn begin(&self, name: &str) {
        let mut board = self.lock();
        let oldest = board.exports.iter().min_by_key(|(_, (number, _))| *number).map(|(name, _)| name.clone());
        if let Some(oldest) = oldest.filter(|_| board.exports.len() >= REMEMBERED) {
            board.exports.remove(&oldest);
        }
        board.count += 1;
        let number = board.count;
        board.exports.insert(name.to_owned(), (number, Standing::UnderWay(Done::default())));
    }

    /// How it stands now; whether it shall go on.
    pub fn note(&self, name: &str, standing: Standing) -> bool {
        match self.lock().exports.get_mut(name) {
            Some((_, Standing::Cancelled(_))) => false,
            Some((_, noted)) => {
                *noted = standing;
                true
            }
            None => true,
        }
    }

    /// How the export by this name stands, where it is remembered.
    pub fn standing(&self, name: &str) -> Option<Standing> {
        self.lock().exports.get(name).map(|(_, standing)| *standing)
    }

    /// The export by this name shall end.
    pub fn cancel(&self, name: &str) {
        if let Some((_, standing)) = self.lock().exports.get_mut(name)
            && let Standing::UnderWay(done) = *standing
        {
            *standing = Standing::Cancelled(done);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cancelled_stays_cancelled_and_the_oldest_are_forgotten() {
        let board = ExportBoard::default();
        board.begin("a");
        let done = Done { changes: 3, ..Done::default() };
        assert!(board.note("a", Standing::UnderWay(done)));
        board.cancel("a");
        assert!(!board.note("a", Standing::Finished(done)));
        assert_eq!(board.standing("a"), Some(Standing::Cancelled(done)));
        for at in 0..REMEMBERED {
            board.begin(&format!("b{at}"));
        }
        assert_eq!(board.standing("a"), None);
        assert!(board.standing("b0").is_some());
    }
}
